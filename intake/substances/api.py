"""The JSON doors of this room."""

from typing import Any

from intake.foundation.permissions import Permission
from intake.substances.rules import load_catalogue, search
from intake.substances.schemas import SubstanceHits, SubstanceQuery
from intake.web.door import ApiDoor, Unit

api = ApiDoor("substances", __name__, "The substance catalogue.")


@api.operation("GET", "/substances", permission=Permission.CATALOGUE_READ, query=SubstanceQuery(), gives=SubstanceHits())
def search_substances(unit: Unit, query: dict[str, Any]) -> dict[str, Any]:
    """Substances by any name, misspelt too; the surest first."""
    return {"items": search(load_catalogue(), query["q"], query["limit"])}
