"""Opening hours in one line."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.facilities.rules.hours import Period, UnreadableHours, hours_words, is_open, read_hours


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Mon-Fri 8:00-17:00, Sat 9-12", "Mon–Fri 8 am–5 pm; Sat 9 am–noon"),
        ("monday – friday 8am-5:30 pm; saturday 9am-12pm", "Mon–Fri 8 am–5:30 pm; Sat 9 am–noon"),
        ("Tue-Thu 8-12, 13-17", "Tue–Thu 8 am–noon, 1 pm–5 pm"),
        ("24/7", "Open day and night"),
        ("Daily 0:00-24:00", "Open day and night"),
        ("Sat midnight - midnight", "Sat midnight–midnight"),
        ("Fri 20:00-2:00", "Fri 8 pm–midnight; Sat midnight–2 am"),
        ("Sun 10pm-6am", "Mon midnight–6 am; Sun 10 pm–midnight"),
        ("Fri-Mon 7-noon", "Mon 7 am–noon; Fri–Sun 7 am–noon"),
        ("By appointment only", "By appointment only"),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, words: str) -> None:
    assert hours_words(read_hours(typed)) == words


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "8-17",
        "Mon",
        "Mon 9-5",
        "Mon 8:00-5:00",
        "Mon 9-9",
        "Mon 8-12, 11-13",
        "Mon 25-26",
        "Mon 13am-2pm",
        "Mon 8:61-9",
    ],
)
def test_what_may_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableHours):
        read_hours(typed)


_minutes = st.integers(0, 24 * 60).map(lambda m: f"{m // 60:02}:{m % 60:02}")
_week = st.dictionaries(st.integers(0, 6), st.tuples(_minutes, _minutes).filter(lambda pair: pair[0] < pair[1]))


@given(_week)
def test_words_are_read_back(week: dict[int, tuple[str, str]]) -> None:
    periods = sorted(Period(day, *pair) for day, pair in week.items())
    assert read_hours(hours_words(periods)) == periods


@pytest.mark.parametrize(
    ("at", "there"),
    [("2026-11-23T08:00", True), ("2026-11-23T16:59", True), ("2026-11-23T17:00", False), ("2026-11-22T10:00", False)],
)
def test_open_from_the_first_minute_to_the_last(at: str, there: bool) -> None:
    assert is_open(read_hours("Mon 8-17"), datetime.fromisoformat(at)) is there
