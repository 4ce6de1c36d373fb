"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("followups", __name__, "Follow-up tasks.")
