"""Pure rules of the directory: what a listing's codes say and do not say, and which listings belong together."""

from intake.facilities.rules.codes import CodeBook, Service, Stated, offers, read_codes
from intake.facilities.rules.corrections import Told, compare, lay_over
from intake.facilities.rules.listings import Listing, Refusal, Row, read_row
from intake.facilities.rules.phones import phone_words, read_phone
from intake.facilities.rules.sorting import Doubt, Sorted, sort_out

__all__ = [
    "CodeBook",
    "Doubt",
    "Listing",
    "Refusal",
    "Row",
    "Service",
    "Sorted",
    "Stated",
    "Told",
    "compare",
    "lay_over",
    "offers",
    "phone_words",
    "read_codes",
    "read_phone",
    "read_row",
    "sort_out",
]
