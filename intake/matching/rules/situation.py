"""From the plain facts of an intake to what a place must offer, by the reviewed crosswalk in data/crosswalk.toml."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from intake.callers.rules import ADULT, Ages
from intake.foundation.answers import Missing
from intake.matching.rules.needs import (
    Area,
    Needs,
    Network,
    Origin,
    PaidBy,
    Question,
    Wish,
    either,
    load_data,
    question,
    questions,
)


class UnknownWish(ValueError):
    """A wish or must-have that is no question of data/questions.toml, or one that is only a caution."""


class Coverage(NamedTuple):
    """A policy that is not over: its kind (`commercial`, …, or `uninsured`), what to call the insurer, whose network is to be
    confirmed with the place, and the states that its plan may be of; empty: nobody knows.
    """

    kind: str | Missing
    payer: str | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What an intake knows. `withdrawal`: classes of substance for which triage indicates withdrawal care,
    `maybe_withdrawal`: for which an answer that is missing decides it.

    `policies`: the one to be asked first first; `home`: the state of a plan of which nobody knows it. `adult` is for when no age
    in years is known. `level`: of care, as somebody told it (`asam-4/3.7`). `also_must` and `wishes` are questions the caller or
    counselor added.
    """

    withdrawal: frozenset[str] = frozenset()
    maybe_withdrawal: frozenset[str] = frozenset()
    substances: frozenset[str] = frozenset()
    seizure_risk: bool | Missing = Missing.NOT_ASKED
    age_years: int | Ages | Missing = Missing.NOT_ASKED
    adult: bool | Missing = Missing.NOT_ASKED
    gender: str | Missing = Missing.NOT_ASKED
    pregnant: bool | Missing = Missing.NOT_ASKED
    language: str | Missing = Missing.NOT_ASKED
    needs_interpreter: bool | Missing = Missing.NOT_ASKED
    level: str | Missing = Missing.NOT_ASKED
    legal: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    veteran: bool | Missing = Missing.NOT_ASKED
    mental_health: bool | Missing = Missing.NOT_ASKED
    policies: tuple[Coverage, ...] = ()
    home: str | None = None
    also_must: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    radius_miles: float | None = None
    origin: Origin | None = None


def needs_from(situation: Situation) -> Needs:
    """What a place must offer and what would be good. Refuses with UnknownWish a word that is no question."""
    table = load_data("crosswalk")
    asked = (_care, _level, _coverage, _age, _gender, _pregnancy, _language, _access, _legal)
    musts = _unique([*(must for ask in asked for must in ask(situation, table)), *map(_known, situation.also_must)])
    wishes = [wish for wish in _wishes(situation, table) if wish.question not in musts]
    return Needs(
        musts=tuple(musts),
        wishes=tuple({wish.question: wish for wish in wishes}.values()),
        cautions=tuple(_cautions(situation, table)),
        levels=tuple(_unique(_levels(situation, table))),
        area=Area(situation.states, situation.radius_miles),
        origin=situation.origin,
        hospital_first=_hospital_first(situation, table),
        networks=tuple(dict.fromkeys(_networks(situation, table))),
        paid_by=tuple(_paid_by(situation, table)),
    )


def _care(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    known = table["class"]
    keys = [key for name in known if name in situation.withdrawal for key in known[name]["in_withdrawal"]]
    return [question(key) for key in keys or table["otherwise"]["musts"]]


def _levels(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    known = table["class"]
    return [question(key) for name in known if name in situation.withdrawal for key in known[name]["levels"]]


def _level(situation: Situation, _table: Mapping[str, Any]) -> list[Question]:
    return [] if isinstance(situation.level, Missing) else [_known(situation.level)]


def _coverage(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    """One of the person's policies has to be taken. Without one that a directory tells of, no place is left out for it."""
    asked = [key for kind in _kinds(situation) if (key := _asked(kind, table))]
    return [either(*map(question, asked))] if set(asked) & set(table["coverage"].values()) else []


def _kinds(situation: Situation) -> list[str]:
    """The kinds of coverage that are known, each once."""
    return list(dict.fromkeys(one.kind for one in situation.policies if not isinstance(one.kind, Missing)))


def _asked(kind: str, table: Mapping[str, Any]) -> str | None:
    found: str | None = table["coverage"].get(kind) or table["coverage_unlisted"].get(kind)
    return found


def _gender(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return _listed(table["gender"], situation.gender)


def _pregnancy(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return [question(table["pregnant"]["must"])] if situation.pregnant is True else []


def _language(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return _listed(table["language"], situation.language) if situation.needs_interpreter is True else []


def _access(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return [question(table["access"][need]) for need in situation.access if need in table["access"]]


def _legal(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    return [question(one["must"]) for one in _legal_entries(situation, table) if "must" in one]


def _legal_entries(situation: Situation, table: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [table["legal"][one] for one in situation.legal if one in table["legal"]]


def _networks(situation: Situation, table: Mapping[str, Any]) -> Iterator[Network]:
    for kind, payer, _ in situation.policies:
        if payer and kind not in table["no_network"]["kinds"]:
            yield Network(payer, None if isinstance(kind, Missing) else _asked(kind, table))


def _paid_by(situation: Situation, table: Mapping[str, Any]) -> Iterator[PaidBy]:
    for kind in table["of_one_state"]["kinds"]:
        plans = [one for one in situation.policies if one.kind == kind]
        if plans:
            states = (_state_of(one, situation.home) for one in plans)
            yield PaidBy(table["coverage"][kind], tuple(dict.fromkeys(state for state in states if state)))


def _state_of(plan: Coverage, home: str | None) -> str | None:
    """One that may be of several states, or of any, is of the home if it can be."""
    if len(plan.states) == 1:
        return plan.states[0]
    return home if not plan.states or home in plan.states else None


def _age(situation: Situation, table: Mapping[str, Any]) -> list[Question]:
    band = _age_band(situation, table)
    return [question(band["must"])] if band else []


def _age_band(situation: Situation, table: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The band of the age; of a guess only where both its ends lie in one, else by whether they are of age."""
    ages, adult = situation.age_years, situation.adult
    if not isinstance(ages, Missing):
        least, most = ages if isinstance(ages, Ages) else (ages, ages)
        bands = [next((band for band in table["age"] if age < band["below"]), None) for age in (least, most)]
        if bands[0] == bands[1]:
            return bands[0]
        adult = True if least >= ADULT else Missing.UNKNOWN
    return table["adult"] if adult is True else table["age"][0] if adult is False else None


def asks_age(needs: Needs) -> bool:
    """Whether places for other ages are left out."""
    table = load_data("crosswalk")
    ages = {band["must"] for band in (*table["age"], table["adult"])}
    return any(must.key in ages for must in needs.musts)


def _wishes(situation: Situation, table: Mapping[str, Any]) -> Iterator[Wish]:
    for key in situation.wishes:
        yield _weighted(_known(key), "spoken")
    for key in _told_wishes(situation, table):
        yield _weighted(question(key), "situation")


def _told_wishes(situation: Situation, table: Mapping[str, Any]) -> Iterator[str]:
    """Wishes that nobody named and the situation tells."""
    for name in table["class"]:
        if name in situation.substances:
            yield from table["class"][name]["used"]
        if name in situation.maybe_withdrawal:
            # Unknown is not no: a place that has it comes before an equal one, and none is left out for it.
            yield from table["class"][name]["in_withdrawal"]
    band = _age_band(situation, table)
    if band and "wish" in band:
        yield band["wish"]
    for fact in ("veteran", "mental_health"):
        if getattr(situation, fact) is True:
            yield table[fact]["wish"]
    yield from (table["coverage_wish"][kind] for kind in _kinds(situation) if kind in table["coverage_wish"])
    yield from (one["wish"] for one in _legal_entries(situation, table) if "wish" in one)
    if situation.language in table["language"]:
        yield table["language"][situation.language]


def _cautions(situation: Situation, table: Mapping[str, Any]) -> Iterator[Question]:
    used = situation.substances | situation.withdrawal
    for key, classes in table["only"].items():
        if not used or not used <= set(classes):
            yield question(key)
    # Not known is not one of them: a place for women, men or minors only is not told as one that surely takes this person.
    if situation.gender not in table["gender"]:
        yield from map(question, table["only_unless"]["gender"])
    if _age_band(situation, table) is None:
        yield from map(question, table["only_unless"]["age"])


def _hospital_first(situation: Situation, table: Mapping[str, Any]) -> bool:
    if situation.seizure_risk is True:
        return True
    # Not asked, not known or declined is never taken for "no risk".
    dangerous = any(table["class"][name]["seizures"] for name in situation.withdrawal if name in table["class"])
    return dangerous and situation.seizure_risk is not False


def _weighted(asked: Question, how: str) -> Wish:
    miles = load_data("wishes")[how]
    return Wish(asked, float(miles.get(asked.key, miles["default"])))


def _listed(table: Mapping[str, str], answer: str | Missing) -> list[Question]:
    return [question(table[answer])] if answer in table else []


def _known(key: str) -> Question:
    if key not in questions() or key in doubts():
        raise UnknownWish(key)
    return question(key)


@cache
def doubts() -> frozenset[str]:
    """What is only a caution: no place says of these that it does not offer them."""
    table = load_data("crosswalk")
    return frozenset({*table["only"], *(key for keys in table["only_unless"].values() for key in keys)})


def _unique(asked: Iterable[Question]) -> list[Question]:
    return list(dict.fromkeys(asked))
