"""From the intake to the places by API alone, over the published directory."""

from sqlalchemy.orm import Session

from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from intake.organisation.models import Settings
from tests.conftest import Member, shared_file
from tests.factories.intakes import klonopin_call


def test_the_klonopin_call_finds_its_places_and_a_referral_can_be_drafted(
    alice: Member, session: Session, desk: Settings
) -> None:
    path = shared_file("samhsa/national_directory_su_facilities_2022.xlsx")
    import_directory(session, actor=SYSTEM, path=path, year=2022)
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call(complete=True)).json
    found = alice.client.post(f"/api/v1/intakes/{intake['id']}/matches")
    assert found.status_code == 201, found.json
    matches = found.json["matches"]
    assert (len(matches), len(found.json["to_find_out"])) == (99, 2)
    assert [place["hospital"] for place in matches] == [True] * 55 + [False] * 44
    for part in (matches[:55], matches[55:]):
        # Rounded: places of one ZIP are equally near, and the wish for alcohol care weighs nothing.
        assert [place["miles"] for place in part] == sorted(place["miles"] for place in part)
    words = {reason["words"] for reason in matches[0]["fits"]}
    assert "Offers benzodiazepine withdrawal care" in words
    asked = {reason["words"] for reason in matches[0]["ask"]}
    assert "Florida Blue network not confirmed: ask" in asked
    (near, *_) = found.json["nearest_left_out"]
    assert set(near) == {"facility_id", "name", "program", "city", "state", "phone", "distance", "reasons"}
    assert (near["state"], bool(near["name"]), bool(near["reasons"])) == ("FL", True, True)
    again = alice.client.get(f"/api/v1/matches/{found.json['run_id']}/replay").json
    assert (again["same"], again["matches"]) == (True, [place["facility_id"] for place in matches])
    draft = {"facility_id": matches[0]["facility_id"], "match_run_id": found.json["run_id"]}
    referral = alice.client.post(f"/api/v1/intakes/{intake['id']}/referrals", json=draft)
    assert (referral.status_code, referral.json["state"]) == (201, "draft")


def test_somebody_of_another_team_neither_matches_nor_replays(alice: Member, charlie: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    url = f"/api/v1/intakes/{intake['id']}/matches"
    run = alice.client.post(url).json["run_id"]
    assert charlie.client.post(url).status_code == 404
    assert charlie.client.get(f"/api/v1/matches/{run}/replay").status_code == 404
