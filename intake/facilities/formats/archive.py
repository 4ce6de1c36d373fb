"""Looks at a workbook's table of contents before anything in it is unpacked."""

import zipfile
from pathlib import Path

from intake.foundation.errors import IntakeError

# The directory of 2022 has 21 parts, 11.7 MB unpacked, none packed tighter than 1:9.
_MOST_BYTES = 100_000_000
_MOST_UNPACKED = 300_000_000
_MOST_PARTS = 500
_MOST_RATIO = 100
_SMALL = 1_000_000


class BadFile(IntakeError):
    """What is wrong with the file, where, and how to mend it. Nothing was changed."""

    code = "bad-file"
    title = "The file cannot be used."


def check_archive(path: Path) -> None:
    """Refuse what is no workbook, is cut short, is locked, or would unpack to far more than any directory needs."""
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise BadFile(f"{path.name} has {size:,} bytes; a directory has no more than {_MOST_BYTES:,}. Check the file.")
        with zipfile.ZipFile(path) as archive:
            _check_parts(path.name, archive.infolist())
    except zipfile.BadZipFile:
        raise BadFile(
            f"{path.name} is no Excel workbook, or it was cut short on its way. Download it again; "
            "if it is an older kind (.xls, .csv), open it in a spreadsheet program and save it as .xlsx."
        ) from None
    except OSError as error:
        raise BadFile(f"{path.name} cannot be read ({error.strerror}). Check the name and who may read it.") from None


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    tight = [part for part in parts if part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(1, part.compress_size)]
    names = [part.filename for part in parts]
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or tight or len(set(names)) != len(names):
        raise BadFile(
            f"{name} would unpack to {unpacked:,} bytes in {len(parts):,} parts, which no directory does. "
            "It was not opened. Download it again from the publisher."
        )
    if any(part.flag_bits & 0x1 for part in parts) or "EncryptedPackage" in names:
        raise BadFile(f"{name} is locked with a password. Save a copy without one.")
    if "xl/workbook.xml" not in names:
        raise BadFile(f"{name} is a zip file but no Excel workbook. Save the directory as .xlsx.")
