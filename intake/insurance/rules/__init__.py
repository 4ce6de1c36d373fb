"""Payers, policies, benefits and the insurer's electronic answer, pure."""

from intake.insurance.rules.benefits import (
    FILLED,
    Insured,
    Source,
    choose_reply,
    doubts_about,
    filled_from,
    reading_of,
    sources,
    worksheet_warnings,
)
from intake.insurance.rules.coverage import (
    PolicyWarning,
    bare,
    coverage,
    coverage_kinds,
    has_member_id,
    policy_warnings,
)
from intake.insurance.rules.eligibility import Reply, read_replies
from intake.insurance.rules.payers import PayerEntry, PayerHit, PayerList, payers, payers_from, search_payers

__all__ = [
    "FILLED",
    "Insured",
    "PayerEntry",
    "PayerHit",
    "PayerList",
    "PolicyWarning",
    "Reply",
    "Source",
    "bare",
    "choose_reply",
    "coverage",
    "coverage_kinds",
    "doubts_about",
    "filled_from",
    "has_member_id",
    "payers",
    "payers_from",
    "policy_warnings",
    "read_replies",
    "reading_of",
    "search_payers",
    "sources",
    "worksheet_warnings",
]
