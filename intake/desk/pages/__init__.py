"""The pages of this room, one file a subject; all hang on one door."""

from intake.desk.pages import circle, history, merging, reading
from intake.desk.pages.working import pages

__all__ = ["circle", "history", "merging", "pages", "reading"]
