"""The doors of the directory."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from intake.facilities.models import ServiceCode
from tests.conftest import Member
from tests.factories.facilities import a_place


def names(member: Member, query: str) -> list[str]:
    answer = member.client.get(f"/api/v1/facilities?{query}")
    assert answer.status_code == 200, answer.json
    return [item["name"] for item in answer.json["items"]]


@pytest.fixture
def places(session: Session) -> None:
    a_place(session, "SA BDTX PI", name="Palm House", city="West Palm Beach", zip_code="33401")
    a_place(session, "SA PI", name="Orange House", city="Orlando", zip_code="32801")
    a_place(session, "SA BDTX", name="Peach House", state="GA", city="Atlanta", zip_code="30301")
    a_place(session, "SA BDTX PI", name="Gone House", listed=False)
    session.commit()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Orange House", "Palm House", "Peach House"]),
        ("q=PALM++ho", ["Palm House"]),
        ("q=%25", []),
        ("q=_range", []),
        ("state=FL", ["Orange House", "Palm House"]),
        ("city=west+palm+beach", ["Palm House"]),
        ("zip=328", ["Orange House"]),
        ("codes=BDTX", ["Palm House", "Peach House"]),
        ("codes=BDTX,PI", ["Palm House"]),
        ("q=&state=&zip=&codes=&city=", ["Orange House", "Palm House", "Peach House"]),
    ],
)
def test_places_are_found_by_name_place_and_services(alice: Member, places: None, query: str, found: list[str]) -> None:
    assert names(alice, query) == found


@pytest.mark.parametrize("query", ["state=Florida", "zip=3340x", "codes=BDTX'--", "codes=bdtx", "colour=red", "limit=0"])
def test_a_question_nobody_can_mean_is_refused(alice: Member, query: str) -> None:
    answer = alice.client.get(f"/api/v1/facilities?{query}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [error["pointer"] for error in answer.json["errors"]] == [f"/query/{query.split('=')[0]}"]


def test_pages_go_through_all_places_once(alice: Member, session: Session) -> None:
    wanted = [a_place(session, name=f"Same name {number // 3}").name for number in range(7)]
    session.commit()
    found: list[str] = []
    address = "limit=2"
    while address:
        page = alice.client.get(f"/api/v1/facilities?{address}").json
        found += [item["name"] for item in page["items"]]
        address = f"limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert found == sorted(wanted)


def test_a_place_tells_what_it_states_and_what_it_answered(alice: Member, session: Session) -> None:
    place = a_place(session, "SA BDTX", categories=("TC", "DETOX"))
    session.commit()
    answer = alice.client.get(f"/api/v1/facilities/{place.id}").json
    assert (answer["codes"], answer["categories"]) == (["BDTX", "SA"], ["DETOX", "TC"])
    assert answer["site"]["coordinate_precision"] == "zip_centroid"


def test_a_place_that_is_not_there_is_not_found(alice: Member) -> None:
    assert alice.client.get(f"/api/v1/facilities/{uuid4()}").status_code == 404


def test_codes_are_told_in_the_directory_s_own_words(alice: Member, session: Session) -> None:
    session.add(ServiceCode(code="PI", category="PAY", category_name="Payment", name="Private", description="", source_year=2022))
    session.commit()
    (item,) = alice.client.get("/api/v1/service-codes").json["items"]
    assert (item["code"], item["name"]) == ("PI", "Private")


def test_the_pages_show_places_as_text(alice: Member, session: Session) -> None:
    place = a_place(session, "SA", name="<b>Bold</b> & Co")
    session.commit()
    listed = alice.client.get("/places?q=bold")
    assert (listed.status_code, "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in listed.text) == (200, True)
    shown = alice.client.get(f"/places/{place.id}")
    assert (shown.status_code, "(561) 555-0123" in shown.text) == (200, True)


def test_the_page_says_so_when_nothing_fits(alice: Member) -> None:
    assert "No place in the directory fits that." in alice.client.get("/places?q=nowhere").text
