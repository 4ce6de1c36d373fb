"""What the desk finds out about places counts at once, survives the next edition, and a new word of that is looked at."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.facilities.models import Facility
from intake.facilities.rules.bits import bits_of
from intake.facilities.service import ImportReport
from intake.organisation.models import Settings
from intake.storage.embedded import Cluster
from tests.conftest import Member
from tests.facilities.test_import import everything, import_rows
from tests.facilities.test_locator import import_pages, only
from tests.factories.facilities import a_place


@pytest.fixture
def place(session: Session, tmp_path: Path, desk: Settings) -> Facility:
    """Listed in the workbook of 2022: BDTX yes, OL blank, SL blank."""
    import_rows(session, tmp_path, {}, {"name1": "Another Place"})
    session.commit()
    return only(session)


def edit(member: Member, place_id: UUID, *, status: int = 200, version: int | None = None, **sent: Any) -> dict[str, Any]:
    path = f"/api/v1/facilities/{place_id}"
    tag = f'"{version}"' if version else member.client.get(path).headers["ETag"]
    answer = member.client.patch(path, json={"how": "phone", **sent}, headers={"If-Match": tag})
    assert answer.status_code == status, answer.json
    return dict(answer.json)


def again(session: Session, tmp_path: Path, year: int = 2023, **row: str) -> ImportReport:
    report = import_rows(session, tmp_path, row, {"name1": "Another Place"}, year=year)
    session.commit()
    return report


def differences(member: Member) -> list[tuple[str, Any, Any]]:
    items = member.client.get("/api/v1/facility-differences").json["items"]
    return [(item["field"], item["ours"], item["theirs"]) for item in items]


def in_step(session: Session) -> None:
    for one in session.scalars(select(Facility).execution_options(populate_existing=True)):
        assert (one.answers, one.denials) == (bits_of(one.codes, one.categories), bits_of(one.denied))
        assert (one.latitude, one.longitude, one.state) == (one.site.latitude, one.site.longitude, one.site.state)


def test_a_correction_counts_at_once_and_says_who_how_and_when(session: Session, place: Facility, bob: Member) -> None:
    shown = edit(bob, place.id, phone="561-555-0142 x7", told_on="2026-11-20", services={"BDTX": "no", "SP": "yes", "AH": "no"})
    assert (shown["phone"], shown["version"]) == ("+15615550142;ext=7", 2)
    assert ("BDTX" in shown["codes"], "SP" in shown["codes"], shown["denied"]) == (False, True, ["AH"])
    told = {one["field"]: (one["ours"], one["theirs"], one["how"], one["told_on"]) for one in shown["corrections"]}
    assert told == {
        "phone": ("+15615550142;ext=7", "+15615550100", "phone", "2026-11-20"),
        "service:AH": ("no", "unknown", "phone", "2026-11-20"),
        "service:BDTX": ("no", "yes", "phone", "2026-11-20"),
        "service:SP": ("yes", "unknown", "phone", "2026-11-20"),
    }
    in_step(session)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "facilities.edit")).one()
    assert (entry.actor_id, entry.record_id, entry.detail["fields"]) == (bob.actor.id, place.id, ["codes", "denied", "phone"])


def test_not_known_where_the_listing_said_no_keeps_its_other_answers(session: Session, place: Facility, bob: Member) -> None:
    shown = edit(bob, place.id, services={"CHLD": "unknown"})
    assert ("AGE" in shown["categories"], "ADLT" in shown["codes"], shown["denied"]) == (False, True, [])
    shown = edit(bob, place.id, services={"ADTX": "unknown"})
    assert ("DETOX" in shown["categories"], "BDTX" in shown["codes"], "ADTX" in shown["codes"]) == (False, True, False)
    in_step(session)
    shown = edit(bob, place.id, services={"ADTX": "yes", "CHLD": "no"})
    assert ({"AGE", "DETOX"} <= set(shown["categories"]), shown["corrections"], shown["denied"]) == (True, [], [])


def test_corrections_survive_the_next_edition(session: Session, tmp_path: Path, place: Facility, bob: Member) -> None:
    address = {"street": "9 Other Street", "city": "Orlando", "state": "FL", "zip": "32801"}
    edit(bob, place.id, phone="561-555-0142", services={"BDTX": "no"}, address=address, website="example.org")
    before = (only(session).latitude, only(session).phone)
    report = again(session, tmp_path)
    assert (report.updated, report.unchanged, report.differences) == (0, 2, 0)
    now = only(session)
    assert (now.latitude, now.phone) == before
    assert ("BDTX" in now.codes, now.site.street, now.website, now.last_year) == (
        False,
        "9 Other Street",
        "https://example.org",
        2023,
    )
    assert differences(bob) == []
    in_step(session)
    written = everything(session)
    assert (again(session, tmp_path).unchanged, everything(session) == written) == (2, True)


def test_a_new_word_of_the_directory_is_looked_at_by_somebody(
    session: Session, tmp_path: Path, place: Facility, bob: Member
) -> None:
    edit(bob, place.id, phone="561-555-0142", services={"BDTX": "no"})
    report = again(session, tmp_path, phone="561-555-0199", service_code_info="SA DT * HID * ADTX * PI * ADLT * FEM MALE")
    assert (report.updated, report.differences) == (1, 1)
    assert differences(bob) == [("phone", "+15615550142", "+15615550199")]
    # What the directory says as we do needs no correction any more.
    shown = bob.client.get(f"/api/v1/facilities/{place.id}").json
    assert ([one["field"] for one in shown["corrections"]], shown["phone"]) == (["phone"], "+15615550142")
    assert ("BDTX" in shown["codes"], "RD" in shown["codes"]) == (False, False)
    in_step(session)


@pytest.mark.parametrize(("take", "phone"), [("directory", "+15615550199"), ("ours", "+15615550142")])
def test_a_difference_is_settled_once(
    session: Session, tmp_path: Path, place: Facility, bob: Member, take: str, phone: str
) -> None:
    edit(bob, place.id, phone="561-555-0142", services={"ADTX": "no"})
    again(session, tmp_path, phone="561-555-0199")
    path = f"/api/v1/facilities/{place.id}"
    tag = bob.client.get(path).headers["ETag"]
    told = {"field": "phone", "take": take}
    answer = bob.client.post(f"{path}/settlement", json=told, headers={"If-Match": tag})
    assert (answer.status_code, answer.json["phone"], "ADTX" in answer.json["codes"]) == (200, phone, False)
    assert differences(bob) == []
    assert bob.client.post(f"{path}/settlement", json=told, headers={"If-Match": tag}).status_code == 412
    report = again(session, tmp_path, phone="561-555-0199", year=2024)
    assert (report.differences, only(session).phone) == (0, phone)
    in_step(session)


def test_a_closed_place_fades_out_and_is_asked_about_when_it_is_listed_again(
    session: Session, tmp_path: Path, place: Facility, bob: Member
) -> None:
    edit(bob, place.id, closed_on="2026-10-31")
    listed = [item["name"] for item in bob.client.get("/api/v1/facilities").json["items"]]
    with_gone = [item["name"] for item in bob.client.get("/api/v1/facilities?gone=yes").json["items"]]
    assert (listed, with_gone) == (["Another Place"], ["Another Place", "Example Recovery"])
    again(session, tmp_path, year=2022)
    assert (differences(bob), only(session).listed) == ([], False)
    again(session, tmp_path, year=2023)
    assert differences(bob) == [("closed_on", "2026-10-31", 2023)]
    assert not only(session).listed
    import_rows(session, tmp_path, {"name1": "Another Place"}, year=2024)
    assert (only(session).listed, only(session).delisted_year) == (False, 2024)
    shown = edit(bob, place.id, closed_on=None)
    assert (shown["listed"], shown["closed_on"], shown["corrections"]) == (False, None, [])


def test_the_locator_s_pages_leave_corrections_of_other_places_alone(
    session: Session, tmp_path: Path, place: Facility, bob: Member
) -> None:
    edit(bob, only(session, "Another Place").id, phone="561-555-0142")
    edit(bob, place.id, phone="561-555-0143")
    import_pages(session, tmp_path, {"phone": "561-555-0155"})
    assert (only(session).phone, only(session, "Another Place").phone) == ("+15615550143", "+15615550142")
    assert differences(bob) == [("phone", "+15615550143", "+15615550155")]
    assert only(session).site.coordinate_precision == "address"
    in_step(session)


def test_facts_say_how_they_are_missing_and_when_they_were_told(session: Session, place: Facility, bob: Member) -> None:
    facts = bob.client.get(f"/api/v1/facilities/{place.id}").json["facts"]
    assert {field: answer["missing"] for field, answer in facts.items()} == dict.fromkeys(facts, "not_asked")
    shown = edit(
        bob, place.id, hours="Mon-Fri 8-17", walk_in=False, waiting_days={"missing": "unknown"}, referral_phone="561-555-0188"
    )
    assert shown["facts"] == {
        "hours": "Mon–Fri 8 am–5 pm",
        "walk_in": False,
        "waiting_days": {"missing": "unknown"},
        "referral_phone": "+15615550188",
        "bring": {"missing": "not_asked"},
    }
    shown = edit(bob, place.id, all_checked=True, how="visit", told_by="the front desk", told_on="2026-11-01")
    assert (shown["verified_on"], shown["verified_how"], shown["verified_with"]) == ("2026-11-01", "visit", "the front desk")
    marks = session.execute(text("select answers from place_facts")).scalar_one()
    assert (marks["walk_in"][2], marks["walk_in"][4][:10], marks["waiting_days"][2]) == ("visit", "2026-11-01", "phone")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"services": {"NOSUCH": "yes"}}, "/services/NOSUCH"),
        ({"services": {"BDTX": "maybe"}}, "/services/BDTX/value"),
        ({"phone": "call us"}, "/phone"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"hours": "Mon 9-5"}, "/hours"),
        ({"closed_on": "2999-01-01"}, "/closed_on"),
        ({"told_on": "2999-01-01"}, "/told_on"),
        ({"how": "a hunch"}, "/how"),
        ({"name": " "}, "/name"),
        ({"address": {"street": "x"}}, "/address/city"),
        ({"waiting_days": -1}, "/waiting_days"),
        ({"codes": ["BDTX"]}, "/codes"),
    ],
)
def test_what_nobody_can_mean_is_refused(session: Session, place: Facility, bob: Member, sent: Any, pointer: str) -> None:
    problem = edit(bob, place.id, status=422, **sent)
    assert pointer in [error["pointer"] for error in problem["errors"]], problem
    assert bob.client.get(f"/api/v1/facilities/{place.id}").json["version"] == 1


def test_two_who_edit_do_not_overwrite_each_other(session: Session, place: Facility, bob: Member, erin: Member) -> None:
    edit(bob, place.id, version=1, phone="561-555-0142")
    edit(erin, place.id, version=1, status=412, phone="561-555-0143")
    assert only(session).phone == "+15615550142"


def test_a_counselor_reads_and_does_not_edit(place: Facility, alice: Member) -> None:
    edit(alice, place.id, status=403, phone="561-555-0142")


def test_nothing_is_written_while_a_directory_is_imported(
    cluster: Cluster, database: str, session: Session, desk: Settings, bob: Member
) -> None:
    place = a_place(session)
    session.commit()
    engine = create_engine(cluster.app_url(database), poolclass=NullPool)
    with engine.connect() as importing:
        importing.execute(text("select pg_advisory_xact_lock(hashtextextended('facilities.import', 0))"))
        assert "being imported" in edit(bob, place.id, status=409, phone="561-555-0142")["detail"]
    edit(bob, place.id, phone="561-555-0142")


def test_credentials_have_their_dates(session: Session, place: Facility, bob: Member) -> None:
    path = f"/api/v1/facilities/{place.id}/credentials"
    told = {"kind": "licence", "body": "State department of health", "number": "X-1", "how": "state", "valid_until": "2026-01-31"}
    made = bob.client.post(path, json=told)
    assert (made.status_code, made.json["valid_until"]) == (201, "2026-01-31")
    bad = bob.client.post(path, json={**told, "valid_from": "2026-02-01"})
    assert bad.json["errors"][0]["pointer"] == "/valid_until"
    assert bob.client.get("/api/v1/facilities?quality=expired").json["items"][0]["id"] == str(place.id)
    assert bob.client.delete(f"{path}/{made.json['id']}").status_code == 204
    assert bob.client.delete(f"{path}/{made.json['id']}").status_code == 404
    assert bob.client.get(f"/api/v1/facilities/{place.id}").json["credentials"] == []


def test_history_tells_imports_and_edits_newest_first(session: Session, tmp_path: Path, place: Facility, bob: Member) -> None:
    again(session, tmp_path, phone="561-555-0199", year=2023)
    edit(bob, place.id, phone="561-555-0142", waiting_days=3)
    items = bob.client.get(f"/api/v1/facilities/{place.id}/history").json["items"]
    assert [(item["kind"], item["how"], item["by"]) for item in items] == [
        ("edit", "phone", str(bob.actor.id)),
        ("import", None, None),
    ]
    assert items[1]["changes"] == {"phone": ["+15615550100", "+15615550199"]}
    assert items[0]["changes"] == {
        "phone": ["+15615550199", "+15615550142"],
        "waiting_days": [{"missing": "not_asked"}, 3],
    }
