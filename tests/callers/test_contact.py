"""Safe contact: nothing until somebody said yes, then only in hours that are safe there and allowed by law."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.callers.rules import ContactRules, Reason, Verdict, Way, judge_contact, judge_number, words_for

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
ALL_YES = {"may_call": True, "may_leave_voicemail": True, "may_text": True, "may_email": True}


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = NEW_YORK, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


NOON = at(23, 12)


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("way", ["call", "voicemail", "text", "email"])
def test_nothing_is_allowed_until_somebody_said_yes(kind: str, way: Way) -> None:
    verdict = judge_contact(ContactRules(kind=kind), way, NOON, NEW_YORK)
    assert verdict.allowed is False
    assert verdict.next_safe_at is None


@pytest.mark.parametrize(
    ("way", "yes"), [("call", {"may_call"}), ("text", {"may_text"}), ("voicemail", {"may_call", "may_leave_voicemail"})]
)
def test_each_way_needs_its_own_yes_and_no_other_helps(way: Way, yes: set[str]) -> None:
    needed = {name: name in yes for name in ALL_YES}
    assert judge_contact(ContactRules(kind="phone", **needed), way, NOON, NEW_YORK) == Verdict(True)
    for missing in yes:
        for answer in (None, False):
            rules = ContactRules(kind="phone", **{**ALL_YES, missing: answer})
            assert judge_contact(rules, way, NOON, NEW_YORK).allowed is False


def test_a_voicemail_needs_a_yes_to_being_called_as_well() -> None:
    rules = ContactRules(kind="phone", may_leave_voicemail=True)
    assert judge_contact(rules, "voicemail", NOON, NEW_YORK) == Verdict(False, Reason.VOICEMAIL_NEEDS_CALL)


@pytest.mark.parametrize(("kind", "way"), [("email", "call"), ("email", "voicemail"), ("email", "text"), ("phone", "email")])
def test_an_address_cannot_be_called_nor_a_number_mailed(kind: str, way: Way) -> None:
    assert judge_contact(ContactRules(kind=kind, **ALL_YES), way, NOON, NEW_YORK) == Verdict(False, Reason.NO_SUCH_WAY)


@pytest.mark.parametrize(
    ("moment", "next_safe_at"),
    [
        (at(23, 7, 59), at(23, 8)),
        (at(23, 8), None),
        (at(23, 20, 59), None),
        (at(23, 21), at(24, 8)),
        (at(23, 23), at(24, 8)),
        (at(23, 0), at(23, 8)),
    ],
)
def test_nobody_is_called_before_eight_or_from_nine_in_the_evening_where_they_live(
    moment: datetime, next_safe_at: datetime | None
) -> None:
    rules = ContactRules(kind="phone", may_call=True)
    wanted = Verdict(True) if next_safe_at is None else Verdict(False, Reason.OUTSIDE_CALLING_HOURS, next_safe_at)
    assert judge_contact(rules, "call", moment.astimezone(UTC), NEW_YORK) == wanted


def test_the_hours_are_those_of_the_person_not_of_the_desk() -> None:
    rules = ContactRules(kind="phone", may_call=True)
    verdict = judge_contact(rules, "call", at(23, 9), LOS_ANGELES)
    assert verdict == Verdict(False, Reason.OUTSIDE_CALLING_HOURS, at(23, 8, zone=LOS_ANGELES))


def test_an_email_may_be_sent_at_night_but_not_outside_the_persons_own_hours() -> None:
    rules = ContactRules(kind="email", may_email=True)
    assert judge_contact(rules, "email", at(23, 3), NEW_YORK) == Verdict(True)
    own = ContactRules(kind="email", may_email=True, safe_from=time(9), safe_until=time(12))
    assert judge_contact(own, "email", at(23, 3), NEW_YORK) == Verdict(False, Reason.OUTSIDE_SAFE_HOURS, at(23, 9))


@pytest.mark.parametrize(
    ("moment", "next_safe_at"),
    [
        (at(23, 18, 30), None),
        (at(23, 20, 59), None),
        (at(23, 23), at(24, 18)),  # in the person's hours, not in those of the law
        (at(23, 1), at(23, 18)),
        (at(23, 12), at(23, 18)),
    ],
)
def test_hours_across_midnight_still_keep_to_those_of_the_law(moment: datetime, next_safe_at: datetime | None) -> None:
    rules = ContactRules(kind="phone", may_call=True, safe_from=time(18), safe_until=time(2))
    verdict = judge_contact(rules, "call", moment, NEW_YORK)
    assert (verdict.allowed, verdict.next_safe_at) == (next_safe_at is None, next_safe_at)


def test_an_email_follows_hours_across_midnight() -> None:
    rules = ContactRules(kind="email", may_email=True, safe_from=time(22), safe_until=time(2))
    assert judge_contact(rules, "email", at(23, 1, 59), NEW_YORK).allowed
    assert judge_contact(rules, "email", at(23, 2), NEW_YORK) == Verdict(False, Reason.OUTSIDE_SAFE_HOURS, at(23, 22))


@pytest.mark.parametrize(
    ("own", "moment", "allowed"),
    [
        ({"safe_from": time(17)}, at(23, 16, 59), False),
        ({"safe_from": time(17)}, at(23, 17), True),
        ({"safe_until": time(10)}, at(23, 9, 59), True),
        ({"safe_until": time(10)}, at(23, 10), False),
    ],
)
def test_hours_of_which_only_one_end_was_told(own: dict[str, time], moment: datetime, allowed: bool) -> None:
    assert judge_contact(ContactRules(kind="phone", may_call=True, **own), "call", moment, NEW_YORK).allowed is allowed


def test_hours_that_end_when_they_begin_allow_nothing() -> None:
    rules = ContactRules(kind="phone", may_call=True, safe_from=time(9), safe_until=time(9))
    assert judge_contact(rules, "call", NOON, NEW_YORK) == Verdict(False, Reason.HOURS_UNCLEAR)


def test_hours_that_the_law_never_opens_have_no_next_moment() -> None:
    rules = ContactRules(kind="phone", may_call=True, safe_from=time(22), safe_until=time(23))
    assert judge_contact(rules, "call", at(23, 22, 30), NEW_YORK) == Verdict(False, Reason.OUTSIDE_CALLING_HOURS)


@pytest.mark.parametrize(
    ("until", "next_safe_at"),
    [(at(25, 14), at(25, 14)), (at(25, 23), at(26, 8)), (at(23, 12), None), (at(20, 1), None)],
)
def test_who_asked_to_wait_is_left_alone_until_then(until: datetime, next_safe_at: datetime | None) -> None:
    rules = ContactRules(kind="phone", may_call=True, do_not_contact_until=until)
    wanted = Verdict(True) if next_safe_at is None else Verdict(False, Reason.ASKED_TO_WAIT, next_safe_at)
    assert judge_contact(rules, "call", NOON, NEW_YORK) == wanted


def test_when_clocks_go_forward_eight_is_eight_on_the_new_clock() -> None:
    rules = ContactRules(kind="phone", may_call=True)
    verdict = judge_contact(rules, "call", at(7, 22, month=3), NEW_YORK)
    assert verdict.next_safe_at == datetime(2026, 3, 8, 12, tzinfo=UTC)  # 8:00 EDT; on the old clock it would be 13:00
    assert judge_contact(rules, "call", datetime(2026, 3, 8, 11, 59, tzinfo=UTC), NEW_YORK).allowed is False


def test_when_clocks_go_back_eight_is_eight_on_the_new_clock() -> None:
    rules = ContactRules(kind="phone", may_call=True)
    assert judge_contact(rules, "call", at(31, 22, month=10), NEW_YORK).next_safe_at == datetime(2026, 11, 1, 13, tzinfo=UTC)


def test_an_hour_that_the_clock_shows_twice_is_safe_both_times() -> None:
    rules = ContactRules(kind="email", may_email=True, safe_from=time(1, 30), safe_until=time(1, 45))
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert judge_contact(rules, "email", first, NEW_YORK).allowed
    assert judge_contact(rules, "email", first + timedelta(minutes=20), NEW_YORK).next_safe_at == second
    assert judge_contact(rules, "email", second, NEW_YORK).allowed


def test_with_no_known_zone_only_hours_that_are_right_in_all_of_the_country_count() -> None:
    rules = ContactRules(kind="phone", may_call=True)
    assert judge_contact(rules, "call", at(23, 15), None) == Verdict(True)  # 10:00 in Honolulu
    assert judge_contact(rules, "call", at(23, 9), None) == Verdict(False, Reason.ZONE_UNKNOWN, at(23, 13))
    assert judge_contact(rules, "call", at(23, 1), None).reason is Reason.ZONE_UNKNOWN
    # Too late in all of the country: that is no matter of the zone.
    assert judge_contact(rules, "call", at(23, 4), None).reason is Reason.OUTSIDE_CALLING_HOURS


def test_every_reason_has_words_for_the_counselor() -> None:
    assert all(words_for(reason).endswith(".") for reason in Reason)


moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
hours = st.none() | st.times().map(lambda t: t.replace(microsecond=0))


@settings(max_examples=300, deadline=None)
@given(
    moment=moments,
    zone=st.sampled_from([NEW_YORK, LOS_ANGELES, ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia"), None]),
    safe_from=hours,
    safe_until=hours,
    wait=st.none() | moments,
    way=st.sampled_from(["call", "text", "voicemail"]),
)
def test_the_next_safe_moment_is_safe_and_nothing_before_it_is(
    moment: datetime, zone: ZoneInfo | None, safe_from: time | None, safe_until: time | None, wait: datetime | None, way: Way
) -> None:
    rules = ContactRules(kind="phone", **ALL_YES, safe_from=safe_from, safe_until=safe_until, do_not_contact_until=wait)
    verdict = judge_contact(rules, way, moment, zone)
    if verdict.next_safe_at is not None:
        assert not verdict.allowed
        assert verdict.next_safe_at > moment
        assert judge_contact(rules, way, verdict.next_safe_at, zone).allowed
        between = moment + (verdict.next_safe_at - moment) / 2
        assert not judge_contact(rules, way, between, zone).allowed
    if verdict.allowed:
        local = moment.astimezone(zone or NEW_YORK).time()
        assert time(8) <= local < time(21)
        assert wait is None or wait <= moment


@pytest.mark.parametrize(
    ("own", "other", "allowed"),
    [
        ({"may_call": True}, {"may_call": False}, False),
        ({"may_call": True}, {}, True),
        ({}, {"may_call": True}, True),
        ({}, {}, False),
        ({"may_call": True}, {"may_call": True, "safe_from": time(18), "safe_until": time(19)}, False),
        ({"may_call": True}, {"safe_from": time(9), "safe_until": time(17)}, True),
    ],
)
def test_a_number_that_stands_on_two_records_is_as_safe_as_the_stricter_says(
    own: dict[str, Any], other: dict[str, Any], allowed: bool
) -> None:
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    told = [ContactRules(kind="phone", **own), ContactRules(kind="phone", **other)]
    assert judge_number(told, "call", noon, ZoneInfo("America/New_York")).allowed is allowed
