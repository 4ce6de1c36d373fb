"""A request that is sent again with its Idempotency-Key is answered by the kept answer, to who may still see what it is about."""

from uuid import UUID

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account
from intake.callers.models import Access, Person, Restriction
from intake.calls.models import Call
from intake.intakes.models import Intake
from tests.conftest import Member
from tests.web.seeds import Seeds
from tests.web.test_fuzz import (  # noqa: F401  (fixtures)
    OPERATIONS,
    _described,
    first_role,
    good_request,
    noon,
    seeds,
)

# Is about nobody: a call whose caller nobody has named is the number alone, sealed and left out; an export of places.
OF_THE_DESK = {
    "POST /api/v1/calls",
    "POST /api/v1/lines",
    "POST /api/v1/teams",
    "POST /api/v1/imports",
    "POST /api/v1/exports",
    "POST /api/v1/facilities/{facility_id}/credentials",
}


def repeatable() -> list[str]:
    return [
        label
        for label in OPERATIONS
        if any(entry["name"] == "Idempotency-Key" for entry in _described()[label].get("parameters", []))
    ]


def ask(app: Flask, label: str, seeds: Seeds) -> TestResponse:  # noqa: F811
    token = seeds.tokens[str(first_role(label))]
    return good_request(app, label, seeds, {"Authorization": f"Bearer {token}", "Idempotency-Key": label})


def restrict_everybody(session: Session, setter: Member) -> None:
    """From now on nobody may open anybody."""
    free = select(Person.id).where(Person.id.not_in(select(Restriction.person_id)))
    session.add_all(Restriction(person_id=one, because="safety", set_by=setter.actor.id) for one in session.scalars(free))
    session.execute(delete(Access))
    session.commit()


def test_what_is_hidden_by_now_is_not_told_again(app: Flask, session: Session, seeds: Seeds, bob: Member) -> None:  # noqa: F811
    labels = repeatable()
    session.get_one(Call, UUID(seeds.ids["call_id"])).caller_id = UUID(seeds.ids["person_id"])
    session.commit()
    first = {label: ask(app, label, seeds) for label in labels}
    assert {label: answer.text for label, answer in first.items() if answer.status_code >= 300} == {}
    for label in labels:
        again = ask(app, label, seeds)
        assert (again.status_code, again.json) == (first[label].status_code, first[label].json)
        assert again.headers["Idempotency-Replayed"] == "true"
    restrict_everybody(session, bob)
    later = {label: ask(app, label, seeds) for label in labels}
    assert {label for label, answer in later.items() if answer.status_code < 300} == OF_THE_DESK
    assert {answer.status_code for label, answer in later.items() if label not in OF_THE_DESK} == {404}


def test_who_lost_the_permission_is_not_answered_again(app: Flask, session: Session, seeds: Seeds, alice: Member) -> None:  # noqa: F811
    label = "POST /api/v1/people/{person_id}/consents"
    assert ask(app, label, seeds).status_code == 201
    session.get_one(Account, alice.actor.id).role = "auditor"
    session.commit()
    assert ask(app, label, seeds).status_code == 403


def test_a_draft_that_went_to_another_team_is_not_told_again(
    app: Flask,
    session: Session,
    seeds: Seeds,  # noqa: F811
    charlie: Member,
) -> None:
    label = "POST /api/v1/intakes/{intake_id}/notes"
    assert ask(app, label, seeds).status_code == 201
    draft = session.get_one(Intake, seeds.ids["intake_id"])
    draft.owner_id, draft.team_id = charlie.actor.id, charlie.actor.team_id
    session.commit()
    assert ask(app, label, seeds).status_code == 404
