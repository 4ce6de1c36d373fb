"""The JSON doors of this room, one file a subject; all hang on one door."""

from intake.intakes.api import coverage, draft, findings, parts, telling
from intake.intakes.api.door import api

__all__ = ["api", "coverage", "draft", "findings", "parts", "telling"]
