"""Somebody grows older, coverage ends and what was found out gets its day at the desk's midnight, not at that of Greenwich."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account
from intake.foundation.clock import stopped_at
from intake.organisation.models import Settings
from tests.conftest import Member, member
from tests.factories.callers import a_person
from tests.factories.facilities import a_place
from tests.factories.intakes import klonopin_call

# The desk keeps New York's time: its November 30 ends at 5 o'clock of December 1 in Greenwich.
LATE_THAT_EVENING = datetime(2026, 12, 1, 4, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, 5, tzinfo=UTC)
# Turns 18 on the first of December.
YOUNG = date(2008, 12, 1)

pytestmark = pytest.mark.usefixtures("desk")


def asked(app: Flask, session: Session, as_whom: Member, address: str, *, method: str = "GET", **sent: Any) -> TestResponse:
    """Signed in at this moment."""
    client = member(app, session, session.get_one(Account, as_whom.actor.id)).client
    return client.open(address, method=method, **sent)


def intake_of(app: Flask, session: Session, alice: Member, **changes: Any) -> dict[str, Any]:
    made = asked(app, session, alice, "/api/v1/intakes", method="POST", json=klonopin_call(**changes))
    assert made.status_code == 201, made.json
    told: dict[str, Any] = made.json
    return told


@pytest.mark.parametrize(("moment", "years", "minor"), [(LATE_THAT_EVENING, 17, True), (MIDNIGHT, 18, False)])
def test_a_birthday_begins_at_the_desks_midnight(
    app: Flask, session: Session, alice: Member, moment: datetime, years: int, minor: bool
) -> None:
    rosa = a_person(session, phone="+15615550142", birth_date=YOUNG)
    session.commit()
    with stopped_at(moment):
        (row,) = asked(app, session, alice, "/api/v1/people/search", method="POST", json={"phone": "561-555-0142"}).json["items"]
        assert row["age_years"] == years
        assert f"{years} years" in asked(app, session, alice, f"/desk/people/{rosa.id}").text
        subject = {"given_name": "Daniel", "birth_date": YOUNG.isoformat(), "postal_code": "33401"}
        intake = intake_of(app, session, alice, subject=subject)
        found = {one["rule_id"] for one in intake["findings"] if one["status"] == "found"}
        assert ("minor" in found) is minor
        a_place(session, "SA BDTX HID YAD PI", name="Young adults", categories=("TC", "DETOX", "SET", "AGE", "PAY"))
        a_place(session, "SA BDTX HID CHLD PI", name="Young people", categories=("TC", "DETOX", "SET", "AGE", "PAY"))
        session.commit()
        matched = asked(app, session, alice, f"/api/v1/intakes/{intake['id']}/matches", method="POST").json
        assert [place["name"] for place in matched["matches"]] == ["Young people" if minor else "Young adults"]


@pytest.mark.parametrize(("moment", "fits"), [(LATE_THAT_EVENING, ["Private"]), (MIDNIGHT, ["Other"])])
def test_coverage_counts_until_its_last_day_is_over_at_the_desk(
    app: Flask, session: Session, alice: Member, moment: datetime, fits: list[str]
) -> None:
    whole = ("TC", "DETOX", "SET", "AGE", "PAY")
    a_place(session, "SA BDTX HID ADLT PI", name="Private", categories=whole)
    a_place(session, "SA BDTX HID ADLT MD", name="Other", categories=whole)
    session.commit()
    policies = [
        {"coverage_kind": "commercial", "payer_code": "florida_blue", "ends_on": "2026-11-30"},
        {"coverage_kind": "medicaid", "starts_on": "2026-12-01"},
    ]
    with stopped_at(moment):
        intake = intake_of(app, session, alice, policies=policies)
        matched = asked(app, session, alice, f"/api/v1/intakes/{intake['id']}/matches", method="POST").json
    assert [place["name"] for place in matched["matches"]] == fits


@pytest.mark.parametrize("told_on", ["2026-12-01", "2026-11-30"])
def test_what_was_found_out_of_a_place_has_the_day_of_the_desk(
    app: Flask, session: Session, bob: Member, desk: Settings, told_on: str
) -> None:
    desk.time_zone = "Pacific/Guam"
    place = a_place(session, "SA BDTX HID ADLT", name="Evenings")
    session.commit()
    # Six in the morning there.
    with stopped_at(datetime(2026, 11, 30, 20, tzinfo=UTC)):
        path, tag = f"/api/v1/facilities/{place.id}", {"If-Match": '"1"'}
        sent = {"how": "phone", "told_on": told_on, "walk_in": True}
        answer = asked(app, session, bob, path, method="PATCH", json=sent, headers=tag)
        assert answer.status_code == 200, answer.json
        page = asked(app, session, bob, f"/places/{place.id}").text
    assert f"{date.fromisoformat(told_on):%b} {int(told_on[-2:])}, 2026" in page.split("Walk-in", 1)[1][:300]


def test_a_file_that_leaves_is_named_by_the_day_of_the_desk(app: Flask, session: Session, bob: Member) -> None:
    with stopped_at(LATE_THAT_EVENING):
        left = asked(app, session, bob, "/api/v1/exports", method="POST", json={"kind": "places", "format": "csv"})
    assert "places-2026-11-30.csv" in left.headers["Content-Disposition"]
