"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("partners", __name__, "Referrals pushed in by partner organizations.")
