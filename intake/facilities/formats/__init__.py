"""File formats that a directory of treatment places comes in. Each reads one kind of file and refuses all others plainly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from intake.facilities.formats.archive import BadFile
from intake.facilities.formats.locator import is_json, read_pages
from intake.facilities.formats.samhsa import open_workbook
from intake.facilities.rules import CodeBook, Row

__all__ = ["BadFile", "Directory", "open_directory"]


class Directory(Protocol):
    """An open directory. `complete`: it lists every place there is, so that others are no longer listed.

    `left_out`, known once the rows were read: how many places of other kinds.
    """

    name: str

    @property
    def format(self) -> str: ...
    @property
    def complete(self) -> bool: ...
    @property
    def left_out(self) -> int: ...
    def codes(self) -> CodeBook: ...
    def expected_rows(self) -> int: ...
    def rows(self) -> Iterator[Row]: ...


@contextmanager
def open_directory(paths: Sequence[Path], known: CodeBook) -> Iterator[Directory]:
    """A workbook, or all JSON pages of one locator export, told apart by how the files begin. Refuses all else (BadFile)."""
    if all(map(is_json, paths)):
        yield read_pages(paths, known)
    elif len(paths) > 1:
        names = ", ".join(path.name for path in paths if not is_json(path))
        raise BadFile(f"{names} is no JSON page of the locator. Give one workbook, or the pages of one export.")
    else:
        with open_workbook(paths[0]) as workbook:
            yield workbook
