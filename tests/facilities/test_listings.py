"""Rows made into listings, and sorted out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.facilities.rules import Listing, Refusal, Row, phone_words, read_phone, read_row, sort_out
from tests.facilities.workbooks import BOOK, a_row


def listings(*rows: Row) -> list[Listing]:
    read = [read_row(row, BOOK) for row in rows]
    assert not [one for one in read if isinstance(one, Refusal)]
    return [one for one in read if isinstance(one, Listing)]


def sorted_out(*rows: Row):  # type: ignore[no-untyped-def]
    return sort_out(listings(*rows), {row.number: row for row in rows}, BOOK)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("205-216-0200", "+12052160200"),
        ("205-216-0200 x12", "+12052160200;ext=12"),
        ("(205) 216 0200 ext. 7", "+12052160200;ext=7"),
        ("1-205-216-0200", "+12052160200"),
        ("800-555HELP", "+18005554357"),
        ("877-PARNEXT", "+18777276398"),
        ("", None),
        ("555-0123", None),
        ("none", None),
        ("205-216-02001", None),
    ],
)
def test_numbers_are_read_as_directories_print_them(text: str, number: str | None) -> None:
    assert read_phone(text) == number


def test_a_number_is_shown_with_its_extension() -> None:
    assert phone_words("+15615550123;ext=12") == "(561) 555-0123 ext. 12"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("name1", " ", "The column name1 is empty. Fill it in."),
        ("street1", "", "The column street1 is empty. Fill it in."),
        ("state", "ZZ", "The column state is no state or territory of the United States. Use its two letters."),
        ("zip", "3340", "The column zip is not a ZIP code. Use five digits."),
        ("zip", "٣٣٤٠١", "The column zip is not a ZIP code. Use five digits."),
        ("name2", "a\0b", "Holds a control character. Remove it."),
        ("city", "x" * 201, "A cell is longer than 200 characters (4000 for the codes). Shorten it."),
    ],
)
def test_a_row_that_cannot_be_used_says_why(column: str, value: str, reason: str) -> None:
    assert read_row(a_row(7, **{column: value}), BOOK) == Refusal(7, reason)


def test_right_to_left_and_other_letters_are_kept() -> None:
    (listing,) = listings(a_row(name1="مركز  التعافي", city="Cataño 🌴"))
    assert (listing.name, listing.city) == ("مركز التعافي", "Cataño 🌴")


def test_rows_that_are_the_same_in_every_column_are_kept_once() -> None:
    result = sorted_out(a_row(2), a_row(3, name1="EXAMPLE  Recovery"))
    assert [listing.row for listing in result.kept] == [2]
    assert [(doubt.kind, doubt.rows) for doubt in result.doubts] == [("merged", (2, 3))]


def test_rows_that_differ_in_anything_are_never_merged() -> None:
    result = sorted_out(a_row(2), a_row(3, street2="Unit B"), a_row(4, phone="561-555-0101"))
    assert len(result.kept) == 3
    assert len({listing.source_key for listing in result.kept}) == 3
    (doubt,) = result.doubts
    assert (doubt.kind, doubt.code, doubt.rows) == ("doubtful", "same_name_and_address", (2, 3, 4))
    assert doubt.reason == "Same names, street and ZIP; these differ: unit, telephone. Kept apart, please compare."


def test_programs_of_one_site_share_organization_and_site() -> None:
    result = sorted_out(a_row(2, name2="Detox"), a_row(3, name2="Outpatient"), a_row(4, name1="Another"))
    assert (result.site_groups, result.site_rows) == (1, 2)
    first, second, other = result.kept
    assert (first.provider_key, first.site_key) == (second.provider_key, second.site_key)
    assert (other.provider_key != first.provider_key, other.site_key == first.site_key) == (True, True)
    assert result.doubts == ()


def test_a_place_without_a_telephone_is_listed_for_review() -> None:
    (doubt,) = sorted_out(a_row(2, phone="")).doubts
    assert (doubt.kind, doubt.code, doubt.reason) == ("doubtful", "no_phone", "There is no telephone number.")


@given(st.permutations([a_row(2), a_row(3, phone="561-555-0101"), a_row(4, service_code_info="SA"), a_row(5, name2="B")]))
def test_the_order_of_the_file_does_not_change_who_is_who(rows: list[Row]) -> None:
    def identities(ordered: list[Row]) -> dict[int, object]:
        return {listing.row: listing.source_key for listing in sorted_out(*ordered).kept}

    assert identities(rows) == identities(sorted(rows, key=lambda row: row.number))


def test_a_new_edition_knows_a_place_again_when_its_number_and_services_changed() -> None:
    (before,) = listings(a_row(2))
    (after,) = listings(a_row(900, phone="561-555-0199", service_code_info="SA * OP", city="W Palm Beach"))
    assert before.source_key == after.source_key
