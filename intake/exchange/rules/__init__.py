"""Which column of a file is which of ours, and what a cell says. Pure."""

from intake.exchange.rules.cells import cell_of, plain_of, value_of, word_of
from intake.exchange.rules.columns import ABOUT_PEOPLE, FORMATS, IGNORED, KINDS, RowError, aliases, check_mapping, propose, said
from intake.exchange.rules.days import BadCell

__all__ = [
    "ABOUT_PEOPLE",
    "FORMATS",
    "IGNORED",
    "KINDS",
    "BadCell",
    "RowError",
    "aliases",
    "cell_of",
    "check_mapping",
    "plain_of",
    "propose",
    "said",
    "value_of",
    "word_of",
]
