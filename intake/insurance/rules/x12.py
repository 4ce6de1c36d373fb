"""X12 files as segments, and whether their envelopes are whole. What is wrong is refused with its place. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from intake.foundation.errors import Invalid
from intake.foundation.words import Words

T = TypeVar("T")
MOST_BYTES = 1_000_000
_HEADER = 106
_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of the file. `place`: its number, from 1."""

    name: str
    elements: tuple[str, ...]
    place: int

    def __getitem__(self, number: int) -> str:
        """The element by its number in the standard; empty when it is not there."""
        return self.elements[number - 1] if number <= len(self.elements) else ""

    def refuse(self, words: str) -> Invalid:
        return refused(Words("Segment %(place)s (%(name)s): %(words)s", place=self.place, name=self.name, words=words))


@dataclass(frozen=True, slots=True)
class Transaction:
    """What stands between ST and SE, and which standard the group says it follows."""

    kind: str
    standard: str
    segments: tuple[Segment, ...]
    repeated: str


def refused(words: str) -> Invalid:
    return Invalid.field("/content", Words("%(words)s Nothing was taken from this file.", words=words))


def transactions(content: bytes) -> list[Transaction]:
    """The transactions of one interchange. Refuses whatever is not whole: header, counts, control numbers, order, rest."""
    text = _text_of(content)
    element, repeated, ending = text[3], text[82], text[105]
    segments = list(_segments(text, element, ending))
    found: list[Transaction] = []
    rest = iter(segments[1:])
    for groups, segment in enumerate(rest):
        if segment.name == "IEA":
            _check_end(segment, groups, segments[0][13], "groups")
            if following := next(rest, None):
                raise following.refuse("nothing may follow the end of the interchange.")
            return found
        if segment.name != "GS":
            raise segment.refuse("a group (GS) or the end (IEA) was expected here.")
        found += _group(segment, rest, repeated)
    raise refused(Words("The file ends after segment %(count)s without its end (IEA): it is cut off.", count=len(segments)))


def _text_of(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise refused(Words("The file is larger than %(most)s MB.", most=MOST_BYTES // 1_000_000))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(Words("Byte %(number)s is no text.", number=error.start + 1)) from None
    text = text.lstrip()
    if not text.startswith("ISA"):
        raise refused("This is no X12 file: it does not begin with ISA.")
    if len(text) < _HEADER:
        raise refused("Segment 1 (ISA): it is cut off.")
    header = text[4:105].split(text[3])
    if tuple(map(len, header)) != _WIDTHS:
        raise refused("Segment 1 (ISA): its 16 elements do not have their fixed widths.")
    if len({text[3], text[104], text[105]}) < 3 or any(sign.isalnum() or sign == " " for sign in (text[3], text[104], text[105])):
        raise refused("Segment 1 (ISA): the separators cannot be told apart.")
    return text


def _segments(text: str, element: str, ending: str) -> Iterator[Segment]:
    pieces = text.split(ending)
    if pieces.pop().strip():
        raise refused(Words("The file ends in the middle of segment %(number)s: it is cut off.", number=len(pieces) + 1))
    for place, piece in enumerate(pieces, 1):
        name, *elements = piece.strip("\r\n ").split(element) if place > 1 else piece.split(element)
        if not 2 <= len(name) <= 3 or not name.isalnum() or not name.isupper():
            raise refused(Words("Segment %(place)s: no name of a segment stands at its beginning.", place=place))
        if any(not sign.isprintable() for one in elements for sign in one):
            raise refused(Words("Segment %(place)s (%(name)s): it holds a sign that is no text.", place=place, name=name))
        yield Segment(name, tuple(elements), place)


def _group(head: Segment, rest: Iterator[Segment], repeated: str) -> list[Transaction]:
    found: list[Transaction] = []
    for segment in rest:
        if segment.name == "GE":
            _check_end(segment, len(found), head[6], "transactions")
            return found
        if segment.name != "ST":
            raise segment.refuse("a transaction (ST) or the end of the group (GE) was expected here.")
        inner = list(_until_end(segment, rest))
        found.append(Transaction(segment[1], head[8], tuple(inner), repeated))
    raise head.refuse("this group has no end (GE): the file is cut off.")


def _until_end(head: Segment, rest: Iterator[Segment]) -> Iterator[Segment]:
    count = 1
    for segment in rest:
        count += 1
        if segment.name == "SE":
            _check_end(segment, count, head[2], "segments")
            return
        if segment.name in ("ST", "GS", "GE", "ISA", "IEA"):
            raise segment.refuse("the transaction before it has no end (SE).")
        yield segment
    raise head.refuse("this transaction has no end (SE): the file is cut off.")


def _check_end(end: Segment, count: int, control: str, of: str) -> None:
    if not end[1].isdigit() or int(end[1]) != count:
        raise end.refuse(Words("it says %(told)s %(of)s, and there are %(count)s.", told=end[1] or "?", of=of, count=count))
    if end[2].strip() != control.strip():
        raise end.refuse("its control number is not that of its beginning.")


def one_of(values: Sequence[T]) -> T | None:
    """The one value that all say; None when they differ or nobody says any."""
    told = set(values)
    return told.pop() if len(told) == 1 else None
