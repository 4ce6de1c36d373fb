"""Which grounds a desk uses is set by who runs it, who proves again who they are."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.accounts.models import SignInSession
from intake.audit.models import AuditEntry
from intake.consents.queries import switched_on
from intake.organisation.models import Settings
from tests.conftest import Member


def test_an_administrator_switches_a_ground_on_and_off_and_the_trail_has_it(
    erin: Member, alice: Member, session: Session, desk: Settings
) -> None:
    session.commit()
    page = erin.client.get("/disclosure-grounds")
    assert page.status_code == 200 and "Court order under subpart E" in page.text
    for word, is_on in (("yes", True), ("no", False)):
        assert erin.client.post("/disclosure-grounds/court_order", data={"is_on": word}).status_code == 303
        assert ("court_order" in switched_on(session)) is is_on
    told = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "consents.switch_basis")).all()
    assert [one["is_on"] for one in told] == [True, False]
    assert erin.client.post("/disclosure-grounds/because", data={"is_on": "yes"}).status_code == 404
    assert alice.client.get("/disclosure-grounds").status_code == 403


def test_whoever_did_not_sign_in_lately_is_asked_again(erin: Member, session: Session, desk: Settings) -> None:
    session.execute(update(SignInSession).values(confirmed_at=SignInSession.confirmed_at - timedelta(hours=1)))
    session.commit()
    asked = erin.client.post("/disclosure-grounds/court_order", data={"is_on": "yes"})
    refused = erin.client.put("/api/v1/disclosure-bases/court_order", json={"is_on": True})
    assert (asked.status_code, refused.status_code) == (303, 403)
    assert asked.location.startswith("/account/confirm") and "court_order" not in switched_on(session)
