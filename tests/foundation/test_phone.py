"""Telephone numbers in any format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.foundation.errors import Invalid
from intake.foundation.phone import for_people, to_e164


@pytest.mark.parametrize(
    "typed",
    [
        "(561) 555-0123",
        "561.555.0123",
        "5615550123",
        "1 561 555 0123",
        "+1 (561) 555-0123",
        "tel:+1-561-555-0123",
        " 561 555 0123 ",
    ],
)
def test_every_way_of_writing_it_is_one_number(typed: str) -> None:
    assert to_e164(typed) == "+15615550123"


@pytest.mark.parametrize(("typed", "number"), [("+44 20 7946 0958", "+442079460958"), ("+52 55 1234 5678", "+525512345678")])
def test_numbers_of_other_countries_keep_theirs(typed: str, number: str) -> None:
    assert to_e164(typed) == number


@pytest.mark.parametrize("typed", ["", "911x", "12", "call me", "\0", "561 555 0123 ext 4", "9" * 40, "+999 1234567", "💊"])
def test_what_no_network_could_route_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        to_e164(typed, pointer="/caller/phone")
    assert [field.pointer for field in caught.value.fields] == ["/caller/phone"]
    assert len(typed) < 3 or typed not in caught.value.fields[0].message


def test_people_read_it_as_they_write_it() -> None:
    assert for_people("+15615550123") == "(561) 555-0123"
    assert for_people("+442079460958") == "+44 20 7946 0958"


@given(st.integers(2_000_000_000, 9_999_999_999))
def test_a_number_that_was_made_ready_stays_as_it_is(digits: int) -> None:
    assert to_e164(f"+1{digits}") == to_e164(f"+1 {digits}") == f"+1{digits}"
