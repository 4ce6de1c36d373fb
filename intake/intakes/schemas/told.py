"""What comes in: answers one by one, a whole call at once, a correction, a reason."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from intake.callers.schemas import ContactPointAnswers, PersonAnswers
from intake.foundation.identifiers import number_of
from intake.insurance.schemas import PolicyAnswers
from intake.intakes.rules.overrides import override_reasons
from intake.intakes.schemas.words import (
    ACCESS,
    ACTIONS,
    FOR_WHOM,
    INFORMANTS,
    LEGAL,
    RELATIONS,
    STATES,
    SYMPTOMS,
    medications,
    yes_no,
)
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.schema import Answer, Choice, PageQuery, Phone, Schema, Text, Whole


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
    treatments = fields.List(
        fields.Nested(TreatmentAnswers()), load_default=list, metadata={"description": "Treatment of before."}
    )

    @validates_schema
    def check_people(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("for_whom") == "self" and "subject" in data:
            raise ValidationError("Leave it out: the caller is the person in need.", "subject")
        if len(data.get("policies", ())) > 9:
            raise ValidationError("At most 9 policies.", "policies")
        if len(data.get("substances", ())) > 50:
            raise ValidationError("At most 50 substances.", "substances")
        if len(data.get("treatments", ())) > 50:
            raise ValidationError("At most 50 treatments.", "treatments")


class AnswerIn(Schema):
    """One answer: a value or `{"missing": …}`; `version` is the one you have read, 0 if it was never asked."""

    answer = fields.Raw(required=True, allow_none=False)
    version = Whole(required=True, least=0, most=1_000_000)
    informant = Choice(*INFORMANTS)


class AmendmentIn(AnswerIn):
    """A correction of a complete intake: where, what it is to be, and why."""

    record = Choice("intake", "person", "contact-point", "substance-use", "policy", "treatment", required=True)
    record_id = fields.UUID(required=True)
    field = Text(most=60, required=True)
    reason = Text(least=5, most=1000, required=True)


class ReasonIn(Schema):
    """Why what was complete is corrected."""

    reason = Text(least=5, most=1000, required=True)


class AmendedSubstanceIn(SubstanceUseAnswers, ReasonIn):
    """A substance that came to light later, and how."""


class AmendedTreatmentIn(TreatmentAnswers, ReasonIn):
    """A treatment of before that came to light later, and how."""


class AmendedPolicyIn(PolicyAnswers, ReasonIn):
    """Coverage that came to light later, and how."""


class HandOverIn(Schema):
    """To whom, and a word for them."""

    receiver_id = fields.UUID(required=True)
    note = Text(most=1000)


class NoteIn(Schema):
    text = Text(required=True, most=4000)


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


class IntakeSearch(Schema):
    """A spoken reference as somebody typed it."""

    reference = Text(most=200, required=True)


class ChoosePersonIn(Schema):
    person_id = fields.UUID(required=True)
