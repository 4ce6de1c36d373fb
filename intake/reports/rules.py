"""What each figure counts, and the period it counts over. Pure."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from intake.calls.rules import dispositions
from intake.foundation.cells import safe_cell
from intake.foundation.errors import BadField, Invalid
from intake.foundation.words import Words
from intake.insurance.rules import coverage_kinds
from intake.substances.rules.use import class_words

LONGEST_DAYS = 366
# No desk has counted before, and none plans after: days outside are slips of the finger.
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
NOT_SHOWN = Words("not shown")


@dataclass(frozen=True)
class Period:
    """Whole days on the desk's own calendar, both ends counted."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment that no longer counts."""
        return _midnight(self.last + timedelta(days=1), self.zone)


@dataclass(frozen=True)
class Count:
    """`code` as it is stored (empty: nothing was told), its label, and how many."""

    code: str
    label: str
    number: int


@dataclass(frozen=True)
class Section:
    """One table of the report. `definition` says in a sentence what is counted."""

    code: str
    title: str
    definition: str
    counts: tuple[Count, ...]
    total: int


@dataclass(frozen=True)
class Outside:
    """A table's numbers as they may leave the desk, in the order of its counts."""

    numbers: tuple[str, ...]
    total: str


# code -> (title, what is counted)
SECTIONS: Mapping[str, tuple[str, str]] = {
    "calls": (
        Words("Calls by how they ended"),
        Words("Calls that began in the period, by the ending that was noted."),
    ),
    "intakes": (
        Words("Intakes by where they stand"),
        Words("Intakes completed in the period, by whether they are still open or closed. Drafts are not counted."),
    ),
    "outcomes": (
        Words("Intakes by what came of them"),
        Words("Intakes completed in the period, by whether a referral stands. Drafts are not counted."),
    ),
    "substances": (
        Words("Substances by class"),
        Words("Intakes completed in the period that name a substance of the class; one intake may count in several classes."),
    ),
    "coverage": (
        Words("Coverage"),
        Words("Intakes completed in the period that name this kind of coverage; one intake may count in several kinds."),
    ),
    "follow_ups": (
        Words("Follow-ups"),
        Words("Tasks that fell due in the period, by where they stand now. Overdue: still open after the time promised."),
    ),
}
# An intake counts in several of these, so their rows do not add up to the total.
OVERLAPPING = frozenset({"substances", "coverage"})
_LABELS: Mapping[str, Mapping[str, str]] = {
    "calls": {"": Words("Ending not noted"), "in_progress": Words("Still going on")},
    "intakes": {"complete": Words("Complete, still open"), "closed": Words("Closed")},
    "outcomes": {"referred": Words("Referral drafted"), "not_referred": Words("No referral")},
    "substances": {"": Words("Class not known")},
    "coverage": {"": Words("Kind not known"), "none_told": Words("No coverage told")},
    "follow_ups": {
        "done": Words("Done"),
        "cancelled": Words("Cancelled"),
        "overdue": Words("Overdue"),
        "open": Words("Open, not due yet"),
    },
}


def period_of(first: date, last: date, zone: ZoneInfo) -> Period:
    """The period; refuses one that ends before it begins, one of more than a year, and years that nobody can mean."""
    for name, day in (("from", first), ("until", last)):
        if not EARLIEST <= day <= LATEST:
            raise Invalid(
                [
                    BadField(
                        f"/query/{name}", Words("Choose a day from %(earliest)s to %(latest)s.", earliest=EARLIEST, latest=LATEST)
                    )
                ]
            )
    if last < first:
        raise Invalid([BadField("/query/until", "The period ends before it begins.")])
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid(
            [BadField("/query/until", Words("A report covers at most %(longest_days)s days.", longest_days=LONGEST_DAYS))]
        )
    return Period(first, last, zone)


def section(code: str, rows: Iterable[tuple[str | None, int]], total: int | None = None) -> Section:
    """A table from (code, number) rows, the largest first; `total` when the rows overlap."""
    title, definition = SECTIONS[code]
    named = [Count(key or "", label_of(code, key or ""), number) for key, number in rows]
    counts = tuple(sorted(named, key=lambda count: (-count.number, count.label)))
    return Section(code, title, definition, counts, sum(count.number for count in counts) if total is None else total)


def label_of(section_code: str, code: str) -> str:
    """The words of the room that owns the code; a code that is on no list any more as it stands."""
    return _LABELS[section_code].get(code) or _room_words(section_code).get(code) or code.replace("_", " ").capitalize()


def _room_words(section_code: str) -> Mapping[str, str]:
    if section_code == "calls":
        return {code: ending.words for code, ending in dispositions().items()}
    if section_code == "substances":
        return class_words()
    return coverage_kinds() if section_code == "coverage" else {}


@cache
def least_shown() -> int:
    """The smallest number that leaves as it is: data/cells.toml says from which source."""
    told: int = tomllib.loads(files("intake.reports").joinpath("data/cells.toml").read_text("utf-8"))["least_shown"]
    return told


def for_outside(part: Section) -> Outside:
    """No number from 1 to ten, and none from which such a one follows: with one hidden, the next larger goes with it."""
    numbers, least = [count.number for count in part.counts], least_shown()
    by_size = sorted((number, place) for place, number in enumerate(numbers) if number)
    hidden = [one for one in by_size if one[0] < least]
    small, larger = len(hidden), by_size[len(hidden) :]
    # What is left of the total must not say what each of them is.
    while hidden and larger and (len(hidden) == 1 or _settled(hidden, least)):
        hidden.append(larger.pop(0))
    few = Words("fewer than %(least)s", least=least)
    is_total_small = 0 < part.total < least
    words = few if is_total_small or (len(hidden) == small and not _settled(hidden, least)) else NOT_SHOWN
    places = {place for _, place in hidden}
    shown = tuple(words if place in places else str(number) for place, number in enumerate(numbers))
    return Outside(shown, few if is_total_small else str(part.total))


def _settled(hidden: Sequence[tuple[int, int]], least: int) -> bool:
    """Whether their sum leaves each of them only one number: all of them 1, or all of them as large as a hidden one may be."""
    return sum(number for number, _ in hidden) in (len(hidden), len(hidden) * (least - 1))


def table_of(sections: Sequence[Section]) -> list[list[str]]:
    """The report as rows of cells for a spreadsheet that may leave the desk."""
    rows = [["section", "code", "label", "count"]]
    for part in sections:
        told = for_outside(part)
        rows += [[part.code, count.code, count.label, words] for count, words in zip(part.counts, told.numbers, strict=True)]
        rows.append([part.code, "total", "Total", told.total])
    return [[safe_cell(cell) for cell in row] for row in rows]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
