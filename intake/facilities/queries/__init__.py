"""Reads of the directory and of its places."""

from intake.facilities.queries.directory import (
    code_book,
    count_listed,
    issues_of,
    newest_import,
    search_places,
    service_codes,
    zip_centroid,
)
from intake.facilities.queries.places import (
    WholePlace,
    corrections_of,
    credential,
    credentials_of,
    differences,
    facility,
    history,
    locked_facility,
    place_name,
    places_to_take_along,
    whole_place,
    with_facts,
)
from intake.facilities.queries.quality import count_quality, quality_condition

__all__ = [
    "WholePlace",
    "code_book",
    "corrections_of",
    "count_listed",
    "count_quality",
    "credential",
    "credentials_of",
    "differences",
    "facility",
    "history",
    "issues_of",
    "locked_facility",
    "newest_import",
    "place_name",
    "places_to_take_along",
    "quality_condition",
    "search_places",
    "service_codes",
    "whole_place",
    "with_facts",
    "zip_centroid",
]
