"""The verbs of the directory: importing an edition, the ZIP centers, and what the desk finds out about places."""

from intake.facilities.service.bringing import bring_listings, places_known
from intake.facilities.service.centroids import load_zip_centroids
from intake.facilities.service.directory import ImportReport, Issue, import_directory
from intake.facilities.service.editing import (
    Source,
    add_credential,
    edit_place,
    remove_credential,
    settle_difference,
)

__all__ = [
    "ImportReport",
    "Issue",
    "Source",
    "add_credential",
    "bring_listings",
    "edit_place",
    "import_directory",
    "load_zip_centroids",
    "places_known",
    "remove_credential",
    "settle_difference",
]
