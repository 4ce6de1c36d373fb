"""An insurer's electronic answer (271) as plain data, every code with its words. What it does not say is empty. Pure."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from intake.foundation.words import Words
from intake.insurance.rules.x12 import Segment, Transaction, refused, transactions

_SOURCE, _RECEIVER, _SUBSCRIBER, _DEPENDENT = "20", "21", "22", "23"
_PARENTS = {_SOURCE: None, _RECEIVER: _SOURCE, _SUBSCRIBER: _RECEIVER, _DEPENDENT: _SUBSCRIBER}
_WHO = {_SOURCE: "insurer", _RECEIVER: "who asked", _SUBSCRIBER: "member", _DEPENDENT: "dependent"}
_NAMED = {"PR": _SOURCE, "2B": _SOURCE, "36": _SOURCE, "GP": _SOURCE, "P5": _SOURCE, "IL": _SUBSCRIBER, "03": _DEPENDENT}
_KNOWN = frozenset(
    [
        "HL",
        "TRN",
        "NM1",
        "N3",
        "N4",
        "PER",
        "REF",
        "AAA",
        "PRV",
        "DMG",
        "INS",
        "HI",
        "DTP",
        "MPI",
        "EB",
        "HSD",
        "MSG",
        "III",
        "LS",
        "LE",
    ]
)
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2}|\.)?|\.\d{1,2}")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?|\.\d{1,6}")


@cache
def codes() -> Mapping[str, Any]:
    """The reviewed words of every code."""
    return tomllib.loads(files("intake.insurance").joinpath("data/x12.toml").read_text("utf-8"))


def word(kind: str, code: str) -> str:
    """The words of a code; one that the list does not know as it stands, said to be so."""
    return str(codes()[kind].get(code, f"code {code}, which this desk's list does not know"))


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody the answer is about, as the insurer names them."""

    family_name: str = ""
    given_name: str = ""
    member_id: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why there is no answer: about whom, the reason, and what the insurer wants done."""

    about: str
    code: str
    follow_up: str

    @property
    def words(self) -> str:
        wanted = f" {word('follow_ups', self.follow_up)}" if self.follow_up else ""
        return f"{word('rejections', self.code)}{wanted}"


@dataclass(frozen=True, slots=True)
class Benefit:
    """One EB line. Amounts in cents; `network` and `authorization`: Y, N, W (no matter), U (not known), or empty."""

    kind: str
    level: str = ""
    services: tuple[str, ...] = ()
    insurance_type: str = ""
    plan: str = ""
    period: str = ""
    amount_cents: int | None = None
    percent: str = ""
    quantity_kind: str = ""
    quantity: str = ""
    authorization: str = ""
    network: str = ""
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the answer says of one patient."""

    payer_name: str = ""
    payer_id: str = ""
    trace: str = ""
    answered_on: date | None = None
    subscriber: Party = field(default_factory=Party)
    patient: Party = field(default_factory=Party)
    is_dependent: bool = False
    benefits: tuple[Benefit, ...] = ()
    rejections: tuple[Rejection, ...] = ()


@dataclass(slots=True)
class _Level:
    """One HL and what stands under it."""

    code: str
    number: str
    parent: str
    head: Segment
    segments: list[Segment] = field(default_factory=list)


def read_replies(content: bytes) -> list[Reply]:
    """One for each patient of the file. Refuses, whole and with the place, a file that is no sound 271 of the right edition."""
    found = [reply for transaction in transactions(content) for reply in _replies(transaction)]
    if not found:
        raise refused("The file holds no answer.")
    return found


def _replies(transaction: Transaction) -> Iterator[Reply]:
    if transaction.kind != "271":
        kind = transaction.kind or "without a number"
        raise refused(Words("This is a transaction %(kind)s, no insurer's answer (271).", kind=kind))
    if transaction.standard != codes()["standard"]:
        raise refused(
            Words(
                "This follows %(told)s; only %(standard)s can be read.",
                told=transaction.standard or "no named edition",
                standard=codes()["standard"],
            )
        )
    levels = _levels(transaction.segments)
    answered_on = _date(transaction.segments[0], transaction.segments[0][4])
    above: list[_Level] = []
    for place, level in enumerate(levels):
        above = [one for one in above if _depth(one.code) < _depth(level.code)] + [level]
        following = levels[place + 1].code if place + 1 < len(levels) else ""
        # A subscriber with dependents is the patient only where something is said of them.
        if _depth(following) <= _depth(level.code) or _says(level):
            yield _reply(above, answered_on, transaction.repeated)


def _depth(code: str) -> int:
    return list(_PARENTS).index(code) if code in _PARENTS else -1


def _says(level: _Level) -> bool:
    return any(one.name in ("EB", "AAA") for one in level.segments)


def _levels(segments: tuple[Segment, ...]) -> list[_Level]:
    if not segments or segments[0].name != "BHT":
        raise refused("The transaction does not begin with BHT.")
    if segments[0][1] != "0022" or segments[0][2] != "11":
        raise segments[0].refuse("it is not the head of an answer (0022, 11).")
    levels: dict[str, _Level] = {}
    current: _Level | None = None
    for segment in segments[1:]:
        if segment.name not in _KNOWN:
            raise segment.refuse("no such segment belongs into an insurer's answer.")
        if segment.name == "HL":
            current = _level(segment, levels)
            levels[current.number] = current
        elif current is None:
            raise segment.refuse("it stands before the first level (HL).")
        else:
            current.segments.append(segment)
    return list(levels.values())


def _level(segment: Segment, levels: Mapping[str, _Level]) -> _Level:
    number, parent, code = segment[1], segment[2], segment[3]
    if code not in _PARENTS:
        raise segment.refuse("its level is none of 20, 21, 22, 23.")
    if not number or number in levels:
        raise segment.refuse("its number is missing or stands twice.")
    above = levels.get(parent)
    if (above.code if above else None) != _PARENTS[code] or (parent and above is None):
        raise segment.refuse("it hangs on a level that is not there or is of the wrong kind.")
    return _Level(code, number, parent, segment)


def _reply(above: list[_Level], answered_on: date | None, repeated: str) -> Reply:
    last = above[-1]
    parties = {level.code: _party(level) for level in above}
    payer = next((one for one in above[0].segments if one.name == "NM1" and _NAMED.get(one[1]) == _SOURCE), None)
    subscriber = parties.get(_SUBSCRIBER, Party())
    trace = next((one[2] for one in last.segments if one.name == "TRN"), "")
    return Reply(
        payer_name=payer[3] if payer else "",
        payer_id=payer[9] if payer else "",
        trace=trace,
        answered_on=answered_on,
        subscriber=subscriber,
        patient=parties.get(_DEPENDENT, subscriber),
        is_dependent=last.code == _DEPENDENT,
        benefits=tuple(_benefits(last, repeated)),
        rejections=tuple(rejection for level in above for rejection in _rejections(level)),
    )


def _party(level: _Level) -> Party:
    told = Party()
    for segment in level.segments:
        if segment.name == "EB":
            break
        if segment.name == "NM1" and _NAMED.get(segment[1]) == level.code and level.code in (_SUBSCRIBER, _DEPENDENT):
            member_id = segment[9] if segment[8] == "MI" else ""
            told = Party(segment[3], segment[4], member_id, told.birth_date)
        if segment.name == "DMG" and segment[1] == "D8":
            told = Party(told.family_name, told.given_name, told.member_id, _date(segment, segment[2]))
    return told


def _rejections(level: _Level) -> Iterator[Rejection]:
    about = _WHO[level.code]
    for segment in level.segments:
        if segment.name == "EB":
            about = "benefit"
        if segment.name == "AAA":
            if not segment[3]:
                raise segment.refuse("it rejects and does not say why (AAA03).")
            yield Rejection(about, segment[3], segment[4])


def _benefits(level: _Level, repeated: str) -> Iterator[Benefit]:
    line: Segment | None = None
    messages: list[str] = []
    inside_other = False
    for segment in level.segments:
        if segment.name in ("LS", "LE"):
            inside_other = segment.name == "LS"
        if segment.name == "EB":
            if line is not None:
                yield _benefit(line, tuple(messages), repeated)
            line, messages, inside_other = segment, [], False
        elif segment.name == "MSG" and line is not None and not inside_other:
            messages.append(segment[1])
    if line is not None:
        yield _benefit(line, tuple(messages), repeated)


def _benefit(line: Segment, messages: tuple[str, ...], repeated: str) -> Benefit:
    if not line[1]:
        raise line.refuse("it does not say what it tells (EB01).")
    for number, matching in ((11, ("", "Y", "N", "U")), (12, ("", "Y", "N", "U", "W"))):
        if line[number] not in matching:
            raise line.refuse(Words("EB%(number)s is none of the words that may stand there.", number=number))
    return Benefit(
        kind=line[1],
        level=line[2],
        services=tuple(one for one in line[3].split(repeated) if one),
        insurance_type=line[4],
        plan=line[5],
        period=line[6],
        amount_cents=_cents(line),
        percent=_percent(line),
        quantity_kind=line[9],
        quantity=_number(line, 10),
        authorization=line[11],
        network=line[12],
        messages=messages,
    )


def _cents(line: Segment) -> int | None:
    if not line[7]:
        return None
    if not _AMOUNT.fullmatch(line[7]):
        raise line.refuse("EB07 is no amount of money.")
    return int(Decimal(line[7]) * 100)


def _percent(line: Segment) -> str:
    """As a share of 100. The standard wants a share of one; what is above one is left as it stands in the line, unread."""
    told = _number(line, 8)
    return f"{Decimal(told) * 100:.2f}" if told and Decimal(told) <= 1 else ""


def _number(line: Segment, number: int) -> str:
    if line[number] and not _NUMBER.fullmatch(line[number]):
        raise line.refuse(Words("EB%(number)s is no number.", number=f"{number:02}"))
    return line[number]


def _date(segment: Segment, text: str) -> date | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{8}", text):
        raise segment.refuse("a day stands there that is none.")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise segment.refuse("a day stands there that is none.") from None


def ours(group: str) -> frozenset[str]:
    """The service types of a group: substance_use, mental_health, plan."""
    return frozenset(codes()["ours"][group])


def in_words(benefit: Benefit) -> dict[str, str]:
    """One line for people to read."""
    amount = "" if benefit.amount_cents is None else f"${benefit.amount_cents // 100:,}.{benefit.amount_cents % 100:02}"
    quantity = f"{benefit.quantity} {word('quantities', benefit.quantity_kind)}" if benefit.quantity else ""
    share = f"{benefit.percent.removesuffix('.00')} %" if benefit.percent else ""
    notes = (
        word("levels", benefit.level) if benefit.level else "",
        word("periods", benefit.period) if benefit.period else "",
        {"Y": "authorization needed", "N": "no authorization needed", "U": "not known whether authorization is needed"}.get(
            benefit.authorization, ""
        ),
        {"Y": "in network", "N": "out of network", "W": "in and out of network"}.get(benefit.network, ""),
        benefit.plan,
        *benefit.messages,
    )
    return {
        "what": word("benefits", benefit.kind),
        "services": _joined((word("services", one) for one in benefit.services), ", "),
        "value": _joined((amount, share, quantity), ", "),
        "notes": _joined(notes, " · "),
    }


def _joined(words: Iterable[str], between: str) -> str:
    return between.join(one for one in words if one)
