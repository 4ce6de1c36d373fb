"""Pure rules of the directory: what a listing's codes say and do not say, and which listings belong together."""

from intake.facilities.rules.codes import CodeBook, Service, Stated, offers, read_codes
from intake.facilities.rules.listings import Doubt, Listing, Refusal, Row, Sorted, read_row, sort_out
from intake.facilities.rules.phones import phone_words, read_phone

__all__ = [
    "CodeBook",
    "Doubt",
    "Listing",
    "Refusal",
    "Row",
    "Service",
    "Sorted",
    "Stated",
    "offers",
    "phone_words",
    "read_codes",
    "read_phone",
    "read_row",
    "sort_out",
]
