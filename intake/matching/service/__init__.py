"""Verbs: run the matcher for an intake, keep what the person says of places, compare places, order a kept run again."""

from intake.matching.service.choosing import choose_place, forget_reasons_of, open_choices, take_back_choice
from intake.matching.service.comparing import MOST, Comparison, compare_places
from intake.matching.service.results import Chosen, LeftOut, Match, MatchResult, NotKnown, Replay, Way
from intake.matching.service.running import SHOWN, forget_origins_of, match_intake, replay, run_match

__all__ = [
    "MOST",
    "SHOWN",
    "Chosen",
    "Comparison",
    "LeftOut",
    "Match",
    "MatchResult",
    "NotKnown",
    "Replay",
    "Way",
    "choose_place",
    "compare_places",
    "forget_origins_of",
    "forget_reasons_of",
    "match_intake",
    "open_choices",
    "replay",
    "run_match",
    "take_back_choice",
]
