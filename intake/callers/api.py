"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("callers", __name__, "People, how to reach them, and what is safe.")
