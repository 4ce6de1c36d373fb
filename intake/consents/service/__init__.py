"""Verbs: agree, offer, sign and take back a consent; decide on a disclosure, record it, and account for it."""

from intake.consents.service.accounting import (
    Accounting,
    answer_accounting,
    ask_accounting,
    open_accounting,
    open_accounting_request,
    open_accounting_requests,
)
from intake.consents.service.agreeing import (
    Offer,
    Revocation,
    end_links_of,
    offer_consent,
    open_consent,
    record_consent,
    revoke_consent,
)
from intake.consents.service.circle import Circle, circle_of, open_circle
from intake.consents.service.disclosing import (
    check_claim,
    decide_again,
    decide_disclosure,
    open_disclosure,
    open_slip,
    record_disclosure,
    record_disclosures,
    switch_basis,
    tells_of_nobody,
)
from intake.consents.service.scanning import sign_by_scan
from intake.consents.service.signing import WordsChanged, open_link, sign_by_link
from intake.consents.service.telling import open_notice, open_notices, tell_recipient

__all__ = [
    "Accounting",
    "Circle",
    "Offer",
    "Revocation",
    "WordsChanged",
    "answer_accounting",
    "ask_accounting",
    "check_claim",
    "circle_of",
    "decide_again",
    "decide_disclosure",
    "end_links_of",
    "offer_consent",
    "open_accounting",
    "open_accounting_request",
    "open_accounting_requests",
    "open_circle",
    "open_consent",
    "open_disclosure",
    "open_link",
    "open_notice",
    "open_notices",
    "open_slip",
    "record_consent",
    "record_disclosure",
    "record_disclosures",
    "revoke_consent",
    "sign_by_link",
    "sign_by_scan",
    "switch_basis",
    "tell_recipient",
    "tells_of_nobody",
]
