"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("audit", __name__, "The trail of who saw or changed what.")
