"""What ends after a day ends with that day at the desk, not with the day in Greenwich; and a minor's consent with majority."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account
from intake.callers.models import Person
from intake.consents.models import Consent
from intake.consents.rules import Decision, Recipient
from intake.consents.service import circle_of, decide_disclosure, open_link, record_disclosure, sign_by_link
from intake.followups.rules import remind_on
from intake.foundation.clock import stopped_at
from intake.foundation.errors import Conflict, Invalid
from intake.organisation.models import Settings
from tests.conftest import Member, member
from tests.factories.callers import a_person, a_sponsor
from tests.factories.consents import BORN, CLINIC, a_consent, a_signed_consent, an_offer

# The desk keeps New York's time: its November 30 ends at 5 o'clock of December 1 in Greenwich.
LAST_DAY = date(2026, 11, 30)
LATE_THAT_EVENING = datetime(2026, 12, 1, 4, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, 5, tzinfo=UTC)
# Turns 18 on the first of December.
YOUNG = date(2008, 12, 1)
BEFORE = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, birth_date=BORN)


@pytest.fixture
def minor(session: Session, desk: Settings) -> Person:
    return a_person(session, "Mia", birth_date=YOUNG)


def decided(session: Session, person: Person) -> Decision:
    return decide_disclosure(session, subject_id=person.id, recipient=CLINIC, purpose="treatment", information=["identity"])


def page_of(app: Flask, session: Session, alice: Member, address: str) -> TestResponse:
    """As Alice sees it, signed in at this moment."""
    return member(app, session, session.get_one(Account, alice.actor.id)).client.get(address)


def signed_for(session: Session, member: Member, person: Person, **told: Any) -> Consent:
    """By the mother of a minor, before they are of age."""
    with stopped_at(BEFORE):
        consent = a_consent(session, member, person, **told)
        token = an_offer(session, member, consent, representative="Dolores Marin", ground="minor")
        opened = open_link(session, token=token, birth_year=YOUNG.year)
        assert opened is not None and "turns 18" in opened.words
        assert sign_by_link(
            session, token=token, birth_year=YOUNG.year, shown=opened.digest, kind="typed", signature="Dolores Marin"
        )
    return consent


def test_a_consent_counts_until_its_last_day_is_over_at_the_desk(session: Session, alice: Member, rosa: Person) -> None:
    with stopped_at(BEFORE):
        consent = a_signed_consent(session, alice, rosa, expires_on=LAST_DAY)
        assert "at the end of November 30, 2026, Eastern Time" in (consent.signed_words or "")
    with stopped_at(LATE_THAT_EVENING):
        assert decided(session, rosa).allowed
        assert consent.standing_today == "signed"
        record_disclosure(
            session, actor=alice.actor, person_id=rosa.id, recipient=CLINIC, purpose="treatment", information=["identity"]
        )
    with stopped_at(MIDNIGHT):
        assert decided(session, rosa).reason == "The consent for this recipient was taken back or has ended."
        assert consent.standing_today == "expired"


def test_a_consent_can_end_today_at_the_desk_when_it_is_tomorrow_elsewhere(session: Session, alice: Member, rosa: Person) -> None:
    with stopped_at(LATE_THAT_EVENING):
        assert a_signed_consent(session, alice, rosa, expires_on=LAST_DAY).standing_today == "signed"
        with pytest.raises(Invalid):
            a_consent(session, alice, rosa, expires_on=date(2026, 11, 29))


def test_the_page_tells_in_which_zone_it_ends(app: Flask, session: Session, alice: Member, rosa: Person) -> None:
    with stopped_at(LATE_THAT_EVENING):
        a_signed_consent(session, alice, rosa, expires_on=LAST_DAY)
        session.commit()
        page = page_of(app, session, alice, f"/people/{rosa.id}/consents").text
    assert "until the end of Nov 30, 2026, Eastern Time" in page


def test_what_a_representative_signed_for_a_minor_opens_nothing_once_they_are_of_age(
    app: Flask, session: Session, alice: Member, minor: Person
) -> None:
    consent = signed_for(session, alice, minor)
    with stopped_at(LATE_THAT_EVENING):
        assert decided(session, minor).allowed
    with stopped_at(MIDNIGHT):
        assert not decided(session, minor).allowed
        assert "of age now" in decided(session, minor).reason
        with pytest.raises(Conflict, match="of age now"):
            record_disclosure(
                session, actor=alice.actor, person_id=minor.id, recipient=CLINIC, purpose="treatment", information=["identity"]
            )
        session.commit()
        (told,) = page_of(app, session, alice, f"/api/v1/people/{minor.id}/consents").json["items"]
        assert (told["id"], told["state"]) == (str(consent.id), "outgrown")
        page = page_of(app, session, alice, f"/people/{minor.id}/consents").text
        assert "nothing leaves on it any more" in page
        # Their own signature counts.
        with stopped_at(MIDNIGHT):
            token = an_offer(session, alice, a_consent(session, alice, minor))
            opened = open_link(session, token=token, birth_year=YOUNG.year)
            assert opened is not None
            sign_by_link(session, token=token, birth_year=YOUNG.year, shown=opened.digest, kind="typed", signature="Mia")
            assert decided(session, minor).allowed


def test_the_page_tells_beforehand_when_a_representative_s_signature_ends(
    app: Flask, session: Session, alice: Member, minor: Person
) -> None:
    signed_for(session, alice, minor)
    session.commit()
    with stopped_at(BEFORE):
        assert "until they are of age, on Dec 1, 2026" in page_of(app, session, alice, f"/people/{minor.id}/consents").text


def test_of_an_unknown_age_a_representative_s_signature_goes_on(session: Session, alice: Member, minor: Person) -> None:
    signed_for(session, alice, minor)
    minor.birth_date = None
    session.flush()
    with stopped_at(MIDNIGHT):
        assert decided(session, minor).allowed


def test_who_stands_around_is_told_nothing_on_an_outgrown_consent(session: Session, alice: Member, minor: Person) -> None:
    sponsor = a_sponsor(session, alice, minor)
    signed_for(session, alice, minor, recipient=Recipient("person", "", sponsor.id))
    with stopped_at(LATE_THAT_EVENING):
        (around,) = circle_of(session, actor=alice.actor, person=minor)
        assert around.may_be_told.information == ["identity", "substance_use"]
    with stopped_at(MIDNIGHT):
        (around,) = circle_of(session, actor=alice.actor, person=minor)
        assert (around.may_be_told.information, around.may_be_told.because) == ([], "outgrown")


@pytest.mark.parametrize(
    ("last", "lead", "due"), [(date(2026, 12, 24), 14, date(2026, 12, 10)), (date(2026, 11, 28), 14, date(2026, 11, 26))]
)
def test_a_task_is_due_before_the_last_day_and_not_at_once(last: date, lead: int, due: date) -> None:
    assert remind_on(date(2026, 11, 24), last, lead) == due
