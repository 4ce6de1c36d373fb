"""One place judged by itself: a place that the person chose or refused, or that is looked at side by side with others."""

from collections.abc import Collection
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal
from uuid import UUID

from intake.matching.rules.judge import Answers, judge
from intake.matching.rules.needs import Needs, Origin
from intake.matching.rules.rank import Standing, stand
from intake.matching.rules.reasons import ELSEWHERE, FAR, NOT_LISTED, SILENT, Reason, said

EARTH_MILES = 3958.7613


@dataclass(frozen=True, slots=True)
class Listing:
    """What of a place is judged."""

    id: UUID
    codes: Collection[str]
    categories: Collection[str]
    denied: Collection[str]
    tells_care: bool
    listed: bool
    state: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Alone:
    """`verdict` as in a list of all places; `barriers`: what keeps it out beside its answers to the must-haves."""

    miles: float | None
    answers: Answers
    standing: Standing
    barriers: tuple[Reason, ...]

    @property
    def verdict(self) -> Literal["fits", "to_find_out", "does_not_fit"]:
        if self.barriers or False in self.answers.musts:
            return "does_not_fit"
        return "fits" if self.standing.is_match else "to_find_out"


def judge_alone(listing: Listing, needs: Needs) -> Alone:
    """How one place stands to the needs, wherever it is and whether it is listed or not."""
    miles = _miles(needs.origin, listing)
    answers = judge(listing.id, listing.codes, listing.categories, miles, needs, listing.denied, listing.state).answers
    radius, states = needs.area.radius_miles, needs.area.states
    found = {
        NOT_LISTED: not listing.listed,
        ELSEWHERE: bool(states) and listing.state not in states,
        FAR: radius is not None and (miles is None or miles > radius),
        SILENT: not listing.tells_care,
    }
    return Alone(miles, answers, stand(answers, needs), tuple(said(key, "no") for key, stands in found.items() if stands))


def _miles(origin: Origin | None, listing: Listing) -> float | None:
    if origin is None or listing.latitude is None or listing.longitude is None:
        return None
    return miles_between(origin.latitude, origin.longitude, listing.latitude, listing.longitude)


def miles_between(south: float, west: float, north: float, east: float) -> float:
    """Great-circle miles (haversine), as the database measures them."""
    lift = sin(radians(north - south) / 2) ** 2
    turn = cos(radians(south)) * cos(radians(north)) * sin(radians(east - west) / 2) ** 2
    return 2 * EARTH_MILES * asin(min(1.0, sqrt(lift + turn)))
