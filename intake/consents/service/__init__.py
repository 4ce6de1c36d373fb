"""Verbs: agree, offer, sign and take back a consent; decide on a disclosure, and record it."""

from intake.consents.service.agreeing import end_links_of, offer_consent, open_consent, record_consent, revoke_consent
from intake.consents.service.disclosing import (
    Accounting,
    decide_disclosure,
    open_accounting,
    record_disclosure,
    switch_basis,
)
from intake.consents.service.scanning import sign_by_scan
from intake.consents.service.signing import open_link, sign_by_link

__all__ = [
    "Accounting",
    "decide_disclosure",
    "end_links_of",
    "offer_consent",
    "open_accounting",
    "open_consent",
    "open_link",
    "record_consent",
    "record_disclosure",
    "revoke_consent",
    "sign_by_link",
    "sign_by_scan",
    "switch_basis",
]
