"""What comes in and goes out."""

from intake.facilities.schemas.directory import (
    ChangeOut,
    CorrectionOut,
    CredentialOut,
    FacilityOut,
    PlaceQuery,
    QualityOut,
    ServiceCodeOut,
    TakeAlongQuery,
    WholePlaceOut,
)
from intake.facilities.schemas.editing import CredentialIn, PlaceEdit, SettlementIn, edit_of
from intake.facilities.schemas.forms import CredentialForm, PlaceForm, ServiceForm, SettlementForm

__all__ = [
    "ChangeOut",
    "CorrectionOut",
    "CredentialForm",
    "CredentialIn",
    "CredentialOut",
    "FacilityOut",
    "PlaceEdit",
    "PlaceForm",
    "PlaceQuery",
    "QualityOut",
    "ServiceCodeOut",
    "ServiceForm",
    "SettlementForm",
    "SettlementIn",
    "TakeAlongQuery",
    "WholePlaceOut",
    "edit_of",
]
