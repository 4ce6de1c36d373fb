"""A demo desk: staff, a line, a partner and a few places, all fictional and plainly named so. Safe to repeat."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intake.accounts import queries as accounts
from intake.accounts.models import Account
from intake.accounts.service import create_account, reset_password
from intake.accounts.service.passwords import generate_password
from intake.calls.models import Line
from intake.facilities.models import ImportRun
from intake.facilities.rules import CodeBook, Listing, Refusal, Row, Service, read_row
from intake.facilities.rules.listings import COLUMNS
from intake.facilities.service.directory import DEMO_SOURCE, SOURCE
from intake.facilities.service.staging import Edition, merge_codes, merge_listings
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.organisation.models import Team
from intake.organisation.service import create_team, set_up_desk
from intake.partners.models import Partner
from intake.partners.service import create_partner

SET_UP = Actor(role=Role.SYSTEM, id=None, name="Set-up")
_DATA = Path(__file__).parent / "data" / "demo.toml"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Whom a demo can be tried as. `password` is known only when it was made now."""

    email: str
    role: str
    password: str


def load_demo(session: Session, *, renew_passwords: bool) -> list[SignIn]:
    """Bring the demo desk up; its sign-ins when they are new (or with `renew_passwords`), else none."""
    told: dict[str, Any] = tomllib.loads(_DATA.read_text())
    desk = told["desk"]
    set_up_desk(session, actor=SET_UP, name=desk["name"], time_zone=desk["time_zone"])
    team = session.scalars(select(Team).where(Team.name == desk["team"])).one_or_none()
    team = team or create_team(session, actor=SET_UP, name=desk["team"])
    known = [accounts.account_by_email(session, person["email"]) for person in told["staff"]]
    if renew_passwords or None in known:
        sign_ins = [_account(session, team, *pair) for pair in zip(told["staff"], known, strict=True)]
    else:
        sign_ins = []
    if not session.scalar(select(exists().where(Line.number == desk["line_number"]))):
        session.add(Line(number=desk["line_number"], name=desk["line_name"]))
    if not session.scalar(select(exists().where(Partner.name == desk["partner"]))):
        create_partner(session, actor=SET_UP, name=desk["partner"])
    if not session.scalar(select(exists().where(ImportRun.source == SOURCE))):
        _list_places(session, told)
    session.flush()
    return sign_ins


def keep_sign_ins(file: Path, sign_ins: list[SignIn]) -> Path:
    """Write them beside `file`, readable by the owner alone; rename it there once the database has committed."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    lines = [f"  {found.role:14} {found.email:20} {found.password}\n" for found in sign_ins]
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write("Sign in as one of these (a demo desk: everybody here is fictional):\n" + "".join(lines))
    return fresh


def _account(session: Session, team: Team, person: dict[str, str], known: Account | None) -> SignIn:
    password, role = generate_password(), Role(person["role"])
    if known is not None:
        reset_password(session, actor=SET_UP, account_id=known.id, password=password)
    else:
        team_id = None if role is Role.ADMINISTRATOR else team.id
        create_account(
            session, actor=SET_UP, email=person["email"], name=person["name"], role=role, password=password, team_id=team_id
        )
    return SignIn(person["email"], person["role"], password)


def _list_places(session: Session, told: dict[str, Any]) -> None:
    book = CodeBook([Service(code, category, words, name, "") for code, (category, words, name) in told["code"].items()])
    listings = [_listing(number, place, book) for number, place in enumerate(told["place"], start=1)]
    merge_codes(session, book, year=0)
    merge_listings(session, listings, Edition(DEMO_SOURCE, now().year))


def _listing(number: int, place: dict[str, str], book: CodeBook) -> Listing:
    told = {name: place.get(name, "") for name in COLUMNS if name != "service_code_info"}
    row = Row(**{**told, "number": number, "state": "FL", "service_code_info": place["codes"]})  # type: ignore[arg-type]
    found = read_row(row, book)
    if isinstance(found, Refusal):
        raise ValueError(f"demo place {number}: {found.reason}")
    return found
