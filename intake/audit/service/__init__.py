"""Writing the trail, and finding out whether it is still what was written."""

from intake.audit.service.checking import Report, adopt_earlier, export_anchors, verify_trail
from intake.audit.service.recording import Recorded, record

__all__ = ["Recorded", "Report", "adopt_earlier", "export_anchors", "record", "verify_trail"]
