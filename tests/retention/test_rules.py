"""How long each kind is kept, as pure rules."""

from datetime import UTC, date, datetime

import pytest

from intake.retention.rules import AgeTold, is_kept_as_minor, policies, reviewed, years_before

MOMENT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_the_desk_s_own_numbers_count_before_the_reviewed_ones() -> None:
    told = policies({"intake": 10, "minors": 21})
    assert (told.kinds["intake"].years, told.kinds["consent"].years, told.minors.years) == (10, 6, 21)
    assert reviewed().kinds["intake"].years == reviewed().kinds["intake"].standard


def test_what_the_law_asks_for_cannot_be_made_shorter() -> None:
    assert all(reviewed().kinds[kind].source for kind in ("consent", "disclosure"))
    assert {kind: reviewed().kinds[kind].least for kind in ("consent", "disclosure")} == {"consent": 6, "disclosure": 6}


def test_every_policy_says_why_and_lies_within_its_range() -> None:
    for policy in (*reviewed().kinds.values(), reviewed().minors):
        assert policy.help and policy.counted_from
        assert policy.least <= policy.standard <= policy.most


def test_years_end_on_the_same_day() -> None:
    assert years_before(MOMENT, 6) == datetime(2020, 11, 26, 12, tzinfo=UTC)
    assert years_before(datetime(2028, 2, 29, tzinfo=UTC), 7) == datetime(2021, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "least", "told", "kept"),
    [
        (date(2003, 11, 26), None, 2018, True),  # 15 when they called, 23 today
        (date(2002, 11, 26), None, 2018, False),  # 24 today
        (date(2002, 11, 27), None, 2018, True),  # tomorrow
        (date(2003, 1, 1), None, 2022, False),  # was grown up already
        (None, 15, 2018, True),
        (None, 15, 2017, False),
        (None, 0, 2003, True),  # not 18 yet, and no age
        (None, 0, 2002, False),
        (None, None, 2026, False),
    ],
)
def test_a_minor_s_record_is_kept_until_they_have_grown_up(born: date | None, least: int | None, told: int, kept: bool) -> None:
    told_at = datetime(told, 11, 26, 11, tzinfo=UTC)
    as_minor = None if least is None else AgeTold(least, told_at)
    assert is_kept_as_minor(born=born, heard_at=told_at, as_minor=as_minor, until_age=24, today=MOMENT) is kept
