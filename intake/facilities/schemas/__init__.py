"""What comes in and goes out."""

from intake.facilities.schemas.directory import (
    ChangeOut,
    CorrectionOut,
    CredentialOut,
    FacilityOut,
    PlaceQuery,
    QualityOut,
    ServiceCodeOut,
    WholePlaceOut,
)
from intake.facilities.schemas.editing import CredentialIn, PlaceEdit, SettlementIn, edit_of

__all__ = [
    "ChangeOut",
    "CorrectionOut",
    "CredentialIn",
    "CredentialOut",
    "FacilityOut",
    "PlaceEdit",
    "PlaceQuery",
    "QualityOut",
    "ServiceCodeOut",
    "SettlementIn",
    "WholePlaceOut",
    "edit_of",
]
