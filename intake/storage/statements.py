"""Statements that are put together once: SQLAlchemy takes longer to build a long one than PostgreSQL to answer it."""

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import Executable, Uuid, bindparam

from intake.foundation.actor import Actor

P = ParamSpec("P")
S = TypeVar("S", bound=Executable)
_ID, _TEAM = "actor_id", "actor_team_id"


def built_once(build: Callable[Concatenate[Actor, P], S]) -> Callable[Concatenate[Actor, P], S]:
    """`build(actor, …)` is called once for each role, with or without a team, and each set of its other arguments.

    The actor that it is given stands for whoever asks: their ids are filled in by `asked_by`. So that nothing of one asker
    stays for the next, a statement that holds an id or a moment is refused.
    """
    kept: dict[Any, S] = {}

    @functools.wraps(build)
    def statement(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> S:
        kind = (actor.role, actor.team_id is None, args, *kwargs.items())
        found = kept.get(kind)
        if found is None:
            found = kept[kind] = _without_asker(build(_anybody_like(actor), *args, **kwargs))
        return found

    return cast(Callable[Concatenate[Actor, P], S], statement)


def asked_by(actor: Actor, **given: Any) -> dict[str, Any]:
    """What is filled into a statement that was built once."""
    return {_ID: actor.id, _TEAM: actor.team_id, **given}


def _anybody_like(actor: Actor) -> Actor:
    team = None if actor.team_id is None else cast(UUID, bindparam(_TEAM, type_=Uuid()))
    return replace(actor, id=cast(UUID, bindparam(_ID, type_=Uuid())), team_id=team, session_id=None)


def _without_asker(statement: S) -> S:
    held = cast(Any, statement).compile().binds.values()
    if any(isinstance(one.value, UUID | date) for one in held):
        raise TypeError("a statement that is built once holds somebody's id, or a moment that will have passed")
    return statement
