"""The elements of a consent, who may sign it, and the words that are signed."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Protocol
from uuid import UUID

from intake.foundation.errors import BadField, Invalid
from intake.foundation.words import Words

NOT_ASKED, VERBAL, OFFERED, SIGNED, REVOKED, EXPIRED = (
    "not_asked",
    "verbal_intent_recorded",
    "offered",
    "signed",
    "revoked",
    "expired",
)
COUNSELING_NOTES = "counseling_notes"
# The ground on which somebody else signs for who is under age; and how such a consent stands when they are not any more.
MINOR, OUTGROWN = "minor", "outgrown"


class Row(Protocol):
    """What is read of a stored consent."""

    id: UUID
    state: str
    recipient_kind: str
    recipient_id: UUID | None
    purpose: str
    information: list[str]
    expires_on: date

    @property
    def outgrown_today(self) -> bool: ...

    @property
    def recipient_name(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Agreement:
    """One consent as plain data."""

    id: UUID
    state: str
    recipient_kind: str
    recipient_id: UUID | None
    recipient_name: str
    purpose: str
    information: frozenset[str]
    expires_on: date
    # Somebody else signed for a minor, who is of age by now.
    outgrown: bool = False

    def is_for(self, kind: str, identity: UUID | None, name: str) -> bool:
        """By key where both have one; a name alone never stands for a key."""
        if kind != self.recipient_kind or (identity is None) != (self.recipient_id is None):
            return False
        return identity == self.recipient_id if identity else plain_name(name) == plain_name(self.recipient_name)

    def standing(self, today: date) -> str:
        return standing(self.state, self.expires_on, today, outgrown=self.outgrown)


def agreement_of(row: Row) -> Agreement:
    return Agreement(
        row.id,
        row.state,
        row.recipient_kind,
        row.recipient_id,
        row.recipient_name or "",
        row.purpose,
        frozenset(row.information),
        row.expires_on,
        row.outgrown_today,
    )


def standing(state: str, expires_on: date, today: date, *, outgrown: bool = False) -> str:
    """The state as it counts today: what was not taken back ends by itself after its last day, or with being a minor."""
    if state != REVOKED and today > expires_on:
        return EXPIRED
    return OUTGROWN if state == SIGNED and outgrown else state


@cache
def wording() -> Mapping[str, Any]:
    """The reviewed words, with their version and limits."""
    return tomllib.loads(files("intake.consents").joinpath("data/consent.toml").read_text("utf-8"))


def check_elements(information: Collection[str], expires_on: date, today: date) -> None:
    """Refuse what no consent can say: counseling notes with anything else, an end in the past or too far away."""
    problems = []
    if COUNSELING_NOTES in information and set(information) != {COUNSELING_NOTES}:
        problems.append(BadField("/information", "Counseling notes need a consent of their own."))
    if not today <= expires_on <= today + timedelta(days=wording()["longest_days"]):
        problems.append(
            BadField("/expires_on", Words("Choose a day within the next %(days)s days.", days=wording()["longest_days"]))
        )
    if problems:
        raise Invalid(problems)


def elements() -> Mapping[str, str]:
    """What a written consent must hold, by code, in plain words."""
    return {code: told["words"] for code, told in wording()["elements"].items()}


def missing_elements(row: Row, *, named: bool) -> list[str]:
    """Those that this consent still lacks. The words that are signed hold all that the record does not."""
    signed = row.state in (SIGNED, REVOKED)
    lacking = {
        "patient": not named,
        "information": not row.information,
        "recipient": not row.recipient_name,
        "signature": not signed,
        "signed_on": not signed,
    }
    return [words for code, words in elements().items() if lacking.get(code)]


def check_paper(seen: Collection[str], signed_on: date, today: date) -> None:
    """Refuse a signed paper that lacks an element, or is dated in the future; it says which."""
    problems = []
    if untold := [words for code, words in elements().items() if code not in seen]:
        problems.append(
            BadField("/seen", Words("This paper does not count yet. Still missing on it: %(choices)s.", choices=untold))
        )
    if signed_on > today:
        problems.append(BadField("/signed_on", "This day is still to come."))
    if problems:
        raise Invalid(problems)


def check_signer(*, representative: str | None, ground: str | None, evidence: str | None, adult: bool | None) -> None:
    """Refuse a representative unless the person is a minor, lacks capacity or has died, with what shows it.

    `adult`: None when nobody knows. A relative of a capable adult cannot sign for them, whoever they are.
    """
    if representative is None:
        if ground is not None:
            raise Invalid.field("/ground", "A ground is told only when somebody else signs. Name them, or leave it out.")
        return
    if ground is None:
        raise Invalid.field("/ground", "Nobody signs for a capable adult. Say on which ground somebody else signs.")
    if ground == MINOR and adult is not False:
        raise Invalid.field("/ground", "The record does not say that the person is under 18, so nobody signs for them.")
    if ground != MINOR and not evidence:
        raise Invalid.field("/evidence", "Say who has found this, and when: a relative's word is not enough.")


def possible_birth_years(birth_date: date | None, age_years: int | None, today: date) -> frozenset[int]:
    """The years in which the person can be born, as far as the record tells; empty when it does not."""
    if birth_date:
        return frozenset({birth_date.year})
    return frozenset() if age_years is None else frozenset({today.year - age_years, today.year - age_years - 1})


def render(*, facts: Mapping[str, str], ground: str | None) -> str:
    """The whole text that is signed, one element a line. `ground`: on which somebody else signs."""
    sections = wording()["sections"]
    left_out = {"representative"} if ground is None else set()
    if ground != MINOR:
        left_out.add("majority")
    named = [name for name in sections if name not in left_out]
    return "\n".join(sections[name].format_map(facts) for name in named)


def plain_name(name: str) -> str:
    """A name as it is compared: without case and spare blanks."""
    return " ".join(name.casefold().split())
