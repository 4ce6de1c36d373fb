"""The pages of the desk: home, the counselor's form, people, tasks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.accounts import service as accounts
from intake.accounts.schemas import BrowserKeyOut
from intake.callers import service as callers
from intake.callers.queries import restricted_among
from intake.callers.rules import flag_kinds
from intake.callers.service import open_remains
from intake.calls import service as calls
from intake.calls.queries import call_if_seen, calls_of_day, lines
from intake.calls.rules import dispositions
from intake.consents.service import circle_of
from intake.desk import queries
from intake.desk.rules import emergency_numbers, facts_about, load_form, load_lists, question_of, words_of
from intake.desk.schemas import (
    FindForm,
    FlagForm,
    FlagKindForm,
    GlassForm,
    HandOverForm,
    StartCallForm,
)
from intake.followups.rules import load_words
from intake.foundation.clock import now
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.permissions import Permission, may
from intake.foundation.phone import for_people
from intake.intakes import service as intakes
from intake.intakes.queries import drafts_of, intake_by_reference, notes_of
from intake.intakes.rules.history import fold
from intake.intakes.rules.overrides import override_reasons
from intake.intakes.schemas import IntakeOut, NoteOut
from intake.organisation.queries import settings as desk_settings
from intake.organisation.queries import threshold, today, zone_of_times
from intake.substances.rules.use import measures
from intake.web.door import PageDoor, Unit
from intake.web.languages import say

pages = PageDoor("desk", "intake.desk")
pages.add_app_template_filter(for_people, "phone")
pages.add_app_template_global(flag_kinds, "flag_kinds")
pages.add_app_template_global(question_of)
Page = str | tuple[str, int] | Response
INTAKE = IntakeOut()
BROWSER_KEY = BrowserKeyOut()
NOTE = NoteOut()
NO_HISTORY = fold(())
_NOTHING: Mapping[str, str] = {}
MOST_DRAFTS = 20


@pages.page("GET", "/", permission=Permission.PUBLIC, discloses="only where to go on")
def root(unit: Unit) -> Page:
    """To where the role works."""
    if unit.visitor and not may(unit.visitor, Permission.INTAKES_READ):
        settings = may(unit.visitor, Permission.SETTINGS_EDIT)
        return redirect(url_for("organisation.edit_settings" if settings else "accounts.sessions"))
    return redirect(url_for("desk.home"))


@pages.page("GET", "/desk", permission=Permission.INTAKES_READ)
def home(unit: Unit) -> Page:
    """Take a call, my drafts, my tasks, today's calls."""
    return _home(unit)


@pages.page("POST", "/desk/find", permission=Permission.INTAKES_READ, takes=FindForm())
def find(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """The intake whose reference somebody said; posted, because what was typed may be anything."""
    found = None if problems else intake_by_reference(unit.session, unit.actor, data["reference"])
    if found is None:
        words = say("No intake that you may see has this reference. A letter or a digit may have been misheard: ask again.")
        return _home(unit, data, {"reference": [words]}), 422
    return redirect(url_for("desk.intake", intake_id=found.id), 303)


def _home(unit: Unit, typed: dict[str, Any] | None = None, problems: dict[str, list[str]] | None = None) -> str:
    # One more than is counted: who has more than that is told so.
    calls, drafts = calls_of_day(unit.session, unit.actor, limit=30), drafts_of(unit.session, unit.actor, MOST_DRAFTS + 1)
    tasks = queries.task_lines(unit.session, unit.actor, moment=now(), limit=10)
    return render_template(
        "desk/home.html",
        typed=typed or {},
        problems=problems or {},
        drafts=drafts,
        most_drafts=MOST_DRAFTS,
        givers=queries.names_of_staff(unit.session, (draft.handed_by for draft in drafts)),
        tasks=tasks,
        restricted=restricted_among(unit.session, queries.people_in(drafts, (line.task for line in tasks.items))),
        task_words=load_words(),
        calls=calls,
        intake_of=queries.intakes_of_calls(unit.session, unit.actor, calls.items),
        disposition_words=_dispositions(),
        lines=[line for line in lines(unit.session) if line.active],
    )


@pages.page("POST", "/desk/calls", permission=Permission.CALLS_TAKE, takes=StartCallForm())
def start_call(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """A call begins, and with it an empty intake."""
    if problems:
        return _home(unit, data, problems), 422
    started = calls.start_call(unit.session, actor=unit.actor, **data)
    begun = intakes.start_intake(unit.session, actor=unit.actor, told=intakes.WholeCall(call_id=started.call.id))
    return redirect(url_for("desk.intake", intake_id=begun.id), 303)


def _dispositions() -> dict[str, str]:
    return {one.code: one.words for one in dispositions().values()}


@pages.page("GET", "/desk/intakes/<uuid:intake_id>", permission=Permission.INTAKES_READ)
def intake(unit: Unit, intake_id: UUID) -> Page:
    """The form, filled in with what was told so far."""
    opened = intakes.open_intake(unit.session, actor=unit.actor, intake_id=intake_id)
    call = call_if_seen(unit.session, unit.actor, opened.call_id)
    notes = notes_of(unit.session, intake_id)
    others = (opened.handed_by, opened.taken_by, opened.owner_id)
    staff = queries.names_of_staff(unit.session, (*(note.recorded_by for note in notes), *others))
    relations = {code: say(words) for code, words in words_of("situation", "relation").items()}
    named = {"relations": relations, "staff": {str(one): name for one, name in staff.items()}}
    known = queries.others_at_number(unit.session, unit.actor, call, opened.intake)
    return render_template(
        "desk/intake.html",
        intake=opened,
        call=call,
        known=known,
        restricted=restricted_among(unit.session, [opened.subject_id, opened.caller_id, *(one.id for one in known)]),
        dispositions=list(_dispositions().items()),
        sections=load_form(),
        actions=load_lists()["actions"],
        emergency_numbers=emergency_numbers(),
        override_reasons=override_reasons(),
        may_override=may(unit.actor, Permission.EMERGENCIES_OVERRIDE),
        receivers=queries.receivers(unit.session, opened.intake) if opened.state in ("draft", "abandoned") else {},
        staff=staff,
        task_kinds=list(load_words().promised.items()),
        state={
            "intake": INTAKE.dump(opened),
            # With the page: a desk that is gone a moment later leaves a window that keeps what is typed.
            "key": BROWSER_KEY.dump(accounts.browser_key(unit.session, actor=unit.actor)),
            "names": queries.names_in(opened) | named,
            "measures": measures(),
            "notes": [NOTE.dump(note) for note in notes],
        },
        zone_hint=queries.zone_hint(opened.caller),
    )


@pages.page("GET", "/desk/intakes/<uuid:intake_id>/history", permission=Permission.INTAKES_READ)
def history(unit: Unit, intake_id: UUID) -> Page:
    """What was amended or replaced: the earlier answer, what stands now, who, when and why."""
    opened = intakes.open_intake(unit.session, actor=unit.actor, intake_id=intake_id)
    zone = opened.subject.time_zone or zone_of_times(unit.session)
    rows = queries.history_of(opened, intakes.open_history(unit.session, actor=unit.actor, intake_id=intake_id), zone)
    ids = [one for row in rows for one in (row.earlier.recorded_by, row.earlier.replaced_by)]
    marked = restricted_among(unit.session, [opened.subject_id, opened.caller_id])
    staff = queries.names_of_staff(unit.session, ids)
    return render_template("desk/history.html", intake=opened, rows=rows, staff=staff, restricted=marked)


@pages.page("POST", "/desk/intakes/<uuid:intake_id>/hand-over", permission=Permission.INTAKES_EDIT, takes=HandOverForm())
def hand_over(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], intake_id: UUID) -> Page:
    """The draft goes to another counselor, or stays where it is and says why."""
    if problems:
        raise Invalid.field("/receiver_id", "Choose to whom.")
    intakes.hand_over(unit.session, actor=unit.actor, intake_id=intake_id, **data)
    return redirect(url_for("desk.home"), 303)


@pages.page("GET", "/desk/zip/<zip_code>", permission=Permission.FACILITIES_READ)
def zip_place(unit: Unit, zip_code: str) -> Page:
    """Where a ZIP code is, in words; empty when nobody knows it."""
    found = queries.place_of_zip(unit.session, zip_code)
    return f"{found.city}, {found.state}" if found else ""


@pages.page("GET", "/desk/break-glass", permission=Permission.GLASS_BREAK)
def glass(unit: Unit) -> Page:
    """Asks which restricted record has to be opened, and why."""
    return render_template("desk/glass.html", typed={}, problems={}, minutes=threshold(unit.session, "break_glass_minutes"))


@pages.page("POST", "/desk/break-glass", permission=Permission.GLASS_BREAK, takes=GlassForm())
def break_glass(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """The record is open for a time, and supervisors know."""
    opened = None
    if not problems:
        try:
            with unit.session.begin_nested():
                opened = intakes.break_glass(unit.session, actor=unit.actor, **data)
        except NotFound as error:
            problems = {"reference": [error.detail]}
    if opened is None:
        minutes = threshold(unit.session, "break_glass_minutes")
        return render_template("desk/glass.html", typed=data, problems=problems, minutes=minutes), 422
    return redirect(url_for("desk.intake", intake_id=opened.id), 303)


@pages.page("GET", "/desk/people/<uuid:person_id>", permission=Permission.PEOPLE_READ)
def person(unit: Unit, person_id: UUID) -> Page:
    """One person's story: intakes, tasks, who opened the record. Of who was erased that they were, and what stays."""
    return _person(unit, person_id)


@pages.page("POST", "/desk/people/<uuid:person_id>/flags", permission=Permission.PEOPLE_EDIT, takes=FlagForm())
def flag(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], person_id: UUID) -> Page:
    """Set a flag that whoever takes the next call will see."""
    until = data.pop("until", None)
    ends_at = datetime.combine(until, time.max, ZoneInfo(desk_settings(unit.session).time_zone)) if until else None
    if not problems:
        try:
            with unit.session.begin_nested():
                callers.flag_person(unit.session, actor=unit.actor, person_id=person_id, ends_at=ends_at, **data)
        except Invalid as error:
            problems = {"until": [each.message for each in error.fields]}
    return _flagged(unit, person_id, problems)


@pages.page("POST", "/desk/people/<uuid:person_id>/flags/lifting", permission=Permission.PEOPLE_EDIT, takes=FlagKindForm())
def lift_flag(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], person_id: UUID) -> Page:
    """The flag counts no longer."""
    if not problems:
        callers.lift_flag(unit.session, actor=unit.actor, person_id=person_id, **data)
    return _flagged(unit, person_id, problems)


def _flagged(unit: Unit, person_id: UUID, problems: Mapping[str, list[str]]) -> Page:
    if not problems:
        return redirect(url_for("desk.person", person_id=person_id), 303)
    page = _person(unit, person_id, [words for each in problems.values() for words in each], request.form)
    return (page, 422) if isinstance(page, str) else page


def _person(unit: Unit, person_id: UUID, flag_problems: Sequence[str] = (), flag_typed: Mapping[str, str] = _NOTHING) -> Page:
    opened = open_remains(unit.session, actor=unit.actor, person_id=person_id)
    if opened.id != person_id:
        return redirect(url_for("desk.person", person_id=opened.id), 303)
    story = queries.story_of(unit.session, unit.actor, opened)
    told = queries.told_in_words(
        NO_HISTORY if opened.is_erased else intakes.person_history(unit.session, actor=unit.actor, person=opened),
        opened.time_zone or zone_of_times(unit.session),
    )
    staff = queries.names_of_staff(unit.session, (*_staff_of(story), *told.tellers))
    theirs = [line.task for line in story.tasks]
    about, trail = facts_about(opened, today(unit.session), say), dict(load_lists()["trail"])
    page = render_template(
        "desk/person.html",
        story=story,
        staff=staff,
        about=about,
        restricted=restricted_among(unit.session, queries.people_in(story.intakes, theirs) | {person_id}),
        task_words=load_words(),
        trail_words=trail,
        zones=dict(load_lists()["time_zones"]),
        flag_problems=flag_problems,
        flag_typed=flag_typed,
        told=told,
        informant_words=dict(load_lists()["informants"]),
        circle=[] if opened.is_erased else circle_of(unit.session, actor=unit.actor, person=opened),
    )
    return (page, 410) if opened.is_erased else page


def _staff_of(story: queries.Story) -> Iterator[UUID | None]:
    yield from (each.set_by for each in story.flags)
    yield from (each.by for each in story.happenings)
    yield from (point.confirmed_by for point in story.contact_points)
    yield from (one.merge.merged_by for one in story.merges)
