"""What a clinician or a lawyer signs, or has yet to sign."""

from datetime import date


class Reviewed:
    """Reviewed data: `reviewed_by` begins with "pending" until somebody has read and signed it."""

    reviewed_on: date
    reviewed_by: str

    @property
    def is_reviewed(self) -> bool:
        return not self.reviewed_by.startswith("pending")
