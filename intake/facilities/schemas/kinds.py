"""Kinds of values that places have."""

from typing import Any

from marshmallow import ValidationError

from intake.facilities.rules.hours import EXAMPLE, Period, UnreadableHours, hours_words, read_hours
from intake.facilities.rules.phones import read_phone
from intake.facilities.rules.websites import read_website
from intake.foundation.words import Words
from intake.web.schema import Text


class PlacePhone(Text):
    """A number of a place, which may have an extension: `561-555-0100 x12`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=40, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        found = read_phone(super()._deserialize(value, attr, data, **kwargs).replace(";ext=", " x"))
        if found is None:
            raise ValidationError("Not a telephone number. Type it with its area code, like 561-555-0100 x12.")
        return found


class Website(Text):
    """An address on the web."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=300, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        found = read_website(super()._deserialize(value, attr, data, **kwargs))
        if found is None:
            raise ValidationError("Not an address on the web. Type it like www.example.org.")
        return found


class Hours(Text):
    """Opening hours in one line."""

    def __init__(self, **kwargs: Any) -> None:
        # What is measured is the list of periods: by appointment there is none.
        super().__init__(least=0, most=300, metadata={"description": f"Like `{EXAMPLE}`, `24/7`, `by appointment`."}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            periods = read_hours(super()._deserialize(value, attr, data, **kwargs))
        except UnreadableHours:
            raise ValidationError(
                Words(
                    "Cannot be read as opening hours. Type them like %(example)s; a day to 5 as 9-17 or 9am-5pm.", example=EXAMPLE
                )
            ) from None
        return [[period.day, period.opens, period.closes] for period in periods]

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else hours_words([Period(*period) for period in value])
