"""An alert about somebody restricted: told to who is named there and to supervisors of the team, and never to nobody."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.callers.service import confirm_person, lift_restriction, restrict_person
from intake.foundation.clock import now
from intake.intakes.models import Intake
from intake.organisation.models import Alert, Team
from intake.organisation.service import raise_alert
from tests.conftest import Member, member
from tests.factories.accounts import an_account
from tests.factories.consents import a_disclosure
from tests.factories.followups import a_desk, an_intake

ALL = {"bob", "nina", "rita", "tess"}


@pytest.fixture
def people(app: Flask, session: Session, alice: Member, bob: Member, charlie: Member) -> dict[str, Member]:
    """Four supervisors: Bob of the team, Nina and Rita of another one, Tess of none. Charlie is a counselor."""
    nights = session.get(Team, charlie.actor.team_id)
    made = {"nina": ("Nina", nights), "rita": ("Rita", nights), "tess": ("Tess", None)}
    found = {name: member(app, session, an_account(session, told, "supervisor", team)) for name, (told, team) in made.items()}
    return {"alice": alice, "bob": bob, "charlie": charlie, **found}


@pytest.fixture
def intake(session: Session, alice: Member) -> Intake:
    a_desk(session)
    found = an_intake(session, alice)
    confirm_person(found.caller)
    confirm_person(found.subject)
    return found


@pytest.fixture(params=["intake", "finding", "disclosure"])
def alert(session: Session, alice: Member, intake: Intake, request: pytest.FixtureRequest) -> Alert:
    return MADE[request.param](session, alice, intake)


def of_intake(session: Session, alice: Member, intake: Intake) -> Alert:
    return raise_alert(session, actor=alice.actor, kind="emergency", row=intake, intake_id=str(intake.id))


def of_finding(session: Session, alice: Member, intake: Intake) -> Alert:
    intake.state = "draft"
    session.commit()
    alice.client.put(f"/api/v1/intakes/{intake.id}/answers/intake/{intake.id}/not_waking", json={"answer": True, "version": 0})
    return session.query(Alert).filter_by(record="intake_finding").one()


def of_disclosure(session: Session, alice: Member, intake: Intake) -> Alert:
    assert intake.subject is not None
    told = a_disclosure(session, alice, intake.subject)
    return session.query(Alert).filter_by(record_id=told.id).one()


MADE: dict[str, Callable[[Session, Member, Intake], Alert]] = {
    "intake": of_intake,
    "finding": of_finding,
    "disclosure": of_disclosure,
}


def restrict(session: Session, intake: Intake, people: dict[str, Member], *named: str) -> None:
    ids = [people[name].actor.id for name in named]
    restrict_person(
        session, actor=people["bob"].actor, person_id=intake.subject_id, because="staff", named=[one for one in ids if one]
    )
    session.commit()


def told(people: dict[str, Member], alert: Alert) -> set[str]:
    """Who has it in the list; the count in the frame and the page say the same."""
    found = set()
    for name in ALL:
        client = people[name].client
        listed = str(alert.id) in [row["id"] for row in client.get("/api/v1/alerts").json["items"]]
        assert (str(alert.id) in client.get("/alerts").text) is listed
        number = len(client.get("/api/v1/alerts").json["items"])
        assert client.get("/alerts/count").text.startswith(f"{number}<") is (number > 0)
        if listed:
            found.add(name)
    return found


def test_everybody_hears_of_an_emergency(session: Session, people: dict[str, Member], alert: Alert, intake: Intake) -> None:
    session.commit()
    assert told(people, alert) == ALL


def test_of_somebody_restricted_those_named_and_the_team_hear(
    session: Session, people: dict[str, Member], intake: Intake, alert: Alert
) -> None:
    restrict(session, intake, people, "nina")
    assert told(people, alert) == {"bob", "nina"}
    lift_restriction(session, actor=people["nina"].actor, person_id=intake.subject_id)
    session.commit()
    assert told(people, alert) == ALL


def test_who_it_is_not_for_cannot_close_it(session: Session, people: dict[str, Member], intake: Intake, alert: Alert) -> None:
    restrict(session, intake, people, "nina")
    path = f"/api/v1/alerts/{alert.id}/closing"
    answers = {
        name: people[name].client.post(path, json={"outcome": "help_sent"}).status_code for name in ("rita", "tess", "bob")
    }
    assert answers == {"rita": 404, "tess": 404, "bob": 200}


def test_an_alert_that_would_reach_nobody_reaches_all(
    session: Session, people: dict[str, Member], intake: Intake, alert: Alert
) -> None:
    # Charlie reads no alerts, and the team has lost its supervisor.
    restrict(session, intake, people, "charlie")
    session.get_one(Account, people["bob"].actor.id).disabled_at = now()
    session.commit()
    others = {name: one for name, one in people.items() if name != "bob"}
    listed = {name for name in ALL - {"bob"} if others[name].client.get("/api/v1/alerts").json["items"]}
    assert listed == ALL - {"bob"}


def test_the_page_offers_the_glass_to_who_may_not_open_it(session: Session, people: dict[str, Member], intake: Intake) -> None:
    of_intake(session, people["alice"], intake)
    restrict(session, intake, people, "nina")
    page = people["bob"].client.get("/alerts").text
    assert f"Of a restricted record, {intake.reference}" in page
    assert "/desk/break-glass" in page and f"/desk/intakes/{intake.id}" not in page
    assert f"/desk/intakes/{intake.id}" in people["nina"].client.get("/alerts").text


def test_that_a_glass_was_broken_is_told_to_all(session: Session, people: dict[str, Member], intake: Intake) -> None:
    restrict(session, intake, people, "nina")
    broken = people["bob"].client.post(
        f"/api/v1/people/{intake.subject_id}/break-glass", json={"reason": "They are calling now and sound unwell."}
    )
    assert broken.status_code == 201, broken.text
    assert told(people, session.query(Alert).filter_by(kind="glass_broken").one()) == ALL
