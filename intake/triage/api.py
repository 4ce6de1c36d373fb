"""The JSON doors of this room."""

from typing import Any

from intake.foundation.permissions import Permission
from intake.triage.rules.described import described_rules
from intake.triage.schemas import RulesOut
from intake.web.door import ApiDoor, Unit

api = ApiDoor("triage", __name__, "The rules by which answers become findings, as they are in use.")


@api.operation("GET", "/triage/rules", permission=Permission.CATALOGUE_READ, gives=RulesOut())
def list_rules(unit: Unit) -> dict[str, Any]:
    """Every rule with its condition, its words, its sources and its examples, which are its tests."""
    return {"items": described_rules()}
