"""Names as keys that find them again in spite of a slip, an accent, a short form, or the other way of spelling a sound."""

import dataclasses
import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from importlib.resources import files
from itertools import product

from jellyfish import metaphone
from rapidfuzz.distance import OSA

# Count it up when names come to be found in another way: `flask desk prepare` then makes the tokens of everybody anew.
_EDITION = "5"
# Letters that no accent can be taken off from.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# Names of two letters have too many neighbors to be worth a slip.
_SHORTEST_WITH_SLIP = 3
_LONGEST_END = 3
_MOST_WORDS = 5
_MOST_LETTERS = 40
_SHORT_FORMS = files("intake.callers").joinpath("data/short_forms.toml")
_SAME_SOUND, _SHORT_FORM = 0.9, 0.95
# One slip is one slip: of three letters two alike are as good as three of four.
_TWO_OF_THREE, _SLIP_OF_THREE = 0.66, 0.75


class NameField(IntEnum):
    """Which key it is; kept in the high bits of a token, so that a family name never meets a given one."""

    FAMILY = 0
    GIVEN = 1
    FAMILY_SOUND = 2
    GIVEN_SOUND = 3
    SHORT_FORM = 4
    FAMILY_END = 5
    GIVEN_END = 6
    # Of a given and a family name together: all of one and a little of the other, or how both sound.
    FAMILY_BESIDE = 16
    GIVEN_BESIDE = 32
    SOUNDS = 48
    # No name: the day of birth, to be found together with one. The highest, so that it stands last.
    BIRTH = 64


Key = tuple[NameField, str]


@dataclass(frozen=True, slots=True)
class WordKeys:
    """How a typed word is looked for: somebody has one of `slips` and one of `ends`, or one of `other`."""

    itself: Key
    slips: set[Key]
    ends: set[Key]
    other: set[Key]

    @property
    def exact(self) -> set[Key]:
        """Somebody of exactly this name has all of these."""
        return {self.itself, *self.ends}

    @property
    def longest_end(self) -> Key:
        """Of `exact` the one that tells most beside the word itself."""
        return max(self.ends, key=lambda end: (len(end[1]), end[1]))

    @property
    def any(self) -> set[Key]:
        """Nobody whose name is like it has none of these."""
        return self.slips | self.other

    @property
    def likely(self) -> set[Key]:
        """Nor none of these."""
        return self.ends | self.other


def name_keys(*, given: Iterable[str | None], family: Iterable[str | None], born: date | None = None) -> set[Key]:
    """Every key under which a person with these names, born on this day, is found."""
    keys: set[Key] = {birth_key(born)} if born else set()
    given_words, family_words = ({word for name in names if name for word in name_words(name)} for names in (given, family))
    for field, words in ((NameField.FAMILY, family_words), (NameField.GIVEN, given_words)):
        for word in words:
            keys.update(_slips(field, word), _ends(field, word), _other(field, word))
    return keys.union(*(part for pair in product(given_words, family_words) for part in beside_keys(*pair)))


def birth_key(born: date) -> Key:
    return NameField.BIRTH, born.isoformat()


def edition() -> str:
    """Changes with the way in which names are found, the list of short forms included."""
    return hashlib.sha256(_EDITION.encode() + _SHORT_FORMS.read_bytes()).hexdigest()


def word_keys(word: str, *, family: bool) -> WordKeys:
    """The keys of one word as `split_words` gives it, taken for a family or for a given name."""
    field = NameField.FAMILY if family else NameField.GIVEN
    slips = _slips(field, word)
    # One that is too short for a slip is found as it is, and whoever has it may end otherwise.
    ends = _ends(field, word) if len(word) >= _SHORTEST_WITH_SLIP else slips
    return WordKeys((field, word), slips, ends, set(_other(field, word)))


def beside_keys(given: str, family: str) -> tuple[set[Key], set[Key]]:
    """The keys of two words beside one another: for the family and for the given name.

    Somebody whose names are both like these, one slip in each allowed for, shares one of either set: a slip leaves the first or
    the last letter of a word as it is. Hardly anybody else does, however common one of the two names is.
    """
    sounds = {(NameField.SOUNDS, f"{_sound(given)} {_sound(family)}")} if _sound(given) and _sound(family) else set()
    ends_of_given, ends_of_family = ({f"{word[0]}-", f"-{word[-1]}"} for word in (given, family))
    sides = (
        (NameField.FAMILY_BESIDE, _strong(NameField.FAMILY, family), ends_of_given | _short_forms().get(given, frozenset())),
        (NameField.GIVEN_BESIDE, _strong(NameField.GIVEN, given), ends_of_family),
    )
    for_family, for_given = ({(field, f"{strong} {weak}") for strong, weak in product(*both)} for field, *both in sides)
    return for_family | sounds, for_given | sounds


def likeness(text: str, *, given: Iterable[str | None], family: Iterable[str | None]) -> float:
    """From 0 to 1: how well every word typed fits some word of the names."""
    return Typed.of(text).likeness([*given, *family])


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, made ready to be held against many names."""

    words: tuple["_Word", ...]
    # How well each word fits names met before: a search meets the same few again and again.
    _met: dict[str, tuple[float, ...]] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, text: str) -> "Typed":
        return cls(tuple(_Word(word, _sound(word), _short_forms().get(word, frozenset())) for word in split_words(text)))

    def likeness(self, names: Iterable[str | None]) -> float:
        """From 0 to 1: how well every word fits some word of the names."""
        fits = [self._met.get(name) or self._meet(name) for name in names if name]
        return sum(map(max, zip(*fits, strict=True))) / len(self.words) if fits and self.words else 0.0

    def _meet(self, name: str) -> tuple[float, ...]:
        own = name_words(name)
        self._met[name] = tuple([max((word.fit(other) for other in own), default=0.0) for word in self.words])
        return self._met[name]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    sound: str
    short_forms: frozenset[str]

    def fit(self, other: str) -> float:
        """By letters; by ear, but never as sure as the same letters."""
        letters: float = OSA.normalized_similarity(self.text, other)
        if letters > _TWO_OF_THREE and len(self.text) <= _SHORTEST_WITH_SLIP:
            letters = max(letters, _SLIP_OF_THREE)
        if letters >= _SHORT_FORM:
            return letters
        if self.short_forms and not self.short_forms.isdisjoint(_short_forms().get(other, ())):
            return _SHORT_FORM
        return max(letters, _SAME_SOUND) if self.sound and self.sound == _sound(other) else letters


def name_words(name: str) -> list[str]:
    """The words of a name, plain and lower-case; then, for a name of several words, all of it run together."""
    words = split_words(name)
    return [*words, "".join(words)[:_MOST_LETTERS]] if len(words) > 1 else words


def split_words(text: str) -> list[str]:
    """The words of a name, plain and lower-case."""
    # What most names are, and quick: a search holds hundreds of them against what was typed.
    if text.isascii() and text.isalpha():
        return [text[:_MOST_LETTERS].lower()]
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


def _ends(field: NameField, word: str) -> set[Key]:
    """How the word begins and ends. One slip touches one of the two, so names one slip apart share the other.

    A slip in the middle of a short name must not reach both; so the shorter the name, the shorter its ends.
    """
    if len(word) < _SHORTEST_WITH_SLIP - 1:
        return set()
    sizes = {min(_LONGEST_END, (len(word) - 1) // 2), min(_LONGEST_END, len(word) // 2)} - {0}
    sort = NameField.FAMILY_END if field is NameField.FAMILY else NameField.GIVEN_END
    return {(sort, end) for size in sizes for end in (f"{word[:size]}-", f"-{word[-size:]}")}


def _other(field: NameField, word: str) -> Iterator[Key]:
    """The sound, and for a given name the groups of its short forms."""
    if sound := _sound(word):
        yield (NameField.FAMILY_SOUND if field is NameField.FAMILY else NameField.GIVEN_SOUND), sound
    if field is NameField.GIVEN:
        for group in _short_forms().get(word, ()):
            yield NameField.SHORT_FORM, group


def _strong(field: NameField, word: str) -> set[str]:
    return {f"{sort}.{key}" for sort, key in (*_slips(field, word), *_other(field, word))}


def _sound(word: str) -> str:
    return metaphone(word) if word.isascii() and word.isalpha() and len(word) > 2 else ""


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    """Each name to the groups that it belongs to; a group goes by its first name."""
    data = tomllib.loads(_SHORT_FORMS.read_text("utf-8"))
    groups: dict[str, set[str]] = {}
    for group in data["groups"]:
        for name in group:
            groups.setdefault(name, set()).add(group[0])
    return {name: frozenset(found) for name, found in groups.items()}
