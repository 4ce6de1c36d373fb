"""The page of one task: how the person may be reached now, the tries; another time, another colleague, the end."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake.callers.queries import restricted_among
from intake.callers.rules import words_for
from intake.desk import queries
from intake.desk.pages.working import pages
from intake.desk.schemas import AttemptForm, CallOffForm, FinishForm, GiveForm, MoveForm, VersionForm
from intake.followups import service as followups
from intake.followups.queries import workers
from intake.followups.rules import ERASED, load_words
from intake.followups.schemas import promise_of
from intake.foundation.errors import Conflict, IntakeError, Invalid, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.web.door import Unit
from intake.web.languages import say

Page = str | tuple[str, int] | Response
Problems = dict[str, list[str]]


@pages.page("GET", "/desk/tasks/<uuid:task_id>", permission=Permission.TASKS_READ)
def task(unit: Unit, task_id: UUID) -> Page:
    """One task: how the person may be reached now, the tries, the end."""
    return _task(unit, task_id)


def _task(unit: Unit, task_id: UUID, problem: str = "") -> str:
    opened = followups.open_task(unit.session, actor=unit.actor, task_id=task_id)
    return render_template(
        "desk/task.html",
        task=opened,
        person=queries.person_of(unit.session, opened),
        restricted=restricted_among(unit.session, [opened.person_id]),
        duty=queries.duty_of(unit.session, opened),
        ways=followups.ways_to_reach(unit.session, actor=unit.actor, task_id=task_id),
        staff=queries.names_of_staff(unit.session, [opened.assignee_id, *(one.by for one in opened.attempts)]),
        workers=workers(unit.session, but=opened.assignee_id) if opened.state == "open" and not opened.is_duty else {},
        task_words=load_words(),
        words_for=words_for,
        erased=ERASED,
        problem=problem,
    )


@pages.page("POST", "/desk/tasks/<uuid:task_id>/attempts", permission=Permission.TASKS_WORK, takes=AttemptForm())
def attempt(unit: Unit, data: dict[str, Any], problems: Problems, task_id: UUID) -> Page:
    """Note one try to reach the person."""
    return _change(unit, task_id, followups.record_attempt, data, problems)


@pages.page("POST", "/desk/tasks/<uuid:task_id>/finish", permission=Permission.TASKS_WORK, takes=FinishForm())
def finish(unit: Unit, data: dict[str, Any], problems: Problems, task_id: UUID) -> Page:
    """Say what came of it."""
    return _change(unit, task_id, followups.finish_task, data, problems)


@pages.page("POST", "/desk/tasks/<uuid:task_id>/take", permission=Permission.TASKS_WORK, takes=VersionForm())
def take_task(unit: Unit, data: dict[str, Any], problems: Problems, task_id: UUID) -> Page:
    """It is mine from now on."""
    return _change(unit, task_id, followups.assign_task, {**data, "assignee_id": unit.actor.id}, problems)


@pages.page("POST", "/desk/tasks/<uuid:task_id>/assignee", permission=Permission.TASKS_WORK, takes=GiveForm())
def give_task(unit: Unit, data: dict[str, Any], problems: Problems, task_id: UUID) -> Page:
    """A colleague does it, or whoever takes it: whoever gave it away may not see it any more."""
    there = url_for("desk.tasks")
    return _change(unit, task_id, followups.assign_task, {"assignee_id": None, **data}, problems, there)


@pages.page("POST", "/desk/tasks/<uuid:task_id>/due", permission=Permission.TASKS_WORK, takes=MoveForm())
def move_task(unit: Unit, data: dict[str, Any], problems: Problems, task_id: UUID) -> Page:
    """Another time was promised, on their clock."""
    if problems:
        return _task(unit, task_id, say("Say the day and the hour.")), 422
    return _change(unit, task_id, followups.move_task, {"version": data.pop("version"), "promise": promise_of(data)}, problems)


@pages.page("POST", "/desk/tasks/<uuid:task_id>/cancel", permission=Permission.TASKS_WORK, takes=CallOffForm())
def call_off(unit: Unit, data: dict[str, Any], problems: Problems, task_id: UUID) -> Page:
    """Say why it will not be done."""
    return _change(unit, task_id, followups.cancel_task, data, problems)


def _change(unit: Unit, task_id: UUID, verb: Any, data: dict[str, Any], problems: Problems, there: str = "") -> Page:
    if problems:
        return _task(unit, task_id, say("Choose from the list, please.")), 422
    try:
        with unit.session.begin_nested():
            verb(unit.session, actor=unit.actor, task_id=task_id, **data)
    except Invalid as error:
        return _task(unit, task_id, " ".join(say(field.message) for field in error.fields)), 422
    except (Conflict, PreconditionFailed) as error:
        return _task(unit, task_id, _in_words(error)), 409
    return redirect(there or url_for("desk.task", task_id=task_id), 303)


def _in_words(error: IntakeError) -> str:
    if isinstance(error, PreconditionFailed):
        return say("Somebody else changed this task meanwhile. This is how it stands now.")
    return error.detail
