"""References that people say aloud: they come back, none twice, and a mis-heard character is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.foundation.identifiers import _ALPHABET, new_id, number_of, reference

NUMBERS = st.integers(min_value=0, max_value=30**6 - 1)


@given(NUMBERS)
def test_a_reference_comes_back_as_its_number(number: int) -> None:
    text = reference("IN", number)
    assert number_of("IN", text) == number
    assert number_of("IN", f" {text.lower().replace('-', ' ')} ") == number
    assert number_of("IN", text.removeprefix("IN-")) == number
    assert number_of("IN", text.replace("-", "–").replace("7", "7.").lower()) == number


@given(NUMBERS, st.integers(0, 6), st.sampled_from(_ALPHABET))
def test_one_mis_heard_character_is_caught(number: int, place: int, heard: str) -> None:
    letters = list(reference("IN", number).replace("-", "")[2:])
    said, letters[place] = letters[place], heard
    assert (number_of("IN", "IN" + "".join(letters)) == number) == (said == heard)
    assert said == heard or number_of("IN", "IN" + "".join(letters)) is None


def test_consecutive_numbers_look_nothing_alike() -> None:
    texts = [reference("IN", number) for number in range(2000)]
    assert len(set(texts)) == 2000
    assert len({text[3:6] for text in texts}) > 1000


@pytest.mark.parametrize("text", ["", "IN", "IN-0000-000", "IN-7K3F", "CA-7K3F-92Q-9", "IN-7K3F-92O", "é" * 7, "\0" * 7])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert number_of("IN", text) is None


@pytest.mark.parametrize("number", [-1, 30**6])
def test_a_number_outside_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="counts from 0"):
        reference("IN", number)


def test_keys_are_ordered_by_time() -> None:
    keys = [new_id() for _ in range(100)]
    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}
