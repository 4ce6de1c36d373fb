"""What somebody around a person may be told about them: what signed consents say, and never a word more."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

from intake.consents.rules.agreements import EXPIRED, OFFERED, OUTGROWN, REVOKED, SIGNED, VERBAL, Agreement
from intake.consents.rules.grounds import Recipient, judge_consents

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Telling:
    """The consents that open something now; none: nothing may be told, and `because` says why."""

    consents: Sequence[Agreement] = ()
    because: str | None = None


@cache
def nothing_words() -> Mapping[str, str]:
    """Why nothing may be told, by code."""
    told = tomllib.loads(files("intake.consents").joinpath("data/telling.toml").read_text("utf-8"))["nothing"]
    return {code: one["words"] for code, one in told.items()}


def judge_telling(
    agreements: Sequence[Agreement], who: Collection[UUID], *, today: date, switched_on: Collection[str]
) -> Telling:
    """What the somebody with one of the ids `who` may be told, by the consents of the person in need.

    Each consent has to pass the judgment that every way out of the house passes.
    """
    theirs = [one for one in agreements if one.recipient_kind == PERSON and one.recipient_id in who]
    good = [one for one in theirs if _opens(one, today, switched_on)]
    if good:
        return Telling(good)
    states = {one.standing(today) for one in theirs}
    if SIGNED in states:
        return Telling(because="not_allowed")
    if OUTGROWN in states:
        return Telling(because="outgrown")
    if states & {VERBAL, OFFERED}:
        return Telling(because="not_signed")
    return Telling(because="ended" if states & {REVOKED, EXPIRED} else "no_consent")


def _opens(one: Agreement, today: date, switched_on: Collection[str]) -> bool:
    recipient = Recipient(one.recipient_kind, one.recipient_name, one.recipient_id)
    return judge_consents([one], recipient, one.purpose, one.information, today=today, switched_on=switched_on).allowed
