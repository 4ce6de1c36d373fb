"""The JSON doors of this room, one file a subject; all hang on one door."""

from intake.consents.api import agreements, disclosures
from intake.consents.api.door import api

__all__ = ["agreements", "api", "disclosures"]
