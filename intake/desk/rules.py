"""The counselor's form as data: its sections, groups and fields, read once from data/form.toml."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from intake.callers.rules import age_on, relation_words
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.insurance.rules import coverage_kinds
from intake.matching.rules.needs import levels
from intake.matching.rules.reasons import level_words
from intake.substances.rules.use import routes, taken_with, treatment_kinds, treatment_medications, units

Option = tuple[str, str]
# Says words of the form in the language of a page; `str` leaves them English.
Speak = Callable[[str], str]
_PEOPLE = ("caller", "subject")
_RECORDS = ("person", "intake", "contact-point", "substance-use", "policy", "treatment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One answer's label and control. `only`: shown only when the call is for that person (`other`).

    `asked_if`: asked only when it matters: `pregnant=true` another answer of the same record, `kind=opioid|alcohol` what is used,
    `its_kind=opioid|unknown` of which kind this one substance is.
    """

    name: str
    label: str
    kind: str
    width: int
    options: tuple[Option, ...] = ()
    least: float | None = None
    most: float | None = None
    unit: str = ""
    help: str = ""
    only: str = ""
    asked_if: str = ""
    none: str = ""
    emergency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Answers of one record. `repeat`: the name of a list of such records, with `add` as the words of its button."""

    record: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""
    repeat: str = ""
    add: str = ""
    all_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    title: str
    keys: str
    groups: tuple[Group, ...]


@cache
def load_form() -> tuple[Section, ...]:
    """The sections in the order of the page."""
    return tuple(_section(entry, load_lists()) for entry in _plain()["section"])


@cache
def load_lists() -> Mapping[str, tuple[Option, ...]]:
    """Choices by name: those with words of their own here, and the closed lists of other rooms."""
    own = {name: _options(options) for name, options in _plain()["lists"].items()}
    return own | {
        "states": _same(STATES),
        "relations": tuple(relation_words().items()),
        "routes": tuple((route, route.capitalize()) for route in routes()),
        "amount_units": _same(units()),
        "taken_with": tuple(taken_with().items()),
        "treatment_medications": tuple(treatment_medications().items()),
        "coverage_kinds": tuple(coverage_kinds().items()),
        "levels_of_care": tuple(
            (key, Words("%(level)s: %(name)s", level=level_words(one), name=one["name"])) for key, one in levels().items()
        ),
    }


def emergency_numbers() -> tuple[Option, ...]:
    """Whom to call, and for what."""
    return tuple((one["number"], one["words"]) for one in _plain()["emergency_number"])


def words_of(section: str, field: str) -> dict[str, str]:
    """The words of a choice by its value."""
    groups = next(one for one in load_form() if one.key == section).groups
    return dict(next(one for group in groups for one in group.fields if one.name == field).options)


def facts_about(person: Any, today: date, speak: Speak = str) -> list[tuple[str, str | date]]:
    """What is known of somebody, with its label, in the order of the form; a day as a day, what was typed as it is."""
    groups = (group for section in load_form() for group in section.groups if group.record in _PEOPLE)
    fields = {field.name: field for group in groups for field in group.fields if field.name != "preferred_name"}
    known = [(field, getattr(person, name)) for name, field in fields.items() if getattr(person, name) is not None]
    told = [
        (field.label, value if isinstance(value, date) else _in_words(field, value, speak))
        for field, value in known
        if field.name != "age_years"
    ]
    years = age_on(person.birth_date, today) if person.birth_date else person.age_years
    return ([("Age", speak(Words("%(count)s years", count=years)))] if years is not None else []) + told


def label_of(record: str, field: str) -> str:
    """The form's label of an answer; its name in words for one that is not on the form."""
    found = _field_of(record, field)
    return found.label if found else field.replace("_", " ").capitalize()


def question_of(field: str) -> str:
    """The form's label of an answer of whichever record; its name in words for one that is not on the form."""
    found = next((one for record in _RECORDS if (one := _field_of(record, field))), None)
    return found.label if found else field.replace("_", " ")


def answer_in_words(record: str, field: str, answer: Any, speak: Speak = str) -> str:
    """An answer as it is sent, in the words of the form. Those `speak` says in another language; what somebody typed stays."""
    if isinstance(answer, Mapping):
        return speak({"unknown": "Unknown", "declined": "Declined"}.get(str(answer.get("missing")), "Not asked"))
    if isinstance(answer, list):
        return ", ".join(answer_in_words(record, field, one, speak) for one in answer) or speak("None")
    if isinstance(answer, bool):
        return speak("Yes" if answer else "No")
    found = _field_of(record, field)
    if found and found.kind == "dollars" and isinstance(answer, int):
        return f"${answer / 100:,.2f}"
    if isinstance(answer, float):
        return f"{answer:.3f}".rstrip("0").rstrip(".")
    return "" if answer is None else _in_words(found, answer, speak) if found else str(answer)


def kind_of(record: str, field: str) -> str:
    """In which way the form asks for it; empty for what it does not ask."""
    found = _field_of(record, field)
    return found.kind if found else ""


@cache
def treatment_fields() -> tuple[Field, ...]:
    """Treatment of before, which the form asks in a part of its own."""
    kinds = tuple(treatment_kinds().items())
    return (
        Field(name="kind", label="What kind", kind="select", width=4, options=kinds),
        Field(name="where", label="Where", kind="text", width=4),
        Field(name="began_year", label="Year", kind="whole", width=4),
        Field(name="days", label="Days", kind="whole", width=4),
        Field(name="completed", label="To its end?", kind="yesno", width=4),
        Field(name="what_helped", label="What helped", kind="text", width=4),
    )


def _field_of(record: str, field: str) -> Field | None:
    if record == "treatment":
        return next((one for one in treatment_fields() if one.name == field), None)
    records = _PEOPLE if record == "person" else (record,)
    groups = (group for section in load_form() for group in section.groups if group.record in records)
    return next((one for group in groups for one in group.fields if one.name == field), None)


def _in_words(field: Field, value: object, speak: Speak) -> str:
    if isinstance(value, bool):
        return speak("Yes" if value else "No")
    words = dict(field.options).get(str(value))
    return str(value) if words is None else speak(words)


@cache
def _plain() -> Mapping[str, Any]:
    return tomllib.loads(files("intake.desk").joinpath("data/form.toml").read_text("utf-8"))


def _same(words: Iterable[str]) -> tuple[Option, ...]:
    return tuple((word, word) for word in words)


def _section(entry: Mapping[str, Any], lists: Mapping[str, tuple[Option, ...]]) -> Section:
    groups = tuple(_group(group, lists) for group in entry.get("group", ()))
    return Section(key=entry["key"], title=entry["title"], keys=entry["keys"], groups=groups)


def _group(entry: Mapping[str, Any], lists: Mapping[str, tuple[Option, ...]]) -> Group:
    return Group(**{**entry, "fields": tuple(_field(field, lists) for field in entry["fields"])})


def _field(entry: Mapping[str, Any], lists: Mapping[str, tuple[Option, ...]]) -> Field:
    known = {name: value for name, value in entry.items() if name not in ("from", "options")}
    options = lists[entry["from"]] if "from" in entry else _options(entry.get("options", ()))
    return Field(**known, options=options)


def _options(pairs: Any) -> tuple[Option, ...]:
    return tuple((str(value), str(words)) for value, words in pairs)
