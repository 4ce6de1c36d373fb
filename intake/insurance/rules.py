"""Payers as a reviewed list that is found by any name, and what makes a policy. Nothing here says "accepted"."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from jellyfish import metaphone
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from intake.foundation.answers import is_known

_LONGEST_QUERY = 80
_EXACT, _WORDS, _BEGINNING, _SPELLING = 100.0, 90.0, 80.0, 60.0
_SHORTEST_MISSPELT, _NEAR, _NEAR_BY_SOUND = 4, 0.75, 0.6
# Said by many callers and telling nothing apart.
_FILLER = frozenset({"insurance", "health", "plan", "the", "of", "and", "inc", "company", "ppo", "hmo", "epo", "pos"})


_DROPPED = str.maketrans("", "", "'’.")


@dataclass(frozen=True)
class PayerEntry:
    """An insurer or public program. `states` empty: everywhere in the country."""

    code: str
    name: str
    kind: str
    states: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class PayerHit:
    """A payer, the name by which it was found, and how sure that is (0 to 100)."""

    payer: PayerEntry
    matched: str
    score: float


@dataclass(frozen=True)
class PayerList:
    entries: tuple[PayerEntry, ...]
    by_code: Mapping[str, PayerEntry]
    _names: tuple[tuple[str, str, PayerEntry], ...]


@cache
def payers() -> PayerList:
    """The payers that come with the product."""
    data = tomllib.loads(files("intake.insurance").joinpath("data/payers.toml").read_text("utf-8"))
    return payers_from(data["payer"])


def payers_from(rows: Iterable[Mapping[str, Any]]) -> PayerList:
    """A searchable list; a code that stands twice is refused."""
    entries = tuple(
        PayerEntry(row["code"], row["name"], row["kind"], tuple(row.get("states", ())), tuple(row.get("aliases", ())))
        for row in rows
    )
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) < len(entries):
        raise ValueError("a payer's code stands twice")
    names = tuple((_key(name), name, entry) for entry in entries for name in (entry.name, *entry.aliases))
    return PayerList(entries, by_code, names)


def search_payers(listed: PayerList, text: str, limit: int = 8) -> list[PayerHit]:
    """The payers that what was typed may mean, misspelt too; each once, the surest first. Nothing when none is near."""
    key = _key(text[:_LONGEST_QUERY])
    if not key:
        return []
    found: dict[str, PayerHit] = {}
    for own, name, entry in listed._names:
        score = _score(key, own)
        if score and (entry.code not in found or found[entry.code].score < score):
            found[entry.code] = PayerHit(entry, name, round(score, 1))
    return sorted(found.values(), key=lambda hit: (-hit.score, hit.payer.name))[:limit]


@cache
def coverage() -> Mapping[str, Any]:
    """The closed lists in which coverage is told."""
    return tomllib.loads(files("intake.insurance").joinpath("data/coverage.toml").read_text("utf-8"))


def coverage_kinds() -> dict[str, str]:
    """Code -> words."""
    return {kind["code"]: kind["words"] for kind in coverage()["kind"]}


def has_member_id(coverage_kind: object) -> bool:
    """False where nobody issues one. Coverage that is not known may have one."""
    return coverage_kind not in coverage()["without_policy"]


class Told(Protocol):
    """A policy as told."""

    def answer(self, field: str) -> Any: ...


@dataclass(frozen=True)
class PolicyWarning:
    """Which answer looks wrong, and what to do about it."""

    field: str
    words: str


def policy_warnings(policy: Told) -> list[PolicyWarning]:
    """What looks wrong with a policy. It is told, and never refused: whoever sits before the card decides."""
    found = []
    member_id = policy.answer("member_id")
    if is_known(member_id):
        for known in coverage()["format"]:
            applies = policy.answer("coverage_kind") == known["kind"] and policy.answer("plan_type") not in known["not_with"]
            if applies and not re.fullmatch(known["pattern"], bare(member_id)):
                found.append(PolicyWarning("member_id", known["words"]))
    starts_on, ends_on = policy.answer("starts_on"), policy.answer("ends_on")
    if is_known(starts_on) and is_known(ends_on) and ends_on < starts_on:
        found.append(PolicyWarning("ends_on", "It ends before it begins. Ask again for both days."))
    kind = policy.answer("coverage_kind")
    if is_known(policy.answer("medicare_parts")) and is_known(kind) and kind != "medicare":
        found.append(PolicyWarning("medicare_parts", "Parts A to D belong to Medicare, and another kind of coverage was told."))
    return found


def bare(number: str) -> str:
    """A number of a card without spaces and signs, in capital letters."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _score(key: str, own: str) -> float:
    if key == own:
        return _EXACT
    words, own_words = set(key.split()), set(own.split())
    if own_words <= words or words <= own_words:
        return _WORDS - 10 * (1 - min(len(key), len(own)) / max(len(key), len(own)))
    if len(key) > 1 and own.startswith(key):
        return _BEGINNING - 10 * (1 - len(key) / len(own))
    likeness = max(OSA.normalized_similarity(key, own), fuzz.token_sort_ratio(key, own) / 100)
    same_sound = metaphone(key) == metaphone(own)
    if len(key) < _SHORTEST_MISSPELT or likeness < (_NEAR_BY_SOUND if same_sound else _NEAR):
        return 0.0
    return _SPELLING * likeness + 10 * same_sound


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_DROPPED)
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    telling = [word for word in words if word not in _FILLER]
    return (
        " ".join(telling or words)
        .replace("bcbs", "blue cross blue shield")
        .replace("bluecross blueshield", "blue cross blue shield")
    )
