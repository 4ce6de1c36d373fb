"""What a worksheet of benefits asks, what an insurer's answer fills in of it, and whose answer it is. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz.distance import OSA

from intake.foundation.answers import Missing, is_known
from intake.insurance.rules.coverage import Told, bare, coverage
from intake.insurance.rules.eligibility import Benefit, Reply, codes, in_words, ours, word
from intake.insurance.rules.x12 import one_of

_DEDUCTIBLE, _OUT_OF_POCKET, _CO_PAY, _CO_INSURANCE, _LIMIT = "C", "G", "B", "A", "F"
_ACTIVE, _INACTIVE, _COVERED, _NOT_COVERED = frozenset("1234"), frozenset("6"), frozenset("1234"), frozenset("I")
_SO_FAR, _REMAINS = "24", "29"
_NEAR = 0.75
_OF_SOMEBODY_ELSE = frozenset({"member_id_differs", "name_differs", "birth_date_differs"})
# What the worksheet asks and an electronic answer can fill in.
FILLED = (
    "coverage_active",
    "substance_use_covered",
    "mental_health_covered",
    "deductible_cents",
    "deductible_met_cents",
    "out_of_pocket_cents",
    "out_of_pocket_met_cents",
    "co_pay_cents",
    "co_insurance_percent",
    "authorization_needed",
    "days_covered",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a worksheet's answers come from. `asks`: the desk told the insurer about the person to get them."""

    code: str
    words: str
    asks: bool
    electronic: bool


def sources() -> dict[str, Source]:
    return {one["code"]: Source(**one) for one in coverage()["source"]}


@dataclass(frozen=True, slots=True)
class Filled:
    """The answers of one electronic reply, and on which of its lines each rests."""

    answers: dict[str, Any]
    rests_on: dict[str, str]


def filled_from(reply: Reply) -> Filled:
    """What the reply says; whatever it does not say, or says in two ways, is unknown."""
    lines = reply.benefits
    answers: dict[str, Any] = {}
    rests_on: dict[str, str] = {}

    def put(field: str, value: Any, because: str) -> None:
        answers[field] = Missing.UNKNOWN if value is None else value
        if value is not None:
            rests_on[field] = because

    put("coverage_active", *_active(lines))
    for field, group in (("substance_use_covered", "substance_use"), ("mental_health_covered", "mental_health")):
        put(field, *_covered(lines, group))
    for field, kind in (("deductible", _DEDUCTIBLE), ("out_of_pocket", _OUT_OF_POCKET)):
        total, met, because = _accumulated(lines, kind)
        put(f"{field}_cents", total, because)
        put(f"{field}_met_cents", met, because)
    put("co_pay_cents", *_of_care(lines, _CO_PAY, lambda one: one.amount_cents))
    put("co_insurance_percent", *_of_care(lines, _CO_INSURANCE, lambda one: Decimal(one.percent) if one.percent else None))
    put("authorization_needed", *_authorization(lines))
    put("days_covered", *_of_care(lines, _LIMIT, _days))
    return Filled(answers, rests_on)


def _active(lines: Sequence[Benefit]) -> tuple[bool | None, str]:
    whole = {one.kind for one in lines if _is_of(one, "plan") or not one.services} & (_ACTIVE | set("5678"))
    if not whole or (whole - _ACTIVE and whole - _INACTIVE):
        return None, ""
    return whole <= _ACTIVE, word("services", "30")


def _covered(lines: Sequence[Benefit], group: str) -> tuple[bool | None, str]:
    told = [one for one in lines if _is_of(one, group) and one.kind in _COVERED | _NOT_COVERED | _INACTIVE]
    kinds = {one.kind in _COVERED for one in told}
    return (kinds.pop(), _services(told, group)) if len(kinds) == 1 else (None, "")


def _accumulated(lines: Sequence[Benefit], kind: str) -> tuple[int | None, int | None, str]:
    """The whole of one person in network, and what of it is met: said, or the whole less what remains."""
    for group in ("substance_use", "mental_health", "plan"):
        theirs = [one for one in _in_network(lines, kind, group) if one.level in ("", "IND") and one.amount_cents is not None]
        whole = _one(one.amount_cents for one in theirs if one.period in codes()["whole_periods"]["codes"])
        met = _one(one.amount_cents for one in theirs if one.period == _SO_FAR)
        remains = _one(one.amount_cents for one in theirs if one.period == _REMAINS)
        if met is None and whole is not None and remains is not None and remains <= whole:
            met = whole - remains
        if whole is not None or met is not None:
            return whole, met, _services(theirs, group)
    return None, None, ""


def _of_care(lines: Sequence[Benefit], kind: str, value: Callable[[Benefit], Any]) -> tuple[Any, str]:
    """What all lines of one group say alike: first of substance use, then of mental health, then of the plan as a whole."""
    for group in ("substance_use", "mental_health", "plan"):
        theirs = [one for one in _in_network(lines, kind, group) if value(one) is not None]
        if theirs:
            return _one(map(value, theirs)), _services(theirs, group)
    return None, ""


def _days(line: Benefit) -> int | None:
    is_whole = line.quantity_kind == "DY" and line.period != _REMAINS
    return int(line.quantity) if is_whole and line.quantity.isdigit() else None


def _authorization(lines: Sequence[Benefit]) -> tuple[bool | None, str]:
    """Yes where any line of the care needs one; no only where all of them say so."""
    for group in ("substance_use", "mental_health"):
        told = [one for one in lines if _is_of(one, group) and one.authorization]
        if told:
            needed = {one.authorization for one in told}
            answer = True if "Y" in needed else False if needed == {"N"} else None
            return answer, _services([one for one in told if one.authorization == "Y"] or told, group)
    return None, ""


def _in_network(lines: Sequence[Benefit], kind: str, group: str) -> list[Benefit]:
    """Those said to be in network; where none is, those that do not tell the two apart."""
    theirs = [one for one in lines if one.kind == kind and (_is_of(one, group) or (group == "plan" and not one.services))]
    return [one for one in theirs if one.network == "Y"] or [one for one in theirs if one.network in ("", "W")]


def _is_of(line: Benefit, group: str) -> bool:
    return bool(ours(group) & set(line.services))


def _services(lines: Sequence[Benefit], group: str) -> str:
    named = {word("services", one): None for line in lines for one in line.services if one in ours(group)}
    return ", ".join(named) or word("services", "30")


def _one(values: Iterable[Any]) -> Any:
    return one_of([one for one in values if one is not None])


def reading_of(reply: Reply, filled: Filled) -> dict[str, Any]:
    """The reply as it is kept beside the worksheet, and shown."""
    theirs = ours("substance_use") | ours("mental_health") | ours("plan")
    ordered = sorted(reply.benefits, key=lambda one: not set(one.services) & theirs)
    return {
        "payer_name": reply.payer_name,
        "payer_id": reply.payer_id,
        "trace": reply.trace,
        "answered_on": reply.answered_on.isoformat() if reply.answered_on else None,
        "lines": [in_words(one) for one in ordered],
        "rejections": [{"about": one.about, "code": one.code, "words": one.words} for one in reply.rejections],
        "rests_on": filled.rests_on,
    }


@dataclass(frozen=True, slots=True)
class Insured:
    """Whose policy it is, as the desk was told."""

    member_id: str | None
    given_names: tuple[str, ...]
    family_name: str | None
    birth_date: date | None
    payer_names: tuple[str, ...]
    payer_id: str | None


def doubts_about(reply: Reply, told: Insured) -> list[str]:
    """Why the reply may be about somebody else, as codes of `coverage.toml`. Empty: number and name agree."""
    found = []
    numbers = [bare(one) for one in (reply.patient.member_id, reply.subscriber.member_id) if one]
    if told.member_id and numbers and bare(told.member_id) not in numbers:
        found.append("member_id_differs")
    if not told.member_id or not numbers:
        found.append("member_id_not_compared")
    if reply.patient.family_name and (told.family_name or told.given_names):
        if not _same_name(reply, told):
            found.append("name_differs")
    else:
        found.append("name_not_compared")
    if reply.patient.birth_date and told.birth_date and reply.patient.birth_date != told.birth_date:
        found.append("birth_date_differs")
    if not _same_payer(reply, told):
        found.append("payer_differs")
    return found


def choose_reply(replies: Sequence[Reply], told: Insured) -> Reply | None:
    """The one about this person; None where several could be."""
    fitting = [one for one in replies if not _OF_SOMEBODY_ELSE & set(doubts_about(one, told))]
    found = fitting if len(fitting) == 1 else replies
    return found[0] if len(found) == 1 else None


def _same_name(reply: Reply, told: Insured) -> bool:
    family = told.family_name is None or _alike(reply.patient.family_name, told.family_name)
    given = not told.given_names or not reply.patient.given_name
    return family and (given or any(_alike(reply.patient.given_name, one) for one in told.given_names))


def _same_payer(reply: Reply, told: Insured) -> bool:
    """True also where there is nothing to compare: insurers answer under many names."""
    if told.payer_id and reply.payer_id and told.payer_id == reply.payer_id:
        return True
    if not told.payer_names or not reply.payer_name:
        return True
    return any(_alike(reply.payer_name, one) or _within(reply.payer_name, one) for one in told.payer_names)


def _within(left: str, right: str) -> bool:
    return set(_plain(left).split()) <= set(_plain(right).split()) or set(_plain(right).split()) <= set(_plain(left).split())


def _alike(left: str, right: str) -> bool:
    return OSA.normalized_similarity(_plain(left), _plain(right)) >= _NEAR


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def worksheet_warnings(sheet: Told) -> list[tuple[str, str]]:
    """(field, words) of what cannot be right in a worksheet. It is told and kept."""
    found = []
    for whole, met in (("deductible_cents", "deductible_met_cents"), ("out_of_pocket_cents", "out_of_pocket_met_cents")):
        if is_known(sheet.answer(whole)) and is_known(sheet.answer(met)) and sheet.answer(met) > sheet.answer(whole):
            found.append((met, "More is met than there is to meet. Ask again for both."))
    if sheet.answer("coverage_active") is False:
        found.append(("coverage_active", "The insurer says that this policy is not active. Ask whether there is another one."))
    return found
