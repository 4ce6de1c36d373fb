"""The public locator's JSON pages: recognised, read as the workbook is, with coordinates of their own, and never by half."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.facilities.formats import BadFile, open_directory
from intake.facilities.models import Facility, ImportRun
from intake.facilities.rules import CodeBook
from intake.facilities.service import ImportReport, import_directory
from intake.foundation.actor import SYSTEM
from intake.foundation.errors import Conflict
from tests.facilities.exports import PLACE, write_pages
from tests.facilities.test_import import everything, import_rows
from tests.facilities.workbooks import BOOK


def import_pages(session: Session, tmp_path: Path, *places: dict[str, Any], size: int = 100, year: int = 2023) -> ImportReport:
    first, *others = write_pages(tmp_path, places, size)
    return import_directory(session, actor=SYSTEM, path=first, further=others, year=year)


@pytest.fixture
def directory(session: Session, tmp_path: Path) -> None:
    """A workbook is loaded: two places, of which the pages know the first."""
    import_rows(session, tmp_path, {}, {"name1": "Not in the pages"})


def only(session: Session, name: str = "Example Recovery") -> Facility:
    return session.scalars(select(Facility).where(Facility.name == name).execution_options(populate_existing=True)).one()


def test_the_pages_tell_of_the_same_places_as_the_workbook(session: Session, tmp_path: Path, directory: None) -> None:
    before = only(session)
    told = (before.id, before.codes, before.categories, before.phone)
    report = import_pages(session, tmp_path, {}, {"frid": "2", "name1": "New Place"}, size=1)
    assert (report.rows, report.inserted, report.updated, report.no_longer_listed) == (2, 1, 1, 0)
    place = only(session)
    assert (place.id, place.codes, place.categories, place.phone) == told
    assert (place.website, place.listing_format, place.last_year) == ("https://www.example.org/recovery", "locator", 2023)
    assert (place.latitude, place.longitude, place.site.coordinate_precision) == (26.7101, -80.0602, "address")
    assert only(session, "Not in the pages").listed
    again = everything(session)
    repeated = import_pages(session, tmp_path, {}, {"frid": "2", "name1": "New Place"}, size=1)
    assert (repeated.inserted, repeated.updated, repeated.unchanged) == (0, 0, 2)
    assert everything(session) == again


def test_the_next_workbook_keeps_what_only_the_locator_told(session: Session, tmp_path: Path, directory: None) -> None:
    import_pages(session, tmp_path, {"phone": "561-555-0177"}, {"name1": "Only in the locator"})
    same_year = import_rows(session, tmp_path, {}, year=2023, allow_shrinking=True)
    assert (same_year.updated, same_year.no_longer_listed) == (1, 1)
    place = only(session)
    assert (place.phone, place.website) == ("+15615550100", "https://www.example.org/recovery")
    assert place.site.coordinate_precision == "address"
    # What the locator listed in this very year is newer than the year's workbook.
    assert only(session, "Only in the locator").listed
    assert import_rows(session, tmp_path, {}, year=2024).no_longer_listed == 1
    assert not only(session, "Only in the locator").listed


def test_pages_of_today_keep_no_workbook_out_and_what_they_told_stays(session: Session, tmp_path: Path, directory: None) -> None:
    import_pages(session, tmp_path, {"phone": "561-555-0177"}, {"name1": "Only in the locator"}, year=2026)
    workbook = import_rows(session, tmp_path, {}, {"name1": "New in the workbook"}, year=2025, allow_shrinking=True)
    assert (workbook.inserted, workbook.updated, workbook.unchanged, workbook.no_longer_listed) == (1, 0, 1, 1)
    place = only(session)
    assert (place.phone, place.last_year, place.listing_format) == ("+15615550177", 2026, "locator")
    assert only(session, "Only in the locator").listed and not only(session, "Not in the pages").listed
    with pytest.raises(Conflict, match="The directory of 2026 is loaded already"):
        import_pages(session, tmp_path, {}, year=2025)
    with pytest.raises(Conflict, match="The directory of 2025 is loaded already"):
        import_rows(session, tmp_path, {}, year=2024)


def test_a_word_that_nobody_knows_leaves_its_category_open(session: Session, tmp_path: Path, directory: None) -> None:
    services = [{"f1": "", "f2": "DETOX", "f3": "Service ADTX; Something new"}, {"f1": "", "f2": "TC", "f3": "Service SA"}]
    report = import_pages(session, tmp_path, {"services": services})
    place = only(session)
    assert (place.codes, place.categories) == (["ADTX", "SA"], ["TC"])
    (issue,) = [issue for issue in report.issues if issue.code == "unknown_service"]
    assert issue.reason.endswith("DETOX: Something new.")


def test_no_services_at_all_says_nothing_about_care(session: Session, tmp_path: Path, directory: None) -> None:
    assert import_pages(session, tmp_path, {"services": None}).silent == 1
    place = only(session)
    assert (place.codes, place.categories, place.tells_care) == ([], [], False)


@pytest.mark.parametrize(
    ("latitude", "longitude", "issue"),
    [
        ("26.7101", "-80.0602", None),
        (26.7101, -80.0602, None),
        ("0", "0", "position_unusable"),
        ("far", "away", "position_unusable"),
        ("nan", "-80", "position_unusable"),
        ("40.7", "-74.0", "far_from_zip"),
        (None, None, None),
    ],
)
def test_a_position_is_believed_near_its_zip_code(
    session: Session, tmp_path: Path, directory: None, latitude: Any, longitude: Any, issue: str | None
) -> None:
    report = import_pages(session, tmp_path, {"latitude": latitude, "longitude": longitude})
    assert [found.code for found in report.issues] == ([issue] if issue else [])
    place = only(session)
    precision = "address" if issue is None and latitude is not None else "zip_centroid"
    assert place.site.coordinate_precision == precision
    assert place.latitude == pytest.approx(26.71, abs=0.05)


def test_places_of_other_kinds_are_left_out_and_counted(session: Session, tmp_path: Path, directory: None) -> None:
    report = import_pages(session, tmp_path, {}, {"typeFacility": "MH"}, {"typeFacility": "MH", "name1": "Another"})
    assert (report.rows, report.left_out) == (1, 2)


def test_the_truth_rules_of_the_workbook_hold(session: Session, tmp_path: Path, directory: None) -> None:
    report = import_pages(session, tmp_path, {}, {}, {"phone": "", "name1": "Mute"}, {"zip": "x"}, {"name1": "B"}, {"name1": "C"})
    assert (report.merged, report.rejected) == (1, 1)
    assert {issue.code for issue in report.issues} == {"identical", "unusable", "no_phone"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"totalPages": 3}, "page 3 is missing"),
        ({"recordCount": 7}, "2 places where 7 were announced"),
        ({"page": 1, "totalPages": 1}, "a page was given twice"),
        ({"page": True}, "is no number"),
        ({"rows": {}}, "has no rows"),
        ({"rows": ["x"]}, "is no object"),
        ({"rows": [{**PLACE, "name1": 7}]}, "name1 is of a kind that it never has"),
        ({"rows": [{**PLACE, "services": "all"}]}, "services is no list"),
        ({"rows": [{**PLACE, "services": ["x"]}]}, "a service is no object"),
    ],
)
def test_pages_that_do_not_make_one_export_change_nothing(
    session: Session, tmp_path: Path, directory: None, change: dict[str, Any], words: str
) -> None:
    before = everything(session)
    files = write_pages(tmp_path, [{}, {"name1": "B"}], 1, **change)
    with pytest.raises(BadFile, match=words), session.begin_nested():
        import_directory(session, actor=SYSTEM, path=files[0], further=files[1:], year=2023)
    assert everything(session) == before


@pytest.mark.parametrize(
    "text",
    ['{"page": 1, "rows": [', '{"page": NaN}', "[1, 2]", "[" * 5000, '{"page":1,"totalPages":1,"recordCount":0,"rows":[]}'],
)
def test_broken_json_is_told_in_one_line(app: Flask, session: Session, tmp_path: Path, directory: None, text: str) -> None:
    file = tmp_path / "pages-2023.json"
    file.write_text(text)
    answer = app.test_cli_runner().invoke(args=["facilities", "import", str(file)])
    assert answer.exit_code == 1
    (line,) = [line for line in answer.output.splitlines() if line.startswith("Error: ")]
    assert file.name in line


def test_the_pages_need_the_words_of_a_workbook(tmp_path: Path) -> None:
    pages = write_pages(tmp_path, [{}])
    with pytest.raises(BadFile, match="Import the workbook of the National Directory first"), open_directory(pages, CodeBook([])):
        pass


def test_a_workbook_among_the_pages_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "directory.xlsx"
    other.write_bytes(b"PK")
    pages = write_pages(tmp_path, [{}])
    with pytest.raises(BadFile, match=r"directory\.xlsx is no JSON page"), open_directory([*pages, other], BOOK):
        pass


def test_the_command_tells_what_the_pages_did(app: Flask, session: Session, tmp_path: Path, directory: None) -> None:
    files = write_pages(tmp_path, [{}, {"name1": "B"}, {"typeFacility": "MH"}], 2)
    session.commit()
    answer = app.test_cli_runner().invoke(args=["facilities", "import", *map(str, files)])
    assert answer.exit_code == 0, answer.output
    assert "2 services: 1 inserted, 1 updated, 0 unchanged, 0 no longer listed." in answer.output
    assert "1 places are not for substance use treatment: left out." in answer.output
    run = session.scalars(select(ImportRun).where(ImportRun.source == "samhsa").order_by(ImportRun.id.desc())).first()
    assert run is not None
    assert (run.format, run.changed, run.file_name) == ("locator", True, "locator-2023-page-1.json, locator-2023-page-2.json")
