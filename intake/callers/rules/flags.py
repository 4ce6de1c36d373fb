"""The marks that a person may carry: the reviewed list."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

DO_NOT_CONTACT = "do_not_contact"


@dataclass(frozen=True, slots=True)
class FlagKind:
    """`says`: what whoever sees it should do. `days`: how long it stands unless another end is told."""

    code: str
    words: str
    says: str
    days: int | None


@cache
def flag_kinds() -> dict[str, FlagKind]:
    """Each kind by its code."""
    told = tomllib.loads((Path(__file__).parent.parent / "data" / "flags.toml").read_text())["flag"]
    return {code: FlagKind(code, each["words"], each["help"], each.get("days")) for code, each in told.items()}


def usual_end(kind: str, moment: datetime) -> datetime | None:
    """When a mark that is set now fades by itself; None: not until somebody lifts it."""
    days = flag_kinds()[kind].days
    return None if days is None else moment + timedelta(days=days)
