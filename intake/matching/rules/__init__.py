"""Pure matching: what a person needs, how each place answers it, and the order. No session, no request, no clock."""

from intake.matching.rules.exclude import Barriers, Excluded, Relaxation, Tally, count_excluded, relaxations
from intake.matching.rules.judge import Answers, Place, judge
from intake.matching.rules.needs import Area, Needs, Origin, Question, Wish, question, verdict
from intake.matching.rules.rank import RULE_VERSION, Ranking, Result, Standing, rank, restore_order
from intake.matching.rules.reasons import Reason
from intake.matching.rules.situation import Coverage, Situation, UnknownWish, needs_from

__all__ = [
    "RULE_VERSION",
    "Answers",
    "Area",
    "Barriers",
    "Coverage",
    "Excluded",
    "Needs",
    "Origin",
    "Place",
    "Question",
    "Ranking",
    "Reason",
    "Relaxation",
    "Result",
    "Situation",
    "Standing",
    "Tally",
    "UnknownWish",
    "Wish",
    "count_excluded",
    "judge",
    "needs_from",
    "question",
    "rank",
    "relaxations",
    "restore_order",
    "verdict",
]
