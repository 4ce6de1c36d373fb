"""What a file is, told by its content alone; and which files are kept at all. Pure."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from intake.foundation.errors import Invalid
from intake.foundation.words import Words

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
PICTURES = frozenset({PNG, JPEG})
# The end of a PDF may be followed by a little of nothing.
_TAIL = 2048
# Names by which a PDF runs something, starts a program, or carries another file.
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is kept. `shown`: it may stand in a page."""

    title: str
    ending: str
    shown: bool


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is for. `bound`: only another room keeps it and lets go of it."""

    title: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """The reviewed file."""

    most_bytes: int
    most_files: int
    most_pixels: int
    types: Mapping[str, FileType]
    kinds: Mapping[str, FileKind]
    removed_because: Mapping[str, str]


@cache
def bounds() -> Bounds:
    raw: dict[str, Any] = tomllib.loads(files("intake.attachments").joinpath("data/files.toml").read_text("utf-8"))
    return Bounds(
        most_bytes=raw["most_bytes"],
        most_files=raw["most_files"],
        most_pixels=raw["most_pixels"],
        types={name: FileType(**told) for name, told in raw["types"].items()},
        kinds={code: FileKind(**told) for code, told in raw["kinds"].items()},
        removed_because={code: told["words"] for code, told in raw["removed_because"].items()},
    )


def check_content(content: bytes) -> str:
    """The media type. Refuses what is empty, too big, of another type, cut off, oversized as a picture, or active."""
    if not content:
        raise _refused("The file is empty. Choose another one.")
    if len(content) > bounds().most_bytes:
        raise _refused(
            Words(
                "The file is larger than %(most)s MB. Scan it again with a lower quality.", most=bounds().most_bytes // 1_000_000
            )
        )
    for media_type, beginning, check in _TYPES:
        if content.startswith(beginning):
            if problem := check(content):
                raise _refused(problem)
            return media_type
    raise _refused("This is no PDF, PNG or JPEG. Scan it again, or take a picture of it.")


def _refused(words: str) -> Invalid:
    return Invalid.field("/content", words)


def _check_pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-_TAIL:]:
        return Words("The PDF is cut off. Send it again.")
    if _ACTIVE.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)):
        return Words("The PDF can run something or carries another file. Print it to a plain PDF, or take a picture of it.")
    return ""


def _check_png(content: bytes) -> str:
    if content[12:16] != b"IHDR" or b"IEND\xaeB`\x82" not in content:
        return Words("The picture is cut off. Send it again.")
    return _check_sides(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))


def _check_jpeg(content: bytes) -> str:
    sides = _jpeg_sides(content)
    if sides is None or b"\xff\xd9" not in content:
        return Words("The picture is cut off. Send it again.")
    return _check_sides(*sides)


def _check_sides(*sides: int) -> str:
    if not all(1 <= side <= bounds().most_pixels for side in sides):
        return Words("The picture has a side of more than %(most)s pixels. Make it smaller.", most=bounds().most_pixels)
    return ""


def _jpeg_sides(content: bytes) -> tuple[int, int] | None:
    """Height and width, from the frame header; None when there is none before the picture itself begins."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        # Frame headers; 0xC4, 0xC8 and 0xCC are tables that share their range.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 5 : at + 7], "big"), int.from_bytes(content[at + 7 : at + 9], "big")
        if marker == 0xDA or length < 2:
            return None
        at += 2 + length
    return None


_TYPES: tuple[tuple[str, bytes, Callable[[bytes], str]], ...] = (
    (PDF, b"%PDF-", _check_pdf),
    (PNG, b"\x89PNG\r\n\x1a\n", _check_png),
    (JPEG, b"\xff\xd8\xff", _check_jpeg),
)
