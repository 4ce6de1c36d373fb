"""When a promise falls due, on the person's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.followups.rules import check_open, default_due, is_overdue, load_words, moment_of, within_hours
from intake.foundation.errors import Conflict, Invalid
from intake.organisation.rules import THRESHOLDS

NEW_YORK = ZoneInfo("America/New_York")
NINE, EIGHT = time(9), time(20)
on_the_wall = datetime.fromisoformat


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (on_the_wall("2026-11-24T09:00"), datetime(2026, 11, 24, 14, tzinfo=UTC)),
        (on_the_wall("2026-07-01T09:00"), datetime(2026, 7, 1, 13, tzinfo=UTC)),
        # Half past one comes twice that night: the first is meant.
        (on_the_wall("2026-11-01T01:30"), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_clock_on_the_wall_there_tells_the_moment(local: datetime, utc: datetime) -> None:
    assert moment_of(local, NEW_YORK) == utc


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        moment_of(on_the_wall("2026-03-08T02:30"), NEW_YORK)
    assert refusal.value.fields[0].pointer == "/due_local"


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        (on_the_wall("2026-11-24T08:59"), on_the_wall("2026-11-24T09:00")),
        (on_the_wall("2026-11-24T09:00"), on_the_wall("2026-11-24T09:00")),
        (on_the_wall("2026-11-24T19:59"), on_the_wall("2026-11-24T19:59")),
        (on_the_wall("2026-11-24T20:00"), on_the_wall("2026-11-25T09:00")),
    ],
)
def test_a_proposed_time_keeps_to_calling_hours(local: datetime, expected: datetime) -> None:
    moment = local.replace(tzinfo=NEW_YORK).astimezone(UTC)
    assert within_hours(moment, NEW_YORK, NINE, EIGHT).astimezone(NEW_YORK).replace(tzinfo=None) == expected


def test_what_cannot_wait_is_due_at_any_hour_and_the_rest_is_not() -> None:
    words, night = load_words(), datetime(2026, 11, 24, 23, tzinfo=NEW_YORK)
    in_an_hour = default_due(words.kinds["call_back"], timedelta(hours=1), night, NEW_YORK, words)
    later = default_due(words.kinds["verify_benefits"], timedelta(hours=1), night, NEW_YORK, words)
    assert (in_an_hour, later) == (night + timedelta(hours=1), datetime(2026, 11, 25, 9, tzinfo=NEW_YORK))


def test_every_kind_says_when_it_is_due_and_the_lists_hold_together() -> None:
    words = load_words()
    assert {"call_back", "follow_up_call", "send_information", "verify_benefits", "check_arrival"} <= set(words.kinds)
    for kind in words.kinds.values():
        assert (kind.minutes is None) != (kind.threshold is None), kind.code
        assert kind.threshold is None or kind.threshold in THRESHOLDS
    assert time(8) <= words.earliest < words.latest <= time(21)


def test_only_what_is_open_can_be_late_or_changed() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    assert is_overdue("open", moment - timedelta(seconds=1), moment)
    assert not is_overdue("open", moment, moment)
    assert not is_overdue("done", moment - timedelta(days=1), moment)
    check_open("open")
    with pytest.raises(Conflict):
        check_open("done")
