"""Role × route × relation on real requests: what is answered to whom, as one snapshot.

`RENEW=1 python -m pytest tests/house/test_matrix.py` writes it afresh; then review the difference.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from intake.callers.service import confirm_person, flag_person, restrict_person
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import stopped_at
from intake.foundation.permissions import may
from intake.intakes.models import Finding
from intake.organisation.models import Settings, Team
from tests.conftest import Member, member
from tests.factories.accounts import an_account
from tests.factories.attachments import an_attachment
from tests.factories.callers import a_contact_point, a_hold, a_merge, a_sponsor
from tests.factories.calls import a_call
from tests.factories.consents import a_consent, a_disclosure, a_notice, an_accounting_request
from tests.factories.facilities import a_place
from tests.factories.followups import a_task, an_intake
from tests.factories.insurance import a_policy, an_inquiry
from tests.factories.messages import a_mailbox, a_message
from tests.factories.partners import a_client, a_key, a_partner
from tests.factories.referrals import a_match_run, a_referral
from tests.factories.substances import a_treatment
from tests.house.permissions import SNAPSHOT, app_without_database, declaration_of, rules
from tests.web.seeds import BODIES, Seeds

MATRIX = SNAPSHOT.with_name("matrix.txt")
RELATIONS = ("mine", "team's", "other team's", "restricted", "closed")
# Noon in New York: calling somebody is allowed.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
READERS = (Role.COUNSELOR, Role.SUPERVISOR, Role.CLINICIAN, Role.QUALITY_REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)
KINDS = frozenset(
    {
        "person_id",
        "intake_id",
        "call_id",
        "task_id",
        "referral_id",
        "run_id",
        "consent_id",
        "notice_id",
        "accounting_id",
        "disclosure_id",
        "attachment_id",
        "message_id",
    }
)
_WORDS = {"record": "intake", "field": "pregnant", "kind": "repeat", "side": "front"}
APP = app_without_database()


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with stopped_at(NOON):
        yield


def routes() -> list[tuple[Rule, Any]]:
    """The routes that lead to a record of somebody."""
    found = [(rule, declaration_of(APP, rule)) for rule in rules(APP) if rule.arguments & KINDS]
    return sorted(((rule, told) for rule, told in found if told is not None), key=lambda pair: (pair[0].rule, pair[1].method))


def records(session: Session, owner: Member, bob: Member) -> dict[str, Any]:
    """A person with one of everything that may hang on them, by the names that stand in paths; Bob, the supervisor, holds it."""
    intake = an_intake(session, owner, substances=[{"substance_code": "clonazepam", "days_per_week": 7, "months_of_use": 24}])
    for person in (intake.caller, intake.subject):
        confirm_person(person)
    call = a_call(session, owner.actor)
    intake.call_id, call.caller_id = call.id, intake.caller_id
    point = a_contact_point(session, intake.subject, "+15615550145", may_call=True)
    task = a_task(session, owner, intake, person_id=intake.subject_id)
    referral, run = a_referral(session, owner, intake), a_match_run(session, intake)
    rows = {"person_id": intake.subject, "intake_id": intake, "call_id": call, "task_id": task, "referral_id": referral}
    finding = session.scalars(select(Finding).where(Finding.intake_id == intake.id, Finding.severity != "emergency")).first()
    assert finding is not None
    place = a_place(session)
    rows |= {
        "consent_id": a_consent(session, owner, intake.subject),
        "attachment_id": an_attachment(session, owner, intake.subject),
        "notice_id": a_notice(session, owner, intake.subject),
        "disclosure_id": a_disclosure(session, owner, intake.subject),
        "accounting_id": an_accounting_request(session, owner, intake.subject, "hipaa"),
    }
    policy = a_policy(session, intake.id, intake.subject)
    rows |= {"mail_point_id": a_mailbox(session, intake.caller), "message_id": a_message(session, owner, intake)}
    rows |= {"policy_id": policy, "inquiry_id": an_inquiry(session, owner, policy)}
    flag_person(session, actor=owner.actor, person_id=intake.subject_id, kind="repeat")
    return {
        **rows,
        "run_id": run,
        "hold_id": a_hold(session, bob, intake.subject),
        "point_id": point,
        "treatment_id": a_treatment(session, intake.id, intake.data_key),
        "other_id": a_sponsor(session, owner, intake.subject),
        "merge_id": a_merge(session, owner, intake.subject),
        "finding_id": finding,
        "other_facility_id": place,
        "facility_id": place,
        "bob_id": owner.actor,
    }


def make_own(found: dict[str, Any], reader: Member) -> None:
    """From now on the records are this reader's."""
    found["intake_id"].owner_id = found["call_id"].taken_by = found["task_id"].assignee_id = reader.actor.id
    found["intake_id"].team_id = found["call_id"].team_id = reader.actor.team_id


def ask(session: Session, client: Any, rule: Rule, told: Any, found: dict[str, Any]) -> int:
    """The status of one request; whatever it changed is undone."""
    ids = {name: row.id for name, row in found.items()}
    values = {name: ids.get(name, ids["intake_id"]) if name.endswith("_id") else _WORDS[name] for name in rule.arguments}
    path = APP.url_map.bind("localhost").build(rule.endpoint, values)
    undone = session.connection().begin_nested()
    try:
        row = found["consent_id" if "consent_id" in rule.arguments else "intake_id"]
        headers = {"If-Match": f'"{row.version}"'} if told.if_match else {}
        sent = {"data": {}} if not rule.rule.startswith("/api/") else {"json": _body(rule, told, ids)}
        status: int = client.open(path, method=told.method, headers=headers, **(sent if told.method != "GET" else {})).status_code
        return status
    finally:
        undone.rollback()
        session.expire_all()


def _body(rule: Rule, told: Any, ids: dict[str, Any]) -> Any:
    path = rule.rule
    for converter in ("uuid:", "string:"):
        path = path.replace(f"<{converter}", "{")
    body = BODIES.get(f"{told.method} {path.replace('<', '{').replace('>', '}')}", {})
    people = {"caller": {"id": str(ids["person_id"])}, "subject": {"id": str(ids["person_id"])}}
    return body(Seeds({name: str(one) for name, one in ids.items()}, {}, people)) if callable(body) else body


def test_what_is_answered_to_whom_is_as_it_was_agreed(
    app: Flask, session: Session, desk: Settings, days: Team, alice: Member, bob: Member, charlie: Member
) -> None:
    sets = {relation: records(session, charlie if relation == "other team's" else alice, bob) for relation in RELATIONS}
    sets["closed"]["intake_id"].state = "closed"
    restrict_person(
        session, actor=bob.actor, person_id=sets["restricted"]["person_id"].id, because="safety", named=[bob.actor.id]
    )
    readers = {role: member(app, session, an_account(session, f"Reader {role}", role, _team(role, days))) for role in READERS}
    partner = a_partner(session)
    client = a_client(app, a_key(session, partner))
    readers[Role.PARTNER] = Member(Actor(role=Role.PARTNER, id=partner.id, name=partner.name), client, "")
    session.commit()
    told = "".join(_line(session, rule, declared, readers, sets) for rule, declared in routes())
    if os.environ.get("RENEW"):
        MATRIX.write_text(told)
    assert told.splitlines() == MATRIX.read_text().splitlines(), "If this is meant: RENEW=1, and review the difference."


def _team(role: Role, days: Team) -> Team | None:
    return days if role in (Role.COUNSELOR, Role.SUPERVISOR) else None


def _line(session: Session, rule: Rule, declared: Any, readers: dict[Role, Member], sets: dict[str, Any]) -> str:
    columns = []
    for role, reader in readers.items():
        if not may(reader.actor, declared.permission):
            # The door refuses before it looks at any record.
            columns.append(f"{role} {ask(session, reader.client, rule, declared, sets['mine'])}")
            continue
        make_own(sets["mine"], reader)
        session.commit()
        statuses = (ask(session, reader.client, rule, declared, sets[relation]) for relation in RELATIONS)
        columns.append(f"{role} {' '.join(map(str, statuses))}")
    return f"{declared.method} {rule.rule}\n" + "".join(f"    {column}\n" for column in columns)
