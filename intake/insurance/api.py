"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("insurance", __name__, "Payers and coverage.")
