"""The draft's own person turns out to be somebody known, or the caller: one record from then on, and apart again after a slip."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person, Restriction
from intake.callers.queries import people_by_number, standing_restriction
from intake.followups.models import Task
from intake.foundation.actor import SYSTEM
from intake.foundation.answers import Missing
from intake.intakes.models import Intake
from intake.intakes.service import choose_person, save_answer
from intake.retention.service import erase_record
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.callers import a_contact_point, a_flagged_person, a_person, a_restricted_person
from tests.factories.followups import a_desk, an_intake
from tests.factories.partners import a_client, a_key, a_partner, a_push
from tests.referrals.test_at_once import until_it_waits
from tests.retention.test_at_once import alice as alice_of_her_own

NUMBER = "+15615550177"
BEN = {"given_name": "Ben", "age_years": 17, "contact_points": [{"kind": "phone", "value": NUMBER, "may_call": True}]}
alice_alone = alice_of_her_own


class Draft:
    def __init__(self, member: Member, **told: Any) -> None:
        self.member = member
        self.path = f"/api/v1/intakes/{member.client.post('/api/v1/intakes', json=told).json['id']}"
        self.start = self.now

    @property
    def now(self) -> Any:
        return self.member.client.get(self.path).json

    def choose(self, role: str, person_id: UUID | str) -> None:
        answer = self.member.client.put(f"{self.path}/{role}", json={"person_id": str(person_id)})
        assert answer.status_code == 200, answer.json

    def is_for(self, whom: str) -> None:
        told = self.now
        body = {"answer": whom, "version": told["situation"]["versions"].get("for_whom", 0)}
        answer = self.member.client.put(f"{self.path}/answers/intake/{told['id']}/for_whom", json=body)
        assert answer.status_code == 200, answer.json


def told_of(person: dict[str, Any]) -> dict[str, Any]:
    """Without versions, which go on."""
    return {name: value for name, value in person.items() if name not in ("versions", "version", "contact_points")} | {
        "reached": [(point["value"], point["may_call"]) for point in person["contact_points"]]
    }


@pytest.fixture(autouse=True)
def desk(session: Session) -> None:
    a_desk(session)


def test_themself_by_a_slip_moves_the_other_person_to_the_caller_and_back(alice: Member) -> None:
    draft = Draft(alice, for_whom="other", caller={"family_name": "Marin"}, subject=BEN)
    draft.is_for("self")
    one = draft.now
    assert one["caller"]["id"] == one["subject"]["id"] == draft.start["caller"]["id"]
    assert (one["caller"]["given_name"], one["caller"]["family_name"], one["caller"]["age_years"]) == ("Ben", "Marin", 17)
    assert told_of(one["caller"])["reached"] == [(NUMBER, True)]
    draft.is_for("other")
    assert [told_of(draft.now[role]) for role in ("caller", "subject")] == [
        told_of(draft.start[role]) for role in ("caller", "subject")
    ]


def test_nothing_moves_from_one_known_person_to_another(alice: Member, session: Session) -> None:
    caller, known = a_person(session, "Rosa", "Marin"), a_person(session, "Ottoline", "Reed", language="es")
    session.commit()
    draft = Draft(alice, for_whom="other", subject={"pronouns": "he"})
    draft.choose("caller", caller.id)
    draft.choose("subject", known.id)
    before = draft.now
    draft.is_for("self")
    session.expire_all()
    assert [caller.answer(name) for name in ("given_name", "language", "pronouns")] == ["Rosa", *[Missing.NOT_ASKED] * 2]
    draft.is_for("other")
    assert [told_of(draft.now[role]) for role in ("caller", "subject")] == [
        told_of(before[role]) for role in ("caller", "subject")
    ]


def test_who_was_chosen_by_a_slip_keeps_nothing_when_somebody_else_is(alice: Member, session: Session) -> None:
    slip, meant = a_person(session, "Rosa", "Marin"), a_person(session, "Benjamin", "Marin")
    session.commit()
    draft = Draft(alice, for_whom="other", subject=BEN)
    draft.choose("subject", slip.id)
    draft.choose("subject", meant.id)
    session.expire_all()
    assert (slip.answer("age_years"), slip.contact_points) == (Missing.NOT_ASKED, [])
    assert (meant.age_years, [point.value for point in meant.contact_points]) == (17, [NUMBER])
    draft.choose("subject", draft.start["subject"]["id"])
    assert told_of(draft.now["subject"]) == told_of(draft.start["subject"])


def test_the_draft_of_the_caller_takes_along_who_had_given_way_to_them(alice: Member, session: Session) -> None:
    known = a_person(session, "Rosa", "Marin")
    session.commit()
    draft = Draft(alice, for_whom="other", caller={"pronouns": "she"}, subject=BEN)
    draft.is_for("self")
    draft.choose("caller", known.id)
    assert (draft.now["subject"]["id"], draft.now["subject"]["age_years"]) == (str(known.id), 17)
    draft.choose("caller", draft.start["caller"]["id"])
    draft.is_for("other")
    assert [told_of(draft.now[role]) for role in ("caller", "subject")] == [
        told_of(draft.start[role]) for role in ("caller", "subject")
    ]
    session.expire_all()
    assert (known.answer("pronouns"), known.answer("age_years"), known.contact_points) == (*[Missing.NOT_ASKED] * 2, [])


def test_what_was_promised_to_the_draft_is_kept_to_who_they_are(app: Flask, alice: Member, session: Session) -> None:
    """A partner pushes somebody and promises a call; it is somebody who said not to be contacted."""
    known = a_flagged_person(session, alice, "do_not_contact")
    client = a_client(app, a_key(session, a_partner(session)))
    session.commit()
    assert client.post("/api/v1/partner/referrals", json=a_push()).status_code == 201
    intake, task = session.scalars(select(Intake)).one(), session.scalars(select(Task)).one()
    intake.owner_id = alice.actor.id
    session.commit()
    url, role = f"/api/v1/intakes/{intake.id}", "caller" if task.person_id == intake.caller_id else "subject"
    ways = f"/api/v1/tasks/{task.id}/ways"
    said = {one["reason"] for one in alice.client.get(ways).json["items"]}
    assert alice.client.put(f"{url}/{role}", json={"person_id": str(known.id)}).status_code == 200
    after = alice.client.get(ways).json["items"]
    assert {one["allowed"] for one in after} == {False}
    assert len({one["reason"] for one in after}) == 1
    assert said.isdisjoint(one["reason"] for one in after)


def test_who_gave_way_is_erased_with_who_they_are(alice: Member, session: Session) -> None:
    known = a_person(session, "Rosa", "Marin")
    session.commit()
    draft = Draft(alice, for_whom="other", subject=BEN)
    draft.choose("subject", known.id)
    own = UUID(draft.start["subject"]["id"])
    assert [one.id for one in people_by_number(session, alice.actor, NUMBER)] == [known.id]
    erase_record(session, actor=SYSTEM, person_id=known.id, reason="asked_by_person")
    session.commit()
    session.expire_all()
    assert session.get_one(Person, own).is_erased
    assert people_by_number(session, alice.actor, NUMBER) == []


def test_a_number_that_a_colleague_told_stays(alice: Member, session: Session) -> None:
    known = a_person(session, "Rosa", "Marin")
    session.commit()
    draft = Draft(alice, for_whom="other", subject=BEN)
    a_contact_point(session, known, NUMBER, may_call=False)
    session.commit()
    draft.choose("subject", known.id)
    draft.choose("subject", draft.start["subject"]["id"])
    session.expire_all()
    assert [(point.value, point.may_call) for point in known.contact_points] == [(NUMBER, False)]


def test_who_gives_way_to_somebody_restricted_is_there_for_the_same_people(alice: Member, bob: Member, session: Session) -> None:
    known = a_restricted_person(session, bob, named=[alice])
    session.commit()
    draft = Draft(alice, for_whom="other", subject=BEN)
    own = UUID(draft.start["subject"]["id"])
    draft.choose("subject", known.id)
    standing = session.scalars(select(Restriction).where(Restriction.person_id == own)).one()
    assert (standing.lifted_at, standing.because) == (None, "staff")
    draft.choose("subject", own)
    session.expire_all()
    assert standing_restriction(session, own) is None
    assert standing_restriction(session, known.id) is not None


def test_an_answer_that_a_colleague_saves_meanwhile_is_not_written_over(own_storage: Storage, alice_alone: Member) -> None:
    actor = alice_alone.actor
    with own_storage.unit_of_work() as session:
        draft = an_intake(session, alice_alone, state="draft", for_whom="other")
        other = an_intake(session, alice_alone, state="draft", for_whom="other")
        known = a_person(session, "Rosa", "Marin")
        draft_id, own_id, other_id, known_id = draft.id, draft.subject_id, other.id, known.id
    with own_storage.unit_of_work() as session:
        for one in (draft_id, other_id):
            choose_person(session, actor=actor, intake_id=one, role="subject", person_id=known_id)

    def take_back() -> None:
        with own_storage.unit_of_work() as session:
            choose_person(session, actor=actor, intake_id=draft_id, role="subject", person_id=own_id)

    with ThreadPoolExecutor(1) as pool:
        with own_storage.unit_of_work() as session:
            version = session.get_one(Person, known_id).version_of("pronouns")
            told = {"record": "person", "record_id": known_id, "field": "pronouns", "answer": "she", "version": version}
            save_answer(session, actor=actor, intake_id=other_id, **told)
            waiting = pool.submit(take_back)
            until_it_waits(own_storage, waiting)
        waiting.result(timeout=20)
    with own_storage.unit_of_work() as session:
        assert session.get_one(Person, known_id).answer("pronouns") == "she"
