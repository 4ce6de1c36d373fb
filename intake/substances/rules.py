"""The catalogue of substances and how one is found by whatever people call it. Pure: read once, no database."""

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jellyfish import metaphone
from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.foundation.answers import Missing

Kind = Literal["name", "brand", "street", "also"]
Why = Literal["exact", "inside", "prefix", "spelling", "sound"]

_KINDS: tuple[Kind, ...] = ("name", "brand", "also", "street")
_SCORES: Mapping[Why, float] = {"exact": 100, "inside": 90, "prefix": 80, "spelling": 60, "sound": 60}
_LONGEST_QUERY = 80
_AMOUNT = re.compile(r"\b\d+([.,]\d+)?\s*(mg|mgs|mcg|ug|ml|g|gram|grams|milligrams?|pills?|tablets?|tabs?|x)?\b", re.I)


@dataclass(frozen=True)
class Entry:
    """One substance. A class or drug of "unknown" is a missing answer: nobody could say."""

    code: str
    name: str
    drug_key: str | Missing
    substance_class: str | Missing
    brands: tuple[str, ...]
    street_names: tuple[str, ...]
    also_written: tuple[str, ...]
    icd10cm_family: str
    # the closest category of the TEDS-A list, for counts handed to states
    teds_code: int
    rxnorm: str | None
    atc: str | None
    usual_units: tuple[str, ...]
    usual_routes: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed_on: str


@dataclass(frozen=True)
class Hit:
    """An entry, the name by which it was found, and why that name was taken for what was typed."""

    entry: Entry
    matched: str
    kind: Kind
    why: Why
    score: float


@dataclass(frozen=True)
class _Name:
    key: str
    words: tuple[str, ...]
    written: str
    kind: Kind
    entry: Entry
    place: int


@dataclass(frozen=True)
class Catalogue:
    entries: tuple[Entry, ...]
    by_code: Mapping[str, Entry]
    _by_key: Mapping[str, tuple[_Name, ...]]
    _keys: tuple[str, ...]
    _by_sound: Mapping[str, tuple[str, ...]]
    _everyday: frozenset[str]
    _not_listed: tuple[str, ...]
    _longest_name: int


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that comes with the product."""
    return catalogue_from(tomllib.loads(files("intake.substances").joinpath("data/catalogue.toml").read_text("utf-8")))


def catalogue_from(data: Mapping[str, Any]) -> Catalogue:
    """A searchable catalogue from plain data; a code that stands twice is refused."""
    entries = tuple(_entry(row) for row in data["substance"])
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) < len(entries):
        raise ValueError(f"a code stands twice: {sorted(entry.code for entry in entries)}")
    names = [name for place, entry in enumerate(entries) for name in _names(entry, place)]
    by_key: defaultdict[str, list[_Name]] = defaultdict(list)
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_key[name.key].append(name)
    for key in by_key:
        by_sound[_sound(key)].append(key)
    return Catalogue(
        entries=entries,
        by_code=by_code,
        _by_key={key: tuple(found) for key, found in by_key.items()},
        _keys=tuple(sorted(by_key)),
        _by_sound={sound: tuple(keys) for sound, keys in by_sound.items() if len(sound) > 2},
        _everyday=frozenset(map(_key, data["everyday_words"])),
        _not_listed=tuple(map(_key, data["not_listed"])),
        _longest_name=max(len(name.words) for name in names),
    )


def search(catalogue: Catalogue, text: str, limit: int = 8) -> list[Hit]:
    """The best entries for what was typed, each once, the surest first; nothing for a text that resembles no name.

    An exact name stands before every guess.
    """
    best: dict[str, Hit] = {}
    for hit in sorted(_hits(catalogue, text[:_LONGEST_QUERY]), key=lambda found: (-found[0], found[1].place)):
        name, why, score = hit[1], hit[2], hit[0]
        best.setdefault(name.entry.code, Hit(name.entry, name.written, name.kind, why, round(score, 1)))
        if len(best) == limit:
            break
    return list(best.values())


_Found = tuple[float, _Name, Why]


def _hits(catalogue: Catalogue, text: str) -> Iterator[_Found]:
    words = _words(text)
    key = "".join(words)
    if not key:
        return
    yield from _named(catalogue, key, "exact", 0)
    bare = _words(_AMOUNT.sub(" ", text)) or words
    bare_key = "".join(bare)
    asked = dict.fromkeys([key, bare_key, *_singular(key), *_singular(bare_key)])
    known = False
    for written in asked:
        for found in _named(catalogue, written, "exact", 1 if written != key else 0):
            known = True
            yield found
    for found in _inside(catalogue, words):
        known = True
        yield found
    if bare_key.isdigit():
        return
    yield from _beginning(catalogue, bare_key)
    if not known:
        yield from _resembling(catalogue, bare)


def _named(catalogue: Catalogue, key: str, why: Why, less: float) -> Iterator[_Found]:
    for name in catalogue._by_key.get(key, ()):
        yield _SCORES[why] - less - _KINDS.index(name.kind) / 10, name, why


def _inside(catalogue: Catalogue, words: tuple[str, ...]) -> Iterator[_Found]:
    """Whole names within a longer text: "drinks vodka every day". Everyday words are not taken for street names."""
    if len(words) < 2:
        return
    for size in range(min(catalogue._longest_name, len(words) - 1), 0, -1):
        for start in range(len(words) - size + 1):
            key = "".join(words[start : start + size])
            if len(key) > 2 and key not in catalogue._everyday:
                for written in (key, *_singular(key)):
                    yield from _named(catalogue, written, "inside", 3 - min(size, 3))


def _beginning(catalogue: Catalogue, key: str) -> Iterator[_Found]:
    if len(key) < 2:
        return
    for at in range(bisect_left(catalogue._keys, key), len(catalogue._keys)):
        whole = catalogue._keys[at]
        if not whole.startswith(key):
            return
        if whole != key:
            yield from _named(catalogue, whole, "prefix", 10 * (1 - len(key) / len(whole)))


def _resembling(catalogue: Catalogue, words: tuple[str, ...]) -> Iterator[_Found]:
    yield from _guesses(catalogue, "".join(words), cautious=False)
    if len(words) > 1:
        for word in words:
            yield from _guesses(catalogue, word, cautious=True)


def _guesses(catalogue: Catalogue, key: str, *, cautious: bool) -> Iterator[_Found]:
    """Names spelled or sounding nearly so, unless a medicine outside the catalogue is at least as near."""
    edits = _edits_allowed(len(key)) - cautious
    if edits < 1 or key.isdigit():
        return
    sound = _sound(key)
    alike = {other for other in catalogue._by_sound.get(sound, ()) if _sounds_believable(key, other)}
    near = {
        other: int(edit)
        for other, edit, _ in process.extract(key, catalogue._keys, scorer=OSA.distance, score_cutoff=edits, limit=None)
        if len(other) > 3
    }
    # a word out of a sentence is taken by its spelling only: "drinks" sounds like a street name
    distances = near if cautious else near | {other: OSA.distance(key, other) for other in alike}
    nearest_stranger = min((OSA.distance(key, other) for other in catalogue._not_listed), default=99)
    for other, distance in distances.items():
        if distance < nearest_stranger:
            likeness = 1 - distance / max(len(key), len(other))
            sure = 12 * likeness + 4 * (other in alike) + 2 * (key[0] == other[0])
            yield from _named(catalogue, other, "spelling" if distance <= edits else "sound", -sure)


def _edits_allowed(length: int) -> int:
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 10 else 3


def _sounds_believable(key: str, other: str) -> bool:
    return min(len(key), len(other)) > 3 and OSA.distance(key, other) <= max(len(key), len(other)) / 2


def _sound(key: str) -> str:
    return metaphone(key)


def _singular(key: str) -> Iterable[str]:
    if len(key) > 4 and key.endswith("s"):
        yield key[:-1]
        if key.endswith("es"):
            yield key[:-2]


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    kept = "".join(c if c.isascii() and c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return tuple(kept.split())


def _key(text: str) -> str:
    return "".join(_words(text))


def _names(entry: Entry, place: int) -> Iterator[_Name]:
    given: Iterable[tuple[Kind, tuple[str, ...]]] = (
        ("name", (entry.name, entry.code.replace("_", " "))),
        ("brand", entry.brands),
        ("also", entry.also_written),
        ("street", entry.street_names),
    )
    for kind, written in given:
        for name in written:
            yield _Name(_key(name), _words(name), name, kind, entry, place)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        code=row["code"],
        name=row["name"],
        drug_key=_unless_unknown(row["drug_key"]),
        substance_class=_unless_unknown(row["substance_class"]),
        brands=tuple(row.get("brands", ())),
        street_names=tuple(row.get("street_names", ())),
        also_written=tuple(row.get("also_written", ())),
        icd10cm_family=row["icd10cm_family"],
        teds_code=row["teds_code"],
        rxnorm=row.get("rxnorm"),
        atc=row.get("atc"),
        usual_units=tuple(row["usual_units"]),
        usual_routes=tuple(row["usual_routes"]),
        sources=tuple(row["sources"]),
        reviewed_on=row["reviewed_on"].isoformat(),
    )


def _unless_unknown(word: str) -> str | Missing:
    return Missing.UNKNOWN if word == Missing.UNKNOWN.value else word
