"""Reads that put several rooms together on one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.audit.models import AuditEntry
from intake.audit.queries import done_to_person, trail_of_person
from intake.callers.models import Flag, Merge, Person
from intake.callers.queries import PersonShort, contact_points_of, flags_of, is_held, merges_of, record_ids, same_person
from intake.callers.rules import Reach, differences, propose_zone
from intake.calls.models import Call
from intake.calls.queries import call_file
from intake.consents.models import AccountingRequest, RevocationNotice
from intake.consents.queries import accounting_request, notice
from intake.desk.queries.story import CHANGES, Happening, happenings
from intake.desk.queries.words import answer_read, policy_read, treatment_read
from intake.desk.rules import label_of, load_lists
from intake.facilities.models import ZipCentroid
from intake.followups.models import Task
from intake.followups.queries import MINE, tasks, visible_to
from intake.foundation.actor import Actor
from intake.foundation.permissions import GRANTS, Permission
from intake.insurance.models import Policy
from intake.insurance.rules import payers
from intake.intakes.models import EarlierAnswer, Intake
from intake.intakes.queries import WholeIntake, intakes_about
from intake.intakes.queries import visible_to as seen_by
from intake.intakes.rules.history import Folded, History, Word
from intake.intakes.schemas import as_sent, dump_answer, name_of
from intake.intakes.service.amending import POLICY, SUBSTANCE, TREATMENT
from intake.organisation.queries import zone_of_times
from intake.storage.paging import Page
from intake.substances.models import SubstanceUse, Treatment
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import class_words
from intake.web.languages import goes_on, say


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the names that its row shows."""

    task: Task
    person: Person
    assignee: str | None


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A record that was merged into the one shown, and what it tells otherwise."""

    merge: Merge
    record: Person
    differs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the desk did with one person and the actor may see."""

    person: Person
    intakes: Sequence[Intake]
    tasks: Sequence[TaskLine]
    trail: Sequence[AuditEntry]
    held: bool
    flags: Sequence[Flag]
    contact_points: Sequence[Reach]
    merges: Sequence[MergedLine]
    happenings: Sequence[Happening]


def task_lines(session: Session, actor: Actor, *, moment: datetime, which: str = MINE, **page: Any) -> Page[TaskLine]:
    """One page of tasks, the soonest due first."""
    found = tasks(session, actor, moment=moment, which=which, **page)
    return Page(_lines(session, found.items), found.next_cursor)


def _lines(session: Session, tasks: Sequence[Task]) -> list[TaskLine]:
    people = _people(session, {task.person_id for task in tasks})
    staff = names_of_staff(session, (task.assignee_id for task in tasks))
    return [TaskLine(task, people[task.person_id], staff.get(task.assignee_id)) for task in tasks]


def duty_of(session: Session, task: Task) -> RevocationNotice | AccountingRequest | None:
    """What a duty is about: who must hear that a consent was taken back, or who asked for their disclosures."""
    if task.notice_id is not None:
        return notice(session, task.notice_id)
    return accounting_request(session, task.accounting_id) if task.accounting_id else None


def story_of(session: Session, actor: Actor, person: Person) -> Story:
    """Ask `callers.service.open_person` for the person first: that writes the trail."""
    intakes, tasks = intakes_about(session, actor, person.id), session.scalars(_tasks_about(actor, person)).all()
    records = record_ids(session, person.id)
    return Story(
        person=person,
        intakes=intakes,
        tasks=_lines(session, tasks),
        trail=trail_of_person(session, records, limit=30).items,
        happenings=happenings(session, actor, person.id, intakes, tasks, done_to_person(session, records, CHANGES)),
        held=is_held(session, person.id),
        flags=flags_of(session, person.id),
        contact_points=contact_points_of(session, person.id),
        merges=[] if person.is_erased else _merged_lines(session, person),
    )


def _tasks_about(actor: Actor, person: Person) -> Select[Task]:
    """What was promised to them, and to whoever called about them: of somebody erased that no more."""
    records = same_person(person.id)
    to_them = Task.person_id.in_(records)
    about_them = Task.intake_id.in_(select(Intake.id).where(Intake.subject_id.in_(records)))
    about = to_them if person.is_erased else or_(to_them, about_them)
    return select(Task).where(about, visible_to(actor)).order_by(Task.due_at.desc()).limit(50)


def _merged_lines(session: Session, person: Person) -> list[MergedLine]:
    merges = merges_of(session, person.id)
    records, zone = _people(session, {one.merged_id for one in merges}), zone_of_times(session)
    lines = []
    for one in merges:
        record = records[one.merged_id]
        found = [row.field for row in differences(person, record)]
        words = [(label_of("person", f), answer_read("person", f, dump_answer("person", f, record), zone)) for f in found]
        lines.append(MergedLine(one, record, words))
    return lines


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What completed intakes say, in words: groups of (label, answer, word)."""

    intakes: int
    groups: Sequence[tuple[str, Sequence[tuple[str, str, Word]]]]

    @property
    def tellers(self) -> set[UUID]:
        return {word.recorded_by for _, rows in self.groups for *_, word in rows if word.recorded_by}


def told_in_words(history: History, zone: str) -> ToldBefore:
    """One group for each substance and each treatment, and one for what else was told."""
    groups = [(_substance(one.code, one.said_as), _words("substance-use", one.answers, zone)) for one in history.substances]
    groups += [(gettext("Earlier treatment"), _words("treatment", one.answers, zone)) for one in history.treatments]
    groups += [(gettext("Safety and medicines"), _words("intake", history.answers, zone))] if history.answers else []
    return ToldBefore(history.intakes, [(title, rows) for title, rows in groups if rows])


def _substance(code: str | None, said_as: str) -> str:
    """What the catalogue calls it, in the language of the page; else the caller's own words as they are."""
    entry = load_catalogue().by_code.get(code or "")
    return say(entry.name) if entry else said_as or say(name_of(None, ""))


def _words(record: str, answers: Iterable[Folded], zone: str) -> list[tuple[str, str, Word]]:
    return [
        (label_of(record, one.field), answer_read(record, one.field, as_sent(word.answer), zone), word)
        for one in answers
        for word in one.words
    ]


def people_in(intakes: Iterable[Intake], tasks: Iterable[Task]) -> set[UUID]:
    """Whom these rows of lists are about."""
    return {one for intake in intakes for one in (intake.subject_id, intake.caller_id)} | {task.person_id for task in tasks}


def names_of_staff(session: Session, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Names of accounts by their ids."""
    wanted = {one for one in ids if one is not None}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))) if wanted else ()
    return {row.id: row.name for row in rows}


def names_in(intake: WholeIntake) -> dict[str, dict[str, Any]]:
    """The names behind the codes of an intake's substances and policies, and which kinds of substances those are."""
    catalogue, listed = load_catalogue().by_code, payers().by_code
    codes = {use.substance_code for use in intake.substances if use.substance_code}
    insurers = {policy.payer_code for policy in intake.policies if policy.payer_code}
    return {
        "substances": {code: say(catalogue[code].name) for code in codes if code in catalogue},
        "kinds": {code: str(catalogue[code].substance_class) for code in codes if code in catalogue},
        "classes": {code: goes_on(say(words)) for code, words in class_words().items()},
        "payers": {code: listed[code].name for code in insurers if code in listed},
    }


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One earlier answer in words, and what stands now. `of`: the substance, policy or treatment it was about."""

    earlier: EarlierAnswer
    label: str
    of: str
    before: str
    now: str


def history_of(intake: WholeIntake, earlier: Iterable[EarlierAnswer], zone: str) -> list[HistoryLine]:
    """Each earlier answer with its label and what stands in its place today."""
    people = [intake.caller, intake.subject]
    points = [point for person in people for point in person.contact_points]
    rows: dict[UUID, Any] = {intake.id: intake.intake}
    for found in (people, points, intake.substances, intake.policies, intake.treatments):
        rows.update({one.id: one for one in found})
    lines = []
    for one in earlier:
        row = rows.get(one.record_id)
        stands = "" if row is None else _stands(one, row, zone)
        of = "" if row is None or one.field in (SUBSTANCE, TREATMENT, POLICY) else _named(row)
        before = answer_read(one.record, one.field, one.earlier, zone)
        lines.append(HistoryLine(one, label_of(one.record, one.field), of, before, stands))
    return lines


def _named(row: Any) -> str:
    """One of several, by its name; nothing for what there is but one of."""
    if isinstance(row, SubstanceUse):
        return _substance(row.substance_code, row.said_as or "")
    if isinstance(row, Treatment):
        return treatment_read(row)
    if isinstance(row, Policy):
        return policy_read(row)
    return ""


def _stands(earlier: EarlierAnswer, row: Any, zone: str) -> str:
    if earlier.field in (SUBSTANCE, TREATMENT, POLICY):
        return _named(row)
    return answer_read(earlier.record, earlier.field, dump_answer(earlier.record, earlier.field, row), zone)


def receivers(session: Session, intake: Intake) -> dict[UUID, str]:
    """To whom a draft can be handed over, by name; whether they may see its people is checked when it is done."""
    roles = [role.value for role, grants in GRANTS.items() if Permission.INTAKES_EDIT in grants]
    query = select(Account.id, Account.name).where(Account.role.in_(roles), Account.disabled_at.is_(None))
    rows = session.execute(query.where(Account.id.is_distinct_from(intake.owner_id)).order_by(Account.name))
    return {row.id: row.name for row in rows}


def zone_hint(caller: Person) -> str:
    """What to ask about the caller's time zone; never an answer by itself."""
    number = next((point.value for point in caller.contact_points if point.kind == "phone"), None)
    proposed = propose_zone(postal_code=caller.postal_code, e164=number)
    if proposed is None:
        return ""
    words = dict(load_lists()["time_zones"]).get(proposed.zone, proposed.zone)
    if proposed.because == "zip":
        return say("%(zone)s by the ZIP code: ask", zone=say(words))
    return say("%(zone)s by the number: ask", zone=say(words))


def others_at_number(session: Session, actor: Actor, call: Call | None, intake: Intake) -> list[PersonShort]:
    """People whom the desk knows for the number of the call, other than those of this intake."""
    if call is None:
        return []
    known = call_file(session, actor, call).known_people
    return [person for person in known if person.id not in (intake.caller_id, intake.subject_id)]


def intakes_of_calls(session: Session, actor: Actor, calls: Iterable[Call]) -> dict[UUID, UUID]:
    """The intake that each call led to, by the call's id, as far as the actor may see it."""
    rows = session.execute(select(Intake.call_id, Intake.id).where(Intake.call_id.in_([c.id for c in calls]), seen_by(actor)))
    return {row.call_id: row.id for row in rows}


def person_of(session: Session, task: Task) -> Person:
    """Whom a task that the actor has opened is about."""
    return session.get_one(Person, task.person_id)


def place_of_zip(session: Session, zip_code: str) -> ZipCentroid | None:
    """Where a ZIP code is."""
    return session.get(ZipCentroid, zip_code[:5])


def _people(session: Session, ids: set[UUID]) -> dict[UUID, Person]:
    found = session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
    return {person.id: person for person in found}
