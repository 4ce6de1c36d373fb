"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("reports", __name__, "Counts for supervisors.")
