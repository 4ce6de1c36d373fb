"""The JSON doors of this room."""

from typing import Any

from intake.foundation.permissions import Permission
from intake.insurance.rules import payers, search_payers
from intake.insurance.schemas import PayerHits, PayerQuery
from intake.web.door import ApiDoor, Unit

api = ApiDoor("insurance", __name__, "Payers and coverage.")


@api.operation("GET", "/payers", permission=Permission.CATALOGUE_READ, query=PayerQuery(), gives=PayerHits())
def search(unit: Unit, query: dict[str, Any]) -> dict[str, Any]:
    """Payers by any name, misspelt too; the surest first. Says nothing about where they are accepted."""
    return {"items": search_payers(payers(), query["q"], query["limit"])}
