"""Pure rules over plain facts: no database, no request, no clock."""

from intake.triage.rules.doses import Band, Dose, diazepam_equivalent, dose_band, dose_of
from intake.triage.rules.evaluate import assess
from intake.triage.rules.facts import Between, Facts, SubstanceFacts
from intake.triage.rules.finding import Finding
from intake.triage.rules.rulebook import RuleBook, RuleBookError, load_rulebook

__all__ = [
    "Band",
    "Between",
    "Dose",
    "Facts",
    "Finding",
    "RuleBook",
    "RuleBookError",
    "SubstanceFacts",
    "assess",
    "diazepam_equivalent",
    "dose_band",
    "dose_of",
    "load_rulebook",
]
