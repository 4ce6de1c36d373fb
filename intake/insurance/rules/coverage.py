"""How a person may be covered, and what looks wrong with a policy. Pure."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from intake.foundation.answers import is_known


@cache
def coverage() -> Mapping[str, Any]:
    """The closed lists in which coverage is told."""
    return tomllib.loads(files("intake.insurance").joinpath("data/coverage.toml").read_text("utf-8"))


def coverage_kinds() -> dict[str, str]:
    """Code -> words."""
    return {kind["code"]: kind["words"] for kind in coverage()["kind"]}


def has_member_id(coverage_kind: object) -> bool:
    """False where nobody issues one. Coverage that is not known may have one."""
    return coverage_kind not in coverage()["without_policy"]


class Told(Protocol):
    """A policy as told."""

    def answer(self, field: str) -> Any: ...


@dataclass(frozen=True)
class PolicyWarning:
    """Which answer looks wrong, and what to do about it."""

    field: str
    words: str


def policy_warnings(policy: Told) -> list[PolicyWarning]:
    """What looks wrong with a policy. It is told, and never refused: whoever sits before the card decides."""
    found = []
    member_id = policy.answer("member_id")
    if is_known(member_id):
        for known in coverage()["format"]:
            applies = policy.answer("coverage_kind") == known["kind"] and policy.answer("plan_type") not in known["not_with"]
            if applies and not re.fullmatch(known["pattern"], bare(member_id)):
                found.append(PolicyWarning("member_id", known["words"]))
    starts_on, ends_on = policy.answer("starts_on"), policy.answer("ends_on")
    if is_known(starts_on) and is_known(ends_on) and ends_on < starts_on:
        found.append(PolicyWarning("ends_on", "It ends before it begins. Ask again for both days."))
    kind = policy.answer("coverage_kind")
    if is_known(policy.answer("medicare_parts")) and is_known(kind) and kind != "medicare":
        found.append(PolicyWarning("medicare_parts", "Parts A to D belong to Medicare, and another kind of coverage was told."))
    return found


def bare(number: str) -> str:
    """A number of a card without spaces and signs, in capital letters."""
    return "".join(sign for sign in number.upper() if sign.isalnum())
