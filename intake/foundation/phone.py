"""Telephone numbers in any format to E.164, and back to what people read."""

import re

import phonenumbers

from intake.foundation.errors import BadField, Invalid

# What this makes of numbers of North America, so that one that was made ready is not taken apart again.
_READY = re.compile(r"\+1[2-9][0-9]{9}")


def to_e164(text: str, *, region: str = "US", pointer: str = "/phone") -> str:
    """`(561) 555-0123` -> `+15615550123`. Refuses what no telephone network could route."""
    if _READY.fullmatch(text):
        return text
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number) or number.extension:
        raise Invalid([BadField(pointer, "Not a telephone number. Type it with its area code, like 561 555 0123.")])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def for_people(e164: str) -> str:
    """`+15615550123` -> `(561) 555-0123`; numbers of other countries keep their country code."""
    number = phonenumbers.parse(e164)
    national = number.country_code == 1
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
