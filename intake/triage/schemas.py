"""What goes out."""

from typing import Any

from marshmallow import fields

from intake.triage.rules.described import Branch, Described
from intake.web.schema import Schema

_CONDITION = {"type": "object", "description": "Nested: `words`, and the `parts` below them."}


def _nested(branch: Branch) -> dict[str, Any]:
    return {"words": branch.words, "parts": [_nested(part) for part in branch.parts]}


class ExampleOut(Schema):
    """What was told, and whether the rule is then found, possible or absent."""

    name = fields.String(required=True)
    told = fields.List(fields.String(), required=True)
    expect = fields.String(required=True)
    ask = fields.List(fields.String(), required=True)


class RuleOut(Schema):
    """One rule as it is in use. `content`: the words that a finding of it carries."""

    id = fields.String(required=True, attribute="rule.id")
    version = fields.Integer(required=True, attribute="rule.version")
    content = fields.Function(lambda told: told.rule.text(), required=True, metadata={"type": "object"})
    condition = fields.Method("read_condition", required=True, metadata=_CONDITION)
    rests_on = fields.List(fields.List(fields.String()), required=True)
    supersedes = fields.List(fields.String(), required=True, attribute="rule.supersedes")
    examples = fields.List(fields.Nested(ExampleOut()), required=True)

    def read_condition(self, told: Described) -> dict[str, Any]:
        return _nested(told.condition)


class RulesOut(Schema):
    items = fields.List(fields.Nested(RuleOut()), required=True)
