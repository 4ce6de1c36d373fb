"""A rule's condition in three-valued logic: yes, no, or unknown; and what that verdict rests on.

Each node gives a verdict, the facts behind it (of an unknown: those already true), the answers that would settle it,
and whether an unknown is worth asking about (`stirs`: some part of it is already true).
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from intake.foundation.answers import Missing
from intake.triage.rules.derived import DERIVED, Case

Verdict = bool | None
# the substance it is about, or None; the fact; its value
Ground = tuple[Case | None, str, Any]
Unasked = tuple[Case | None, str]


class Condition(Protocol):
    def verdict(self, case: Case, one: Case | None) -> Verdict: ...
    def because(self, case: Case, one: Case | None, told: Verdict) -> Iterator[Ground]: ...
    def unasked(self, case: Case, one: Case | None) -> Iterator[Unasked]: ...
    def stirs(self, case: Case, one: Case | None) -> bool: ...


class Is:
    """One fact compared with a value."""

    __slots__ = ("_background", "_fact", "_of_substance", "_test")

    def __init__(self, fact: str, test: Callable[[Any], bool], *, of_substance: bool, background: bool) -> None:
        self._fact = fact
        self._test = test
        self._of_substance = of_substance
        self._background = background

    def verdict(self, case: Case, one: Case | None) -> Verdict:
        value = (one if self._of_substance and one is not None else case)[self._fact]
        return None if value.__class__ is Missing else self._test(value)

    def because(self, case: Case, one: Case | None, told: Verdict) -> Iterator[Ground]:
        holder = self._holder(one)
        source = holder or case
        if isinstance(source[self._fact], Missing):
            return
        yield holder, self._fact, source[self._fact]
        for base in DERIVED.get(self._fact, ()):
            if not isinstance(source[base], Missing):
                yield holder, base, source[base]

    def unasked(self, case: Case, one: Case | None) -> Iterator[Unasked]:
        holder = self._holder(one)
        source = holder or case
        for base in DERIVED.get(self._fact, (self._fact,)):
            if isinstance(source[base], Missing):
                yield holder, base
                return

    def stirs(self, case: Case, one: Case | None) -> bool:
        return not self._background and self.verdict(case, one) is True

    def _holder(self, one: Case | None) -> Case | None:
        return one if self._of_substance else None


class All:
    __slots__ = ("_parts",)

    def __init__(self, parts: tuple[Condition, ...]) -> None:
        self._parts = parts

    def verdict(self, case: Case, one: Case | None) -> Verdict:
        result: Verdict = True
        for part in self._parts:
            verdict = part.verdict(case, one)
            if verdict is False:
                return False
            if verdict is None:
                result = None
        return result

    def because(self, case: Case, one: Case | None, told: Verdict) -> Iterator[Ground]:
        for part in self._parts:
            verdict = True if told else part.verdict(case, one)
            if told is not False or verdict is False:
                yield from part.because(case, one, verdict)

    def unasked(self, case: Case, one: Case | None) -> Iterator[Unasked]:
        for part in self._parts:
            if part.verdict(case, one) is None:
                yield from part.unasked(case, one)

    def stirs(self, case: Case, one: Case | None) -> bool:
        return any(part.stirs(case, one) for part in self._parts)


class AnyOf:
    __slots__ = ("_parts",)

    def __init__(self, parts: tuple[Condition, ...]) -> None:
        self._parts = parts

    def verdict(self, case: Case, one: Case | None) -> Verdict:
        result: Verdict = False
        for part in self._parts:
            verdict = part.verdict(case, one)
            if verdict is True:
                return True
            if verdict is None:
                result = None
        return result

    def because(self, case: Case, one: Case | None, told: Verdict) -> Iterator[Ground]:
        for part in self._parts:
            if told is False or part.verdict(case, one) is told:
                yield from part.because(case, one, told)

    def unasked(self, case: Case, one: Case | None) -> Iterator[Unasked]:
        for part in self._parts:
            if part.verdict(case, one) is None:
                yield from part.unasked(case, one)

    def stirs(self, case: Case, one: Case | None) -> bool:
        return any(part.stirs(case, one) for part in self._parts if part.verdict(case, one) is not False)


class Not:
    __slots__ = ("_part",)

    def __init__(self, part: Condition) -> None:
        self._part = part

    def verdict(self, case: Case, one: Case | None) -> Verdict:
        verdict = self._part.verdict(case, one)
        return None if verdict is None else not verdict

    def because(self, case: Case, one: Case | None, told: Verdict) -> Iterator[Ground]:
        return iter(()) if told is None else self._part.because(case, one, not told)

    def unasked(self, case: Case, one: Case | None) -> Iterator[Unasked]:
        return self._part.unasked(case, one)

    def stirs(self, case: Case, one: Case | None) -> bool:
        return False


class SomeSubstance:
    """True of at least one reported substance; no only when nothing else is being used."""

    __slots__ = ("_part",)

    def __init__(self, part: Condition) -> None:
        self._part = part

    def verdict(self, case: Case, one: Case | None) -> Verdict:
        result: Verdict = False if case["substances_complete"] is True else None
        for substance in case["substances"]:
            verdict = self._part.verdict(case, substance)
            if verdict is True:
                return True
            if verdict is None:
                result = None
        return result

    def because(self, case: Case, one: Case | None, told: Verdict) -> Iterator[Ground]:
        if told is False:
            yield None, "substances_complete", True
        for substance in case["substances"]:
            if self._part.verdict(case, substance) is told:
                yield from self._part.because(case, substance, told)

    def unasked(self, case: Case, one: Case | None) -> Iterator[Unasked]:
        open_ones = [s for s in case["substances"] if self._part.verdict(case, s) is None]
        for substance in open_ones:
            yield from self._part.unasked(case, substance)
        if not open_ones and case["substances_complete"] is not True:
            yield None, "substances_complete"

    def stirs(self, case: Case, one: Case | None) -> bool:
        return any(
            self._part.stirs(case, substance)
            for substance in case["substances"]
            if self._part.verdict(case, substance) is not False
        )
