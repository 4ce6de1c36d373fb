"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("substances", __name__, "The substance catalogue.")
