"""From an intake's answers and findings to the situation that the crosswalk reads. Missing answers stay missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from intake.callers.rules import ages_of
from intake.foundation.answers import Missing, is_known
from intake.intakes.rules.answers import Answers
from intake.matching.rules.needs import Origin, load_data
from intake.matching.rules.situation import Coverage, Situation


@dataclass(frozen=True, slots=True)
class Told:
    """What one intake tells the matcher. `classes`: of the substances used; `flags`: of the findings that stand,
    `possible`: of those that an answer still decides.
    """

    intake: Answers
    subject: Answers
    classes: Collection[str]
    flags: Collection[str]
    possible: Collection[str]
    policies: Sequence[Coverage]
    home_state: str | None
    origin: Origin | None


def situation_of(told: Told, today: date) -> Situation:
    """Plain facts for the crosswalk. Without a state that was asked for, the state of the person's ZIP code.

    A plan of which nobody knows the state is of the one where they live, or else of the only one that is looked in.
    """
    states = tuple(_list(told.intake.answer("search_states")))
    radius = told.intake.answer("search_radius_miles")
    return Situation(
        withdrawal=withdrawal_of(told.flags),
        maybe_withdrawal=maybe_withdrawal_of(told.flags, told.possible),
        substances=frozenset(told.classes),
        seizure_risk=_seizure_risk(told),
        age_years=ages_of(told.subject, today),
        adult=told.subject.answer("is_adult"),
        gender=told.subject.answer("gender"),
        pregnant=told.intake.answer("pregnant"),
        language=told.subject.answer("language"),
        needs_interpreter=_needs_interpreter(told.subject),
        level=told.intake.answer("level_of_care"),
        legal=tuple(_list(told.intake.answer("legal_status"))),
        access=tuple(_list(told.intake.answer("access_needs"))),
        veteran=told.intake.answer("veteran"),
        policies=tuple(told.policies),
        home=told.home_state or (states[0] if len(states) == 1 else None),
        also_must=tuple(_list(told.intake.answer("must_haves"))),
        wishes=tuple(_list(told.intake.answer("wishes"))),
        states=states or _home(told, radius),
        radius_miles=float(radius) if is_known(radius) else None,
        origin=told.origin,
    )


def withdrawal_of(flags: Collection[str]) -> frozenset[str]:
    """The classes of withdrawal care that findings point to."""
    table = load_data("crosswalk")["flag"]
    pointed = [table[flag] for flag in flags if flag in table]
    named = {entry["class"] for entry in pointed}
    return frozenset(entry["class"] for entry in pointed if entry.get("unless") not in named)


def maybe_withdrawal_of(flags: Collection[str], possible: Collection[str]) -> frozenset[str]:
    """The classes of which nobody knows yet whether they need withdrawal care."""
    return withdrawal_of({*flags, *possible}) - withdrawal_of(flags)


def _seizure_risk(told: Told) -> bool | Missing:
    """Yes as soon as anything says so; no only when a past seizure and a seizure disorder are both answered with no."""
    answers = [told.intake.answer("past_withdrawal_seizure"), told.intake.answer("seizure_disorder")]
    if "seizure_risk" in told.flags or True in answers:
        return True
    return False if answers == [False, False] else Missing.UNKNOWN


def _needs_interpreter(person: Answers) -> bool | Missing:
    """No interpreter is needed where the person speaks English as well."""
    needed: bool | Missing = person.answer("interpreter_needed")
    return False if needed is True and "en" in _list(person.answer("other_languages")) else needed


def _home(told: Told, radius: object) -> tuple[str, ...]:
    return () if is_known(radius) or told.home_state is None else (told.home_state,)


def _list(answer: Any) -> list[str]:
    return list(answer) if is_known(answer) else []
