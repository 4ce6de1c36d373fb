"""The worked calls of docs/examples/calls: each page is read and its call taken by API, over the published directory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config import Config
from intake.app import create_app
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from intake.storage.embedded import Cluster
from intake.triage.rules import load_rulebook
from tests.conftest import RING, Member, member, shared_file
from tests.examples.calls import PAGES, request_of, told
from tests.factories.accounts import a_team, an_account
from tests.matching import second

WORKBOOK = "samhsa/national_directory_su_facilities_2022.xlsx"
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@pytest.fixture(scope="module")
def counselor(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Member]:
    """A counselor of a desk that has the published directory, in a database of these pages alone."""
    workbook = shared_file(WORKBOOK)
    cluster.create_database("worked_calls", template=template)
    settings = {
        "INTAKE_ENV": "test",
        "INTAKE_HOME": str(tmp_path_factory.mktemp("worked-calls")),
        "DATABASE_URL": cluster.app_url("worked_calls"),
        "INTAKE_KEYS": RING.dump(),
        "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
    }
    app = create_app(Config.from_env(settings))
    storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        import_directory(session, actor=SYSTEM, path=workbook, year=2022)
        account = an_account(session, "Worked", "counselor", a_team(session, "Calls"))
        taken = member(app, session, account)
    yield taken
    storage.engine.dispose()


@pytest.fixture(scope="module")
def listings() -> list[dict[str, Any]]:
    """The workbook as published, read without our own reader."""
    return second.read_workbook(shared_file(WORKBOOK))


def take(counselor: Member, page: Path) -> dict[str, Any]:
    """The call of the page, taken; the intake."""
    answer = counselor.client.post("/api/v1/intakes", json=request_of(told(page)["call"]))
    assert answer.status_code == 201, answer.json
    intake: dict[str, Any] = answer.json
    return intake


@each_page
def test_what_a_page_says_is_recorded_and_found(page: Path, counselor: Member) -> None:
    intake, expect = take(counselor, page), told(page)["expect"]
    found = {one["rule_id"]: one["severity"] for one in intake["findings"] if one["status"] == "found"}
    possible = {one["rule_id"] for one in intake["findings"] if one["status"] == "possible"}
    assert found == expect["found"]
    assert set(expect.get("possible", [])) <= possible
    assert not set(expect.get("absent", [])) & (set(found) | possible)
    if "first" in expect:
        assert intake["findings"][0]["rule_id"] == expect["first"]
    recorded = expect.get("recorded", {})
    assert {field: intake["situation"][field] for field in recorded} == recorded


@each_page
def test_the_places_of_a_page_appear_and_stay_away(page: Path, counselor: Member) -> None:
    run = counselor.client.post(f"/api/v1/intakes/{take(counselor, page)['id']}/matches")
    assert run.status_code == 201, run.json
    expect = told(page)["places"]
    assert set(run.json["needs"]["musts"]) == set(expect["musts"])
    assert (run.json["match_count"], run.json["to_find_out_count"]) == (expect["match_count"], expect["to_find_out_count"])
    first = [place["hospital"] for place in run.json["matches"]]
    if "hospitals" in expect:
        assert first == [True] * expect["hospitals"] + [False] * (len(first) - expect["hospitals"])
    fit = {(one["name"], one["zip"]) for one in run.json["matches"]}
    ask = {(one["name"], one["zip"]) for one in run.json["to_find_out"]}
    for place in expect.get("listed", []):
        assert (place["name"], place["zip"]) in fit
    for place in expect.get("to_ask", []):
        assert (place["name"], place["zip"]) in ask - fit
    for place in expect.get("left_out", []):
        assert (place["name"], place["zip"]) not in fit | ask
        reasons = [one["reasons"] for one in run.json["nearest_left_out"] if one["name"] == place["name"]]
        assert place["because"] in {reason["words"] for one in reasons for reason in one}
    for place in expect.get("elsewhere", []):
        assert (place["name"], place["zip"]) not in fit | ask


@each_page
def test_the_workbook_itself_says_what_a_page_says_of_its_places(page: Path, listings: list[dict[str, Any]]) -> None:
    places, policies = told(page)["places"], told(page)["call"].get("policies", [])
    paid_by = [{"question": one["coverage_kind"], "states": [one["state"]]} for one in policies if "state" in one]
    by_place: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for listing in listings:
        by_place.setdefault((listing["who"][0], listing["who"][4]), []).append(listing)

    def listing_of(place: dict[str, Any]) -> dict[str, Any]:
        (only,) = by_place[place["name"].casefold(), place["zip"]]
        return only

    for place in places.get("listed", []):
        listing = listing_of(place)
        assert set(place["codes"]) <= listing["codes"], place
        assert all(second.CODES[must] & set(place["codes"]) for must in places["musts"]), place
    for place in places.get("to_ask", []):
        for letter, kind in (("u", "not_stated"), ("m", "perhaps")):
            answers = [second.answer(listing_of(place), must, paid_by) for must in place.get(kind, [])]
            assert answers == [letter] * len(answers)
        assert place.get("not_stated") or place.get("perhaps"), place
    for place in places.get("left_out", []):
        assert not set(place["without"]) & listing_of(place)["codes"], place
    for place in places.get("elsewhere", []):
        assert listing_of(place)["state"] == place["state"], place


def test_the_pages_show_every_rule() -> None:
    shown = {rule for page in PAGES for rule in told(page)["expect"]["found"]}
    assert shown == {rule.id for rule in load_rulebook().rules}


def test_each_page_has_its_parts_and_its_places() -> None:
    assert len(PAGES) >= 20
    parts = ("**The caller says:**", "**Recorded:**", "**Found, and why:**", "**Places:**")
    assert [page.stem for page in PAGES if not all(part in page.read_text() for part in parts)] == []
    for page in PAGES:
        places = told(page)["places"]
        assert places.get("listed") or places.get("to_ask"), page
        assert places.get("left_out") or places.get("elsewhere"), page
