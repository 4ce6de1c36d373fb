"""The door of this room's pages, and what their templates say things with."""

from typing import Any

from intake.facilities.rules import CodeBook, phone_words
from intake.facilities.rules.checking import checking
from intake.facilities.rules.words import field_words, value_words
from intake.web.door import PageDoor

pages = PageDoor("facilities", "intake.facilities")
pages.add_app_template_filter(phone_words, "phone_words")


def words(book: CodeBook) -> dict[str, Any]:
    """Fields, values and ways of knowing, in words."""
    return {
        "field_words": lambda field: field_words(field, book),
        "value_words": lambda field, value: value_words(field, value, book),
        "ways": checking().ways,
    }
