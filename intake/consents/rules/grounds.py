"""On which ground something may leave: a closed list, each with its required facts. Yes, or no with the reason."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar
from uuid import UUID

from intake.consents.rules.agreements import OUTGROWN, Agreement, plain_name
from intake.foundation.errors import Invalid
from intake.foundation.words import Words

SELF, SPOKE, CONSENT, EMERGENCY = "self", "spoke_for_themself", "signed_consent", "medical_emergency"
T = TypeVar("T", date, datetime)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would receive it. `id` where the house knows them by a key; else `name` is how they are told apart."""

    kind: str
    name: str
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A ground that somebody claims, with the facts it needs."""

    basis: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes with its `basis`, or no with the `reason` in words for staff."""

    allowed: bool
    reason: str
    basis: str | None = None
    consent_id: UUID | None = None
    leaves: bool = True


@dataclass(frozen=True, slots=True)
class Basis:
    """One ground. `leaves`: false where the desk itself tells nothing.

    Of its facts `moments` are a time with its zone, and `days` a day.
    """

    code: str
    title: str
    source: str
    on: bool
    recipients: Sequence[str]
    purposes: Sequence[str]
    facts: Mapping[str, str] = field(default_factory=dict)
    leaves: bool = True
    moments: Sequence[str] = ()
    days: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AccountingKind:
    """How far back an accounting reaches, and the setting that says within how many days it is owed."""

    title: str
    years: int
    threshold: str
    only_consented: bool


@dataclass(frozen=True, slots=True)
class Law:
    """The reviewed file."""

    purposes: Mapping[str, str]
    # As the person reads it who agrees, and as staff do.
    information: Mapping[str, str]
    information_told: Mapping[str, str]
    recipient_kinds: Mapping[str, str]
    bases: Mapping[str, Basis]
    accounting: Mapping[str, AccountingKind]
    answered_ways: Mapping[str, str]
    told_ways: Mapping[str, str]
    notice: str
    notice_version: int
    scope: str
    neutral_answer: str


@cache
def law() -> Law:
    raw: dict[str, Any] = tomllib.loads(files("intake.consents").joinpath("data/disclosure.toml").read_text("utf-8"))
    return Law(
        purposes=raw["purposes"],
        information=raw["information"],
        information_told=raw["information_told"],
        recipient_kinds=raw["recipient_kinds"],
        bases={code: Basis(code=code, **told) for code, told in raw["bases"].items()},
        accounting={code: AccountingKind(**told) for code, told in raw["accounting"].items()},
        answered_ways=raw["answered_ways"],
        told_ways=raw["told_ways"],
        notice=raw["notice"]["text"],
        notice_version=raw["notice"]["version"],
        scope=raw["scope"]["text"],
        neutral_answer=raw["neutral_answer"]["words"],
    )


def explain_scope(basis: str, purpose: str, information: Collection[str]) -> str:
    """What goes along where there is no written consent to copy."""
    told = law()
    ground = told.bases[basis]
    return told.scope.format(
        ground=ground.title,
        source=ground.source,
        information="; ".join(told.information[code] for code in sorted(information)),
        purpose=told.purposes[purpose],
    )


def check_place(recipient: Recipient, known: str | None) -> None:
    """Refuse a key that is no place's, and a name that is not that place's: what is signed must name who is unlocked.

    `known`: the directory's name for the key.
    """
    if recipient.id is None or recipient.kind == SELF:
        return
    if recipient.kind != "facility":
        raise Invalid.field("/recipient/id", "Only a treatment place has a key. Leave it out, or say that it is a facility.")
    if known is None:
        raise Invalid.field("/recipient/id", "No place of the directory has this key.")
    if plain_name(recipient.name) != plain_name(known):
        raise Invalid.field(
            "/recipient/name", Words("The directory calls this place %(known)s. Send that name, or another key.", known=known)
        )


def moment_told(text: str) -> datetime | None:
    """A time with its zone, as `2026-11-23T09:00:00-05:00`; None for any other words, such as were kept before."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.astimezone(UTC) if told.tzinfo is not None else None


def day_told(text: str) -> date | None:
    """A day, as `2026-11-23`; None for any other words, such as were kept before."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check_times(claim: Claim, moment: datetime, today: date) -> datetime | None:
    """When it happened, where the ground has to say so; refuses what is no time or day, and one that is still to come."""
    basis, when = law().bases.get(claim.basis), None
    # That one is missing is told with all else that is.
    told = {code: words.strip() for code, words in claim.facts.items() if words.strip()}
    if basis is None:
        return None
    for code in told.keys() & set(basis.moments):
        asked = Words("Say the day, the time and its zone, such as 2026-11-23T09:00:00-05:00.")
        when = _past(code, moment_told(told[code]), moment, asked)
    for code in told.keys() & set(basis.days):
        _past(code, day_told(told[code]), today, Words("Say the day, such as 2026-11-23."))
    return when


def _past(code: str, told: T | None, latest: T, asked: Words) -> T:
    if told is None:
        raise Invalid.field(f"/claim/facts/{code}", asked)
    if told > latest:
        raise Invalid.field(f"/claim/facts/{code}", "This is still to come. Record what has happened.")
    return told


def judge_claim(
    claim: Claim, recipient: Recipient, purpose: str, *, switched_on: Collection[str], subject_id: UUID | None = None
) -> Decision:
    """May it leave on this ground? Signed consent is not claimed: it is looked up (`judge_consents`)."""
    basis = law().bases.get(claim.basis)
    if basis is None or basis.code == CONSENT:
        return Decision(False, "This is no ground that can be claimed.")
    problem = _misfit(basis, recipient, purpose, switched_on)
    if problem:
        return Decision(False, problem)
    if basis.code == SELF and (subject_id is None or recipient.id != subject_id):
        return Decision(False, "Only the person themself can ask for this.")
    untold = [words for code, words in basis.facts.items() if not claim.facts.get(code, "").strip()]
    if untold:
        return Decision(False, Words("Still needed: %(untold)s.", untold=untold))
    return Decision(True, basis.title, basis.code, leaves=basis.leaves)


def judge_consents(
    agreements: Sequence[Agreement],
    recipient: Recipient,
    purpose: str,
    information: Collection[str],
    *,
    today: date,
    switched_on: Collection[str],
) -> Decision:
    """May it leave because the person signed that it may: to this recipient, for this purpose, all of this information?"""
    problem = _misfit(law().bases[CONSENT], recipient, purpose, switched_on)
    if problem:
        return Decision(False, problem)
    if not information:
        return Decision(False, "Say which information.")
    theirs = [one for one in agreements if one.is_for(recipient.kind, recipient.id, recipient.name)]
    good = [one for one in theirs if one.standing(today) == "signed"]
    fitting = [one for one in good if one.purpose == purpose and set(information) <= set(one.information)]
    if fitting:
        return Decision(True, law().bases[CONSENT].title, CONSENT, fitting[0].id)
    if good:
        return Decision(False, "The signed consent does not cover this information or this purpose.")
    ended = {one.standing(today) for one in theirs}
    if OUTGROWN in ended:
        return Decision(False, "Somebody else signed for them as a minor. They are of age now: only they can sign.")
    if "revoked" in ended or "expired" in ended:
        return Decision(False, "The consent for this recipient was taken back or has ended.")
    return Decision(False, "There is no signed consent for this recipient.")


def _misfit(basis: Basis, recipient: Recipient, purpose: str, switched_on: Collection[str]) -> str:
    if basis.code not in switched_on:
        return "This desk has not switched on this ground."
    if recipient.kind not in basis.recipients:
        return "This ground does not allow this kind of recipient."
    if purpose not in basis.purposes:
        return "This ground does not allow this purpose."
    return ""
