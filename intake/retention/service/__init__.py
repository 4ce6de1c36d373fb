"""Verbs: erase a record with all that hangs on it, set how long records are kept, look at what is due, erase it."""

from intake.retention.service.applying import Applied, apply_batch
from intake.retention.service.erasing import erase_record, erase_records
from intake.retention.service.reporting import Report, open_report
from intake.retention.service.setting import change_retention

__all__ = ["Applied", "Report", "apply_batch", "change_retention", "erase_record", "erase_records", "open_report"]
