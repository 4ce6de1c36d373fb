"""The pages of this room."""

from intake.facilities.pages import checking, editing, looking, taking
from intake.facilities.pages.door import pages

__all__ = ["checking", "editing", "looking", "pages", "taking"]
