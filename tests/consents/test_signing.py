"""The page that a person signs on."""

import hashlib
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.callers.models import Person
from intake.callers.service import erase_person
from intake.consents.models import Consent, SigningLink
from intake.consents.service import decide_disclosure
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now, stopped_at
from intake.foundation.errors import Conflict, Invalid
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import BORN, CLINIC, a_consent, a_signed_consent, an_offer


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, birth_date=BORN)


@pytest.fixture
def consent(session: Session, alice: Member, rosa: Person) -> Consent:
    return a_consent(session, alice, rosa)


@pytest.fixture
def token(session: Session, alice: Member, consent: Consent) -> str:
    told = an_offer(session, alice, consent)
    session.commit()
    return told


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def post(browser: FlaskClient, address: str, **form: object) -> TestResponse:
    page = browser.get("/sign/any").text
    csrf = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    return browser.post(address, data={"csrf_token": csrf, **form})


def read(browser: FlaskClient, token: str) -> str:
    """The page is read; what says which words stood on it."""
    return post(browser, f"/sign/{token}", birth_year=1991).text.partition('name="shown" value="')[2].partition('"')[0]


def signed(browser: FlaskClient, token: str, **form: object) -> TestResponse:
    shown = {} if "shown" in form else {"shown": read(browser, token) or "0" * 64}
    told = {"birth_year": 1991, "typed": "Rosa Marin", "agree": "yes", **shown, **form}
    return post(browser, f"/sign/{token}/signature", **told)


def test_a_preview_of_the_link_learns_nothing_and_uses_nothing_up(browser: FlaskClient, token: str, session: Session) -> None:
    browser.get("/sign/any")
    seen = [browser.get(f"/sign/{address}") for address in (token, token, "wrong")]
    assert len({answer.text.replace(token, "T").replace("/wrong", "/T") for answer in seen}) == 1
    assert "Rosa" not in seen[0].text and "Test desk" not in seen[0].text and "Example Clinic" not in seen[0].text
    link = session.scalars(select(SigningLink)).one()
    assert (link.used_at, link.failures) == (None, 0)
    assert post(browser, f"/sign/{token}", birth_year=1991).status_code == 200


def test_the_signer_reads_what_is_shared_with_whom_and_why(browser: FlaskClient, token: str) -> None:
    page = post(browser, f"/sign/{token}", birth_year=1991).text
    for words in ("Rosa Marin", "Example Clinic", "What you use or used", "Finding and arranging treatment", "take this back"):
        assert words in page


def test_what_was_signed_is_kept_sealed_with_its_hash_and_time(
    browser: FlaskClient, token: str, consent: Consent, session: Session
) -> None:
    answer = signed(browser, token)
    assert answer.status_code == 200 and "Thank you" in answer.text
    session.refresh(consent)
    assert (consent.state, consent.signature, consent.signature_kind) == ("signed", "Rosa Marin", "typed")
    assert consent.signed_words and "Example Clinic" in consent.signed_words
    assert consent.signed_hash == hashlib.sha256(consent.signed_words.encode()).hexdigest()
    assert consent.signed_at is not None
    assert b"Rosa" not in (consent.signed_words_sealed or b"") + (consent.signature_sealed or b"")


def test_nobody_signs_what_they_have_not_read(
    browser: FlaskClient, token: str, rosa: Person, consent: Consent, session: Session
) -> None:
    shown = read(browser, token)
    rosa.given_name = "Rosalinda"
    session.commit()
    answer = signed(browser, token, shown=shown)
    assert answer.status_code == 409 and "has changed since you opened it" in answer.text and "Rosalinda" in answer.text
    session.refresh(consent)
    assert consent.state == "offered"
    assert signed(browser, token).status_code == 200


def test_a_mother_does_not_sign_for_a_son_who_turned_out_to_be_of_age(
    browser: FlaskClient, alice: Member, session: Session, desk: Settings
) -> None:
    son = a_person(session, birth_date=now().date().replace(day=1) - timedelta(days=365 * 16))
    year, consent = son.birth_date.year, a_consent(session, alice, son)
    token = an_offer(session, alice, consent, representative="Thaddeline Marin", ground="minor")
    session.commit()
    opened = post(browser, f"/sign/{token}", birth_year=year)
    assert opened.status_code == 200 and "Thaddeline" in opened.text
    shown = opened.text.partition('name="shown" value="')[2].partition('"')[0]
    son.birth_date = son.birth_date.replace(year=year - 5)
    session.commit()
    for try_year in (year, year - 5):
        assert signed(browser, token, shown=shown, birth_year=try_year, typed="Thaddeline Marin").status_code == 404
    session.refresh(consent)
    assert consent.state == "offered"


def test_a_link_works_once(browser: FlaskClient, token: str) -> None:
    assert signed(browser, token).status_code == 200
    assert signed(browser, token).status_code == 404
    assert post(browser, f"/sign/{token}", birth_year=1991).status_code == 404


def test_a_link_works_for_a_while(browser: FlaskClient, token: str) -> None:
    with stopped_at(now() + timedelta(hours=73)):
        assert signed(browser, token).status_code == 404


def test_five_wrong_years_end_the_link_and_look_like_a_wrong_link(browser: FlaskClient, token: str, session: Session) -> None:
    answers = [post(browser, f"/sign/{token}", birth_year=1990) for _ in range(5)]
    wrong = post(browser, "/sign/nothing-like-it", birth_year=1990)
    assert {answer.status_code for answer in (*answers, wrong)} == {404}
    assert "Rosa" not in answers[0].text
    assert session.scalars(select(SigningLink.failures)).one() == 5
    assert post(browser, f"/sign/{token}", birth_year=1991).status_code == 404


def test_a_new_offer_ends_the_link_before(
    browser: FlaskClient, token: str, consent: Consent, session: Session, alice: Member
) -> None:
    session.refresh(consent)
    an_offer(session, alice, consent)
    session.commit()
    assert signed(browser, token).status_code == 404


def test_the_token_is_kept_as_a_digest_only(token: str, session: Session) -> None:
    kept = session.scalars(select(SigningLink.token_digest)).one()
    assert token.encode() not in kept and len(kept) == 16


@pytest.mark.parametrize("path", ["M 1 2 L 3 4", "M 1 2 L 3 4 L 5 6 M 9 9 L 8 8"])
def test_a_drawn_signature_is_kept_as_its_path(
    browser: FlaskClient, token: str, consent: Consent, session: Session, path: str
) -> None:
    assert signed(browser, token, typed="", drawn=path).status_code == 200
    session.refresh(consent)
    assert (consent.signature_kind, consent.signature) == ("drawn", path)


@pytest.mark.parametrize(
    "form",
    [{"agree": ""}, {"typed": ""}, {"drawn": "M 1 2 L 3 4"}, {"typed": "", "drawn": "<script>"}],
    ids=["without agreeing", "without a signature", "with both", "with something else"],
)
def test_it_is_not_signed(browser: FlaskClient, token: str, consent: Consent, session: Session, form: dict[str, str]) -> None:
    assert signed(browser, token, **form).status_code == 422
    session.refresh(consent)
    assert consent.state == "offered"


def test_without_a_birth_year_on_record_nothing_is_offered(session: Session, alice: Member, desk: Settings) -> None:
    consent = a_consent(session, alice, a_person(session))
    with pytest.raises(Conflict):
        an_offer(session, alice, consent)


def test_the_mother_of_an_adult_is_offered_nothing_to_sign(session: Session, alice: Member, consent: Consent) -> None:
    for told in ({"representative": "Dolores Marin"}, {"representative": "Dolores Marin", "ground": "minor"}):
        with pytest.raises(Invalid):
            an_offer(session, alice, consent, **told)
    assert consent.state == "verbal_intent_recorded"


def test_a_guardian_signs_and_the_words_say_so(browser: FlaskClient, session: Session, alice: Member, consent: Consent) -> None:
    told = {"representative": "Dolores Marin", "ground": "lacks_capacity", "evidence": "Guardianship order 12"}
    token = an_offer(session, alice, consent, **told)
    session.commit()
    page = post(browser, f"/sign/{token}", birth_year=1991).text
    assert "Signed by Dolores Marin for Rosa Marin" in page


def test_the_link_of_an_erased_person_is_dead_and_nothing_leaves_under_what_they_signed(
    session: Session, browser: FlaskClient, alice: Member, rosa: Person, token: str
) -> None:
    a_signed_consent(session, alice, rosa)
    erase_person(session, actor=SYSTEM, person_id=rosa.id, reason="asked_by_person")
    session.commit()
    assert post(browser, f"/sign/{token}", birth_year=1991).status_code == 404
    assert signed(browser, token).status_code == 404
    assert session.scalars(select(SigningLink.failures)).all() == [0, 0]
    decision = decide_disclosure(session, subject_id=rosa.id, recipient=CLINIC, purpose="treatment", information=["identity"])
    assert not decision.allowed
