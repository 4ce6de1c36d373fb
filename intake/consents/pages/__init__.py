"""The pages of this room, one file a subject; all hang on one door."""

from intake.consents.pages import agreements, disclosures, grounds, recording, signing
from intake.consents.pages.door import pages

__all__ = ["agreements", "disclosures", "grounds", "pages", "recording", "signing"]
