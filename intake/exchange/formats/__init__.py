"""CSV and NDJSON, row by row: no file is ever read or written as a whole."""

from intake.exchange.formats.reading import BadFile, Source, open_source
from intake.exchange.formats.writing import write_rows

__all__ = ["BadFile", "Source", "open_source", "write_rows"]
