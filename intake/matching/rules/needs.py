"""The ranker's whole input. It has no field for payment to the desk, advertising or ownership, and cannot ask about them."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from intake.foundation.answers import Missing

# Possible: something stands there that may mean it and does not prove it. Never a yes.
POSSIBLE: Literal["possible"] = "possible"
Verdict = bool | Literal["possible"] | Literal[Missing.UNKNOWN]
# Who runs a place is in the directory (category FOP), and must never weigh here.
_CLOSED = frozenset({"FOP"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a listing: (category, codes that matter) for each category that it touches.

    `possible`: which of these codes only make it possible. `without`: codes beside which the others are no yes. Without groups no
    listing can answer it. `parts`: questions of which one yes is enough; they answer for it.
    """

    key: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    possible: tuple[str, ...] = ()
    parts: tuple["Question", ...] = ()
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if _CLOSED & set(self.categories):
            raise ValueError("the matcher does not look at who runs a place")

    @property
    def codes(self) -> tuple[str, ...]:
        """Those that answer it with yes."""
        return tuple(code for _, codes in self.groups for code in codes if code not in self.possible)

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(category for category, _ in self.groups)


@dataclass(frozen=True, slots=True)
class Wish:
    """What would be good. `miles`: how much farther a place that offers it may be; 0 decides only between equals."""

    question: Question
    miles: float = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """From where distance is measured; `precision` is that of the site table (`zip_centroid`, `address`)."""

    latitude: float
    longitude: float
    precision: str


@dataclass(frozen=True, slots=True)
class Area:
    """Where to look: these states, or this far from the origin; both empty: everywhere."""

    states: tuple[str, ...] = ()
    radius_miles: float | None = None

    @property
    def looked_at_miles(self) -> float | None:
        """How far places are looked at, to say what lies just beyond the limit."""
        relax = load_data("barriers")["relax"]
        limit = self.radius_miles
        return None if limit is None else max(limit * relax["times_as_far"], limit + relax["at_least_miles_farther"])


@dataclass(frozen=True, slots=True)
class Network:
    """An insurer whose network a place has to confirm. `question`: whether the place takes that kind of coverage at all."""

    payer: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class PaidBy:
    """Coverage that these states pay for: in a place of another one, what is listed makes the question's yes only possible."""

    question: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a place must offer, what would be good, what is a caution when stated, and where.

    `levels`: levels of care that are told of a place where its listing says something of them; they weigh nothing.
    """

    musts: tuple[Question, ...]
    wishes: tuple[Wish, ...] = ()
    cautions: tuple[Question, ...] = ()
    levels: tuple[Question, ...] = ()
    area: Area = Area()
    origin: Origin | None = None
    hospital_first: bool = False
    networks: tuple[Network, ...] = ()
    paid_by: tuple[PaidBy, ...] = ()

    @property
    def parts(self) -> tuple[Question, ...]:
        """Those of which one yes is enough for a must-have, each to be told by itself."""
        return tuple(part for must in self.musts for part in must.parts)

    def unproven_in(self, state: str) -> frozenset[str]:
        """The questions that no place of this state answers with a yes."""
        return frozenset(one.question for one in self.paid_by if state not in one.states)

    def to_json(self) -> dict[str, Any]:
        """Plain data, from which `from_json` makes the same needs."""
        origin = self.origin
        return {
            "musts": [must.key for must in self.musts],
            "wishes": [{"question": wish.question.key, "miles": wish.miles} for wish in self.wishes],
            "cautions": [caution.key for caution in self.cautions],
            "levels": [level.key for level in self.levels],
            "area": {"states": list(self.area.states), "radius_miles": self.area.radius_miles},
            "origin": None if origin is None else asdict(origin),
            "hospital_first": self.hospital_first,
            "networks": [asdict(network) for network in self.networks],
            "paid_by": [{"question": one.question, "states": list(one.states)} for one in self.paid_by],
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Needs":
        """The needs that `to_json` told; codes are read from today's questions."""
        area, origin = plain["area"], plain["origin"]
        return cls(
            musts=tuple(question(key) for key in plain["musts"]),
            wishes=tuple(Wish(question(wish["question"]), wish["miles"]) for wish in plain["wishes"]),
            cautions=tuple(question(key) for key in plain["cautions"]),
            levels=tuple(question(key) for key in plain.get("levels", ())),
            area=Area(tuple(area["states"]), area["radius_miles"]),
            origin=None if origin is None else Origin(**origin),
            hospital_first=plain["hospital_first"],
            networks=tuple(Network(**network) for network in plain.get("networks", ())),
            paid_by=tuple(PaidBy(one["question"], tuple(one["states"])) for one in plain.get("paid_by", ())),
        )


def verdict(
    asked: Question,
    codes: Collection[str],
    categories: Collection[str],
    denied: Collection[str] = (),
    unproven: Collection[str] = (),
) -> Verdict:
    """Yes when a code is stated, beside none that speaks against it; possible when one that does not prove it is, or the question
    is among `unproven`; no when none can be: each category was answered without, or each code denied; else unknown.
    """
    if asked.parts:
        return _best([verdict(part, codes, categories, denied, unproven) for part in asked.parts])
    if any(code in codes for code in asked.codes) and not any(code in codes for code in asked.without):
        return POSSIBLE if asked.key in unproven else True
    if any(code in codes for code in asked.possible):
        return POSSIBLE
    if not asked.groups:
        return Missing.UNKNOWN
    no = all(category in categories or all(code in denied for code in of_it) for category, of_it in asked.groups)
    return False if no else Missing.UNKNOWN


def _best(verdicts: Collection[Verdict]) -> Verdict:
    """One yes is enough, and a no is one of each."""
    return next((one for one in (True, POSSIBLE, Missing.UNKNOWN) if one in verdicts), False)


def question(key: str) -> Question:
    """A question of data/questions.toml, a level of care, or several of them with `|` between; KeyError when there is none."""
    return either(*(_questions()[part] for part in key.split("|")))


def either(*asked: Question) -> Question:
    """Whether any of these is a yes: possible when one is, no when all are, else unknown."""
    parts = tuple(dict.fromkeys(asked))
    return parts[0] if len(parts) == 1 else Question("|".join(part.key for part in parts), (), parts=parts)


def questions() -> Mapping[str, Question]:
    """All of them by key."""
    return _questions()


@cache
def load_data(name: str) -> Mapping[str, Any]:
    """A reviewed data file of this room."""
    return tomllib.loads(files("intake.matching").joinpath(f"data/{name}.toml").read_text("utf-8"))


@cache
def _questions() -> Mapping[str, Question]:
    asked = {key: entry for key, entry in load_data("questions").items() if isinstance(entry, dict)}
    return {key: _read(key, entry) for key, entry in {**asked, **levels()}.items()}


@cache
def levels() -> Mapping[str, Mapping[str, Any]]:
    """The levels of care by `edition/code`, as data/levels.toml tells them."""
    return {f"{entry['edition']}/{entry['code']}": entry for entry in load_data("levels")["level"]}


def _read(key: str, entry: Mapping[str, Any]) -> Question:
    groups: dict[str, list[str]] = {}
    may_be = entry.get("may_be", ())
    for category, code in (pair.split("/") for pair in (*entry.get("any_of", ()), *may_be)):
        groups.setdefault(category, []).append(code)
    possible = tuple(pair.split("/")[1] for pair in may_be)
    stated = tuple((category, tuple(codes)) for category, codes in sorted(groups.items()))
    without = [pair.split("/") for pair in entry.get("without", ())]
    if not {category for category, _ in without} <= set(groups):
        raise ValueError(f"{key}: only codes of its own categories can speak against it")
    return Question(key, stated, possible, without=tuple(code for _, code in without))
