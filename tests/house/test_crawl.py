"""Whoever may not see somebody asks every address there is, with every id there is, and never reads a word of theirs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from intake.callers.service import relate_person, restrict_person
from intake.callers.service.indexing import index_names
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import stopped_at
from intake.organisation.models import Settings, Team
from tests.conftest import Member, member
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_contact_point
from tests.factories.partners import a_client, a_key, a_partner
from tests.house.permissions import app_without_database, declaration_of, rules
from tests.house.test_matrix import NOON, READERS, make_own, records

APP = app_without_database()
PLANTED = ("Quixandra", "Zyxwell", "5550199", "555-0199", "4471 Marmalade")
BORN = date(1987, 3, 29)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with stopped_at(NOON):
        yield


def addresses(sets: list[dict[str, Any]]) -> Iterator[str]:
    """Every address that is read, with the ids of these records; ids of one kind in one address are mixed."""
    for rule in rules(APP):
        told = declaration_of(APP, rule)
        if told is None or told.method != "GET":
            continue
        names = sorted(rule.arguments)
        choices = [_values(name, sets) for name in names]
        for values in product(*choices):
            yield APP.url_map.bind("localhost").build(rule.endpoint, dict(zip(names, values, strict=True)))


def _values(name: str, sets: list[dict[str, Any]]) -> list[Any]:
    if name in {"record", "field", "kind", "side"}:
        return [{"record": "intake", "field": "pregnant", "kind": "repeat", "side": "front"}[name]]
    if name in sets[0]:
        return [one[name].id for one in sets]
    if name.endswith("_id"):
        return [one["intake_id"].id for one in sets]
    return ["any"]


@dataclass(frozen=True)
class Scene:
    """Records that everybody of the desk may see, and the same of somebody who is hidden."""

    open: dict[str, Any]
    hidden: dict[str, Any]


@pytest.fixture
def scene(session: Session, desk: Settings, alice: Member, bob: Member) -> Scene:
    hidden, others = records(session, alice, bob), records(session, alice, bob)
    person = hidden["person_id"]
    person.given_name, person.family_name, person.birth_date = "Quixandra", "Zyxwell", BORN
    person.street = "4471 Marmalade Crescent"
    index_names(session, person)
    hidden["point_id"] = a_contact_point(session, person, "+15615550199", may_call=True)
    relate_person(session, actor=alice.actor, person_id=others["person_id"].id, relation="mother", other=person.id)
    restrict_person(session, actor=bob.actor, person_id=person.id, because="safety", named=[bob.actor.id])
    session.commit()
    return Scene(others, hidden)


@pytest.fixture
def readers(app: Flask, session: Session, scene: Scene, days: Team) -> dict[Role, Member]:
    """One of each role, the supervisor of another team; what is open is the counselor's own."""
    teams = {Role.COUNSELOR: days, Role.SUPERVISOR: a_team(session, "Nights")}
    found = {role: member(app, session, an_account(session, f"Reader {role}", role, teams.get(role))) for role in READERS}
    partner = a_partner(session)
    client = a_client(app, a_key(session, partner))
    found[Role.PARTNER] = Member(Actor(role=Role.PARTNER, id=partner.id, name=partner.name), client, "")
    for found_there in (scene.open, scene.hidden):
        make_own(found_there, found[Role.COUNSELOR])
    session.commit()
    return found


def leaks_in(told: str, scene: Scene, asked: str, role: Role) -> list[str]:
    """Words of the hidden person, and ids of what is theirs that were not asked for. An auditor's trails hold ids."""
    shared = ("facility_id", "other_facility_id", "bob_id", "other_id")
    ids = {str(row.id) for name, row in scene.hidden.items() if name not in shared and role is not Role.AUDITOR}
    return [word for word in (*PLANTED, *ids) if word in told and word not in asked]


@pytest.mark.slow
@pytest.mark.parametrize("role", [*READERS, Role.PARTNER])
def test_no_address_tells_of_somebody_who_is_hidden(scene: Scene, readers: dict[Role, Member], role: Role) -> None:
    found = []
    for address in addresses([scene.hidden, scene.open]):
        told = readers[role].client.get(address).get_data().decode(errors="replace")
        found += [f"{address}: {word}" for word in leaks_in(told, scene, address, role)]
    assert found == []


def probes(scene: Scene, one: Callable[[str], UUID]) -> Iterator[tuple[str, str, Any]]:
    """Requests from an own record that name another one: `one` gives its id by its kind."""
    mine = {name: row.id for name, row in scene.open.items()}
    intake, person = f"/api/v1/intakes/{mine['intake_id']}", f"/api/v1/people/{mine['person_id']}"
    soon = {"kind": "call_back", "due_at": "2026-11-25T17:00:00Z", "time_zone": "America/New_York"}
    near = {"kind": "person", "name": "Somebody", "id": str(one("person_id"))}
    consent = {"recipient": near, "purpose": "treatment", "information": ["identity"]}
    yield "POST", f"{person}/relations", {"relation": "sponsor", "person_id": str(one("person_id"))}
    yield "POST", f"{person}/merges", {"other_id": str(one("person_id")), "seen": "x"}
    yield "GET", f"{person}/comparison/{one('person_id')}", None
    yield "POST", f"{person}/consents", consent
    yield "POST", f"{person}/contact-points/{one('point_id')}/confirmation", None
    yield "POST", f"{person}/merges/{one('merge_id')}/undoing", None
    yield "PUT", f"{intake}/caller", {"person_id": str(one("person_id"))}
    yield "PUT", f"{intake}/subject", {"person_id": str(one("person_id"))}
    for record, kind, field, answer in (
        ("person", "person_id", "given_name", "Ann"),
        ("contact-point", "point_id", "may_call", True),
        ("policy", "policy_id", "plan_name", "Gold"),
        ("treatment", "treatment_id", "completed", True),
        ("intake", "intake_id", "pregnant", True),
    ):
        yield "PUT", f"{intake}/answers/{record}/{one(kind)}/{field}", {"answer": answer, "version": 0}
    yield "POST", f"{intake}/people/{one('person_id')}/contact-points", {"kind": "phone", "value": "5615550111"}
    yield "POST", f"{intake}/findings/{one('finding_id')}/acknowledgement", {"actions_taken": ["transferred_988"]}
    yield "POST", f"{intake}/policies/{one('policy_id')}/benefits", {"source": "person", "deductible_cents": 1}
    yield "DELETE", f"{intake}/policies/{one('policy_id')}", None
    yield "POST", f"{intake}/tasks", {**soon, "person_id": str(one("person_id"))}
    yield "POST", f"{intake}/messages", {"contact_point_id": str(one("point_id")), "places": [str(mine["facility_id"])]}
    yield "POST", f"{intake}/referrals", {"facility_id": str(mine["other_facility_id"]), "match_run_id": str(one("run_id"))}
    attempt = {"contact_point_id": str(one("point_id")), "way": "call", "outcome": "no_answer"}
    yield "POST", f"/api/v1/tasks/{mine['task_id']}/attempts", attempt
    yield "GET", f"/api/v1/tasks?intake_id={one('intake_id')}", None
    yield "GET", f"/api/v1/referrals?intake_id={one('intake_id')}", None
    yield "POST", "/api/v1/intakes", {"for_whom": "self", "caller": {"given_name": "A"}, "call_id": str(one("call_id"))}
    yield "GET", f"/desk/people/{mine['person_id']}/merge?with={one('person_id')}", None
    for kind in ("attachment_id", "message_id", "disclosure_id", "consent_id", "notice_id", "accounting_id"):
        name = kind.removesuffix("_id").replace("notice", "revocation-notice").replace("accounting", "accounting-request")
        yield "GET", f"/api/v1/{name}s/{one(kind)}", None


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.SUPERVISOR, Role.CLINICIAN])
@pytest.mark.parametrize("state", ["draft", "complete"])
def test_the_id_of_what_is_hidden_is_answered_as_the_id_of_nothing(
    session: Session, scene: Scene, readers: dict[Role, Member], role: Role, state: str
) -> None:
    scene.open["intake_id"].state = state
    session.commit()
    nothing = UUID(int=77)
    asked = {"hidden": lambda kind: scene.hidden[kind].id, "nothing": lambda _kind: nothing}
    differing = []
    for hidden, none in zip(*(probes(scene, one) for one in asked.values()), strict=True):
        told = []
        for method, address, body in (hidden, none):
            undone = session.connection().begin_nested()
            headers = {"If-Match": '"1"'}
            answer = readers[role].client.open(address, method=method, json=body, headers=headers)
            undone.rollback()
            session.expire_all()
            told.append((answer.status_code, re.sub(r"[0-9a-f-]{36}", "ID", answer.get_data().decode(errors="replace"))))
            assert leaks_in(answer.get_data().decode(errors="replace"), scene, address + str(body), role) == []
        if told[0] != told[1]:
            differing.append((hidden[0], hidden[1], told))
    assert differing == []


SEARCHES: list[tuple[str, Any]] = [
    ("/api/v1/people/search", {"phone": "5615550199"}),
    ("/api/v1/people/search", {"name": "Quixandra Zyxwell"}),
    ("/api/v1/people/search", {"name": "Zyxwel"}),
    ("/api/v1/people/duplicates", {"given_name": "Quixandra", "family_name": "Zyxwell", "phones": ["5615550199"]}),
    ("/api/v1/people/duplicates", {"given_name": "Quixandra", "birth_date": "1987-03-29"}),
    ("/api/v1/calls", {"from_number": "5615550199"}),
]


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.SUPERVISOR, Role.CLINICIAN, Role.QUALITY_REVIEWER])
@pytest.mark.parametrize(("address", "body"), SEARCHES)
def test_a_search_for_somebody_hidden_is_answered_as_one_for_nobody(
    scene: Scene, readers: dict[Role, Member], role: Role, address: str, body: Any
) -> None:
    client = readers[role].client
    answer = client.post(address, json=body)
    assert leaks_in(answer.text, scene, str(body), role) == []
    if answer.status_code == 200:
        assert answer.json["items"] == []
