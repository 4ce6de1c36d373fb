"""The closed lists that answers are chosen from."""

from marshmallow import fields

from intake.callers.rules import relation_words
from intake.substances.rules.use import treatment_medications
from intake.web.schema import Answer, Choice, YesNo

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
