"""Two records of one person become one: everything is found on the one that stays, nothing is lost, and undoing puts all back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import ContactPoint, LegalHold, Merge, Person, Restriction
from intake.callers.service import flag_person, restrict_person
from intake.consents.models import Disclosure
from intake.consents.rules import Claim, Recipient
from intake.consents.service import decide_disclosure, record_disclosure
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now
from intake.intakes.models import Intake
from intake.intakes.queries import notes_of
from intake.intakes.service import add_note
from intake.organisation.models import Settings
from intake.referrals.queries import places_of
from intake.retention.service import erase_record, erase_records
from intake.storage.base import Base
from intake.storage.encrypted import DataKey
from tests.conftest import Member, QueryCount
from tests.factories.attachments import an_attachment
from tests.factories.callers import a_contact_point, a_hold, a_person, a_restricted_person, a_sponsor, told_by
from tests.factories.calls import a_call
from tests.factories.consents import BORN, a_signed_consent
from tests.factories.facilities import a_place
from tests.factories.followups import a_task, an_intake
from tests.factories.referrals import a_referral

NUMBER, OTHER_NUMBER = "+15615550123", "+15615550177"


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    """The record that stays."""
    person = a_person(session, "Rosa", "Marin", phone=NUMBER, gender="female", postal_code="33401")
    session.commit()
    return person


@pytest.fixture
def twin(session: Session, desk: Settings) -> Person:
    """The same person, written down a second time with another spelling and what only this one knows."""
    person = a_person(
        session, "Rosalía", "Marín", phone=OTHER_NUMBER, gender="nonbinary", pronouns="they/them", birth_date=date(1990, 5, 4)
    )
    session.commit()
    return person


def merge(member: Member, stays: Person, goes: Person, **more: Any) -> Any:
    seen = member.client.get(f"/api/v1/people/{stays.id}/comparison/{goes.id}").json.get("seen", "none")
    return member.client.post(f"/api/v1/people/{stays.id}/merges", json={"other_id": str(goes.id), "seen": seen, **more})


def undo(member: Member, stays: Person, merged: Any) -> Any:
    return member.client.post(f"/api/v1/people/{stays.id}/merges/{merged.json['id']}/undoing")


def opened(member: Member, person: Person | UUID) -> dict[str, Any]:
    identity = person.id if isinstance(person, Person) else person
    found: dict[str, Any] = member.client.get(f"/api/v1/people/{identity}").json
    return found


def everything(session: Session, skip: tuple[str, ...]) -> Mapping[str, list[Any]]:
    """Every row of every table, but for what tells of doing things."""
    session.flush()
    tables: list[Table] = [one for one in Base.metadata.sorted_tables if one.name not in skip]
    return {one.name: sorted(map(str, session.execute(select(one)).all())) for one in tables}


DOING = ("audit_entry", "audit_chain", "outbox_event", "person_merge", "idempotency_record", "account_session", "rate_count")


def test_the_two_are_shown_side_by_side_with_what_differs_and_what_is_proposed(alice: Member, rosa: Person, twin: Person) -> None:
    two = alice.client.get(f"/api/v1/people/{rosa.id}/comparison/{twin.id}").json
    assert [(one["field"], one["ours"], one["theirs"], one["takes"]) for one in two["differences"]] == [
        ("given_name", "Rosa", "Rosalía", False),
        ("family_name", "Marin", "Marín", False),
        ("pronouns", {"missing": "not_asked"}, "they/them", True),
        ("birth_date", {"missing": "not_asked"}, "1990-05-04", True),
        ("gender", "female", "nonbinary", False),
    ]


def test_chosen_answers_stand_with_who_told_them_and_the_rest_stays(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    told_first = twin.mark("gender")
    done = merge(alice, rosa, twin, take=["gender", "birth_date"])
    assert (done.status_code, done.json["took"]) == (201, ["birth_date", "gender"])
    shown = opened(alice, rosa)
    assert (shown["given_name"], shown["gender"], shown["birth_date"]) == ("Rosa", "nonbinary", "1990-05-04")
    assert shown["pronouns"] == {"missing": "not_asked"}
    session.expire_all()
    now_told = rosa.mark("gender")
    assert told_first is not None and now_told is not None
    assert (now_told[2:], now_told.version) == (told_first[2:], 2)
    assert [(one["person_id"], one["merged_by"]) for one in shown["merged"]] == [(str(twin.id), str(alice.actor.id))]


def test_the_merged_record_says_where_it_went(alice: Member, rosa: Person, twin: Person) -> None:
    merge(alice, rosa, twin)
    answer = alice.client.get(f"/api/v1/people/{twin.id}")
    assert (answer.status_code, answer.location, answer.json["merged_into"], answer.json["type"]) == (
        307, f"/api/v1/people/{rosa.id}", str(rosa.id), "urn:intake:problem:merged",
    )  # fmt: skip
    assert alice.client.get(answer.location).json["id"] == str(rosa.id)
    page = alice.client.get(f"/desk/people/{twin.id}")
    assert (page.status_code, page.location) == (303, f"/desk/people/{rosa.id}")


def test_everything_of_both_is_found_on_the_one_that_stays(
    session: Session, alice: Member, bob: Member, rosa: Person, twin: Person
) -> None:
    twin.birth_date = BORN
    intake = an_intake(session, alice)
    intake.subject, intake.data_key = twin, twin.data_key
    session.flush()
    calling = an_intake(session, alice)
    calling.caller = twin
    call = a_call(session, alice.actor, from_number=OTHER_NUMBER)
    call.caller_id = twin.id
    place = a_place(session)
    referral = a_referral(session, alice, intake, place)
    task = a_task(session, alice, intake, person_id=twin.id, data_key=twin.data_key)
    file = an_attachment(session, alice, twin)
    consent = a_signed_consent(session, alice, twin, information=["identity"])
    record_disclosure(
        session, actor=alice.actor, person_id=twin.id, recipient=Recipient("facility", "Example Clinic"), purpose="treatment",
        information=["identity"],
    )  # fmt: skip
    sponsor = a_sponsor(session, alice, twin)
    flag_person(session, actor=alice.actor, person_id=twin.id, kind="do_not_contact")
    a_hold(session, bob, twin)
    add_note(session, actor=alice.actor, intake_id=intake.id, text="They sound tired.")
    session.commit()
    merge(alice, rosa, twin)
    base = f"/api/v1/people/{rosa.id}"
    shown = opened(alice, rosa)
    assert {one["value"] for one in shown["contact_points"]} == {NUMBER, OTHER_NUMBER}
    assert ([one["kind"] for one in shown["flags"]], shown["held"]) == (["do_not_contact"], True)
    assert [one["id"] for one in bob.client.get(f"{base}/holds").json["items"]] != []
    assert [one["id"] for one in alice.client.get(f"{base}/consents").json["items"]] == [str(consent.id)]
    assert [one["id"] for one in alice.client.get(f"{base}/attachments").json["items"]] == [str(file.id)]
    assert [one["other"]["id"] for one in alice.client.get(f"{base}/circle").json["items"]] == [str(sponsor.id)]
    assert alice.client.get(f"{base}/disclosures").json["items"][0]["information"] == ["identity"]
    assert places_of(session, alice.actor, rosa.id).keys() == {referral.facility_id}
    decided = decide_disclosure(
        session,
        subject_id=rosa.id,
        recipient=Recipient("facility", "Example Clinic"),
        purpose="treatment",
        information=["identity"],
    )
    assert decided.allowed
    page = alice.client.get(f"/desk/people/{rosa.id}").text
    story = (f"Drafted a referral</strong> · {place.name}",)
    for found in (intake.reference, calling.reference, str(task.id), "Merged records", "561) 555-0177", *story):
        assert found in page, found
    for identity in (rosa.id, twin.id):
        # Side by side: what is about this person, whichever record it was told of.
        beside = alice.client.get(f"/desk/people/{identity}/intakes").text
        assert (intake.reference in beside, calling.reference in beside) == (True, False)
    assert [note.text for note in notes_of(session, intake.id)] == ["They sound tired."]
    trail = alice.client.get(f"{base}/trail").json["items"]
    assert {"attachments.keep", "callers.merge_people"} <= {row["action"] for row in trail}


def test_a_number_that_both_records_tell_of_stands_once_and_undoing_finds_both(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    ours = a_contact_point(session, rosa, "+15615550150", may_call=True, ask_for="Rosie")
    theirs = a_contact_point(session, twin, "+15615550150", may_call=True, may_leave_voicemail=False, ask_for="Rosalía")
    task = a_task(session, alice, person_id=twin.id, data_key=twin.data_key)
    session.commit()
    before = everything(session, (*DOING, "person"))
    merged = merge(alice, rosa, twin)
    (shown,) = [one for one in opened(alice, rosa)["contact_points"] if one["value"] == "+15615550150"]
    assert shown["id"] == str(ours.id)
    assert (shown["may_call"], shown["may_leave_voicemail"], shown["ask_for"]) == (True, False, "Rosie; Rosalía")
    assert alice.client.get(f"/desk/people/{rosa.id}").text.count("(561) 555-0150") == 1
    ways = alice.client.get(f"/api/v1/tasks/{task.id}/ways").json["items"]
    told = [one for one in ways if one["contact_point_id"] in (str(ours.id), str(theirs.id)) and one["way"] == "call"]
    assert [one["contact_point_id"] for one in told] == [str(theirs.id)]
    assert undo(alice, rosa, merged).status_code == 200
    assert everything(session, (*DOING, "person", "audit_entry")) == before


def test_old_name_and_number_find_the_one_that_stays_and_nobody_twice(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    merge(alice, rosa, twin)
    for asked in (
        {"name": "Rosalía Marín"},
        {"phone": OTHER_NUMBER},
        {"phone": NUMBER},
        {"name": "Rosa Marin"},
        {"name": "Rosalia"},
    ):
        found = alice.client.post("/api/v1/people/search", json=asked).json["items"]
        assert [one["id"] for one in found] == [str(rosa.id)], asked
    told = {"given_name": "Rosalia", "family_name": "Marín", "phones": [OTHER_NUMBER]}
    proposed = alice.client.post("/api/v1/people/duplicates", json=told).json["items"]
    assert [one["person"]["id"] for one in proposed] == [str(rosa.id)]


def test_what_is_written_to_the_merged_record_is_written_to_the_one_that_stays(
    session: Session, alice: Member, bob: Member, rosa: Person, twin: Person
) -> None:
    merge(alice, rosa, twin)
    alice.client.put(f"/api/v1/people/{twin.id}/flags/repeat", json={})
    bob.client.post(f"/api/v1/people/{twin.id}/holds", json={"because": "litigation", "matter": "A letter."})
    draft = an_intake(session, alice, state="draft")
    alice.client.put(f"/api/v1/intakes/{draft.id}/subject", json={"person_id": str(twin.id)})
    assert [one["kind"] for one in opened(alice, rosa)["flags"]] == ["repeat"]
    assert session.scalars(select(LegalHold.person_id)).all() == [rosa.id]
    session.expire_all()
    assert session.get_one(Intake, draft.id).subject_id == rosa.id


def test_undoing_puts_every_row_back_as_it_was(session: Session, alice: Member, rosa: Person, twin: Person) -> None:
    task = a_task(session, alice, person_id=twin.id, data_key=twin.data_key)
    a_sponsor(session, alice, twin)
    flag_person(session, actor=alice.actor, person_id=twin.id, kind="repeat")
    session.commit()
    before, told = everything(session, (*DOING, "person")), (opened(alice, rosa), opened(alice, twin))
    merged = merge(alice, rosa, twin, take=["gender", "birth_date", "pronouns", "family_name"])
    answer = undo(alice, rosa, merged)
    assert (answer.status_code, answer.json["person_id"], answer.json["kept"]) == (200, str(twin.id), [])
    assert everything(session, (*DOING, "person")) == before
    assert (opened(alice, rosa), opened(alice, twin)) == told
    session.expire_all()
    mark = rosa.mark("gender")
    assert mark is not None and mark.told() == told_by()
    assert session.get_one(type(task), task.id).person_id == twin.id
    found = alice.client.post("/api/v1/people/search", json={"name": "Rosalía Marín"}).json["items"]
    assert [one["id"] for one in found] == [str(twin.id)]


def test_what_was_added_since_stays_where_it_was_added_and_later_answers_stand(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    merged = merge(alice, rosa, twin, take=["gender", "birth_date"])
    file = an_attachment(session, alice, session.get_one(Person, rosa.id))
    draft = an_intake(session, alice, state="draft")
    alice.client.put(f"/api/v1/intakes/{draft.id}/subject", json={"person_id": str(rosa.id)})
    path = f"/api/v1/intakes/{draft.id}/answers/person/{rosa.id}/gender"
    assert alice.client.put(path, json={"answer": "other", "version": 2}).status_code == 200
    answer = undo(alice, rosa, merged)
    assert answer.json["kept"] == ["gender"]
    assert (opened(alice, rosa)["gender"], opened(alice, rosa)["birth_date"]) == ("other", {"missing": "not_asked"})
    assert opened(alice, twin)["gender"] == "nonbinary"
    files = [alice.client.get(f"/api/v1/people/{one.id}/attachments").json["items"] for one in (rosa, twin)]
    assert [[row["id"] for row in rows] for rows in files] == [[str(file.id)], []]
    assert undo(alice, rosa, merged).status_code == 409


def test_records_merged_before_go_along_and_come_back(session: Session, alice: Member, rosa: Person, twin: Person) -> None:
    third = a_person(session, "Rosie", "Marin", phone="+15615550199")
    session.commit()
    first = merge(alice, twin, third)
    second = merge(alice, rosa, twin)
    assert {one["value"] for one in opened(alice, rosa)["contact_points"]} == {NUMBER, OTHER_NUMBER, "+15615550199"}
    assert alice.client.get(f"/api/v1/people/{third.id}").json["merged_into"] == str(rosa.id)
    assert undo(alice, twin, first).status_code == 409, "the later one first"
    assert undo(alice, rosa, second).status_code == 200
    assert alice.client.get(f"/api/v1/people/{third.id}").json["merged_into"] == str(twin.id)
    assert undo(alice, twin, first).status_code == 200
    assert opened(alice, third)["id"] == str(third.id)


def test_of_two_merges_that_took_the_same_answer_the_later_is_undone_first(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    third = a_person(session, "Rosie", "Marin", gender="other")
    session.commit()
    first, second = merge(alice, rosa, twin, take=["gender"]), merge(alice, rosa, third, take=["gender"])
    assert undo(alice, rosa, first).status_code == 409
    assert undo(alice, rosa, second).status_code == 200
    assert undo(alice, rosa, first).status_code == 200
    assert opened(alice, rosa)["gender"] == "female"


def test_what_cannot_be_merged_is_refused_and_nothing_changes(
    session: Session, alice: Member, bob: Member, rosa: Person, twin: Person
) -> None:
    third, draft = a_person(session, "Rosie"), a_person(session, "Rosita", confirmed=False, recorder=alice.actor)
    session.commit()
    assert merge(alice, rosa, rosa).status_code == 422
    assert merge(alice, rosa, draft).status_code == 409
    assert merge(alice, rosa, twin, take=["postal_code"]).status_code == 422
    assert alice.client.post(
        f"/api/v1/people/{rosa.id}/merges", json={"other_id": str(twin.id), "seen": "0" * 16}
    ).status_code == 409  # fmt: skip
    assert merge(alice, rosa, twin).status_code == 201
    for stays, goes in ((twin, rosa), (rosa, twin), (third, twin), (twin, third)):
        assert merge(alice, stays, goes).status_code == 409
    assert session.scalars(select(Merge.merged_id)).all() == [twin.id]


def test_while_somebody_is_on_the_phone_the_record_does_not_go(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    draft = an_intake(session, alice, state="draft")
    alice.client.put(f"/api/v1/intakes/{draft.id}/subject", json={"person_id": str(twin.id)})
    assert merge(alice, rosa, twin).status_code == 409
    assert merge(alice, twin, rosa).status_code == 201, "the one they speak of may stay"


def test_who_may_not_see_a_record_cannot_merge_it_nor_learn_of_it(
    session: Session, alice: Member, bob: Member, rosa: Person
) -> None:
    hidden = a_restricted_person(session, bob, named=[bob])
    session.commit()
    for path in (f"/api/v1/people/{rosa.id}/comparison/{hidden.id}", f"/api/v1/people/{hidden.id}/comparison/{rosa.id}"):
        nobody = alice.client.get(path.replace(str(hidden.id), str(UUID(int=7))))
        answer = alice.client.get(path)
        assert (answer.status_code, answer.json) == (404, nobody.json)
    assert merge(alice, rosa, hidden).status_code == 404
    refused = merge(bob, rosa, hidden)
    assert (refused.status_code, "Not the same people" in refused.json["detail"]) == (409, True)
    assert merge(bob, hidden, rosa).status_code == 409


def test_of_a_restricted_person_every_record_is_hidden_and_opened_together(
    session: Session, alice: Member, bob: Member, rosa: Person, twin: Person
) -> None:
    intake = an_intake(session, alice)
    intake.subject, intake.data_key = twin, twin.data_key
    session.commit()
    merge(bob, rosa, twin)
    restrict_person(session, actor=bob.actor, person_id=rosa.id, because="staff", named=[bob.actor.id])  # type: ignore[list-item]
    session.commit()
    paths = (f"/api/v1/people/{rosa.id}", f"/api/v1/people/{twin.id}", f"/api/v1/intakes/{intake.id}")
    assert [alice.client.get(path).status_code for path in paths] == [404, 404, 404]
    alice.client.post(f"/api/v1/people/{twin.id}/break-glass", json={"reason": "They are calling now and sound unwell."})
    assert [alice.client.get(path).status_code for path in paths] == [200, 307, 200]
    bob.client.delete(f"/api/v1/people/{rosa.id}/restriction")
    assert session.scalars(select(Restriction).where(Restriction.lifted_at.is_(None))).all() == []


def test_erasing_reaches_every_record_and_a_hold_on_any_keeps_all(
    session: Session, alice: Member, bob: Member, rosa: Person, twin: Person
) -> None:
    hold = a_hold(session, bob, twin)
    an_attachment(session, alice, twin)
    a_task(session, alice, person_id=twin.id, data_key=twin.data_key)
    session.commit()
    merged = merge(alice, rosa, twin)
    assert erase_records(session, actor=SYSTEM, person_ids=[rosa.id, twin.id], reason="retention_ended") == 0
    with pytest.raises(Exception, match="legal hold"):
        erase_record(session, actor=SYSTEM, person_id=rosa.id, reason="asked_by_person")
    hold.lifted_at = now()
    session.commit()
    erase_record(session, actor=SYSTEM, person_id=rosa.id, reason="asked_by_person")
    session.commit()
    keys = session.scalars(select(DataKey.wrapped).where(DataKey.id.in_([rosa.data_key_id, twin.data_key_id]))).all()
    assert keys == [None, None]
    session.expire_all()
    theirs = select(ContactPoint).where(ContactPoint.person_id.in_([rosa.id, twin.id]))
    assert [one.value for one in session.scalars(theirs)] == [None, None]
    assert alice.client.get(f"/api/v1/people/{twin.id}").status_code == 410
    assert undo(alice, rosa, merged).status_code == 410
    assert alice.client.post("/api/v1/people/search", json={"name": "Rosalía Marín"}).json["items"] == []


def test_what_is_kept_for_undoing_is_sealed_and_the_trail_of_both_tells_names_of_answers_alone(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    merge(alice, rosa, twin, take=["family_name"])
    row = session.scalars(select(Merge)).one()
    assert row.before is not None and "Marin" in row.before and b"Marin" not in (row.before_sealed or b"")
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "callers.merge_people")).all()
    assert {one.person_id for one in rows} == {rosa.id, twin.id}
    assert all("Mar" not in str(one.detail) and one.detail["took"] == ["family_name"] for one in rows)


def test_nothing_sealed_was_moved(session: Session, alice: Member, rosa: Person, twin: Person) -> None:
    """What may only be added to is not changed, and each row keeps the key it was sealed with."""
    record_disclosure(
        session, actor=alice.actor, person_id=twin.id, recipient=Recipient("facility", "Example Clinic"), purpose="treatment",
        information=["identity"], claim=Claim("spoke_for_themself"),
    )  # fmt: skip
    session.commit()
    merge(alice, rosa, twin)
    row = session.scalars(select(Disclosure)).one()
    assert (row.subject_id, row.data_key_id, row.recipient_name) == (twin.id, twin.data_key_id, "Example Clinic")


def test_on_pages_one_is_chosen_compared_merged_and_taken_apart(
    session: Session, alice: Member, rosa: Person, twin: Person
) -> None:
    other = a_contact_point(session, twin, NUMBER)
    session.commit()
    assert f"/desk/people/{rosa.id}/merge?with={twin.id}" in alice.client.get(f"/desk/people/{rosa.id}/merge").text
    found = alice.client.post(f"/desk/people/{rosa.id}/merge/search", data={"name": "Rosalía Marín"}).text
    assert "Compare" in found
    page = alice.client.get(f"/desk/people/{rosa.id}/merge?with={twin.id}").text
    assert "Rosalía" in page and "they/them" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = {"other_id": str(twin.id), "seen": seen, "take_gender": "theirs", "take_given_name": "ours"}
    assert alice.client.post(f"/desk/people/{rosa.id}/merge", data=form | {"seen": "f" * 16}).status_code == 409
    assert alice.client.post(f"/desk/people/{rosa.id}/merge", data=form).status_code == 303
    assert opened(alice, rosa)["gender"] == "nonbinary"
    (row,) = session.scalars(select(Merge)).all()
    assert "told there" in alice.client.get(f"/desk/people/{rosa.id}").text
    assert alice.client.post(f"/desk/people/{rosa.id}/merges/{row.id}/undoing").status_code == 303
    assert opened(alice, twin)["id"] == str(twin.id) and other.person_id == twin.id


def test_who_only_reads_may_not_merge(alice: Member, erin: Member, rosa: Person, twin: Person) -> None:
    seen = alice.client.get(f"/api/v1/people/{rosa.id}/comparison/{twin.id}").json["seen"]
    assert erin.client.get(f"/api/v1/people/{rosa.id}/comparison/{twin.id}").status_code == 403
    body = {"other_id": str(twin.id), "seen": seen}
    assert erin.client.post(f"/api/v1/people/{rosa.id}/merges", json=body).status_code == 403


def test_a_merged_record_costs_a_page_no_further_question(
    session: Session, alice: Member, rosa: Person, queries: QueryCount
) -> None:
    counts = []
    for number in range(3):
        other = a_person(session, f"Rosa{'abc'[number]}", "Marin", phone=f"+1561555019{number}")
        a_task(session, alice, person_id=other.id, data_key=other.data_key)
        session.commit()
        merge(alice, rosa, other)
        queries.statements.clear()
        assert alice.client.get(f"/desk/people/{rosa.id}").status_code == 200
        counts.append(len(queries.statements))
    assert counts[0] == counts[2]
