"""The door that every route of this room hangs on, and the permissions that most of them ask for."""

from intake.foundation.permissions import Permission
from intake.web.door import ApiDoor

api = ApiDoor("intakes", "intake.intakes.api", "Intakes: answered field by field, and taken step by step to their end.")

EDIT = Permission.INTAKES_EDIT

READ = Permission.INTAKES_READ
