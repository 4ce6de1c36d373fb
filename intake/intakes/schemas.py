"""What comes in and goes out: the situation's answers, a whole call in one request, and the intake as read."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from intake.callers.rules import relation_words
from intake.callers.schemas import ContactPointAnswers, PersonAnswers
from intake.foundation.errors import NotFound
from intake.foundation.identifiers import number_of
from intake.insurance.schemas import PolicyAnswers, WarningOut
from intake.intakes.rules.doses import dose_as_told
from intake.intakes.rules.overrides import override_reasons
from intake.storage.answers import Answerable
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import treatment_medications
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.errors import bad_fields
from intake.web.schema import Answer, Choice, PageQuery, Phone, Schema, Text, Whole, YesNo, page_of

INFORMANTS = ("self", "caller", "other", "record")
FOR_WHOM = ("self", "other", "information")
STATES = ("draft", "complete", "closed", "abandoned")
RELATIONS = tuple(relation_words())
SYMPTOMS = ("shaking", "sweating", "vomiting", "racing_heart", "anxiety", "insomnia", "cramps", "headache", "other")
LEGAL = ("court_ordered", "drug_court", "impaired_driving", "probation", "parole", "leaving_jail")
ACCESS = ("wheelchair", "deaf", "blind")
ACTIONS = ("called_911", "caller_will_call_911", "transferred_988", "poison_control", "naloxone_given", "stayed_on_line",
           "supervisor_told", "medical_assessment_today", "declined_help", "other")  # fmt: skip


def yes_no() -> Answer:
    return Answer(YesNo())


def medications() -> Answer:
    return Answer(fields.List(Choice(*treatment_medications())))


class SituationAnswers(Schema):
    """The situation of the person in need, each answer with its version and who told it."""

    for_whom = Answer(Choice(*FOR_WHOM))
    relation = Answer(Choice(*RELATIONS))
    present_with_caller = yes_no()
    present_location = Answer(Text(most=500))
    narrative = Answer(Text(most=20_000))
    not_waking = yes_no()
    slow_or_no_breathing = yes_no()
    blue_lips = yes_no()
    gurgling_or_choking = yes_no()
    seizure_now = yes_no()
    seizure_last_two_days = yes_no()
    chest_pain = yes_no()
    confusion = yes_no()
    hallucinations = yes_no()
    fever = yes_no()
    took_more_than_intended = yes_no()
    mixed_substances = yes_no()
    naloxone_given = yes_no()
    withdrawal_symptoms_now = Answer(fields.List(Choice(*SYMPTOMS)))
    past_withdrawal_seizure = yes_no()
    past_withdrawal_delirium = yes_no()
    past_overdose = yes_no()
    opioid_break = yes_no()
    treatment_medications = medications()
    treatment_medications_before = medications()
    substances_complete = yes_no()
    suicidal_thoughts = yes_no()
    suicide_plan = yes_no()
    violence_at_home = yes_no()
    safe_place_tonight = yes_no()
    child_in_danger = yes_no()
    naloxone_at_hand = yes_no()
    pregnant = yes_no()
    pregnancy_weeks = Answer(Whole(least=0, most=45))
    seizure_disorder = yes_no()
    liver_disease = yes_no()
    respiratory_disease = yes_no()
    search_states = Answer(fields.List(Text(least=2, most=2)))
    search_radius_miles = Answer(Whole(least=1, most=3000))
    level_of_care = Answer(Text(most=20))
    legal_status = Answer(fields.List(Choice(*LEGAL)))
    access_needs = Answer(fields.List(Choice(*ACCESS)))
    veteran = yes_no()
    must_haves = Answer(fields.List(Text(most=60)))
    wishes = Answer(fields.List(Text(most=60)))


class SituationIn(SituationAnswers):
    """The situation in a whole call, where `for_whom` and `relation` stand beside it."""

    class Meta(Schema.Meta):
        exclude = ("for_whom", "relation")


class ContactPointIn(ContactPointAnswers):
    kind = Choice("phone", "email", required=True)
    value = Text(required=True, most=254)

    @validates_schema
    def check_value(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("kind") == "phone" and "value" in data:
            try:
                Phone().deserialize(data["value"])
            except ValidationError as error:
                raise ValidationError(error.messages, "value") from None
        elif data.get("kind") == "email" and "value" in data:
            fields.Email().deserialize(data["value"])


class PersonIn(PersonAnswers):
    contact_points = fields.List(fields.Nested(ContactPointIn()), load_default=list)


class WholeIntakeIn(Schema):
    """A whole call in one request. Leave `subject` out when the caller is the person in need."""

    call_id = fields.UUID()
    for_whom = Choice(*FOR_WHOM)
    relation = Choice(*RELATIONS)
    informant = Choice(*INFORMANTS)
    taken_by = fields.UUID(metadata={"description": "Who took the call, when somebody else types it in later."})
    caller = fields.Nested(PersonIn(), load_default=dict)
    subject = fields.Nested(PersonIn())
    situation = fields.Nested(SituationIn(), load_default=dict)
    substances = fields.List(fields.Nested(SubstanceUseAnswers()), load_default=list)
    policies = fields.List(fields.Nested(PolicyAnswers()), load_default=list)

    @validates_schema
    def check_people(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("for_whom") == "self" and "subject" in data:
            raise ValidationError("Leave it out: the caller is the person in need.", "subject")
        if len(data.get("policies", ())) > 9:
            raise ValidationError("At most 9 policies.", "policies")
        if len(data.get("substances", ())) > 50:
            raise ValidationError("At most 50 substances.", "substances")


class AnswerIn(Schema):
    """One answer: a value or `{"missing": …}`; `version` is the one you have read, 0 if it was never asked."""

    answer = fields.Raw(required=True, allow_none=False)
    version = Whole(required=True, least=0, most=1_000_000)
    informant = Choice(*INFORMANTS)


class AmendmentIn(AnswerIn):
    """A correction of a complete intake: where, what it is to be, and why."""

    record = Choice("intake", "person", "contact-point", "substance-use", "policy", required=True)
    record_id = fields.UUID(required=True)
    field = Text(most=60, required=True)
    reason = Text(least=5, most=1000, required=True)


class ReasonIn(Schema):
    """Why what was complete is corrected."""

    reason = Text(least=5, most=1000, required=True)


class AmendedSubstanceIn(SubstanceUseAnswers, ReasonIn):
    """A substance that came to light later, and how."""


class AmendmentOut(Schema):
    """An answer that stood before. `reason` is null for one that another account replaced while it was a draft."""

    id = fields.UUID(required=True)
    record = fields.String(required=True)
    record_id = fields.UUID(required=True)
    field = fields.String(required=True)
    version = fields.Integer(required=True)
    earlier = fields.Raw(required=True, allow_none=True)
    informant = fields.String(required=True, allow_none=True)
    recorded_by = fields.UUID(required=True, allow_none=True)
    recorded_at = fields.AwareDateTime(required=True, allow_none=True)
    replaced_by = fields.UUID(required=True, allow_none=True)
    replaced_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True, allow_none=True)


class AmendmentsOut(Schema):
    items = fields.List(fields.Nested(AmendmentOut()), required=True)


class HandOverIn(Schema):
    """To whom, and a word for them."""

    receiver_id = fields.UUID(required=True)
    note = Text(most=1000)


class FindingShort(Schema):
    """Which finding came or went."""

    rule_id = fields.String(required=True)
    severity = fields.String(required=True)
    status = fields.String(required=True)
    title = fields.String(required=True, attribute="text.title")


class AnswerOut(Schema):
    """The answer as it stands now, and which findings came and went with it."""

    field = fields.String(required=True)
    answer = fields.Raw(required=True)
    version = fields.Integer(required=True)
    intake_version = fields.Integer(required=True)
    caller_id = fields.UUID(required=True)
    subject_id = fields.UUID(required=True)
    appeared = fields.List(fields.Nested(FindingShort()), required=True)
    gone = fields.List(fields.Nested(FindingShort()), required=True)


class Versioned(Schema):
    """The version of each answer that was ever touched."""

    versions = fields.Method("read_versions", metadata={"type": "object", "additionalProperties": {"type": "integer"}})

    def read_versions(self, row: Answerable) -> dict[str, int]:
        return {field: mark[0] for field, mark in (row.answers or {}).items()}


class ContactPointInIntake(ContactPointAnswers, Versioned):
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    value = fields.String(required=True, allow_none=True)


class PersonInIntake(PersonAnswers, Versioned):
    id = fields.UUID(required=True)
    standing = fields.String(required=True)
    erased = fields.Boolean(required=True, attribute="is_erased")
    contact_points = fields.List(fields.Nested(ContactPointInIntake()))


class SituationOut(SituationAnswers, Versioned):
    pass


_DOSE = {
    "type": ["object", "null"],
    "description": "How strong the amount is: its band, and between which amounts of diazepam the published tables put it.",
    "properties": {
        "mg_per_day": {"type": "number"},
        "band": {"enum": ["low", "moderate", "high"]},
        "diazepam_mg_least": {"type": "number"},
        "diazepam_mg_most": {"type": "number"},
        "sources": {"type": "array", "items": {"type": "string"}},
    },
}


class SubstanceUseOut(SubstanceUseAnswers, Versioned):
    id = fields.UUID(required=True)
    dose = fields.Function(dose_as_told, metadata=_DOSE)


class PolicyOut(PolicyAnswers, Versioned):
    """`card_front_id`, `card_back_id`: the pictures of the card among the person's files."""

    id = fields.UUID(required=True)
    card_front_id = fields.UUID(required=True, allow_none=True)
    card_back_id = fields.UUID(required=True, allow_none=True)
    warnings = fields.List(fields.Nested(WarningOut()), required=True)


class FindingOut(Schema):
    """What triage told, why, what to do now and what must still be asked."""

    id = fields.UUID(required=True)
    rule_id = fields.String(required=True)
    rule_version = fields.Integer(required=True)
    severity = fields.String(required=True)
    status = fields.String(required=True)
    content = fields.Dict(required=True)
    appeared_at = fields.AwareDateTime(required=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    actions_taken = fields.List(fields.String())
    overridden_at = fields.AwareDateTime(allow_none=True)
    override_reason = fields.String(allow_none=True)
    override_note_id = fields.UUID(allow_none=True)


class GoneOut(FindingShort):
    """A finding that stood once; the answers that it rested on have changed."""

    appeared_at = fields.AwareDateTime(required=True)
    gone_at = fields.AwareDateTime(required=True)


class MissingOut(Schema):
    """`later`: the intake can be complete without it, as an emergency stands."""

    code = fields.String(required=True)
    record = fields.String(required=True)
    field = fields.String(required=True)
    words = fields.String(required=True)
    later = fields.Boolean(required=True)


class IntakeRow(Schema):
    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    state = fields.String(required=True)
    origin = fields.String(required=True)
    owner_id = fields.UUID(required=True, allow_none=True)
    handed_by = fields.UUID(required=True, allow_none=True)
    taken_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    completed_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class IntakeOut(IntakeRow):
    call_id = fields.UUID(required=True, allow_none=True)
    kind_of_call = fields.String(required=True)
    caller = fields.Nested(PersonInIntake(), required=True)
    subject = fields.Nested(PersonInIntake(), required=True)
    situation = fields.Nested(SituationOut(), required=True)
    substances = fields.List(fields.Nested(SubstanceUseOut()), required=True)
    policies = fields.List(fields.Nested(PolicyOut()), required=True)
    findings = fields.List(fields.Nested(FindingOut()), required=True)
    gone = fields.List(fields.Nested(GoneOut()), required=True)
    missing = fields.List(fields.Nested(MissingOut()), required=True)


class FindingsOut(Schema):
    version = fields.Integer(required=True)
    kind_of_call = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut()), required=True)
    # those that stood before and no longer do, the latest first
    gone = fields.List(fields.Nested(GoneOut()), required=True)
    # by the id of the substance use, null where nobody can say
    doses = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True, metadata=_DOSE), required=True)
    # by the id of the policy: what looks wrong, and is kept
    doubts = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(WarningOut())), required=True)
    missing = fields.List(fields.Nested(MissingOut()), required=True)


class NoteIn(Schema):
    text = Text(required=True, most=4000)


class NoteOut(Schema):
    id = fields.UUID(required=True)
    text = fields.String(required=True, allow_none=True)
    recorded_at = fields.AwareDateTime(required=True)
    recorded_by = fields.UUID(required=True, allow_none=True)


class NotesOut(Schema):
    items = fields.List(fields.Nested(NoteOut()), required=True)


class OverrideIn(Schema):
    """Why the finding does not hold here: a reason of the list, and words of one's own."""

    reason = Choice(*override_reasons(), required=True)
    words = Text(least=10, most=1000, required=True)


class AcknowledgementIn(Schema):
    actions_taken = fields.List(Choice(*ACTIONS), required=True)

    @validates_schema
    def check_some(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("actions_taken"):
            raise ValidationError("Say at least one thing that was done.", "actions_taken")


class Reference(fields.String):
    """A reference as somebody heard or wrote it; loaded as the record's number."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        number = number_of(self.prefix, super()._deserialize(value, attr, data, **kwargs))
        if number is None:
            raise ValidationError("Not a reference, like IN-7K3F-92Q: one of its signs was misheard or is missing. Ask again.")
        return number


class IntakeQuery(PageQuery):
    reference = Reference("IN", metadata={"description": "The spoken reference in any form: in 7k3f 92q."})
    state = Choice(*STATES)
    mine = fields.Boolean(load_default=False)


class ChoosePersonIn(Schema):
    person_id = fields.UUID(required=True)


class TreatmentOut(TreatmentAnswers, Versioned):
    """A treatment of before as an intake was told of it."""

    id = fields.UUID(required=True)


class TreatmentsOut(Schema):
    items = fields.List(fields.Nested(TreatmentOut()), required=True)


def as_sent(answer: Any) -> Any:
    """A known answer as JSON has it."""
    if isinstance(answer, Decimal):
        return float(answer)
    return answer.isoformat() if isinstance(answer, datetime) else answer


def name_of(code: str | None, said_as: str) -> str:
    """What the catalogue calls it; else what the caller called it."""
    entry = load_catalogue().by_code.get(code) if code else None
    return entry.name if entry else said_as or "Not known what it is"


class WordOut(Schema):
    """One answer as it stands in one intake: who told it (`self`, `caller`, `other`, `record`), who wrote it down, when."""

    answer = fields.Function(
        lambda word: as_sent(word.answer), required=True, metadata={"type": ["string", "number", "boolean", "array"]}
    )
    informant = fields.String(required=True)
    recorded_by = fields.UUID(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    intake_id = fields.UUID(required=True)


class FoldedOut(Schema):
    """What completed intakes were told of one question; the latest word first, one for each who told."""

    field = fields.String(required=True)
    words = fields.List(fields.Nested(WordOut()), required=True)


class SubstanceHistoryOut(Schema):
    """`code` null: not in the catalogue, and `name` is what it was called."""

    code = fields.String(required=True, allow_none=True)
    name = fields.Function(lambda one: name_of(one.code, one.said_as), required=True, metadata={"type": "string"})
    answers = fields.List(fields.Nested(FoldedOut()), required=True)


class TreatmentHistoryOut(Schema):
    intake_id = fields.UUID(required=True)
    answers = fields.List(fields.Nested(FoldedOut()), required=True)


class HistoryOut(Schema):
    """The fold of the person's completed intakes that you may see. `intakes`: how many that were."""

    intakes = fields.Integer(required=True)
    substances = fields.List(fields.Nested(SubstanceHistoryOut()), required=True)
    answers = fields.List(fields.Nested(FoldedOut()), required=True)
    treatments = fields.List(fields.Nested(TreatmentHistoryOut()), required=True)


INTAKE_PAGE = page_of(IntakeRow())
ANSWERS: dict[str, Schema] = {
    "intake": SituationAnswers(),
    "person": PersonAnswers(),
    "contact-point": ContactPointAnswers(),
    "substance-use": SubstanceUseAnswers(),
    "policy": PolicyAnswers(),
    "treatment": TreatmentAnswers(),
}


def load_answer(record: str, field: str, raw: Any) -> Any:
    """One answer checked by the field it is for. Refuses an unknown record or field, and a value that does not fit."""
    found = ANSWERS[record].fields.get(field) if record in ANSWERS else None
    if found is None:
        raise NotFound("There is no such answer.")
    try:
        return found.deserialize(raw)
    except ValidationError as error:
        raise bad_fields({"json": {"answer": error.messages}}) from None


def dump_answer(record: str, field: str, row: Answerable) -> Any:
    """An answer as it is sent."""
    return ANSWERS[record].fields[field].serialize(field, row)
