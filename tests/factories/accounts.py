"""Staff."""

from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.organisation.models import Team


def a_team(session: Session, name: str = "Days") -> Team:
    team = Team(name=name)
    session.add(team)
    session.flush()
    return team


def an_account(session: Session, name: str, role: str = "counselor", team: Team | None = None) -> Account:
    account = Account(email=f"{name.lower()}@example.org", name=name, role=role, team_id=team.id if team else None)
    session.add(account)
    session.flush()
    return account
