"""The verbs of the directory: importing an edition, and the ZIP centers that its places are put on the map with."""

from intake.facilities.service.centroids import load_zip_centroids
from intake.facilities.service.directory import ImportReport, Issue, import_directory

__all__ = ["ImportReport", "Issue", "import_directory", "load_zip_centroids"]
