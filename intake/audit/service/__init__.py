"""Writing the trail, finding out whether it is still what was written, and noting where it ends."""

from intake.audit.service.anchoring import anchor_day, export_anchors
from intake.audit.service.checking import Report, adopt_earlier, verify_trail
from intake.audit.service.recording import Recorded, record

__all__ = ["Recorded", "Report", "adopt_earlier", "anchor_day", "export_anchors", "record", "verify_trail"]
