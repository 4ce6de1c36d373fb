"""How one more row of each list is made, so that every list can be asked for one row and for three."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.conftest import Member

MakeRow = Callable[[Session, Member], object]

LISTS: dict[str, MakeRow] = {}
