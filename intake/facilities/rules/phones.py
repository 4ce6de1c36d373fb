"""Telephone numbers as a directory prints them: with extensions, and sometimes with letters."""

import re

from intake.foundation.phone import for_people

_PHONE = re.compile(r"(?P<number>.+?)(?:\s+(?:x|ext\.?)\s*(?P<extension>[0-9]{1,6}))?")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def read_phone(text: str) -> str | None:
    """`205-216-0200 x12` -> `+12052160200;ext=12`; letters are read off the keypad; None when it is no number."""
    found = _PHONE.fullmatch(text.strip())
    if found is None:
        return None
    digits = re.sub(r"[^0-9]", "", found["number"].upper().translate(_KEYPAD)).removeprefix("1")
    extension = f";ext={found['extension']}" if found["extension"] else ""
    return f"+1{digits}{extension}" if len(digits) == 10 else None


def phone_words(number: str) -> str:
    """`+12052160200;ext=12` -> `(205) 216-0200 ext. 12`."""
    main, _, extension = number.partition(";ext=")
    return for_people(main) + (f" ext. {extension}" if extension else "")
