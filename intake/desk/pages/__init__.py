"""The pages of this room, one file a subject; all hang on one door."""

from intake.desk.pages import circle, history, lists, merging, reading, tasks
from intake.desk.pages.working import pages

__all__ = ["circle", "history", "lists", "merging", "pages", "reading", "tasks"]
