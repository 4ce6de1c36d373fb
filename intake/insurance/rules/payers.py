"""Payers as a reviewed list that is found by any name or by the id of electronic requests. Nothing here says "accepted"."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jellyfish import metaphone
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

_LONGEST_QUERY = 80
_EXACT, _WORDS, _BEGINNING, _SPELLING = 100.0, 90.0, 80.0, 60.0
_SHORTEST_MISSPELT, _NEAR, _NEAR_BY_SOUND = 4, 0.75, 0.6
# Said by many callers and telling nothing apart.
_FILLER = frozenset({"insurance", "health", "plan", "the", "of", "and", "inc", "company", "ppo", "hmo", "epo", "pos"})


_DROPPED = str.maketrans("", "", "'’.")


@dataclass(frozen=True)
class PayerEntry:
    """An insurer or public program. `states` empty: everywhere in the country. `x12_id` None: not known for sure."""

    code: str
    name: str
    kind: str
    states: tuple[str, ...]
    aliases: tuple[str, ...]
    x12_id: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is found by."""
        return (self.name, *self.aliases, *((self.x12_id,) if self.x12_id else ()))


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
        PayerEntry(
            row["code"], row["name"], row["kind"], tuple(row.get("states", ())), tuple(row.get("aliases", ())), row.get("x12_id")
        )
        for row in rows
    )
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) < len(entries):
        raise ValueError("a payer's code stands twice")
    names = tuple((_key(name), name, entry) for entry in entries for name in entry.names)
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


def _score(key: str, own: str) -> float:
    if key == own:
        return _EXACT
    # A number that is nearly right is another insurer's.
    if key.isdigit() or own.isdigit():
        return 0.0
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
