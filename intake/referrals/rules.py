"""The states of a referral, in FHIR Task words, and why one ends. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from intake.foundation.errors import Conflict
from intake.foundation.words import Words

DRAFT, REQUESTED, CANCELLED = "draft", "requested", "cancelled"
_ENDINGS = frozenset({CANCELLED, "entered-in-error"})
# `requested`: cleared to leave. Nothing is transmitted yet, so it can only end.
STEPS: Mapping[str, frozenset[str]] = {DRAFT: frozenset({REQUESTED}) | _ENDINGS, REQUESTED: _ENDINGS}
OPEN = frozenset(STEPS)
WITHDRAWN, ERASED = "consent_withdrawn", "person_erased"


@dataclass(frozen=True)
class Reason:
    """`state`: what a referral becomes when it ends for this reason."""

    code: str
    label: str
    state: str


@cache
def load_reasons() -> Mapping[str, Reason]:
    """The reviewed list, by code."""
    rows = tomllib.loads(files("intake.referrals").joinpath("data/reasons.toml").read_text("utf-8"))["reason"]
    return {row["code"]: Reason(row["code"], row["label"], row.get("state", CANCELLED)) for row in rows}


def check_step(state: str, target: str) -> None:
    """Refuse a step that the state does not allow."""
    if target not in STEPS.get(state, frozenset()):
        raise Conflict("This referral is in a state that does not allow this.", extra={"state": state})


def check_intake(state: str) -> None:
    """Refuse a referral of what is no record yet, or no longer open."""
    if state == "draft":
        raise Conflict("Complete the intake first: a draft cannot be referred.", extra={"state": state})
    if state != "complete":
        raise Conflict(
            Words("This intake is %(state)s: no new referral can be made from it.", state=state), extra={"state": state}
        )
