"""From the plain facts of an intake to what a place must offer, by the reviewed crosswalk in data/crosswalk.toml."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intake.foundation.answers import Missing
from intake.matching.rules.needs import Area, Needs, Origin, Question, Wish, load_data, question, questions

# How much farther a wish that somebody spoke aloud may be, unless they say otherwise.
_SPOKEN_WISH_MILES = 25.0


class UnknownWish(ValueError):
    """A wish or must-have that is no question of data/questions.toml."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an intake knows. `withdrawal`: classes of substance for which triage indicates withdrawal care.

    `coverage` is the kind (`commercial`, `medicaid`, …, or `uninsured`); `payer` the name to be confirmed with the place.
    `adult` is for when no age in years is known. `also_must` and `wishes` are questions the caller or counselor added.
    """

    withdrawal: frozenset[str] = frozenset()
    substances: frozenset[str] = frozenset()
    seizure_risk: bool | Missing = Missing.NOT_ASKED
    age_years: int | Missing = Missing.NOT_ASKED
    adult: bool | Missing = Missing.NOT_ASKED
    gender: str | Missing = Missing.NOT_ASKED
    pregnant: bool | Missing = Missing.NOT_ASKED
    language: str | Missing = Missing.NOT_ASKED
    veteran: bool | Missing = Missing.NOT_ASKED
    mental_health: bool | Missing = Missing.NOT_ASKED
    coverage: str | Missing = Missing.NOT_ASKED
    payer: str | None = None
    also_must: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    radius_miles: float | None = None
    origin: Origin | None = None


def needs_from(situation: Situation) -> Needs:
    """What a place must offer and what would be good. Refuses with UnknownWish a word that is no question."""
    table = load_data("crosswalk")
    musts = _unique([*_care(situation, table), *_coverage(situation, table), *_age(situation, table), *_gender(situation, table)])
    musts = _unique([*musts, *map(_known, situation.also_must)])
    wishes = [wish for wish in _wishes(situation, table) if wish.question not in musts]
    return Needs(
        musts=tuple(musts),
        wishes=tuple({wish.question: wish for wish in wishes}.values()),
        cautions=tuple(_cautions(situation, table)),
        area=Area(situation.states, situation.radius_miles),
        origin=situation.origin,
        hospital_first=_hospital_first(situation, table),
        network_to_confirm=situation.payer if situation.coverage in table["coverage"] else None,
    )


def _care(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    known = table["class"]
    keys = [key for name in known if name in situation.withdrawal for key in known[name]["in_withdrawal"]]
    return [question(key) for key in keys or table["otherwise"]["musts"]]


def _coverage(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return _listed(table["coverage"], situation.coverage)


def _gender(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return _listed(table["gender"], situation.gender)


def _age(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    band = _age_band(situation, table)
    return [question(band["must"])] if band else []


def _age_band(situation: Situation, table: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if isinstance(situation.age_years, Missing):
        return table["adult"] if situation.adult is True else table["age"][0] if situation.adult is False else None
    return next((band for band in table["age"] if situation.age_years < band["below"]), None)


def _wishes(situation: Situation, table: Mapping[str, Any]) -> Iterator[Wish]:
    for key in situation.wishes:
        yield Wish(_known(key), _SPOKEN_WISH_MILES)
    for name in table["class"]:
        if name in situation.substances:
            yield from (Wish(question(key)) for key in table["class"][name]["used"])
    band = _age_band(situation, table)
    if band and "wish" in band:
        yield Wish(question(band["wish"]))
    for fact in ("pregnant", "veteran", "mental_health"):
        if getattr(situation, fact) is True:
            yield _weighted(table[fact]["wish"])
    if situation.coverage == "uninsured":
        yield _weighted(table["uninsured"]["wish"])
    if situation.language in table["language"]:
        yield _weighted(table["language"][situation.language])


def _cautions(situation: Situation, table: Mapping[str, Any]) -> Iterator[Question]:
    used = situation.substances | situation.withdrawal
    for key, classes in table["only"].items():
        if not used or not used <= set(classes):
            yield question(key)


def _hospital_first(situation: Situation, table: Mapping[str, Any]) -> bool:
    if situation.seizure_risk is True:
        return True
    # Not asked, not known or declined is never taken for "no risk".
    dangerous = any(table["class"][name]["seizures"] for name in situation.withdrawal if name in table["class"])
    return dangerous and situation.seizure_risk is not False


def _weighted(entry: Mapping[str, Any]) -> Wish:
    return Wish(question(entry["question"]), float(entry["miles"]))


def _listed(table: Mapping[str, str], answer: str | Missing) -> list[Question]:
    return [question(table[answer])] if answer in table else []


def _known(key: str) -> Question:
    if key not in questions():
        raise UnknownWish(key)
    return question(key)


def _unique(asked: Iterable[Question]) -> list[Question]:
    return list(dict.fromkeys(asked))
