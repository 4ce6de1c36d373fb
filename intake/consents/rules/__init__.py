"""Consent and disclosure, pure."""

from intake.consents.rules.agreements import (
    REVOKED,
    Agreement,
    agreement_of,
    check_elements,
    check_paper,
    check_signer,
    elements,
    missing_elements,
    plain_name,
    possible_birth_years,
    render,
    standing,
    wording,
)
from intake.consents.rules.grounds import (
    Basis,
    Claim,
    Decision,
    Recipient,
    judge_claim,
    judge_consents,
    law,
)
from intake.consents.rules.telling import PERSON, Telling, judge_telling, nothing_words

__all__ = [
    "PERSON",
    "REVOKED",
    "Agreement",
    "Basis",
    "Claim",
    "Decision",
    "Recipient",
    "Telling",
    "agreement_of",
    "check_elements",
    "check_paper",
    "check_signer",
    "elements",
    "judge_claim",
    "judge_consents",
    "judge_telling",
    "law",
    "missing_elements",
    "nothing_words",
    "plain_name",
    "possible_birth_years",
    "render",
    "standing",
    "wording",
]
