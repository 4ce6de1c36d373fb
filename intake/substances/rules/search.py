"""Finds entries by whatever people call them: exact names first, then beginnings, then what is spelled or sounds alike."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.substances.rules.catalogue import Catalogue, Entry, Kind, Name, sound_of, words_of

Why = Literal["exact", "inside", "prefix", "spelling", "sound"]

_KINDS: tuple[Kind, ...] = ("name", "brand", "also", "street")
_SCORES: Mapping[Why, float] = {"exact": 100, "inside": 90, "prefix": 80, "spelling": 60, "sound": 60}
_LONGEST_QUERY = 80
_AMOUNT = re.compile(r"\b\d+([.,]\d+)?\s*(mg|mgs|mcg|ug|ml|g|gram|grams|milligrams?|pills?|tablets?|tabs?|x)?\b", re.I)


@dataclass(frozen=True)
class Hit:
    """An entry, the name by which it was found, and why that name was taken for what was typed."""

    entry: Entry
    matched: str
    kind: Kind
    why: Why
    score: float


def search(catalogue: Catalogue, text: str, limit: int = 8) -> list[Hit]:
    """The best entries for what was typed, each once, the surest first; nothing for a text that resembles no name.

    An exact name stands before every guess.
    """
    best: dict[str, Hit] = {}
    found = sorted(_hits(catalogue, text[:_LONGEST_QUERY]), key=lambda hit: (-hit[0], hit[1].place))
    for score, name, why in found:
        best.setdefault(name.entry.code, Hit(name.entry, name.written, name.kind, why, round(score, 1)))
        if len(best) == limit:
            break
    return list(best.values())


_Found = tuple[float, Name, Why]


def _hits(catalogue: Catalogue, text: str) -> Iterator[_Found]:
    words = words_of(text)
    key = "".join(words)
    if not key:
        return
    bare = words_of(_AMOUNT.sub(" ", text)) or words
    sure = [*_exact(catalogue, key, "".join(bare)), *_inside(catalogue, words)]
    yield from sure
    if not "".join(bare).isdigit():
        yield from _beginning(catalogue, "".join(bare))
        yield from _resembling(catalogue, bare, whole=not sure)


def _exact(catalogue: Catalogue, key: str, bare: str) -> Iterator[_Found]:
    """The text as it stands, then without amounts and plurals: "klonopins", "klonopin 2 mg"."""
    for written in dict.fromkeys([key, bare, *_singular(key), *_singular(bare)]):
        yield from _named(catalogue, written, "exact", 0 if written == key else 1)


def _named(catalogue: Catalogue, key: str, why: Why, less: float) -> Iterator[_Found]:
    for name in catalogue.by_key.get(key, ()):
        yield _SCORES[why] - less - _KINDS.index(name.kind) / 10, name, why


def _inside(catalogue: Catalogue, words: tuple[str, ...]) -> Iterator[_Found]:
    """Whole names within a longer text: "drinks vodka every day". Everyday words are not taken for street names."""
    if len(words) < 2:
        return
    for size in range(min(catalogue.longest_name, len(words) - 1), 0, -1):
        for start in range(len(words) - size + 1):
            key = "".join(words[start : start + size])
            if len(key) > 2 and key not in catalogue.everyday:
                for written in (key, *_singular(key)):
                    yield from _named(catalogue, written, "inside", 3 - min(size, 3))


def _beginning(catalogue: Catalogue, key: str) -> Iterator[_Found]:
    if len(key) < 2:
        return
    for at in range(bisect_left(catalogue.keys, key), len(catalogue.keys)):
        whole = catalogue.keys[at]
        if not whole.startswith(key):
            return
        if whole != key:
            yield from _named(catalogue, whole, "prefix", 10 * (1 - len(key) / len(whole)))


def _resembling(catalogue: Catalogue, words: tuple[str, ...], *, whole: bool) -> Iterator[_Found]:
    """Guesses at the whole text, unless a name was found in it, and at each of its words that is no name itself."""
    if whole:
        yield from _guesses(catalogue, "".join(words), cautious=False)
    if len(words) > 1:
        for word in words:
            if word not in catalogue.by_key:
                yield from _guesses(catalogue, word, cautious=True)


def _guesses(catalogue: Catalogue, key: str, *, cautious: bool) -> Iterator[_Found]:
    """Names spelled or sounding nearly so, unless a medicine outside the catalogue is at least as near."""
    edits = _edits_allowed(len(key)) - cautious
    if edits < 1 or key.isdigit():
        return
    sound = sound_of(key)
    alike = {other for other in catalogue.by_sound.get(sound, ()) if _sounds_believable(key, other)}
    near = {
        other: int(edit)
        for other, edit, _ in process.extract(key, catalogue.keys, scorer=OSA.distance, score_cutoff=edits, limit=None)
        if len(other) > 3
    }
    # a word out of a sentence is taken by its spelling only: "drinks" sounds like a street name
    distances = near if cautious else near | {other: OSA.distance(key, other) for other in alike}
    nearest_stranger = min((OSA.distance(key, other) for other in catalogue.not_listed), default=99)
    for other, distance in distances.items():
        # as near to a stranger by letters: the ear decides ("clonapin" is Klonopin, not clozapine)
        if distance < nearest_stranger or (distance == nearest_stranger and other in alike):
            likeness = 1 - distance / max(len(key), len(other))
            sure = 12 * likeness + 4 * (other in alike) + 2 * (key[0] == other[0])
            yield from _named(catalogue, other, "spelling" if distance <= edits else "sound", -sure)


def _edits_allowed(length: int) -> int:
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 10 else 3


def _sounds_believable(key: str, other: str) -> bool:
    return min(len(key), len(other)) > 3 and OSA.distance(key, other) <= max(len(key), len(other)) / 2


def _singular(key: str) -> Iterable[str]:
    if len(key) > 4 and key.endswith("s"):
        yield key[:-1]
        if key.endswith("es"):
            yield key[:-2]
