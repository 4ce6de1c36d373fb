"""How calls may end, withheld numbers, and which moments a day of the desk has. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Disposition:
    """How a call ended; `category` is what reports count by."""

    code: str
    words: str
    category: str


@cache
def dispositions() -> dict[str, Disposition]:
    """By code, in the order in which they are offered."""
    return {row["code"]: Disposition(**row) for row in _data("dispositions")["disposition"]}


def is_withheld(text: str) -> bool:
    """True for what a telephone system sends when the caller withheld their number."""
    return "".join(sign for sign in text.casefold() if sign.isalnum()) in _data("withheld")["words"]


def day_in(zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """From which moment and until before which a calendar day lasts; 23 or 25 hours when the clocks change."""
    first, following = (datetime.combine(each, time.min, zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return first, following


@cache
def _data(name: str) -> dict[str, list]:  # type: ignore[type-arg]
    return tomllib.loads(files("intake.calls").joinpath(f"data/{name}.toml").read_text("utf-8"))
