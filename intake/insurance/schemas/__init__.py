"""What comes in and goes out."""

from intake.insurance.schemas.benefits import (
    BenefitsOut,
    InquiryAskedOut,
    InquiryIn,
    ReplyIn,
    WorksheetIn,
    WorksheetOut,
    WorksheetRecord,
)
from intake.insurance.schemas.policies import CardIn, PayerHits, PayerQuery, PolicyAnswers, WarningOut, card_side

__all__ = [
    "BenefitsOut",
    "CardIn",
    "InquiryAskedOut",
    "InquiryIn",
    "PayerHits",
    "PayerQuery",
    "PolicyAnswers",
    "ReplyIn",
    "WarningOut",
    "WorksheetIn",
    "WorksheetOut",
    "WorksheetRecord",
    "card_side",
]
