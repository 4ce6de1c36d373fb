"""Substances that come to light, or turn out to be wrong, when the intake is a record already: amendments, with a reason."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.foundation.events import event
from intake.intakes.models import EarlierAnswer, Intake
from intake.intakes.schemas.history import name_of
from intake.intakes.service.draft import changed, record_to_amend, told_by
from intake.intakes.service.findings import refresh_findings
from intake.storage.outbox import record_event
from intake.substances import service as substances
from intake.substances.models import SubstanceUse

# The field of such an amendment: the substance itself was not there before, or is not there any more.
SUBSTANCE = "substance"


def amend_by_adding(session: Session, *, actor: Actor, intake_id: UUID, answers: Mapping[str, Any], reason: str) -> SubstanceUse:
    """One more substance of a complete or closed intake. Findings are told anew. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    told = told_by(actor, intake, None)
    use = substances.add_use(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)
    session.flush()
    _amended(session, actor, intake, use, "amend_add_substance", {"missing": str(Missing.NOT_ASKED)}, reason)
    return use


def amend_by_removing(session: Session, *, actor: Actor, intake_id: UUID, use_id: UUID, reason: str) -> None:
    """A substance of a complete or closed intake was none. Its answers are kept. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    use = session.get(SubstanceUse, use_id, with_for_update={"of": SubstanceUse}, populate_existing=True)
    if use is None or use.intake_id != intake.id or use.removed_at is not None:
        raise NotFound
    substances.remove_use(use)
    _amended(session, actor, intake, use, "amend_remove_substance", name_of(use.substance_code, use.said_as or ""), reason)


def _amended(session: Session, actor: Actor, intake: Intake, use: SubstanceUse, action: str, before: object, reason: str) -> None:
    earlier = EarlierAnswer(
        intake_id=intake.id, data_key=use.data_key, record="substance-use", record_id=use.id, field=SUBSTANCE, version=0,
        replaced_by=actor.id, replaced_at=now(),
    )  # fmt: skip
    session.add(earlier)
    earlier.answer, earlier.reason = json.dumps(before), reason
    changed(session, actor, intake, action, use)
    refresh_findings(session, actor, intake)
    session.flush()
    record_event(session, event("intakes.amended", intake_id=intake.id))
