"""Two answers of one draft at the same moment, in the unlucky order, with real commits: the second one waits and is saved."""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.foundation.actor import Actor, Role
from intake.intakes.models import Intake
from intake.intakes.service import save_answer
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.followups import an_intake
from tests.referrals.test_at_once import second_waits


def test_an_answer_typed_while_for_whom_is_being_saved_is_saved_too(own_storage: Storage, app: Flask) -> None:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        intake = an_intake(session, Member(alice, app.test_client(), ""), state="draft")
        intake_id, caller_id = intake.id, intake.caller_id
        version = intake.version_of("for_whom")

    def save(session: Session, record: str, record_id: UUID, field: str, answer: Any, version: int) -> None:
        told = {"record": record, "record_id": record_id, "field": field, "answer": answer, "version": version}
        save_answer(session, actor=alice, intake_id=intake_id, **told)

    second_waits(
        own_storage,
        lambda session: save(session, "intake", intake_id, "for_whom", "self", version),
        lambda session: save(session, "person", caller_id, "family_name", "Quist", 0),
    )
    with own_storage.unit_of_work() as session:
        assert session.get_one(Intake, intake_id).subject_id == caller_id
        assert session.get_one(Person, caller_id).family_name == "Quist"
