"""Names as keys that find them again in spite of a slip, an accent, a short form, or the other way of spelling a sound."""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache
from importlib.resources import files

from jellyfish import metaphone
from rapidfuzz.distance import OSA

# Letters that no accent can be taken off from.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# Names of up to three letters have too many neighbors to be worth a slip.
_SHORTEST_WITH_SLIP = 4
_MOST_WORDS = 5
_MOST_LETTERS = 40
_SAME_SOUND, _SHORT_FORM = 0.9, 0.95


class NameField(IntEnum):
    """Which key it is; kept in the high bits of a token, so that a family name never meets a given one."""

    FAMILY = 0
    GIVEN = 1
    FAMILY_SOUND = 2
    GIVEN_SOUND = 3
    SHORT_FORM = 4


Key = tuple[NameField, str]


def name_keys(*, given: Iterable[str | None], family: Iterable[str | None]) -> set[Key]:
    """Every key under which a person with these names is found."""
    keys: set[Key] = set()
    for name in filter(None, family):
        for word in name_words(name):
            keys.update(_family_keys(word))
    for name in filter(None, given):
        for word in name_words(name):
            keys.update(_given_keys(word))
    return keys


def search_keys(text: str) -> list[set[Key]]:
    """For each word of what was typed the keys of which a person must have one. Empty when there is no word in it."""
    return [{*_family_keys(word), *_given_keys(word)} for word in _split(text)]


def exact_keys(text: str) -> list[set[Key]]:
    """For a single word: the keys that somebody of exactly this family name, or given name, has all of."""
    words = _split(text)
    if len(words) != 1:
        return []
    return [_slips(NameField.FAMILY, words[0]), _slips(NameField.GIVEN, words[0])]


def likeness(text: str, *, given: Iterable[str | None], family: Iterable[str | None]) -> float:
    """From 0 to 1: how well every word typed fits some word of the names."""
    words = _split(text)
    own = [word for name in (*given, *family) if name for word in name_words(name)]
    if not words or not own:
        return 0.0
    return sum(_best_fit(word, own) for word in words) / len(words)


def name_words(name: str) -> list[str]:
    """The words of a name, plain and lower-case; then, for a name of several words, all of it run together."""
    words = _split(name)
    return [*words, "".join(words)[:_MOST_LETTERS]] if len(words) > 1 else words


def _split(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in "'’ʼ`")
    words = "".join(sign if sign.isalnum() else " " for sign in bare).split()
    # A name of signs alone (an emoji) is found by those signs.
    found = words or ["".join(folded.split())] * bool(folded.strip())
    return [word[:_MOST_LETTERS] for word in found[:_MOST_WORDS]]


def _slips(field: NameField, word: str) -> set[Key]:
    """The word, and the word with each one letter left out: names one slip apart share one of these."""
    left_out = (word[:at] + word[at + 1 :] for at in range(len(word))) if len(word) >= _SHORTEST_WITH_SLIP else ()
    return {(field, word), *((field, shorter) for shorter in left_out)}


def _family_keys(word: str) -> Iterator[Key]:
    yield from _slips(NameField.FAMILY, word)
    if sound := _sound(word):
        yield NameField.FAMILY_SOUND, sound


def _given_keys(word: str) -> Iterator[Key]:
    yield from _slips(NameField.GIVEN, word)
    if sound := _sound(word):
        yield NameField.GIVEN_SOUND, sound
    for group in _short_forms().get(word, ()):
        yield NameField.SHORT_FORM, group


def _best_fit(word: str, own: list[str]) -> float:
    by_letters = max(float(OSA.normalized_similarity(word, other)) for other in own)
    if by_letters < _SHORT_FORM and any(_same_person_may_use(word, other) for other in own):
        return _SHORT_FORM
    # Never as sure as the same letters.
    if by_letters < _SAME_SOUND and (sound := _sound(word)) and any(sound == _sound(other) for other in own):
        return _SAME_SOUND
    return by_letters


def _same_person_may_use(one: str, other: str) -> bool:
    groups = _short_forms()
    return one in groups and other in groups and not groups[one].isdisjoint(groups[other])


def _sound(word: str) -> str:
    return metaphone(word) if word.isascii() and word.isalpha() and len(word) > 2 else ""


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    """Each name to the groups that it belongs to; a group goes by its first name."""
    data = tomllib.loads(files("intake.callers").joinpath("data/short_forms.toml").read_text("utf-8"))
    groups: dict[str, set[str]] = {}
    for group in data["groups"]:
        for name in group:
            groups.setdefault(name, set()).add(group[0])
    return {name: frozenset(found) for name, found in groups.items()}
