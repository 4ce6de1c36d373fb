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

__all__ = [
    "REVOKED",
    "Agreement",
    "Basis",
    "Claim",
    "Decision",
    "Recipient",
    "agreement_of",
    "check_elements",
    "check_paper",
    "check_signer",
    "elements",
    "judge_claim",
    "judge_consents",
    "law",
    "missing_elements",
    "plain_name",
    "possible_birth_years",
    "render",
    "standing",
    "wording",
]
