"""A rule's condition in three-valued logic: yes, no, or unknown; and what that verdict rests on.

Each node gives a verdict, the facts behind it (of an unknown: those already true), the answers that would settle it,
and whether an unknown is worth asking about (`stirs`: some part of it is already true).
A node is made once for the whole rule book; what it found out about a view it keeps there, in its own slot.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

from intake.foundation.answers import Missing
from intake.triage.rules.derived import DERIVED, View
from intake.triage.rules.facts import Between

Verdict = bool | None
# where the answer stands ("pregnant", "substances[alcohol].days_per_week"), and its value
Reason = tuple[str, Any]
# whom or what a missing answer is about, and which fact
Unasked = tuple[View, str]


class Condition(ABC):
    """What all nodes have. `facts`: the answers that it looks at."""

    __slots__ = ("facts", "slot")

    def __init__(self, slot: int, facts: frozenset[str]) -> None:
        self.slot = slot
        self.facts = facts

    def verdict(self, view: View) -> Verdict:
        told = view.verdicts[self.slot]
        if told is Ellipsis:
            told = view.verdicts[self.slot] = self._decide(view)
        return told

    def because(self, view: View) -> tuple[Reason, ...]:
        """What the verdict rests on."""
        told = view.reasons.get(self.slot)
        if told is None:
            told = view.reasons[self.slot] = tuple(self._reasons(view))
        return told

    @abstractmethod
    def _decide(self, view: View) -> Verdict: ...

    @abstractmethod
    def _reasons(self, view: View) -> Iterator[Reason]: ...

    @abstractmethod
    def unasked(self, view: View) -> Iterator[Unasked]:
        """The answers that would settle an unknown."""

    @abstractmethod
    def stirs(self, view: View) -> bool: ...


class Is(Condition):
    """One fact compared with a value."""

    __slots__ = ("_fact", "_of_substance", "_parts", "_test")

    def __init__(self, slot: int, fact: str, test: Callable[[Any], bool], *, of_substance: bool) -> None:
        self._parts = DERIVED.get(fact, ())
        super().__init__(slot, frozenset({fact, *self._parts}))
        self._fact = fact
        self._test = test
        self._of_substance = of_substance

    def _decide(self, view: View) -> Verdict:
        value = (view if self._of_substance else view.person).facts[self._fact]
        if value.__class__ is Between:
            # a guess: yes or no only where both of its ends agree
            least, most = map(self._test, value)
            return least if least == most else None
        return None if value.__class__ is Missing else self._test(value)

    def _reasons(self, view: View) -> Iterator[Reason]:
        view = view if self._of_substance else view.person
        facts, where = view.facts, view.where
        if facts[self._fact].__class__ is Missing:
            return
        for fact in (self._fact, *self._parts):
            if facts[fact].__class__ is not Missing:
                yield where + fact, facts[fact]

    def unasked(self, view: View) -> Iterator[Unasked]:
        view = view if self._of_substance else view.person
        for fact in self._parts or (self._fact,):
            if view.facts[fact].__class__ is Missing or view.facts[fact].__class__ is Between:
                yield view, fact
                return

    def stirs(self, view: View) -> bool:
        """Also a guess that lies at the bound: it is worth asking."""
        told = self.verdict(view)
        return told is True or (told is None and view.person.facts.get(self._fact).__class__ is Between)


class _Parts(Condition):
    __slots__ = ("_parts",)

    def __init__(self, slot: int, parts: tuple[Condition, ...]) -> None:
        super().__init__(slot, frozenset[str]().union(*(part.facts for part in parts)))
        self._parts = parts

    def unasked(self, view: View) -> Iterator[Unasked]:
        for part in self._parts:
            if part.verdict(view) is None:
                yield from part.unasked(view)


class All(_Parts):
    __slots__ = ()

    def _decide(self, view: View) -> Verdict:
        result: Verdict = True
        known = view.verdicts
        for part in self._parts:
            told = known[part.slot]
            verdict = part.verdict(view) if told is Ellipsis else told
            if verdict is False:
                return False
            if verdict is None:
                result = None
        return result

    def _reasons(self, view: View) -> Iterator[Reason]:
        """Of a yes every part; of a no those that are no; of an unknown what is known so far."""
        only_no = self.verdict(view) is False
        for part in self._parts:
            if not only_no or part.verdict(view) is False:
                yield from part.because(view)

    def stirs(self, view: View) -> bool:
        return any(part.stirs(view) for part in self._parts)


class AnyOf(_Parts):
    __slots__ = ()

    def _decide(self, view: View) -> Verdict:
        result: Verdict = False
        known = view.verdicts
        for part in self._parts:
            told = known[part.slot]
            verdict = part.verdict(view) if told is Ellipsis else told
            if verdict is True:
                return True
            if verdict is None:
                result = None
        return result

    def _reasons(self, view: View) -> Iterator[Reason]:
        told = self.verdict(view)
        for part in self._parts:
            if part.verdict(view) is told:
                yield from part.because(view)

    def stirs(self, view: View) -> bool:
        return any(part.stirs(view) for part in self._parts if part.verdict(view) is not False)


class _Silent(Condition):
    """Around another one that is no reason by itself to ask for the rest."""

    __slots__ = ("_part",)

    def __init__(self, slot: int, part: Condition) -> None:
        super().__init__(slot, part.facts)
        self._part = part

    def unasked(self, view: View) -> Iterator[Unasked]:
        return self._part.unasked(view)

    def stirs(self, view: View) -> bool:
        return False


class Not(_Silent):
    __slots__ = ()

    def _decide(self, view: View) -> Verdict:
        verdict = self._part.verdict(view)
        return None if verdict is None else not verdict

    def _reasons(self, view: View) -> Iterator[Reason]:
        return iter(()) if self.verdict(view) is None else iter(self._part.because(view))


class Background(_Silent):
    """As its part, in silence."""

    __slots__ = ()

    def _decide(self, view: View) -> Verdict:
        return self._part.verdict(view)

    def _reasons(self, view: View) -> Iterator[Reason]:
        return iter(self._part.because(view))


class SomeSubstance(Condition):
    """True of at least one reported substance; no only when nothing else is being used."""

    __slots__ = ("_part",)

    def __init__(self, slot: int, part: Condition) -> None:
        super().__init__(slot, part.facts | {"substances_complete"})
        self._part = part

    def _decide(self, view: View) -> Verdict:
        result: Verdict = False if view.facts["substances_complete"] is True else None
        for substance in view.substances:
            verdict = self._part.verdict(substance)
            if verdict is True:
                return True
            if verdict is None:
                result = None
        return result

    def _reasons(self, view: View) -> Iterator[Reason]:
        told = self.verdict(view)
        if told is False:
            yield "substances_complete", True
        for substance in view.substances:
            if self._part.verdict(substance) is told:
                yield from self._part.because(substance)

    def unasked(self, view: View) -> Iterator[Unasked]:
        open_ones = [one for one in view.substances if self._part.verdict(one) is None]
        for substance in open_ones:
            yield from self._part.unasked(substance)
        if not open_ones and view.facts["substances_complete"] is not True:
            yield view, "substances_complete"

    def stirs(self, view: View) -> bool:
        return any(self._part.stirs(one) for one in view.substances if self._part.verdict(one) is not False)
