"""An intake told in the form's own words and order: for the summary on paper, and for several side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.desk.queries.words import answer_read, policy_read, treatment_read
from intake.desk.rules import Group, label_of, load_form, treatment_fields
from intake.foundation.phone import for_people
from intake.intakes.models import EarlierAnswer
from intake.intakes.queries import WholeIntake
from intake.intakes.schemas import dump_answer
from intake.substances.rules import load_catalogue
from intake.web.languages import say

_PEOPLE = ("caller", "subject")
_BANDS = {"low": "Low amount", "moderate": "Moderate amount", "high": "High amount"}


@dataclass(frozen=True, slots=True)
class Part:
    """What was told under one heading: (question, answer), in the order of the form. What was not asked is not there."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One question and its answer in each intake; empty where it was not asked."""

    part: str
    label: str
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len({cell for cell in self.cells if cell}) > 1


@dataclass(frozen=True, slots=True)
class Correction:
    """What stood in a complete intake before it was corrected, why, and who did it when."""

    label: str
    earlier: str
    reason: str
    by: UUID | None
    at: datetime


def told_in(intake: WholeIntake, zone: str) -> list[Part]:
    """Everything that was asked, and what was answered. `zone`: of moments, where nobody told that of the person in need."""
    zone = intake.subject.time_zone or zone
    groups = [group for section in load_form() for group in section.groups]
    groups.append(Group(record="treatment", title=say("Earlier treatment"), fields=treatment_fields()))
    strengths = {use: words for use, dose in intake.doses.items() if (words := _strength(dose))}
    parts = (_part(title, group, row, zone, strengths) for group in groups for title, row in _rows(intake, group))
    return [part for part in parts if part.lines]


def corrections(rows: Iterable[EarlierAnswer], zone: str) -> list[Correction]:
    """Of what an intake was before, the part that was corrected once it was complete, the latest first."""
    return [
        Correction(
            label_of(row.record, row.field),
            answer_read(row.record, row.field, row.earlier, zone) or say("Was not there"),
            row.reason,
            row.replaced_by,
            row.replaced_at,
        )
        for row in rows
        if row.reason is not None
    ]


def beside(intakes: Sequence[WholeIntake], zone: str) -> list[Beside]:
    """The answers of several intakes, question by question; substances stand beside the same substance."""
    told = [{(part.title, label): words for part in told_in(one, zone) for label, words in part.lines} for one in intakes]
    asked = dict.fromkeys(key for one in told for key in one)
    order = {title: place for place, title in enumerate(dict.fromkeys(title for title, _ in asked))}
    return [
        Beside(title, label, tuple(one.get((title, label), "") for one in told))
        for title, label in sorted(asked, key=lambda key: order[key[0]])
    ]


def _part(title: str, group: Group, row: Any, zone: str, strengths: Mapping[str, str]) -> Part:
    record = "person" if group.record in _PEOPLE else group.record
    answers = ((field, dump_answer(record, field.name, row)) for field in group.fields)
    asked = ((field, answer) for field, answer in answers if not _is_not_asked(answer))
    lines = [(field.label, answer_read(record, field.name, answer, zone)) for field, answer in asked]
    strength = strengths.get(str(row.id)) if record == "substance-use" else None
    return Part(title, (*lines, (say("How strong"), strength)) if strength else tuple(lines))


def _strength(dose: Mapping[str, Any] | None) -> str:
    """The band and the range between the published tables, never one number; nothing where nobody can say."""
    if dose is None:
        return ""
    band = _BANDS[dose["band"]]
    least, most = (round(dose[f"diazepam_mg_{which}"], 1) for which in ("least", "most"))
    return say(
        "%(band)s. The published tables of %(sources)s set it beside %(least)s to %(most)s mg of diazepam a day: to see the "
        "risk by, never to convert by.",
        band=say(band),
        sources="; ".join(dose["sources"]),
        least=f"{least:g}",
        most=f"{most:g}",
    )


def _is_not_asked(answer: Any) -> bool:
    return answer is None or (isinstance(answer, Mapping) and answer.get("missing") == "not_asked")


def _rows(intake: WholeIntake, group: Group) -> Iterator[tuple[str, Any]]:
    match group.record:
        case "caller":
            yield say(group.title), intake.caller
        case "subject" if intake.subject_id != intake.caller_id:
            yield say(group.title), intake.subject
        case "subject":
            yield say("The caller, who is the person in need"), intake.subject
        case "contact-point":
            for point in intake.caller.contact_points:
                yield for_people(point.value) if point.kind == "phone" else point.value, point
        case "substance-use":
            for use in intake.substances:
                entry = load_catalogue().by_code.get(use.substance_code or "")
                yield say(entry.name) if entry else use.said_as or say("A substance that is not known"), use
        case "policy":
            for policy in intake.policies:
                yield policy_read(policy), policy
        case "treatment":
            for treatment in intake.treatments:
                yield f"{group.title}: {treatment_read(treatment)}", treatment
        case "intake":
            yield say(group.title or "More about it"), intake.intake
