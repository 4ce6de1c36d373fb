"""What comes in and goes out: the situation's answers, a whole call in one request, and the intake as read.

Here stands what other rooms use; each file says the rest.
"""

from intake.intakes.schemas.answers import ANSWERS, dump_answer
from intake.intakes.schemas.history import as_sent, name_of, policy_name, treatment_name
from intake.intakes.schemas.shown import IntakeOut, NoteOut
from intake.intakes.schemas.told import ContactPointIn, HandOverIn, PersonIn, SituationAnswers, WholeIntakeIn
from intake.intakes.schemas.words import ACTIONS, SYMPTOMS

__all__ = [
    "ACTIONS",
    "ANSWERS",
    "SYMPTOMS",
    "ContactPointIn",
    "HandOverIn",
    "IntakeOut",
    "NoteOut",
    "PersonIn",
    "SituationAnswers",
    "WholeIntakeIn",
    "as_sent",
    "dump_answer",
    "name_of",
    "policy_name",
    "treatment_name",
]
