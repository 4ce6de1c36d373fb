"""Pages to read an intake: the summary that prints, and several of one person side by side. Each opening is in the trail."""

from uuid import UUID

from flask import render_template

from intake.callers.queries import record_ids, restricted_among
from intake.callers.service import open_person
from intake.desk import queries
from intake.desk.pages.telling import beside, corrections, told_in
from intake.desk.pages.working import pages
from intake.foundation.permissions import Permission
from intake.intakes import service as intakes
from intake.intakes.queries import earlier_answers, intakes_about, notes_of
from intake.intakes.rules.overrides import override_words
from intake.organisation.queries import zone_of_times
from intake.web.door import Unit

MOST_BESIDE = 4


@pages.page("GET", "/desk/intakes/<uuid:intake_id>/summary", permission=Permission.INTAKES_READ)
def summary(unit: Unit, intake_id: UUID) -> str:
    """Everything that was told and found, for the desk's own file."""
    opened = intakes.open_intake(unit.session, actor=unit.actor, intake_id=intake_id)
    notes = notes_of(unit.session, intake_id)
    zone = zone_of_times(unit.session)
    corrected = corrections(earlier_answers(unit.session, intake_id), opened.subject.time_zone or zone)
    ids = (opened.owner_id, opened.taken_by, *(note.recorded_by for note in notes), *(one.by for one in corrected))
    return render_template(
        "desk/summary.html",
        intake=opened,
        parts=told_in(opened, zone),
        corrections=corrected,
        notes=notes,
        staff=queries.names_of_staff(unit.session, ids),
        reasons=override_words(),
        restricted=restricted_among(unit.session, [opened.subject_id, opened.caller_id]),
    )


@pages.page("GET", "/desk/people/<uuid:person_id>/intakes", permission=Permission.INTAKES_READ)
def side_by_side(unit: Unit, person_id: UUID) -> str:
    """The newest intakes about one person, question by question; what differs is marked."""
    person = open_person(unit.session, actor=unit.actor, person_id=person_id)
    theirs = set(record_ids(unit.session, person.id))
    about = [one for one in intakes_about(unit.session, unit.actor, person.id) if one.subject_id in theirs]
    opened = [intakes.open_intake(unit.session, actor=unit.actor, intake_id=one.id) for one in about[:MOST_BESIDE]]
    return render_template(
        "desk/beside.html",
        person=person,
        intakes=opened,
        rows=beside(opened, zone_of_times(unit.session)),
        more=len(about) - len(opened),
        restricted=restricted_among(unit.session, [person.id]),
    )
