"""The pages of the directory: a place with what is not known of it, the forms, what there is to look at."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intake.facilities import queries
from intake.facilities.models import Facility
from intake.facilities.rules.checking import QUALITY
from intake.foundation.clock import now
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.facilities.test_import import import_rows
from tests.facilities.test_locator import only
from tests.factories.facilities import a_correction, a_credential, a_place


@pytest.fixture
def place(session: Session, tmp_path: Path, desk: Settings) -> Facility:
    import_rows(session, tmp_path, {}, {"name1": "Another Place"})
    session.commit()
    return only(session)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def form(place: Facility, **changed: str) -> dict[str, str]:
    """The form as the browser sends it back when nothing was touched, with changes."""
    same = {
        "name": place.name,
        "street": place.site.street,
        "city": place.site.city,
        "state": place.state,
        "zip": place.site.zip,
        "phone": "(561) 555-0100",
        "how": "phone",
        "version": str(place.version),
    }
    return {**same, **changed}


def test_a_place_says_what_is_not_known(alice: Member, place: Facility) -> None:
    page = text_of(alice.client.get(f"/places/{place.id}").text)
    for title in ("Hours", "Walk-in", "Waiting time", "Telephone for referrals", "What to bring"):
        assert f"{title} not known: ask not asked yet" in page
    assert "Category DETOX Service ADTX; Service BDTX" in page
    assert "Category AGE Service ADLT Not offered (1) Service CHLD" in page
    assert "Category OT;" in page.partition("Not stated: ask")[2]
    assert "not checked by this desk yet" in page
    assert "This desk has seen none." in page
    assert "Correct or add" not in page


def test_what_was_found_out_is_shown_with_how_and_when(bob: Member, session: Session, place: Facility) -> None:
    sent = form(place, hours="Mon-Fri 8-17", phone="561-555-0142", told_on="2026-01-02", told_by="Front desk", all_checked="yes")
    saved = bob.client.post(f"/places/{place.id}/edit", data=sent)
    assert (saved.status_code, saved.headers["Location"]) == (303, f"/places/{place.id}")
    page = text_of(bob.client.get(f"/places/{place.id}").text)
    assert "Hours Mon–Fri 8 am–5 pm Jan 2, 2026, by phone with the place; old: ask again" in page
    assert "Telephone: (561) 555-0142 , listed (561) 555-0100 (Jan 2, 2026, by phone with the place; Bob)" in page
    assert "Gone through Jan 2, 2026, by phone with the place, with Front desk; Bob." in page
    assert "That is long ago: ask again." in page
    assert "Telephone: (561) 555-0100 → (561) 555-0142" in page


@pytest.mark.parametrize(("hours", "said"), [("24 hours", "open now, by its usual hours"), ("by appointment", "")])
def test_open_now_is_said_by_the_usual_hours_and_that_holidays_are_not_known(
    bob: Member, place: Facility, hours: str, said: str
) -> None:
    unknown = text_of(bob.client.get(f"/places/{place.id}").text)
    assert "usual hours" not in unknown and "Holidays" not in unknown
    saved = bob.client.post(f"/places/{place.id}/edit", data=form(place, hours=hours))
    assert saved.status_code == 303, saved.text
    page = text_of(bob.client.get(f"/places/{place.id}").text)
    assert ("usual hours" in page, said in page) == (bool(said), True)
    assert said or "Hours By appointment only" in page
    assert ("Holidays and other days off there are not known: call first." in page) is bool(said)


def test_the_form_changes_only_what_was_changed(bob: Member, session: Session, place: Facility) -> None:
    bob.client.post(f"/places/{place.id}/edit", data=form(place))
    assert (only(session).version, queries.whole_place(session, place.id).corrections) == (1, [])
    bob.client.post(f"/places/{place.id}/edit", data=form(place, waiting_days="0", walk_in="no", unit="Suite 2"))
    whole = queries.whole_place(session, place.id)
    assert ([one.field for one in whole.corrections], whole.facts.answer("waiting_days"), whole.facts.answer("walk_in")) == (
        ["unit"],
        0,
        False,
    )
    # A fact that stands empty now is not known any more; it was not never asked.
    gone = bob.client.post(f"/places/{place.id}/edit", data=form(place, version="2", walk_in="no", unit="Suite 2"))
    assert gone.status_code == 303, gone.text
    session.expire_all()
    whole = queries.whole_place(session, place.id)
    assert (whole.facts.answer("waiting_days"), whole.facts.answer("hours")) == ("unknown", "not_asked")


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"hours": "Mon 9-5"}, 422, "Cannot be read as opening hours."),
        ({"closed_on": "2999-01-01"}, 422, "This day is still to come."),
        ({"phone": "call us"}, 422, "Not a telephone number."),
        ({"intake_lines": "561-555-0100, x"}, 422, "One of these is no telephone number."),
        ({"version": "7", "bring": "An ID"}, 409, "Somebody else changed this place meanwhile."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    bob: Member, session: Session, place: Facility, changed: dict[str, str], status: int, words: str
) -> None:
    answer = bob.client.post(f"/places/{place.id}/edit", data=form(place, **{"bring": "A <list>", **changed}))
    assert (answer.status_code, words in answer.text) == (status, True)
    assert changed.get("bring", "A &lt;list&gt;") in answer.text
    assert only(session).version == 1


def test_one_service_is_answered(bob: Member, session: Session, place: Facility) -> None:
    sent = {"how": "phone", "version": "1", "code": "BDTX", "answer": "no"}
    assert bob.client.post(f"/places/{place.id}/service", data=sent).status_code == 303
    assert "BDTX" not in only(session).codes
    bad = bob.client.post(f"/places/{place.id}/service", data={**sent, "version": "2", "code": "NONE"})
    assert (bad.status_code, "The directory has no such code." in bad.text) == (422, True)


def test_credentials_are_added_and_removed(bob: Member, session: Session, place: Facility) -> None:
    sent = {"kind": "licence", "body": "State <dept>", "how": "state", "valid_from": "2026-02-01", "valid_until": "2026-01-01"}
    bad = bob.client.post(f"/places/{place.id}/credentials", data=sent)
    assert (bad.status_code, "Ends before it begins." in bad.text) == (422, True)
    bob.client.post(f"/places/{place.id}/credentials", data=sent | {"valid_from": ""})
    (one,) = queries.credentials_of(session, place.id)
    page = bob.client.get(f"/places/{place.id}").text
    assert ("State &lt;dept&gt;" in page, "run out" in page, "beginning not known, until Jan 1, 2026" in page) == (
        True,
        True,
        True,
    )
    bob.client.post(f"/places/{place.id}/credentials/{one.id}/removal")
    assert queries.credentials_of(session, place.id) == []


def test_a_closed_place_says_so_and_sends_nobody(bob: Member, alice: Member, session: Session, place: Facility) -> None:
    bob.client.post(f"/places/{place.id}/edit", data=form(place, closed_on="2026-10-31"))
    page = text_of(alice.client.get(f"/places/{place.id}").text)
    assert "Closed since Oct 31, 2026, as this desk found. Send nobody there." in page
    assert "Example Recovery" not in alice.client.get("/places").text
    assert "Example Recovery" in alice.client.get("/places?gone=yes").text


@pytest.mark.parametrize(("take", "website"), [("ours", "https://example.org"), ("directory", "https://www.example.org")])
def test_a_difference_is_decided_on_its_page(bob: Member, session: Session, take: str, website: str) -> None:
    place = a_place(session)
    one = a_correction(session, place)
    place.listed_as = {**(place.listed_as or {}), "website": one.theirs}
    session.commit()
    assert "https://www.example.org" in bob.client.get("/places/differences").text
    sent = {"field": "website", "take": take, "version": "1"}
    assert bob.client.post(f"/places/{place.id}/settlement", data=sent).status_code == 303
    session.expire_all()
    assert (place.website, "Nothing to decide." in bob.client.get("/places/differences").text) == (website, True)
    again = bob.client.post(f"/places/{place.id}/settlement", data=sent)
    assert (again.status_code, "Somebody else changed this place meanwhile" in again.text) == (409, True)


def a_place_with(session: Session, **values: Any) -> Facility:
    place = a_place(session)
    place.verified_on = now().date()
    for name, value in values.items():
        setattr(place, name, value)
    session.flush()
    return place


def test_each_kind_of_doubt_finds_its_places_and_no_others(session: Session, bob: Member, desk: Settings) -> None:
    fine = a_place_with(session)
    expired = a_place_with(session)
    a_credential(session, expired).valid_until = date(2026, 1, 31)
    a_credential(session, fine).valid_until = now().date() + timedelta(days=2)
    twins = [a_place_with(session, name=name) for name in ("Palm House, Inc.", "palm house inc")]
    for twin, street in zip(twins, ("12 North Main Street", "12 N Main St"), strict=True):
        twin.site.street = street
    other_state, no_zip, far = (a_place_with(session) for _ in range(3))
    other_state.site.state, no_zip.site.zip, far.site.latitude = "GA", "00000", 28.0
    found = {
        "differs": [a_correction(session, a_place_with(session)).facility_id],
        "no_phone": [a_place_with(session, phone=None).id],
        "far_zip": [other_state.id, no_zip.id, far.id],
        "duplicate": [twin.id for twin in twins],
        "expired": [expired.id],
        "silent": [a_place_with(session, tells_care=False).id],
        "old": [a_place_with(session, verified_on=date(2026, 1, 1)).id],
        "unchecked": [a_place_with(session, verified_on=None).id],
    }
    a_place_with(session, listed=False, phone=None, tells_care=False, verified_on=None)
    session.commit()
    assert found.keys() == QUALITY.keys()
    listed = {kind: bob.client.get(f"/api/v1/facilities?quality={kind}").json["items"] for kind in QUALITY}
    assert {kind: sorted(item["id"] for item in items) for kind, items in listed.items()} == {
        kind: sorted(map(str, ids)) for kind, ids in found.items()
    }
    counts = {kind: len(ids) for kind, ids in found.items()}
    assert bob.client.get("/api/v1/facilities/quality").json == {"counts": counts}
    page = bob.client.get("/places/quality").text
    assert all(title in page for title, _ in QUALITY.values())
    assert "No telephone number." in bob.client.get("/places?quality=no_phone").text
