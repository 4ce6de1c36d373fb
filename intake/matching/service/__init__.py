"""Verbs: run the matcher for an intake, and order a kept run again."""

from intake.matching.service.results import LeftOut, Match, MatchResult, Replay, Way
from intake.matching.service.running import SHOWN, forget_origins_of, match_intake, replay, run_match

__all__ = [
    "SHOWN",
    "LeftOut",
    "Match",
    "MatchResult",
    "Replay",
    "Way",
    "forget_origins_of",
    "match_intake",
    "replay",
    "run_match",
]
