"""The JSON doors of this room."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from intake.attachments.schemas import JSON_BYTES
from intake.callers.models import ContactPoint
from intake.foundation.permissions import Permission
from intake.insurance.models import BenefitsWorksheet, Policy
from intake.insurance.rules.x12 import MOST_BYTES
from intake.insurance.schemas import (
    BenefitsOut,
    CardIn,
    InquiryAskedOut,
    InquiryIn,
    PolicyAnswers,
    ReplyIn,
    WorksheetIn,
    WorksheetOut,
    card_side,
)
from intake.insurance.service import Asked
from intake.intakes import queries, service
from intake.intakes.models import EarlierAnswer, Intake, Note
from intake.intakes.rules.findings import KeptFinding
from intake.intakes.rules.history import History
from intake.intakes.schemas import (
    INTAKE_PAGE,
    AcknowledgementIn,
    AmendedSubstanceIn,
    AmendmentIn,
    AmendmentsOut,
    AnswerIn,
    AnswerOut,
    ChoosePersonIn,
    ContactPointIn,
    ContactPointInIntake,
    FindingOut,
    FindingsOut,
    HandOverIn,
    HistoryOut,
    IntakeOut,
    IntakeQuery,
    IntakeRow,
    NoteIn,
    NoteOut,
    NotesOut,
    OverrideIn,
    PolicyOut,
    ReasonIn,
    SubstanceUseOut,
    TreatmentOut,
    TreatmentsOut,
    load_answer,
)
from intake.intakes.service import coverage
from intake.storage.paging import Page
from intake.substances.models import SubstanceUse, Treatment
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.door import DECIDED, ApiDoor, Unit

api = ApiDoor("intakes", __name__, "Intakes: answered field by field, and taken step by step to their end.")
EDIT = Permission.INTAKES_EDIT
READ = Permission.INTAKES_READ


@api.operation("GET", "/intakes", permission=READ, query=IntakeQuery(), gives=INTAKE_PAGE)
def list_intakes(unit: Unit, query: dict[str, Any]) -> Page[Intake]:
    """Intakes that you may see, newest first."""
    return queries.intake_page(
        unit.session,
        unit.actor,
        state=query.get("state"),
        mine=query["mine"],
        number=query.get("reference"),
        cursor=query.get("cursor"),
        limit=query["limit"],
    )


@api.operation("GET", "/intakes/<uuid:intake_id>", permission=READ, gives=IntakeOut(), versioned=True)
def show_intake(unit: Unit, intake_id: UUID) -> queries.WholeIntake:
    """One intake with everything in it. That you opened it stays in the trail."""
    return service.open_intake(unit.session, actor=unit.actor, intake_id=intake_id)


@api.operation("GET", "/intakes/<uuid:intake_id>/findings", permission=READ, gives=FindingsOut(), versioned=True)
def list_findings(unit: Unit, intake_id: UUID) -> queries.WholeIntake:
    """What triage tells now, and what must still be asked."""
    return queries.whole_intake(unit.session, queries.find_intake(unit.session, unit.actor, intake_id))


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/answers/<record>/<uuid:record_id>/<field>",
    permission=EDIT,
    takes=AnswerIn(),
    gives=AnswerOut(),
)
def save_answer(
    unit: Unit, data: dict[str, Any], intake_id: UUID, record: str, record_id: UUID, field: str
) -> service.SavedAnswer:
    """Save one answer. `record` is intake, person, contact-point, substance-use, policy or treatment.

    A stale save tells both values.
    """
    data["answer"] = load_answer(record, field, data["answer"])
    return service.save_answer(
        unit.session, actor=unit.actor, intake_id=intake_id, record=record, record_id=record_id, field=field, **data
    )


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/substances",
    permission=EDIT,
    takes=SubstanceUseAnswers(),
    gives=SubstanceUseOut(),
    status=201,
    idempotent=True,
)
def add_substance(unit: Unit, data: dict[str, Any], intake_id: UUID) -> SubstanceUse:
    """Add a substance that is used."""
    return service.add_substance(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/amendments/substances",
    permission=EDIT,
    takes=AmendedSubstanceIn(),
    gives=SubstanceUseOut(),
    status=201,
    idempotent=True,
)
def amend_by_adding(unit: Unit, data: dict[str, Any], intake_id: UUID) -> SubstanceUse:
    """Add a substance to a complete or closed intake, with a reason."""
    reason = data.pop("reason")
    return service.amend_by_adding(unit.session, actor=unit.actor, intake_id=intake_id, answers=data, reason=reason)


@api.operation("POST", "/intakes/<uuid:intake_id>/amendments/substances/<uuid:use_id>/removal", permission=EDIT, takes=ReasonIn())
def amend_by_removing(unit: Unit, data: dict[str, str], intake_id: UUID, use_id: UUID) -> None:
    """Take a substance off a complete or closed intake, with a reason."""
    service.amend_by_removing(unit.session, actor=unit.actor, intake_id=intake_id, use_id=use_id, **data)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/substances/<uuid:use_id>", permission=EDIT)
def remove_substance(unit: Unit, intake_id: UUID, use_id: UUID) -> None:
    """Take a substance off the list. It can be restored."""
    service.remove_substance(unit.session, actor=unit.actor, intake_id=intake_id, use_id=use_id)


@api.operation("POST", "/intakes/<uuid:intake_id>/substances/<uuid:use_id>/restore", permission=EDIT, gives=SubstanceUseOut())
def restore_substance(unit: Unit, intake_id: UUID, use_id: UUID) -> SubstanceUse:
    """Put a substance back that was taken off the list."""
    return service.restore_substance(unit.session, actor=unit.actor, intake_id=intake_id, use_id=use_id)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/policies",
    permission=EDIT,
    takes=PolicyAnswers(),
    gives=PolicyOut(),
    status=201,
    idempotent=True,
)
def add_policy(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Policy:
    """Add a policy of the person in need."""
    return service.add_policy(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>", permission=EDIT)
def remove_policy(unit: Unit, intake_id: UUID, policy_id: UUID) -> None:
    """Take a policy off the intake. It can be restored."""
    service.remove_policy(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation("POST", "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>/restore", permission=EDIT, gives=PolicyOut())
def restore_policy(unit: Unit, intake_id: UUID, policy_id: UUID) -> Policy:
    """Put a policy back that was taken off."""
    return service.restore_policy(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation("GET", "/intakes/<uuid:intake_id>/treatments", permission=READ, gives=TreatmentsOut())
def list_treatments(unit: Unit, intake_id: UUID) -> dict[str, Any]:
    """What the intake was told of treatment of before. That you read it stays in the trail."""
    return {"items": service.open_treatments(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/treatments",
    permission=EDIT,
    takes=TreatmentAnswers(),
    gives=TreatmentOut(),
    status=201,
    idempotent=True,
)
def add_treatment(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Treatment:
    """Add a treatment of before: where, when, how long, what helped. Its answers are saved and amended one by one."""
    return service.add_treatment(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/treatments/<uuid:treatment_id>", permission=EDIT)
def remove_treatment(unit: Unit, intake_id: UUID, treatment_id: UUID) -> None:
    """Take it off the intake."""
    service.remove_treatment(unit.session, actor=unit.actor, intake_id=intake_id, treatment_id=treatment_id)


@api.operation("GET", "/people/<uuid:person_id>/history", permission=READ, gives=HistoryOut())
def show_history(unit: Unit, person_id: UUID) -> History:
    """What the person's completed intakes say of substances, treatment and safety: each answer with who said it and when."""
    return service.open_person_history(unit.session, actor=unit.actor, person_id=person_id)


@api.operation(
    "POST", "/intakes/<uuid:intake_id>/amendments", permission=EDIT, takes=AmendmentIn(), gives=AnswerOut(), status=201
)
def amend_answer(unit: Unit, data: dict[str, Any], intake_id: UUID) -> service.SavedAnswer:
    """Correct an answer of a complete or closed intake, with a reason; what stood before is kept, and findings are told anew."""
    data["answer"] = load_answer(data["record"], data["field"], data["answer"])
    return service.amend_answer(unit.session, actor=unit.actor, intake_id=intake_id, **data)


@api.operation("GET", "/intakes/<uuid:intake_id>/amendments", permission=READ, gives=AmendmentsOut())
def list_amendments(unit: Unit, intake_id: UUID) -> dict[str, Sequence[EarlierAnswer]]:
    """What was amended, or replaced by another account, the latest first: the earlier answer, who, when and why."""
    return {"items": service.open_history(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/hand-over",
    permission=EDIT,
    takes=HandOverIn(),
    gives=IntakeRow(),
    versioned=True,
    if_match=True,
)
def hand_over(unit: Unit, data: dict[str, Any], version: int, intake_id: UUID) -> Intake:
    """Hand a draft over to another counselor, in one step or not at all: refused when they could not see or work on it."""
    return service.hand_over(unit.session, actor=unit.actor, intake_id=intake_id, version=version, **data)


@api.operation("GET", "/intakes/<uuid:intake_id>/notes", permission=READ, gives=NotesOut())
def list_notes(unit: Unit, intake_id: UUID) -> dict[str, Sequence[Note]]:
    """What was jotted down, the oldest first. That you read it stays in the trail."""
    return {"items": service.open_notes(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "POST", "/intakes/<uuid:intake_id>/notes", permission=EDIT, takes=NoteIn(), gives=NoteOut(), status=201, idempotent=True
)
def add_note(unit: Unit, data: dict[str, str], intake_id: UUID) -> Note:
    """Jot something down, with its time. A note is never changed."""
    return service.add_note(unit.session, actor=unit.actor, intake_id=intake_id, **data)


_POLICY = "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>"


@api.operation("GET", f"{_POLICY}/benefits", permission=READ, gives=BenefitsOut())
def list_benefits(unit: Unit, intake_id: UUID, policy_id: UUID) -> coverage.Coverage:
    """All that was ever said and asked about a policy's benefits."""
    return coverage.open_coverage(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation(
    "POST", f"{_POLICY}/benefits", permission=EDIT, takes=WorksheetIn(), gives=WorksheetOut(), status=201, idempotent=True
)
def record_benefits(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID) -> BenefitsWorksheet:
    """Write down what was said about the benefits. Earlier worksheets stay."""
    source, inquiry_id = data.pop("source"), data.pop("inquiry_id", None)
    asked = {"source": source, "inquiry_id": inquiry_id, "answers": data}
    return coverage.record_benefits(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **asked)


@api.operation(
    "POST",
    f"{_POLICY}/replies",
    permission=EDIT,
    takes=ReplyIn(),
    gives=WorksheetOut(),
    status=201,
    idempotent=True,
    body_bytes=2 * MOST_BYTES,
)
def read_reply(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID) -> BenefitsWorksheet:
    """Read an X12 271 into a worksheet. Refused whole when it is not sound, and when it may be about somebody else."""
    return coverage.read_reply(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **data)


@api.operation(
    "POST", f"{_POLICY}/inquiries", permission=EDIT, takes=InquiryIn(), gives=InquiryAskedOut(), status=201, discloses=DECIDED
)
def ask_insurer(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID) -> Asked:
    """Ask the insurer: decided and recorded as a disclosure before, then what may be said is told."""
    return coverage.ask_insurer(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **data)


@api.operation("GET", f"{_POLICY}/inquiries/<uuid:inquiry_id>", permission=EDIT, gives=InquiryAskedOut(), discloses=DECIDED)
def show_inquiry(unit: Unit, intake_id: UUID, policy_id: UUID, inquiry_id: UUID) -> Asked:
    """What may be said to the insurer, once more, while its ground stands."""
    ids = {"intake_id": intake_id, "policy_id": policy_id, "inquiry_id": inquiry_id}
    return coverage.open_request(unit.session, actor=unit.actor, **ids)


@api.operation(
    "PUT",
    f"{_POLICY}/card/<string:side>",
    permission=EDIT,
    takes=CardIn(),
    gives=PolicyOut(),
    body_bytes=JSON_BYTES,
)
def keep_card(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID, side: str) -> Policy:
    """Keep a picture of the card's `front` or `back`."""
    return coverage.keep_card(
        unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, side=card_side(side), **data
    )


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/people/<uuid:person_id>/contact-points",
    permission=EDIT,
    takes=ContactPointIn(),
    gives=ContactPointInIntake(),
    status=201,
    idempotent=True,
)
def add_contact_point(unit: Unit, data: dict[str, Any], intake_id: UUID, person_id: UUID) -> ContactPoint:
    """Add a way to reach the caller or the person in need. Nothing is safe there until somebody says so."""
    return service.add_contact_point(unit.session, actor=unit.actor, intake_id=intake_id, person_id=person_id, **data)


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/caller",
    permission=EDIT,
    takes=ChoosePersonIn(),
    gives=IntakeRow(),
    versioned=True,
)
def choose_caller(unit: Unit, data: dict[str, UUID], intake_id: UUID) -> Intake:
    """The caller is a person whom the desk knows."""
    return service.choose_person(unit.session, actor=unit.actor, intake_id=intake_id, role="caller", **data)


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/subject",
    permission=EDIT,
    takes=ChoosePersonIn(),
    gives=IntakeRow(),
    versioned=True,
)
def choose_subject(unit: Unit, data: dict[str, UUID], intake_id: UUID) -> Intake:
    """The person in need is a person whom the desk knows."""
    return service.choose_person(unit.session, actor=unit.actor, intake_id=intake_id, role="subject", **data)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/findings/<uuid:finding_id>/acknowledgement",
    permission=Permission.FINDINGS_ACKNOWLEDGE,
    takes=AcknowledgementIn(),
    gives=FindingOut(),
)
def acknowledge_finding(unit: Unit, data: dict[str, list[str]], intake_id: UUID, finding_id: UUID) -> KeptFinding:
    """Say what was done about a finding."""
    return service.acknowledge_finding(unit.session, actor=unit.actor, intake_id=intake_id, finding_id=finding_id, **data)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/findings/<uuid:finding_id>/override",
    permission=Permission.FINDINGS_ACKNOWLEDGE,
    takes=OverrideIn(),
    gives=FindingOut(),
)
def override_finding(unit: Unit, data: dict[str, str], intake_id: UUID, finding_id: UUID) -> KeptFinding:
    """Set a finding aside, saying why: it stays, marked. An emergency only supervisors and clinicians may set aside."""
    return service.override_finding(unit.session, actor=unit.actor, intake_id=intake_id, finding_id=finding_id, **data)


@api.operation("POST", "/intakes/<uuid:intake_id>/complete", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def complete_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """Make the draft a record. Refused, with what is missing, until everything required was asked."""
    return service.complete_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)


@api.operation("POST", "/intakes/<uuid:intake_id>/close", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def close_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """Close a complete intake."""
    return service.close_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)


@api.operation("POST", "/intakes/<uuid:intake_id>/abandon", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def abandon_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """The call ended early. Everything told is kept."""
    return service.abandon_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)


@api.operation("POST", "/intakes/<uuid:intake_id>/resume", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def resume_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """Go on with an abandoned draft."""
    return service.resume_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)
