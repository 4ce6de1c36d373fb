"""Who stands around a person: with their relation, what each may be told, who may be called; a number that was made sure of."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import ContactPoint, Person, Relationship
from intake.callers.service import flag_person
from intake.consents.rules import Recipient
from intake.consents.service import open_circle, revoke_consent, switch_basis
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now, stopped_at
from intake.intakes.models import Intake
from intake.organisation.models import Settings
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_contact_point, a_person, a_restricted_person, a_sponsor
from tests.factories.consents import BORN, a_consent, a_signed_consent
from tests.factories.followups import an_intake
from tests.factories.intakes import klonopin_call


def relate(member: Member, around: Person, **told: Any) -> Any:
    return member.client.post(f"/api/v1/people/{around.id}/relations", json=told)


def circle(member: Member, person: Person) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = member.client.get(f"/api/v1/people/{person.id}/circle").json["items"]
    return items


def told(member: Member, person: Person) -> dict[str, Any]:
    (one,) = circle(member, person)
    found: dict[str, Any] = one["may_be_told"]
    return found


@pytest.fixture
def luis(session: Session, desk: Settings) -> Person:
    person = a_person(session, "Luis", "Marin", birth_date=BORN)
    session.commit()
    return person


def test_several_people_stand_around_one_each_with_relation_and_number(session: Session, alice: Member, luis: Person) -> None:
    newcomer = {"given_name": "Rosa", "family_name": "Marin", "phone": "561-555-0123", "may_call": True}
    assert relate(alice, luis, relation="mother", person=newcomer, may_be_called=True).status_code == 201
    sponsor = a_person(session, "Ines", "Duarte")
    session.commit()
    relate(alice, luis, relation="sponsor", person_id=str(sponsor.id))
    relate(alice, luis, relation="probation_officer", person={"family_name": "Okafor"}, may_be_called=False)
    shown = [(one["other"]["name"], one["kind"], one["said_may_be_called"], one["may_be_called"]) for one in circle(alice, luis)]
    assert shown == [
        ("Rosa Marin", "mother", True, True),
        ("Ines Duarte", "sponsor", None, False),
        ("Okafor", "probation_officer", False, False),
    ]
    assert circle(alice, luis)[0]["contact_points"][0]["value"] == "+15615550123"
    mother = session.scalars(select(Person).where(Person.id == circle(alice, luis)[0]["person_id"])).one()
    (seen_from_there,) = circle(alice, mother)
    assert (seen_from_there["subject_id"], seen_from_there["other"]["name"]) == (str(luis.id), "Luis Marin")


@pytest.mark.parametrize(
    ("said", "they_said", "flagged", "may"),
    [(True, True, False, True), (None, True, False, False), (False, True, False, False), (True, None, False, False),
     (True, False, False, False), (True, True, True, False)],
)  # fmt: skip
def test_who_may_be_called_needs_the_word_of_both_and_no_flag(
    session: Session, alice: Member, luis: Person, said: bool | None, they_said: bool | None, flagged: bool, may: bool
) -> None:
    other = a_person(session, "Ines")
    a_contact_point(session, other, "+15615550188", **({} if they_said is None else {"may_call": they_said}))
    if flagged:
        flag_person(session, actor=alice.actor, person_id=other.id, kind="do_not_contact")
    session.commit()
    relate(alice, luis, relation="friend", person_id=str(other.id), **({} if said is None else {"may_be_called": said}))
    assert [one["may_be_called"] for one in circle(alice, luis)] == [may]


def test_said_again_the_later_word_counts_and_silence_leaves_what_was_said(session: Session, alice: Member, luis: Person) -> None:
    other = a_person(session, "Ines")
    session.commit()
    for said in ({"relation": "friend", "may_be_called": True}, {"relation": "sponsor"}):
        relate(alice, luis, person_id=str(other.id), **said)
    assert [(one["kind"], one["said_may_be_called"]) for one in circle(alice, luis)] == [("sponsor", True)]
    alice.client.delete(f"/api/v1/people/{luis.id}/relations/{other.id}")
    assert circle(alice, luis) == []
    assert alice.client.delete(f"/api/v1/people/{luis.id}/relations/{other.id}").status_code == 404
    relate(alice, luis, relation="friend", person_id=str(other.id))
    assert [(one["kind"], one["said_may_be_called"]) for one in circle(alice, luis)] == [("friend", None)]


def test_without_a_signed_consent_for_them_nothing_may_be_told(session: Session, alice: Member, luis: Person) -> None:
    mother = a_person(session, "Rosa", "Marin")
    session.commit()
    relate(alice, luis, relation="mother", person_id=str(mother.id), may_be_called=True)
    nothing = {"information": [], "consents": []}
    assert told(alice, luis) == nothing | {"because": "no_consent", "words": "Nothing: no consent."}
    a_signed_consent(session, alice, luis, Recipient("person", "Rosa Marin"))
    a_signed_consent(session, alice, luis)
    assert told(alice, luis)["because"] == "no_consent", "a name alone, or another recipient, opens nothing"
    a_consent(session, alice, luis, Recipient("person", "", mother.id))
    assert (told(alice, luis)["information"], told(alice, luis)["because"]) == ([], "not_signed")


def test_what_may_be_told_is_what_the_signed_consents_say_and_ends_with_them(
    session: Session, alice: Member, luis: Person
) -> None:
    mother, aunt = a_person(session, "Rosa", "Marin"), a_person(session, "Pilar", "Marin")
    session.commit()
    for one, kind in ((mother, "mother"), (aunt, "relative")):
        relate(alice, luis, relation=kind, person_id=str(one.id))
    consent = a_signed_consent(
        session, alice, luis, Recipient("person", "Whoever", mother.id), purpose="care_coordination", information=["referral"]
    )
    assert consent.recipient_name == "Rosa Marin", "what is signed names whom it unlocks"
    hers, aunts = (one["may_be_told"] for one in circle(alice, luis))
    assert (hers["information"], [each["reference"] for each in hers["consents"]]) == (["referral"], [consent.reference])
    assert aunts["because"] == "no_consent"
    with stopped_at(now() + timedelta(days=366)):
        over = [one.may_be_told.because for one in open_circle(session, actor=alice.actor, person_id=luis.id)]
        assert over == ["ended", "no_consent"]
    switch_basis(session, actor=SYSTEM, basis="signed_consent", is_on=False)
    assert circle(alice, luis)[0]["may_be_told"]["because"] == "not_allowed"
    switch_basis(session, actor=SYSTEM, basis="signed_consent", is_on=True)
    revoke_consent(session, actor=alice.actor, consent_id=consent.id, version=consent.version)
    assert circle(alice, luis)[0]["may_be_told"] == {
        "information": [], "consents": [], "because": "ended", "words": "Nothing: the consent was taken back or has ended."
    }  # fmt: skip


def test_a_consent_names_nobody_whom_the_desk_does_not_know_or_cannot_name(
    session: Session, alice: Member, bob: Member, luis: Person
) -> None:
    nameless, hidden = a_person(session, None, None), a_restricted_person(session, bob, named=[bob])
    session.commit()
    for who in (nameless.id, hidden.id, luis.id):
        recipient = {"kind": "person", "name": "Rosa", "id": str(who)}
        body = {"recipient": recipient, "purpose": "own_request", "information": ["referral"]}
        answer = alice.client.post(f"/api/v1/people/{luis.id}/consents", json=body)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/recipient/id")


def test_whom_one_may_not_see_is_not_in_the_circle(
    session: Session, alice: Member, bob: Member, charlie: Member, luis: Person
) -> None:
    hidden = a_restricted_person(session, bob, named=[bob])
    draft = a_person(session, "Ines", confirmed=False, recorder=alice.actor)
    session.commit()
    relate(bob, luis, relation="mother", person_id=str(hidden.id))
    relate(alice, luis, relation="friend", person_id=str(draft.id))
    assert [len(circle(each, luis)) for each in (bob, alice, charlie)] == [2, 1, 0]
    assert relate(alice, luis, relation="friend", person_id=str(hidden.id)).status_code == 404
    assert alice.client.get(f"/api/v1/people/{hidden.id}/circle").status_code == 404


def test_the_trail_has_who_saw_whom(session: Session, alice: Member, luis: Person) -> None:
    sponsor = a_sponsor(session, alice, luis)
    session.commit()
    circle(alice, luis)
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "consents.show_circle")).all()
    assert [(row.person_id, row.detail["people"]) for row in rows] == [(luis.id, [str(sponsor.id)])]
    related = session.scalars(select(AuditEntry.person_id).where(AuditEntry.action == "callers.relate")).all()
    assert set(related) == {luis.id, sponsor.id}


@pytest.mark.parametrize(
    "body",
    [
        {"relation": "sponsor"},
        {"relation": "sponsor", "person": {"may_call": True}},
        {"relation": "ghost", "person": {"given_name": "A"}},
    ],
)
def test_nobody_in_particular_and_unknown_relations_are_refused(alice: Member, luis: Person, body: dict[str, Any]) -> None:
    assert relate(alice, luis, **body).status_code == 422


def test_nobody_stands_around_themself(alice: Member, luis: Person) -> None:
    assert relate(alice, luis, relation="friend", person_id=str(luis.id)).status_code == 422


def test_who_called_for_somebody_stands_around_them_once_the_intake_is_complete(
    session: Session, desk: Settings, alice: Member
) -> None:
    told = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    intake = session.get_one(Intake, UUID(told["id"]))
    relate(alice, intake.subject, relation="sponsor", person={"given_name": "Ines"})
    drafted = session.scalars(select(Person).where(Person.standing == "provisional")).all()
    assert len(drafted) == 3
    answer = alice.client.post(f"/api/v1/intakes/{intake.id}/complete", headers={"If-Match": f'"{intake.version}"'})
    assert answer.status_code == 200, answer.json
    assert [one["kind"] for one in circle(alice, intake.subject)] == ["sponsor", "mother"]
    assert {one["other"]["standing"] for one in circle(alice, intake.subject)} == {"confirmed"}


def test_who_stands_around_a_draft_goes_along_when_it_is_about_somebody_known(
    session: Session, desk: Settings, alice: Member, luis: Person
) -> None:
    intake = an_intake(session, alice, state="draft")
    relate(alice, intake.subject, relation="sponsor", person={"given_name": "Ines"}, may_be_called=True)
    before = intake.subject
    alice.client.put(f"/api/v1/intakes/{intake.id}/subject", json={"person_id": str(luis.id)})
    assert [(one["kind"], one["said_may_be_called"]) for one in circle(alice, luis)] == [("sponsor", True)]
    # By a slip: they go with the one around whom they were written down.
    alice.client.put(f"/api/v1/intakes/{intake.id}/subject", json={"person_id": str(before.id)})
    assert [one["kind"] for one in circle(alice, before)] == ["sponsor"]
    assert circle(alice, luis) == []


def test_who_stands_around_a_draft_is_known_with_them(session: Session, desk: Settings, alice: Member, luis: Person) -> None:
    told = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    intake = session.get_one(Intake, UUID(told["id"]))
    relate(alice, intake.subject, relation="sponsor", person={"given_name": "Ines"})
    alice.client.put(f"/api/v1/intakes/{intake.id}/subject", json={"person_id": str(luis.id)})
    session.expire_all()
    answer = alice.client.post(f"/api/v1/intakes/{intake.id}/complete", headers={"If-Match": f'"{intake.version}"'})
    assert answer.status_code == 200, answer.json
    assert {one["other"]["standing"] for one in circle(alice, luis)} == {"confirmed"}


def test_a_circle_costs_the_same_number_of_queries_for_one_and_for_three(
    session: Session, alice: Member, luis: Person, queries: QueryCount
) -> None:
    counts = []
    for number in range(3):
        sponsor = a_sponsor(session, alice, luis, phone=f"+1561555018{number}")
        a_signed_consent(session, alice, luis, Recipient("person", "", sponsor.id))
        session.commit()
        queries.statements.clear()
        circle(alice, luis)
        counts.append(len(queries.statements))
    assert counts[0] == counts[2]


def test_a_number_is_confirmed_with_who_and_when(session: Session, alice: Member, charlie: Member, luis: Person) -> None:
    point = a_contact_point(session, luis)
    session.commit()
    path = f"/api/v1/people/{luis.id}/contact-points/{point.id}/confirmation"
    answer = charlie.client.post(path)
    assert (answer.status_code, answer.json["confirmed_by"]) == (200, str(charlie.actor.id))
    (shown,) = alice.client.get(f"/api/v1/people/{luis.id}").json["contact_points"]
    assert (shown["confirmed_at"], shown["confirmed_by"]) == (answer.json["confirmed_at"], str(charlie.actor.id))
    other = a_contact_point(session, a_person(session, "Rosa"))
    session.commit()
    assert charlie.client.post(path.replace(str(point.id), str(other.id))).status_code == 404
    assert session.get_one(ContactPoint, other.id).confirmed_at is None


def test_on_pages_somebody_known_is_offered_before_anybody_is_written_down_twice(
    session: Session, alice: Member, luis: Person
) -> None:
    rosa = a_person(session, "Rosa", "Marin", phone="+15615550123")
    session.commit()
    path, form = f"/desk/people/{luis.id}/circle", {"relation": "mother", "given_name": "Rosa", "family_name": "Marin"}
    asked = alice.client.post(path, data=form).text
    assert str(rosa.id) in asked and "None of these" in asked
    assert session.scalars(select(Relationship)).all() == []
    assert alice.client.post(path, data=form | {"who": str(rosa.id)}).status_code == 303
    page = alice.client.get(f"/desk/people/{luis.id}").text
    assert "Nothing: no consent." in page and "Rosa Marin" in page
    fragment = alice.client.post(path, data=form | {"is_new": "yes"}, headers={"HX-Request": "true"})
    assert fragment.status_code == 200 and "<html" not in fragment.text
    assert len(session.scalars(select(Relationship)).all()) == 2
