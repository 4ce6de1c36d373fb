"""Importing the directory: the published file with its true counts, again without a change, and never by half."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.facilities import queries
from intake.facilities.formats.archive import BadFile
from intake.facilities.models import Facility, ImportIssue, ImportRun, IncomingFacility, Provider, ServiceCode, Site
from intake.facilities.rules import Listing, read_row
from intake.facilities.rules.bits import bits_of
from intake.facilities.service import ImportReport, bring_listings, import_directory
from intake.foundation.actor import SYSTEM
from intake.foundation.errors import Conflict, NotAllowed
from tests.conftest import Member, shared_file
from tests.facilities.workbooks import BOOK, a_row, write_workbook

PUBLISHED = "samhsa/national_directory_su_facilities_2022.xlsx"


def import_file(session: Session, path: Path, **options: Any) -> ImportReport:
    return import_directory(session, actor=SYSTEM, path=path, **{"year": 2022, **options})


def import_rows(session: Session, tmp_path: Path, *rows: dict[str, str], **options: Any) -> ImportReport:
    return import_file(session, write_workbook(tmp_path / "d.xlsx", rows), **options)


def everything(session: Session) -> list[Any]:
    """All that the directory holds, row versions included, to see whether anything was written."""
    tables = ("facility", "site", "provider", "service_code", "zip_centroid")
    return [session.execute(text(f"select xmin, t.* from {table} t order by 2, 3")).all() for table in tables]


def count(session: Session, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(Facility).where(Facility.listed, *conditions)) or 0


def test_the_published_directory_has_its_true_counts(session: Session) -> None:
    report = import_file(session, shared_file(PUBLISHED))
    assert report.counts() == {
        "rows": 12_176,
        "services": 12_175,
        "inserted": 12_175,
        "updated": 0,
        "unchanged": 0,
        "no_longer_listed": 0,
        "merged": 1,
        "rejected": 0,
        "doubtful": 13,
        "codes": 225,
        "categories": 31,
        "site_groups": 198,
        "site_rows": 434,
        "silent": 84,
        "left_out": 0,
        "differences": 0,
    }
    doubts = [issue.code for issue in report.issues if issue.kind == "doubtful"]
    assert {code: doubts.count(code) for code in doubts} == {"same_name_and_address": 11, "no_phone": 1, "no_coordinates": 1}
    alike = [issue for issue in report.issues if issue.code == "same_name_and_address"]
    assert all(any(word in issue.reason for word in ("unit", "telephone", "services")) for issue in alike)

    detox, stay = Facility.codes.contains(["BDTX"]), Facility.codes.overlap(["RD", "HID"])
    florida = Facility.state == "FL"
    assert count(session, detox) == 2_287
    assert count(session, detox, stay) == 1_257
    assert count(session, detox, stay, Facility.codes.contains(["PI"])) == 1_136
    assert (count(session, florida), count(session, florida, detox)) == (502, 160)
    assert count(session, Facility.phone.is_(None)) == 1
    assert count(session, ~Facility.categories.contains(["AGE"])) == 1_521
    assert session.scalar(select(func.count()).select_from(ServiceCode)) == 225
    shared = select(Facility.provider_id).group_by(Facility.provider_id, Facility.site_id).having(func.count() > 1)
    # The merged pair was one of the 198 groups.
    assert len(session.scalars(shared).all()) == 197
    precisions = select(Site.coordinate_precision, func.count()).group_by(Site.coordinate_precision)
    assert dict(session.execute(precisions).all()) == {"zip_centroid": 11_727, "none": 1}  # type: ignore[arg-type]
    stray = select(Facility).join(Site).where(Facility.latitude.is_distinct_from(Site.latitude))
    assert session.scalars(stray).all() == []

    bits = {place.answers == bits_of(place.codes, place.categories) for place in session.scalars(select(Facility))}
    assert bits == {True}

    before = everything(session)
    again = import_file(session, shared_file(PUBLISHED))
    assert (again.inserted, again.updated, again.unchanged, again.no_longer_listed) == (0, 0, 12_175, 0)
    assert everything(session) == before
    changed = select(ImportRun.changed).where(ImportRun.source == "samhsa").order_by(ImportRun.id)
    assert session.scalars(changed).all() == [True, False]


def test_a_second_edition_updates_adds_and_takes_off_the_list(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, {"name1": "Stays"}, {"name1": "Changes"}, {"name1": "Goes"})
    ids = {place.name: place.id for place in session.scalars(select(Facility))}
    report = import_rows(
        session, tmp_path, {"name1": "Stays"}, {"name1": "Changes", "phone": "561-555-0111"}, {"name1": "New"}, year=2023
    )
    assert (report.inserted, report.updated, report.unchanged, report.no_longer_listed) == (1, 1, 1, 1)
    session.expire_all()
    now = {place.name: place for place in session.scalars(select(Facility))}
    assert {name: now[name].id for name in ids} == ids
    seen = {name: (place.listed, place.first_year, place.last_year) for name, place in now.items()}
    assert seen == {
        "Stays": (True, 2022, 2023),
        "Changes": (True, 2022, 2023),
        "Goes": (False, 2022, 2022),
        "New": (True, 2023, 2023),
    }
    assert now["Changes"].phone == "+15615550111"


def test_places_of_other_sources_are_left_alone(session: Session, tmp_path: Path) -> None:
    from tests.factories.facilities import a_place

    place = a_place(session)
    import_rows(session, tmp_path, {})
    session.refresh(place)
    assert place.listed


def test_a_place_that_another_desk_told_of_stays_listed_by_the_next_edition_that_lists_it(
    session: Session, tmp_path: Path
) -> None:
    """It came in this year, and the newest edition there is may be of the year before."""
    told = [read_row(a_row(name1=name), BOOK) for name in ("Stays", "Goes")]
    bring_listings(session, [one for one in told if isinstance(one, Listing)], source="samhsa")
    import_rows(session, tmp_path, {"name1": "Stays", "phone": "561-555-0111"}, year=2022)
    session.expire_all()
    places = {place.name: (place.listed, place.phone) for place in session.scalars(select(Facility))}
    assert places == {"Stays": (True, "+15615550111"), "Goes": (False, "+15615550100")}


def test_every_rejected_merged_or_doubtful_row_is_kept_with_its_reason(session: Session, tmp_path: Path) -> None:
    good = [{"name1": f"Place {number}"} for number in range(6)]
    report = import_rows(session, tmp_path, *good, {"zip": "x"}, {"name1": "Place 0"}, {"name1": "Mute", "phone": ""})
    kept = [(issue.kind, issue.code, tuple(issue.rows)) for issue in session.scalars(select(ImportIssue))]
    told = [(issue.kind, issue.code, issue.rows) for issue in report.issues]
    assert (
        sorted(kept)
        == sorted(told)
        == [
            ("doubtful", "no_phone", (10,)),
            ("merged", "identical", (2, 9)),
            ("rejected", "unusable", (8,)),
        ]
    )
    assert (report.inserted, report.merged, report.rejected, report.doubtful) == (7, 1, 1, 1)


@pytest.mark.parametrize("bad", ["rows", "sheet", "cut"])
def test_a_bad_file_changes_nothing(app: Flask, session: Session, tmp_path: Path, bad: str) -> None:
    import_rows(session, tmp_path, {"name1": "First"})
    session.commit()
    before = everything(session)
    path = write_workbook(tmp_path / "bad 2022.xlsx", [{"state": "ZZ"}] if bad == "rows" else [{}])
    if bad == "sheet":
        write_workbook(path, [{}], sheets=("Sales", "Costs"))
    if bad == "cut":
        path.write_bytes(path.read_bytes()[:-500])
    answer = app.test_cli_runner().invoke(args=["facilities", "import", str(path)])
    assert answer.exit_code == 1
    assert len([line for line in answer.output.splitlines() if line.startswith("Error: ")]) == 1
    assert path.name in answer.output
    assert everything(session) == before


def test_a_file_whose_last_row_is_broken_changes_nothing(session: Session, tmp_path: Path) -> None:
    with pytest.raises(BadFile), session.begin_nested():
        import_rows(session, tmp_path, {"name1": ""})
    assert session.scalars(select(Facility)).all() == []
    assert session.scalars(select(IncomingFacility)).all() == []


def test_an_older_edition_is_refused(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, {}, year=2023)
    with pytest.raises(Conflict, match="The directory of 2023 is loaded already"):
        import_rows(session, tmp_path, {}, year=2022)


def test_losing_most_places_needs_a_word_more(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, *[{"name1": f"Place {number}"} for number in range(5)])
    with pytest.raises(Conflict, match="--allow-shrinking"):
        import_rows(session, tmp_path, {"name1": "Place 0"})
    assert import_rows(session, tmp_path, {"name1": "Place 0"}, allow_shrinking=True).no_longer_listed == 4


def test_a_counselor_may_not_import(session: Session, tmp_path: Path, alice: Member) -> None:
    with pytest.raises(NotAllowed):
        import_directory(session, actor=alice.actor, path=tmp_path / "d.xlsx", year=2022)


def test_an_import_leaves_its_row_in_the_trail(session: Session, tmp_path: Path, bob: Member) -> None:
    import_directory(session, actor=bob.actor, path=write_workbook(tmp_path / "d.xlsx", [{}]), year=2022)
    run = queries.newest_import(session)
    assert run is not None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "facilities.import")).one()
    assert (entry.actor_id, entry.record_id, entry.detail["counts"]["inserted"]) == (bob.actor.id, run.id, 1)


def test_the_command_tells_what_it_did_and_writes_the_report(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "directory_2022.xlsx", [{}, {}, {"name1": "Mute", "phone": ""}])
    answer = app.test_cli_runner().invoke(args=["facilities", "import", str(path), "--report", str(tmp_path / "r.csv")])
    assert answer.exit_code == 0, answer.output
    assert "Directory of 2022: 3 rows, 26 codes in 15 categories." in answer.output
    assert "2 services: 2 inserted, 0 updated, 0 unchanged, 0 no longer listed." in answer.output
    assert "merged: row 2 and 3: The rows are the same in every column: kept once." in answer.output
    assert (tmp_path / "r.csv").read_text().splitlines() == [
        "kind,code,rows,reason",
        "doubtful,no_phone,4,There is no telephone number.",
        "merged,identical,2 and 3,The rows are the same in every column: kept once.",
    ]


def test_the_command_asks_for_the_year_when_the_name_does_not_tell(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "directory.xlsx", [{}])
    answer = app.test_cli_runner().invoke(args=["facilities", "import", str(path)])
    assert (answer.exit_code, "--year" in answer.output) == (1, True)
    assert session.scalar(select(func.count()).select_from(Provider)) == 0
