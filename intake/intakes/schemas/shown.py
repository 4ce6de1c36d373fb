"""What goes out: an intake with everything in it."""

from marshmallow import fields

from intake.callers.schemas import ContactPointAnswers, PersonAnswers
from intake.insurance.schemas import PolicyAnswers, WarningOut
from intake.intakes.rules.doses import dose_as_told
from intake.intakes.schemas.told import SituationAnswers
from intake.storage.answers import Answerable
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.schema import Schema, page_of


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


class TreatmentOut(TreatmentAnswers, Versioned):
    """A treatment of before as an intake was told of it."""

    id = fields.UUID(required=True)


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


class IntakeRows(Schema):
    items = fields.List(fields.Nested(IntakeRow()), required=True)


class IntakeOut(IntakeRow):
    call_id = fields.UUID(required=True, allow_none=True)
    kind_of_call = fields.String(required=True)
    caller = fields.Nested(PersonInIntake(), required=True)
    subject = fields.Nested(PersonInIntake(), required=True)
    situation = fields.Nested(SituationOut(), required=True)
    substances = fields.List(fields.Nested(SubstanceUseOut()), required=True)
    policies = fields.List(fields.Nested(PolicyOut()), required=True)
    treatments = fields.List(fields.Nested(TreatmentOut()), required=True)
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


class NoteOut(Schema):
    id = fields.UUID(required=True)
    text = fields.String(required=True, allow_none=True)
    recorded_at = fields.AwareDateTime(required=True)
    recorded_by = fields.UUID(required=True, allow_none=True)


class NotesOut(Schema):
    items = fields.List(fields.Nested(NoteOut()), required=True)


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


class TreatmentsOut(Schema):
    items = fields.List(fields.Nested(TreatmentOut()), required=True)


INTAKE_PAGE = page_of(IntakeRow())
