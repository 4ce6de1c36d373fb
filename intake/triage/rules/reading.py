"""Turns a condition as reviewers write it (all, any, not, background, some_substance, use, fact) into one that can be decided."""

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from intake.triage.rules.conditions import All, AnyOf, Background, Condition, Is, Not, SomeSubstance
from intake.triage.rules.derived import DERIVED
from intake.triage.rules.facts import CASE_FIELDS, SUBSTANCE_FIELDS

Test = Callable[[Any], bool]


class RuleBookError(ValueError):
    """A rule file says something that cannot be meant; names the rule and the place."""


def _includes_any(wanted: frozenset[str], told: tuple[str, ...]) -> bool:
    return not wanted.isdisjoint(told)


def _is(wanted: object, told: object) -> bool:
    return told == wanted


def _in(wanted: frozenset[object], told: object) -> bool:
    return told in wanted


# operator as written -> how its value is prepared, and the test
_TESTS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any, Any], bool]]] = {
    "is": (lambda v: v, _is),
    "in": (frozenset, _in),
    "includes_any": (frozenset, _includes_any),
    "at_least": (float, operator.le),
    "more_than": (float, operator.lt),
    "at_most": (float, operator.ge),
    "less_than": (float, operator.gt),
}


class Reader:
    """Reads conditions against the shared ones; `where` names the rule in every error."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self._shared = shared
        # by what is written there: the same words are the same node, so that each is decided once
        self._made: dict[tuple[str, bool], Condition] = {}
        self.slots = 0

    def read(self, tree: Any, where: str, *, inside: bool = False, seen: tuple[str, ...] = ()) -> Condition:
        if not isinstance(tree, Mapping):
            raise RuleBookError(f"{where}: a condition is a table, not {tree!r}")
        place = (repr(tree), inside)
        if place not in self._made:
            self._made[place] = self._read(tree, where, inside, seen)
        return self._made[place]

    def _slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def _read(self, tree: Mapping[str, Any], where: str, inside: bool, seen: tuple[str, ...]) -> Condition:
        if "fact" in tree:
            return self._fact(tree, where, inside)
        if len(tree) != 1:
            raise RuleBookError(f"{where}: one of all, any, not, background, some_substance, use or fact, not {sorted(tree)}")
        word, rest = next(iter(tree.items()))
        again = partial(self.read, where=where, seen=seen)
        if word in ("all", "any"):
            if not isinstance(rest, list) or not rest:
                raise RuleBookError(f"{where}: {word} needs a list of conditions")
            parts = tuple(again(part, inside=inside) for part in rest)
            return (All if word == "all" else AnyOf)(self._slot(), parts)
        if word in ("not", "background"):
            return (Not if word == "not" else Background)(self._slot(), again(rest, inside=inside))
        if word == "some_substance" and not inside:
            return SomeSubstance(self._slot(), again(rest, inside=True))
        if word == "use":
            return self._use(rest, where, inside, seen)
        raise RuleBookError(f"{where}: {word!r} does not belong here")

    def _use(self, name: str, where: str, inside: bool, seen: tuple[str, ...]) -> Condition:
        if name not in self._shared or name in seen:
            raise RuleBookError(f"{where}: {'goes round in circles at' if name in seen else 'unknown'} condition {name!r}")
        return self.read(self._shared[name], where, inside=inside, seen=(*seen, name))

    def _fact(self, tree: Mapping[str, Any], where: str, inside: bool) -> Condition:
        fact = tree["fact"]
        of_substance = fact in SUBSTANCE_FIELDS or fact in DERIVED
        if not (inside if of_substance else fact in CASE_FIELDS):
            raise RuleBookError(f"{where}: {fact!r} is no fact here")
        tests = [name for name in tree if name in _TESTS]
        left = set(tree) - {"fact", *tests}
        if not tests or left:
            raise RuleBookError(f"{where}: {fact} needs a test out of {', '.join(_TESTS)}; cannot read {sorted(left)}")
        parts = tuple(Is(self._slot(), fact, _test(name, tree[name], where), of_substance=of_substance) for name in tests)
        return parts[0] if len(parts) == 1 else All(self._slot(), parts)


def _test(name: str, value: Any, where: str) -> Test:
    prepare, compare = _TESTS[name]
    try:
        return partial(compare, prepare(value))
    except (TypeError, ValueError):
        raise RuleBookError(f"{where}: {name} cannot compare with {value!r}") from None
