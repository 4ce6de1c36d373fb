"""Staff."""

from sqlalchemy.orm import Session

from intake.accounts.models import Account, SecondFactor
from intake.foundation.clock import now
from intake.organisation.models import Team
from intake.storage.encrypted import new_data_key


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


def a_disabled_account(session: Session, name: str) -> Account:
    account = an_account(session, name)
    account.disabled_at = now()
    session.flush()
    return account


def an_account_with_factor(session: Session, name: str) -> Account:
    account = an_account(session, name)
    factor = SecondFactor(account_id=account.id, data_key=new_data_key(session), confirmed_at=now())
    session.add(factor)
    factor.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    session.flush()
    return account
