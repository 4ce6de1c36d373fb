"""The form's data fits the answers that the desk can keep: every field is known, every choice is one of the schema's."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from marshmallow.validate import OneOf

from intake.desk.rules import Field, Group, load_form, load_lists
from intake.intakes import schemas
from intake.matching.rules.needs import questions

PERSON = {"caller": "person", "subject": "person"}
# Put in by the type-ahead fields, by the desk itself, or not asked during a call.
NOT_ON_THE_FORM = {
    ("substance-use", "substance_code"),
    ("substance-use", "said_as"),
    ("policy", "payer_code"),
    ("policy", "payer_said_as"),
    ("contact-point", "do_not_contact_until"),
}


def all_fields() -> Iterator[tuple[Group, Field]]:
    for section in load_form():
        for group in section.groups:
            for field in group.fields:
                yield group, field


def record_of(group: Group) -> str:
    return PERSON.get(group.record, group.record)


def test_every_answer_is_on_the_form_or_left_out_on_purpose() -> None:
    shown = {(record_of(group), field.name) for group, field in all_fields()}
    # Treatment of before is told in a part of its own, which opens when it is asked for.
    told = {record: schema for record, schema in schemas.ANSWERS.items() if record != "treatment"}
    kept = {(record, name) for record, schema in told.items() for name in schema.fields}
    assert kept - shown == NOT_ON_THE_FORM
    assert shown <= kept


CHOICES = [pytest.param(group, field, id=f"{group.record}.{field.name}") for group, field in all_fields() if field.options]


@pytest.mark.parametrize(("group", "field"), CHOICES)
def test_a_choice_offers_what_the_schema_takes(group: Group, field: Field) -> None:
    inner = schemas.ANSWERS[record_of(group)].fields[field.name].inner  # type: ignore[attr-defined]
    rules = [rule for rule in getattr(inner, "inner", inner).validators if isinstance(rule, OneOf)]
    for rule in rules:
        assert {value for value, _ in field.options} == set(rule.choices)


def test_wishes_are_questions_that_the_matcher_knows() -> None:
    assert {value for value, _ in load_lists()["wishes"]} <= set(questions())


def test_what_was_done_is_what_an_acknowledgement_takes() -> None:
    assert {value for value, _ in load_lists()["actions"]} == set(schemas.ACTIONS)


def test_no_two_fields_of_a_group_have_the_same_words() -> None:
    for section in load_form():
        for group in section.groups:
            labels = [field.label for field in group.fields]
            assert len(labels) == len(set(labels)), section.key


def test_whatever_is_done_with_a_record_has_words_on_its_page() -> None:
    said = {action for action, _ in load_lists()["trail"]}
    assert len(said) > 60 and sorted(set(recorded()) - said) == []


def recorded() -> Iterator[str]:
    """What the trail notes of somebody: calls of `record(…, "room.verb", …, person_id=…)`."""
    for file in Path(schemas.__file__).parents[2].rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "record"):
                continue
            if any(given.arg == "person_id" for given in call.keywords):
                yield from (told.value for told in call.args if isinstance(told, ast.Constant) and isinstance(told.value, str))
