"""The same as the pages send it: text, and what stands empty was left empty."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from intake.facilities.queries import WholePlace
from intake.facilities.rules import phone_words
from intake.facilities.rules.corrections import NO, UNKNOWN, YES
from intake.facilities.rules.hours import Period, hours_words
from intake.facilities.rules.phones import read_phone
from intake.facilities.schemas.editing import CredentialIn, SourceIn
from intake.facilities.schemas.kinds import Hours, PlacePhone, Website
from intake.foundation.answers import Missing, is_known
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.web.schema import Choice, Day, QueryWhole, Schema, Text

_ADDRESS = ("street", "city", "state", "zip")
_LISTING = ("name", "program", "unit", "phone", "intake_lines", "website", "closed_on")
_MAY_BE_NONE = frozenset({"phone", "website", "closed_on"})
_WALK_IN = {"yes": True, "no": False}


class PhoneList(Text):
    """Several numbers in one line, with commas between."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        numbers = [
            read_phone(part.replace(";ext=", " x")) for part in super()._deserialize(value, attr, data, **kwargs).split(",")
        ]
        if None in numbers or len(numbers) > 6:
            raise ValidationError("One of these is no telephone number. Put commas between them, six at most.")
        return numbers


class PlaceForm(SourceIn):
    version = QueryWhole(least=1, most=2**31 - 1, required=True)
    all_checked = Choice("yes")
    name = Text(required=True)
    program = Text()
    unit = Text()
    street = Text(required=True)
    city = Text(required=True, most=60)
    state = Choice(*STATES, required=True)
    zip = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{5}\Z", error=Words("Use five digits.")))
    phone = PlacePhone()
    intake_lines = PhoneList(most=200)
    website = Website()
    closed_on = Day()
    hours = Hours()
    walk_in = Choice(*_WALK_IN)
    waiting_days = QueryWhole(least=0, most=730)
    referral_phone = PlacePhone()
    bring = Text(most=1000)


class ServiceForm(SourceIn):
    version = QueryWhole(least=1, most=2**31 - 1, required=True)
    code = Text(required=True, most=8)
    answer = Choice(YES, NO, UNKNOWN, required=True)


class CredentialForm(CredentialIn):
    """The same fields, by name."""


class SettlementForm(Schema):
    version = QueryWhole(least=1, most=2**31 - 1, required=True)
    field = Text(required=True, most=40)
    take = Choice("directory", "ours", required=True)


def text_of(whole: WholePlace) -> dict[str, str]:
    """What the form shows of a place as it is."""
    place, facts = whole.place, whole.facts
    shown: dict[str, Any] = {
        name: getattr(place, name) for name in ("name", "program", "unit", "website", "closed_on", "version")
    }
    shown |= {name: getattr(place.site, name) for name in _ADDRESS}
    shown["phone"] = phone_words(place.phone) if place.phone else None
    shown["intake_lines"] = ", ".join(map(phone_words, place.intake_lines))
    shown |= {name: facts.answer(name) for name in ("waiting_days", "referral_phone", "bring", "hours", "walk_in")}
    shown = {name: value for name, value in shown.items() if is_known(value)}
    words = {"hours": _hours, "walk_in": lambda yes: "yes" if yes else "no", "referral_phone": phone_words}
    return {name: str(words[name](value) if name in words else value) for name, value in shown.items()}


def edit_from(data: Mapping[str, Any], whole: WholePlace) -> dict[str, Any]:
    """What differs from the place as it is: a fact that was known and stands empty now is not known any more."""
    place, site = whole.place, whole.place.site
    edit = {name: data[name] for name in ("how", "told_on", "told_by") if name in data}
    for name in _LISTING:
        sent = data.get(name, None if name in _MAY_BE_NONE else [] if name == "intake_lines" else "")
        if sent != getattr(place, name):
            edit[name] = sent
    address = {name: data[name] for name in _ADDRESS}
    if address != {name: getattr(site, name) for name in _ADDRESS}:
        edit["address"] = address
    facts = {**data, "walk_in": _WALK_IN[data["walk_in"]]} if "walk_in" in data else data
    for name in ("hours", "walk_in", "waiting_days", "referral_phone", "bring"):
        before, sent = whole.facts.answer(name), facts.get(name, Missing.UNKNOWN)
        if sent != before and (is_known(sent) or is_known(before)):
            edit[name] = sent
    return {**edit, "all_checked": data.get("all_checked") == "yes"}


def _hours(periods: list[list[Any]]) -> str:
    return hours_words([Period(*period) for period in periods])
