"""The JSON doors of this room."""

from intake.web.door import ApiDoor

api = ApiDoor("intakes", __name__, "Intakes: field by field, or whole in one request.")
