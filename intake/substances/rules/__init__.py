"""Pure: the catalogue of substances, and finding one by whatever people call it."""

from intake.substances.rules.catalogue import Block, Catalogue, Entry, Kind, catalogue_from, load_catalogue
from intake.substances.rules.search import Hit, Why, search

__all__ = ["Block", "Catalogue", "Entry", "Hit", "Kind", "Why", "catalogue_from", "load_catalogue", "search"]
