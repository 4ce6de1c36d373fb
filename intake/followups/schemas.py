"""What comes in and goes out."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from intake.callers.rules import Reach, Verdict, words_for
from intake.followups.queries import LISTS, MINE
from intake.followups.rules import is_overdue, load_words
from intake.followups.service import Promise
from intake.foundation.clock import now
from intake.organisation.schemas import Zone
from intake.web.schema import Choice, Moment, PageQuery, Schema, Text, page_of

_WORDS = load_words()


class LocalTime(fields.NaiveDateTime):
    """What a clock on the wall shows, `2026-11-24T09:00:00`, without an offset."""


class PromiseIn(Schema):
    """`due_at` with its offset, or `due_local` on the clock of `time_zone`; neither: the usual time for the kind."""

    due_at = Moment()
    due_local = LocalTime()
    time_zone = Zone()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if "due_at" in data and "due_local" in data:
            raise ValidationError("Send due_at or due_local, not both.", "due_local")


class MoveIn(PromiseIn):
    @validates_schema
    def check_some(self, data: dict[str, Any], **_: Any) -> None:
        if "due_at" not in data and "due_local" not in data:
            raise ValidationError("Say when: send due_at or due_local.", "due_at")


class TaskIn(PromiseIn):
    kind = Choice(*_WORDS.promised, required=True)
    person_id = fields.UUID()
    assignee_id = fields.UUID(allow_none=True)
    note = Text(most=2000)


class TaskQuery(PageQuery):
    list = Choice(*LISTS, load_default=MINE)
    state = Choice("open", "done", "cancelled", load_default="open")
    intake_id = fields.UUID()


class AttemptIn(Schema):
    contact_point_id = fields.UUID(required=True)
    way = Choice(*_WORDS.ways, required=True)
    outcome = Choice(*_WORDS.attempt_outcomes, required=True)


class FinishIn(Schema):
    outcome = Choice(*_WORDS.outcomes, required=True)


class CancelIn(Schema):
    reason = Choice(*_WORDS.cancel_reasons, required=True)


class AssignIn(Schema):
    assignee_id = fields.UUID(required=True, allow_none=True)


class TaskRow(Schema):
    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    origin = fields.String(required=True)
    intake_id = fields.UUID(required=True, allow_none=True)
    notice_id = fields.UUID(required=True, allow_none=True)
    accounting_id = fields.UUID(required=True, allow_none=True)
    person_id = fields.UUID(required=True)
    assignee_id = fields.UUID(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)
    time_zone = fields.String(required=True)
    overdue = fields.Function(
        lambda task: is_overdue(task.state, task.due_at, now()), required=True, metadata={"type": "boolean"}
    )
    outcome = fields.String(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class AttemptOut(Schema):
    id = fields.UUID(required=True)
    contact_point_id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    way = fields.String(required=True)
    outcome = fields.String(required=True)
    by = fields.UUID(required=True, allow_none=True)


class TaskOut(TaskRow):
    note = fields.String(required=True, allow_none=True)
    attempts = fields.List(fields.Nested(AttemptOut()), required=True)


class WayOut(Schema):
    contact_point_id = fields.UUID(required=True)
    way = fields.String(required=True)
    allowed = fields.Boolean(required=True)
    reason = fields.String(required=True, allow_none=True)
    next_safe_at = fields.AwareDateTime(required=True, allow_none=True)


class WaysOut(Schema):
    items = fields.List(fields.Nested(WayOut()), required=True)


TASK_PAGE = page_of(TaskRow())


def promise_of(data: dict[str, Any]) -> Promise:
    """Takes the promise's fields out of `data`."""
    due_at: datetime | None = data.pop("due_at", None)
    return Promise(due_at, data.pop("due_local", None), data.pop("time_zone", None))


def way_row(point: Reach, way: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "contact_point_id": point.id,
        "way": way,
        "allowed": verdict.allowed,
        "reason": words_for(verdict.reason) if verdict.reason else None,
        "next_safe_at": verdict.next_safe_at,
    }
