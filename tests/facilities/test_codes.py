"""What a listing's codes say, and what they leave unsaid."""

import pytest

from intake.facilities.formats.samhsa import open_workbook
from intake.facilities.rules import offers, read_codes
from intake.facilities.rules.bits import WIDTH, bits_of, positions
from intake.foundation.answers import Missing
from tests.conftest import shared_file
from tests.facilities.workbooks import BOOK

UNKNOWN = Missing.UNKNOWN


@pytest.mark.parametrize(
    ("text", "code", "answer"),
    [
        ("SA * HID * BDTX", "DETOX/BDTX", True),
        ("SA * HID * ADTX", "DETOX/BDTX", False),
        ("SA * HID", "DETOX/BDTX", UNKNOWN),
        ("SA * ADLT", "AGE/CHLD", False),
        ("SA * PI", "AGE/ADLT", UNKNOWN),
        ("", "AGE/ADLT", UNKNOWN),
        # Other languages are asked only of those who gave "other languages": answered otherwise, the blank is a no.
        ("SA * FX * F19", "OL/F19", True),
        ("SA * SP", "OL/F19", False),
        ("SA * FX", "OL/F19", UNKNOWN),
        ("SA", "OL/F19", UNKNOWN),
        ("SA * MOA", "OMSC/PC", UNKNOWN),
        ("SA * NOOP", "OMSC/PC", False),
        ("SA * NAUT", "SMAT/AUPC", False),
        ("SA * ACMA", "SMAT/AUPC", UNKNOWN),
    ],
)
def test_a_missing_code_means_no_only_where_its_question_was_answered(text: str, code: str, answer: object) -> None:
    stated = read_codes(text, BOOK)
    category, service = code.split("/")
    assert offers(stated.codes, stated.categories, service, category) is answer


def test_grouping_and_order_carry_no_meaning() -> None:
    assert read_codes("BDTX SA*HID", BOOK) == read_codes("SA * HID * BDTX * SA", BOOK)


def test_a_code_of_no_reference_sheet_is_told_and_left_out() -> None:
    stated = read_codes("SA ZZZ * HID", BOOK)
    assert (stated.codes, stated.unknown) == (("HID", "SA"), ("ZZZ",))


@pytest.mark.parametrize(("text", "tells"), [("PVTP * SMON * VAPN", False), ("ADLT", False), ("", False), ("SA", True)])
def test_a_listing_of_owner_and_house_rules_tells_nothing_of_care(text: str, tells: bool) -> None:
    assert read_codes(text, BOOK).tells_care is tells


def test_every_code_and_category_has_its_own_bit() -> None:
    assert bits_of(["SA"], ["TC"]).count("1") == 2
    assert bits_of([], []) == "0" * WIDTH
    assert sorted(positions().values()) == list(range(len(positions())))
    with open_workbook(shared_file("samhsa/national_directory_su_facilities_2022.xlsx")) as workbook:
        book = workbook.codes()
    assert set(positions()) == set(book.services) | {f"={category}" for category in book.category_of.values()}


def test_a_code_that_is_newer_than_the_bits_has_none() -> None:
    assert bits_of(["BRANDNEW"], []) == "0" * WIDTH
