"""What pages say of each number and address: every way that was asked about, hours as the language of the page writes them."""

from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.foundation.clock import now
from tests.conftest import Member
from tests.factories.callers import a_contact_point, a_person, a_sponsor, told_by

pytestmark = pytest.mark.usefixtures("desk")


def panel(member: Member, person: Person, language: str = "en") -> str:
    page = member.client.get(f"/desk/people/{person.id}", headers={"Accept-Language": language})
    assert page.status_code == 200
    return " ".join(page.text.partition('id="reach-title"')[2].split())


def test_of_an_address_it_says_whether_one_may_write_there_and_nothing_of_calls(alice: Member, session: Session) -> None:
    person = a_person(session)
    a_contact_point(session, person, "rosa@example.org", may_email=False)
    session.commit()
    text = panel(alice, person)
    assert 'tag-no">e-mail: no<' in text
    assert "call: not agreed" not in text


def test_who_asked_to_be_left_alone_until_a_time_is_not_shown_as_one_to_call(alice: Member, session: Session) -> None:
    person = a_person(session, time_zone="America/Los_Angeles")
    a_contact_point(session, person, may_call=True, do_not_contact_until=now() + timedelta(days=2))
    a_contact_point(session, person, "+15615550124", may_call=True, do_not_contact_until=now() - timedelta(days=2))
    session.commit()
    assert panel(alice, person).count("Asked not to be contacted before") == 1


@pytest.mark.parametrize(
    ("hours", "english", "spanish"),
    [
        ((time(8), time(17)), "Safe 8:00 AM – 5:00 PM", "Seguro 8:00 a. m. – 5:00 p. m."),
        ((time(8), None), "Safe from 8:00 AM <", "Seguro desde 8:00 a. m. <"),
        ((None, time(17)), "Safe until 5:00 PM <", "Seguro hasta 5:00 p. m. <"),
    ],
)
def test_safe_hours_are_whole_sentences_in_the_language_of_the_page(
    alice: Member, session: Session, hours: tuple[time | None, time | None], english: str, spanish: str
) -> None:
    person = a_person(session, time_zone="America/Phoenix")
    told = {name: hour for name, hour in zip(("safe_from", "safe_until"), hours, strict=True) if hour}
    a_contact_point(session, person, may_call=True, **told)
    session.commit()
    text = panel(alice, person)
    assert english in text
    assert ">Arizona<" in text
    assert spanish in panel(alice, person, "es").replace("\xa0", " ").replace("\u202f", " ")


def test_of_somebody_around_them_each_number_says_whether_it_may_be_called(alice: Member, session: Session) -> None:
    person = a_person(session)
    sponsor = a_sponsor(session, alice, person, may_be_called=True)
    a_contact_point(session, sponsor, "+15615550189", may_call=False)
    a_contact_point(session, sponsor, "+15615550190", may_call=True, do_not_contact_until=now() + timedelta(days=2))
    session.commit()
    text = alice.client.get(f"/desk/people/{person.id}").text
    numbers = {line[:14]: line for line in text.split('<p class="small numbers">')[1:]}
    assert "not to be called" not in numbers["(561) 555-0188"].partition("</p>")[0]
    assert "not to be called" in numbers["(561) 555-0189"].partition("</p>")[0]
    assert "asked not to be contacted before" in numbers["(561) 555-0190"].partition("</p>")[0]


def test_who_asked_to_wait_may_not_be_called_whatever_was_said_before(alice: Member, session: Session) -> None:
    person = a_person(session)
    sponsor = a_sponsor(session, alice, person, may_be_called=True)
    session.commit()

    def may_be_called() -> tuple[bool, bool]:
        (one,) = alice.client.get(f"/api/v1/people/{person.id}/circle").json["items"]
        return one["may_be_called"], ">may be called<" in alice.client.get(f"/desk/people/{person.id}").text

    assert may_be_called() == (True, True)
    sponsor.contact_points[0].give_answer("do_not_contact_until", now() + timedelta(days=2), told_by())
    session.commit()
    assert may_be_called() == (False, False)
