"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("referrals", __name__, "Referrals to treatment places.")
