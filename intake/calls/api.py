"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("calls", __name__, "Lines and calls.")
