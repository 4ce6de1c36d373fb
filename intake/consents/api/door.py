"""The one door that this room's operations hang on."""

from intake.web.door import ApiDoor

api = ApiDoor("consents", "intake.consents.api", "What a person agreed to, and what was disclosed about them.")
