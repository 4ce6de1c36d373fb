"""The worksheet as a posted form: everything is text, and beside each value stands why there is none."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, post_load

from intake.foundation.answers import Missing
from intake.foundation.words import Words
from intake.insurance.rules import coverage, sources
from intake.insurance.rules.x12 import MOST_BYTES
from intake.insurance.schemas.benefits import WorksheetAnswers
from intake.web.schema import Choice, FormFile, Schema, Text

FORM_BYTES = MOST_BYTES + 100_000
# "20,50" is no two thousand: it is asked again.
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
_MISSING = {"unknown": Missing.UNKNOWN, "declined": Missing.DECLINED}
_YES_NO = {"yes": True, "no": False, **_MISSING}
# Each answer with how it is typed.
KINDS: Mapping[str, str] = {
    "coverage_active": "yesno",
    "substance_use_covered": "yesno",
    "mental_health_covered": "yesno",
    "in_network": "yesno",
    "in_network_of": "text",
    "deductible_cents": "money",
    "deductible_met_cents": "money",
    "out_of_pocket_cents": "money",
    "out_of_pocket_met_cents": "money",
    "co_pay_cents": "money",
    "co_insurance_percent": "percent",
    "authorization_needed": "yesno",
    "days_covered": "whole",
    "reference_number": "text",
    "said_by": "text",
    "said_at": "moment",
    "remarks": "text",
}


def _worksheet_form() -> Schema:
    """`<field>`: what was typed; `<field>_missing`: unknown or declined. Neither: not asked."""
    told: dict[str, fields.Field[Any]] = {
        "source": Choice(*(one.code for one in sources().values() if not one.electronic), required=True)
    }
    for name in KINDS:
        told |= {name: Text(most=2000), f"{name}_missing": Choice(*_MISSING)}
    return cast(Schema, Schema.from_dict(told, name="WorksheetForm")())


def answers_from(typed: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """The answers of a form. Refuses, each at its field, what cannot be read and a value beside a reason why there is none."""
    found: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for name, kind in KINDS.items():
        text, missing = typed.get(name), typed.get(f"{name}_missing")
        if text is not None and missing is not None:
            problems[name] = [Words("Either a value, or why there is none.")]
        elif missing is not None:
            found[name] = _MISSING[missing]
        elif text is not None:
            try:
                found[name] = _value(name, kind, text, zone)
            except ValidationError as error:
                problems[name] = list(error.messages)
    if problems:
        raise ValidationError(problems)
    return found


def _value(name: str, kind: str, text: str, zone: ZoneInfo) -> Any:
    if kind == "yesno":
        if text not in _YES_NO:
            raise ValidationError("Choose from the list.")
        return _YES_NO[text]
    if kind in ("money", "percent", "whole"):
        number = _number(text, 2 if kind != "whole" else 0)
        raw: Any = int(number * 100) if kind == "money" else int(number) if kind == "whole" else float(number)
        return _ANSWERS.fields[name].deserialize(raw)
    if kind == "moment":
        return _NAIVE.deserialize(text).replace(tzinfo=zone)
    return _ANSWERS.fields[name].deserialize(text)


def _number(text: str, digits: int) -> Decimal:
    plain = text.strip().removeprefix("$").removesuffix("%").strip()
    try:
        number = Decimal(plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain)
    except InvalidOperation:
        raise ValidationError("Type a number, like 1,500 or 20.") from None
    if not number.is_finite() or number != round(number, digits):
        raise ValidationError("Type a whole number." if digits == 0 else "Use at most two digits behind the point.")
    return number


WORKSHEET_FORM = _worksheet_form()
_ANSWERS = WorksheetAnswers()
_NAIVE = fields.NaiveDateTime(format="%Y-%m-%dT%H:%M", error_messages={"invalid": Words("Choose a day and a time.")})


class ReplyForm(Schema):
    content = FormFile(required=True, error_messages={"required": Words("Choose a file.")})
    source = Choice(*(one.code for one in sources().values() if one.electronic), required=True)
    in_spite_of_doubts = Choice("yes")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            "content": data["content"].content,
            "source": data["source"],
            "in_spite_of_doubts": "in_spite_of_doubts" in data,
        }


class InquiryForm(Schema):
    """`spoke`: the person is on the line and speaks for themself; without it a signed consent opens the way."""

    way = Choice(*coverage()["ways"], required=True, error_messages={"required": Words("Say how.")})
    ground = Choice(
        "signed_consent", "spoke_for_themself", required=True, error_messages={"required": Words("Say on which ground.")}
    )


class CardForm(Schema):
    side = Choice("front", "back", required=True)
    content = FormFile(required=True, error_messages={"required": Words("Choose a picture.")})
