"""What a desk can set, in which range, and how an alert can end. Pure: read once from the reviewed file beside it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number a desk can set, with its unit and its published range."""

    key: str
    title: str
    unit: str
    standard: int
    least: int
    most: int
    reason: str


_DATA = tomllib.loads((Path(__file__).parent / "data" / "settings.toml").read_text())
THRESHOLDS: dict[str, Threshold] = {key: Threshold(key=key, **told) for key, told in _DATA["thresholds"].items()}
NOTICES: dict[str, str] = {key: told["title"] for key, told in _DATA["notices"].items()}
ALERT_OUTCOMES: dict[str, str] = dict(_DATA["alert_outcomes"])


def threshold_of(set_by_desk: Mapping[str, Any], key: str) -> int:
    """What the desk has set, or the standard value. Refuses an unknown key with KeyError."""
    return int(set_by_desk.get(key, THRESHOLDS[key].standard))


def is_zone(name: str) -> bool:
    """True for a name of the time zone database, such as `America/New_York`."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Reading the database's folder takes milliseconds.
    return frozenset(available_timezones())
