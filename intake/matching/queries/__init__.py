"""Reads: what an intake tells, the places of an area with their answers, and stored runs."""

from intake.matching.queries.cards import Card, cards_of
from intake.matching.queries.choices import all_choices_of, choice_of, choices_of, listings_of
from intake.matching.queries.places import Found, find_places, places_within
from intake.matching.queries.runs import directory_version, match_run, newest_run_of
from intake.matching.queries.told import Around, intake_to_match, told_around

__all__ = [
    "Around",
    "Card",
    "Found",
    "all_choices_of",
    "cards_of",
    "choice_of",
    "choices_of",
    "directory_version",
    "find_places",
    "intake_to_match",
    "listings_of",
    "match_run",
    "newest_run_of",
    "places_within",
    "told_around",
]
