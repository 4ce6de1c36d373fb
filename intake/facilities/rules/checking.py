"""What the desk finds out about places by itself: in which ways, what of it is old, and what there is to look at."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from intake.foundation.words import Words

# What a place tells the desk and no directory lists (columns of PlaceFacts).
FACTS = ("hours", "walk_in", "waiting_days", "referral_phone", "bring")


@dataclass(frozen=True, slots=True)
class Checking:
    """The reviewed data: code -> words, days after which something is old, and bodies by kind of credential."""

    ways: Mapping[str, str]
    old_after_days: Mapping[str, int]
    bodies: Mapping[str, tuple[str, ...]]


@cache
def checking() -> Checking:
    """From data/checking.toml."""
    raw = tomllib.loads(files("intake.facilities").joinpath("data/checking.toml").read_text("utf-8"))
    return Checking(raw["ways"], raw["old_after_days"], {kind: tuple(names) for kind, names in raw["bodies"].items()})


def is_old(what: str, told_on: date, today: date) -> bool:
    """True when it was found out so long ago that somebody should ask again."""
    return told_on < old_before(what, today)


def old_before(what: str, today: date) -> date:
    """The day before which it counts as old."""
    return today - timedelta(days=checking().old_after_days[what])


# What the data-quality page lists, in the order in which it matters; see queries.quality_condition.
QUALITY: Mapping[str, tuple[str, str]] = {
    "differs": (
        Words("The directory has a new word"),
        Words("What this desk corrected is listed differently now: take one of the two."),
    ),
    "no_phone": (Words("No telephone number"), Words("Nobody can be sent where nobody can call.")),
    "far_zip": (
        Words("Position and ZIP code do not agree"),
        Words("The ZIP code is unknown, of another state, or far from the position."),
    ),
    "duplicate": (Words("May stand here twice"), Words("Same names, ZIP code and house number; spelled or listed differently.")),
    "expired": (Words("A license or accreditation has run out"), Words("The last date that this desk wrote down is over.")),
    "silent": (Words("Says nothing about care"), Words("The listing tells only who runs it, smoking rules and the like.")),
    "old": (Words("Checked long ago"), Words("Somebody of this desk went through it, but more than half a year ago.")),
    "unchecked": (Words("Never checked by this desk"), Words("All that is known stands in the directory.")),
}
