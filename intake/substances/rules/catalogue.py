"""The reviewed catalogue, read once, with its names laid out for finding them. Its entries stand in blocks, one file each."""

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal

from jellyfish import metaphone

from intake.foundation.answers import Missing
from intake.foundation.reviewed import Reviewed

Kind = Literal["name", "brand", "also", "street"]


@dataclass(frozen=True)
class Source:
    title: str
    publisher: str
    date: str


@dataclass(frozen=True)
class Block(Reviewed):
    """Entries that were collected and reviewed together."""

    title: str
    sources: tuple[Source, ...]
    reviewed_on: date
    reviewed_by: str


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
    # codes of what a mixture is known to hold
    contains: tuple[str, ...]
    block: Block


@dataclass(frozen=True)
class Name:
    """One of the names of an entry; `place` is the entry's place in the file."""

    key: str
    words: tuple[str, ...]
    written: str
    kind: Kind
    entry: Entry
    place: int


@dataclass(frozen=True)
class Catalogue:
    """All entries, and their names by key (see `key_of`) and by sound."""

    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    by_code: Mapping[str, Entry]
    by_key: Mapping[str, tuple[Name, ...]]
    keys: tuple[str, ...]
    by_sound: Mapping[str, tuple[str, ...]]
    # street names that count only when typed alone
    everyday: frozenset[str]
    # medicines outside the catalogue: what is nearer to one of them is not guessed at
    not_listed: tuple[str, ...]
    longest_name: int


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that comes with the product."""
    data = files("intake.substances").joinpath("data")
    blocks = sorted(data.joinpath("catalogue").iterdir(), key=lambda file: file.name)
    read = [_toml(file) for file in blocks if file.name.endswith(".toml")]
    return catalogue_from(_toml(data / "catalogue.toml"), read, _toml(data / "spanish.toml"))


def catalogue_from(
    head: Mapping[str, Any], blocks: Iterable[Mapping[str, Any]], spanish: Mapping[str, Any] = MappingProxyType({})
) -> Catalogue:
    """A searchable catalogue from plain data: the head, the blocks, and what its entries are called in Spanish.

    Refuses a code that stands twice, a mixture of what is not listed and a Spanish name of what is not listed.
    """
    sources = {name: Source(**told) for name, told in head["source"].items()}
    read = [(_block(told, sources), told) for told in blocks]
    entries = tuple(_entry({**told["defaults"], **row}, block, spanish) for block, told in read for row in told["substance"])
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) < len(entries):
        raise ValueError(f"a code stands twice: {sorted(entry.code for entry in entries)}")
    strangers = {code for entry in entries for code in entry.contains} - set(by_code)
    if strangers:
        raise ValueError(f"a mixture contains what is not listed: {sorted(strangers)}")
    unknown = {*spanish.get("written", {}), *spanish.get("street", {})} - set(by_code)
    if unknown:
        raise ValueError(f"a Spanish name of what is not listed: {sorted(unknown)}")
    names = [name for place, entry in enumerate(entries) for name in _names(entry, place)]
    by_key: defaultdict[str, list[Name]] = defaultdict(list)
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_key[name.key].append(name)
    for key in by_key:
        by_sound[sound_of(key)].append(key)
    return Catalogue(
        blocks=tuple(block for block, _ in read),
        entries=entries,
        by_code=by_code,
        by_key={key: tuple(found) for key, found in by_key.items()},
        keys=tuple(sorted(by_key)),
        by_sound={sound: tuple(keys) for sound, keys in by_sound.items() if len(sound) > 2},
        everyday=frozenset(map(key_of, (*head["everyday_words"], *spanish.get("everyday_words", ())))),
        not_listed=tuple(map(key_of, head["not_listed"])),
        longest_name=max(len(name.words) for name in names),
    )


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in plain lower-case letters and digits, nothing else."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    kept = "".join(c if c.isascii() and c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return tuple(kept.split())


def key_of(text: str) -> str:
    """One spelling for a name however it is spaced, hyphenated or accented."""
    return "".join(words_of(text))


def sound_of(key: str) -> str:
    """How a key sounds in English; two keys that sound alike have the same one."""
    return metaphone(key)


def _names(entry: Entry, place: int) -> Iterator[Name]:
    given: Iterable[tuple[Kind, tuple[str, ...]]] = (
        ("name", (entry.name, entry.code.replace("_", " "))),
        ("brand", entry.brands),
        ("also", entry.also_written),
        ("street", entry.street_names),
    )
    for kind, written in given:
        for name in written:
            yield Name(key_of(name), words_of(name), name, kind, entry, place)


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _block(told: Mapping[str, Any], sources: Mapping[str, Source]) -> Block:
    return Block(told["title"], tuple(sources[name] for name in told["sources"]), told["reviewed_on"], told["reviewed_by"])


def _entry(row: Mapping[str, Any], block: Block, spanish: Mapping[str, Any]) -> Entry:
    return Entry(
        code=row["code"],
        name=row["name"],
        drug_key=_unless_unknown(row.get("drug_key", row["code"])),
        substance_class=_unless_unknown(row["substance_class"]),
        brands=tuple(row.get("brands", ())),
        street_names=(*row.get("street_names", ()), *spanish.get("street", {}).get(row["code"], ())),
        also_written=(*row.get("also_written", ()), *spanish.get("written", {}).get(row["code"], ())),
        icd10cm_family=row["icd10cm_family"],
        teds_code=row["teds_code"],
        rxnorm=row.get("rxnorm"),
        atc=row.get("atc"),
        usual_units=tuple(row["usual_units"]),
        usual_routes=tuple(row["usual_routes"]),
        contains=tuple(row.get("contains", ())),
        block=block,
    )


def _unless_unknown(word: str) -> str | Missing:
    return Missing.UNKNOWN if word == Missing.UNKNOWN.value else word
