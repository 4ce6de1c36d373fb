"""The demo desk's places: fictional, matched like real ones, and gone from the list with the first real edition."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.cli.demo import load_demo
from intake.facilities.models import Facility
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from tests.conftest import Member
from tests.facilities.workbooks import write_workbook
from tests.factories.intakes import klonopin_call


def listed(session: Session) -> set[str]:
    return set(session.scalars(select(Facility.name).where(Facility.listed)))


def test_a_demo_desk_has_places_to_match(session: Session, charlie: Member) -> None:
    load_demo(session, renew_passwords=False)
    session.commit()
    intake = charlie.client.post("/api/v1/intakes", json=klonopin_call()).get_json()
    run = charlie.client.post(f"/api/v1/intakes/{intake['id']}/matches").get_json()
    names = [match["name"] for match in run["matches"]]
    assert (names[0], run["to_find_out"][0]["name"]) == ("Demo Harbor Hospital", "Demo Seaside Medical Center")
    assert "Demo Day Clinic" not in names


def test_the_first_real_edition_takes_their_place(session: Session, tmp_path: Path) -> None:
    load_demo(session, renew_passwords=False)
    assert all(name.startswith("Demo ") for name in listed(session))
    assert len(listed(session)) == 6
    import_directory(session, actor=SYSTEM, path=write_workbook(tmp_path / "2022.xlsx", [{}]), year=2022)
    assert listed(session) == {"Example Recovery"}
    load_demo(session, renew_passwords=False)
    assert listed(session) == {"Example Recovery"}
