"""Substances that nobody listed and the answers speak of all the same: what a mixture holds, what is taken at the same time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.foundation.answers import Missing, is_known
from intake.intakes.rules.answers import Answers
from intake.substances.rules import Entry, load_catalogue
from intake.substances.rules.use import taken_with
from intake.triage.rules import SubstanceFacts

# How often and until when holds for each part of a mixture; how much does not.
_SHARED = (
    "days_used_in_30", "days_per_week", "duration_months", "hours_since_last_use", "stopped_abruptly", "injected",
    "illicit_source",
)  # fmt: skip
Told = tuple[SubstanceFacts, Answers, Entry | None]


def implied_by(told: Sequence[Told]) -> list[SubstanceFacts]:
    """What each mixture tells of its parts, the same once; of a part that is listed too only what is more than its name.

    A kind only when no listed one is of that kind.
    """
    listed = {facts.code for facts, _, _ in told}
    # Two mixtures, or a mixture and a card of its own, tell of two uses: neither answers for the other.
    parts = dict.fromkeys(part for one in told for part in _parts(one) if part.code not in listed or _tells(part))
    kinds = {str(one.substance_class) for one in (*(facts for facts, _, _ in told), *parts)}
    beside = {kind: _kind(kind) for _, use, _ in told for kind in _kinds(use) if kind not in kinds}
    return [*parts, *beside.values()]


def _tells(part: SubstanceFacts) -> bool:
    return any(is_known(getattr(part, name)) for name in _SHARED)


def _parts(one: Told) -> Iterator[SubstanceFacts]:
    facts, _, entry = one
    for code in entry.contains if entry else ():
        part = load_catalogue().by_code[code]
        same = {name: getattr(facts, name) for name in _SHARED}
        known = SubstanceFacts(code=code, name=part.name, substance_class=part.substance_class, drug_key=part.drug_key)
        yield replace(known, **same)


def _kinds(use: Answers) -> Iterator[str]:
    told = use.answer("taken_with")
    yield from (kind for kind in told if kind != "other") if is_known(told) else ()


def _kind(kind: str) -> SubstanceFacts:
    return SubstanceFacts(code=f"with_{kind}", name=taken_with()[kind], substance_class=kind, drug_key=Missing.UNKNOWN)
