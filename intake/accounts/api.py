"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("accounts", __name__, "Sign-in for programs that act for a member of staff.")
