"""Pages on which two records of one person become one, and apart again."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for

from intake.callers import service as callers
from intake.callers.models import Person
from intake.callers.queries import PersonTold, contact_points_of
from intake.desk import service
from intake.desk.pages.working import Page, pages
from intake.desk.queries.words import answer_read
from intake.desk.rules import label_of
from intake.desk.schemas import MergeForm, MergeQuery, WhoForm
from intake.foundation.answers import is_known
from intake.foundation.errors import Conflict, Gone, IntakeError, Invalid, Stale
from intake.foundation.permissions import Permission
from intake.intakes.schemas import dump_answer
from intake.organisation.queries import names_of_staff
from intake.web.door import Unit

MERGE = Permission.PEOPLE_MERGE
Problems = dict[str, list[str]]


@pages.page("GET", "/desk/people/<uuid:person_id>/merge", permission=MERGE, query=MergeQuery())
def merge(unit: Unit, query: dict[str, UUID], person_id: UUID) -> Page:
    """Who may be the same person; with one of them chosen, the two side by side."""
    other = query.get("with")
    return _choose(unit, person_id) if other is None else _compare(unit, person_id, other)


@pages.page("POST", "/desk/people/<uuid:person_id>/merge/search", permission=MERGE, takes=WhoForm())
def find_to_merge(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID) -> Page:
    """Others by name or by number; posted, so that no name stands in an address."""
    found = [] if problems else callers.search_people(unit.session, actor=unit.actor, limit=20, **data)
    return _choose(unit, person_id, found=found, problems=problems, status=422 if problems else 200)


@pages.page("POST", "/desk/people/<uuid:person_id>/merge", permission=MERGE, takes=MergeForm())
def merge_people(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID) -> Page:
    """The other record is this one from now on."""
    if problems:
        return _choose(unit, person_id, status=422)
    other, seen = data.pop("other_id"), data.pop("seen")
    take = [name.removeprefix("take_") for name, chosen in data.items() if chosen == "theirs"]
    try:
        with unit.session.begin_nested():
            service.merge_people(unit.session, actor=unit.actor, person_id=person_id, other_id=other, seen=seen, take=take)
    except (Stale, Conflict, Invalid) as error:
        return _compare(unit, person_id, other, problem=error.detail or error.title)
    return redirect(url_for("desk.person", person_id=person_id), 303)


@pages.page("POST", "/desk/people/<uuid:person_id>/merges/<uuid:merge_id>/undoing", permission=MERGE)
def undo_merge(unit: Unit, person_id: UUID, merge_id: UUID) -> Page:
    """Two records again."""
    try:
        with unit.session.begin_nested():
            callers.undo_merge(unit.session, actor=unit.actor, person_id=person_id, merge_id=merge_id)
    except Conflict as error:
        return _choose(unit, person_id, problems={"_form": [error.detail]}, status=409)
    return redirect(url_for("desk.person", person_id=person_id), 303)


def _choose(unit: Unit, person_id: UUID, *, found: Any = None, problems: Problems | None = None, status: int = 200) -> Page:
    person = callers.open_person(unit.session, actor=unit.actor, person_id=person_id)
    phones = [one.value for one in contact_points_of(unit.session, person.id) if one.kind == "phone" and one.value]
    names = (person.given_name, person.preferred_name, person.family_name)
    told = PersonTold(*names, person.birth_date, phones)
    proposed = callers.propose_duplicates(unit.session, actor=unit.actor, told=told, leave_out=[person.id])
    others = None if found is None else [one for one in found if one.id != person.id and one.standing == "confirmed"]
    page = render_template(
        "desk/merge.html",
        person=person,
        proposed=[one for one in proposed if one.person.standing == "confirmed"],
        found=others,
        problems=problems or {},
    )
    return page if status == 200 else (page, status)


def _compare(unit: Unit, person_id: UUID, other_id: UUID, problem: str = "") -> Page:
    try:
        two = callers.compare_people(unit.session, actor=unit.actor, person_id=person_id, other_id=other_id)
    except (Conflict, Gone, Invalid) as error:
        return _choose(unit, person_id, problems={"_form": _words_of(error)}, status=409)
    page = render_template(
        "desk/merge_two.html",
        two=two,
        rows=[(one, label_of("person", one.field), *(_side(who, one.field) for who in _sides(two))) for one in two.differences],
        points=[contact_points_of(unit.session, who.id) for who in _sides(two)],
        staff=names_of_staff(unit.session, {by for who in _sides(two) for by in _tellers(who)}),
        problem=problem,
    )
    return (page, 409) if problem else page


def _words_of(error: IntakeError) -> list[str]:
    return [one.message for one in error.fields] if isinstance(error, Invalid) else [error.detail]


def _sides(two: callers.Comparison) -> tuple[Person, Person]:
    return two.survivor, two.other


def _side(person: Person, field: str) -> dict[str, Any]:
    """One record's answer in words, with who wrote it down and when."""
    mark = person.mark(field)
    told = mark.told() if mark else None
    # Of a person no moment is told, so the zone does not matter.
    words = answer_read("person", field, dump_answer("person", field, person), "UTC")
    return {"words": words, "told": told, "known": is_known(person.answer(field))}


def _tellers(person: Person) -> set[UUID]:
    marks = (person.mark(field) for field in person.answers or {})
    return {by for mark in marks if mark and (by := mark.told().recorded_by)}
