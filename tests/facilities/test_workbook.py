"""Files that are no directory are refused plainly, and before they can do harm."""

import zipfile
from pathlib import Path

import pytest

from intake.facilities.formats import archive
from intake.facilities.formats.archive import BadFile
from intake.facilities.formats.samhsa import FACILITIES_SHEET, open_workbook
from intake.facilities.rules.listings import COLUMNS
from tests.conftest import shared_file
from tests.facilities.workbooks import CODES, write_workbook


def read(path: Path) -> int:
    with open_workbook(path) as workbook:
        workbook.codes()
        return len(list(workbook.rows()))


def refusal(path: Path) -> str:
    with pytest.raises(BadFile) as refused:
        read(path)
    return refused.value.detail


def test_a_small_workbook_is_read(tmp_path: Path) -> None:
    assert read(write_workbook(tmp_path / "d.xlsx", [{}, {"name2": "B"}])) == 2


def test_columns_may_stand_in_another_order_and_zips_may_be_numbers(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [{"zip": 7001}])  # type: ignore[dict-item]
    with open_workbook(path) as workbook:
        assert [row.zip for row in workbook.rows()] == ["07001"]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.xlsx").write_bytes(b"name1,name2\n")
    assert refusal(tmp_path / "d.xlsx").startswith("d.xlsx is no Excel workbook, or it was cut short on its way.")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file or directory" in refusal(tmp_path / "d.xlsx")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    whole = shared_file("samhsa/national_directory_su_facilities_2022.xlsx").read_bytes()
    (tmp_path / "d.xlsx").write_bytes(whole[: int(len(whole) * share)])
    assert "cut short" in refusal(tmp_path / "d.xlsx")


def test_a_workbook_damaged_inside_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [{"name2": str(n)} for n in range(500)])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        part = opened.getinfo("xl/worksheets/sheet1.xml")
    middle = part.header_offset + part.compress_size // 2
    data[middle : middle + 50] = bytes(50)
    path.write_bytes(data)
    assert "the file is broken there" in refusal(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [{}])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/sharedStrings2.xml", b"0" * 20_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("something was unpacked"))
    assert "It was not opened." in refusal(path)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [{}])
    with zipfile.ZipFile(path, "a") as many:
        for number in range(archive._MOST_PARTS):
            many.writestr(f"xl/part{number}.xml", b"")
    assert "It was not opened." in refusal(path)


def with_head(path: Path, target: Path, head: bytes) -> Path:
    """A copy of the workbook with `head` before the first element of its list of sheets."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/workbook.xml":
                start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
                content = content[:start] + head + content[start:]
            new.writestr(part.filename, content)
    return target


def test_entities_that_would_grow_are_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [{}])
    assert read(with_head(path, tmp_path / "same.xlsx", b"<!-- nothing -->")) == 1
    grows = b'<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;&a;&a;">]>'
    assert "the file is broken there" in refusal(with_head(path, tmp_path / "bad.xlsx", grows))


def test_another_workbook_says_which_sheet_is_missing(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [{}], sheets=("Sales", "Costs"))
    assert refusal(path).startswith("d.xlsx has no sheet named Service Code Reference (it has: Sales, Costs).")


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    header = ["title" if column in ("zip", "phone") else column for column in COLUMNS]
    detail = refusal(write_workbook(tmp_path / "d.xlsx", [{}], header=header))
    assert detail.startswith(f"d.xlsx, sheet {FACILITIES_SHEET}, row 1: the columns zip, phone are missing.")


def test_a_code_that_is_explained_twice_is_refused(tmp_path: Path) -> None:
    assert "a code stands there twice" in refusal(write_workbook(tmp_path / "d.xlsx", [{}], codes=[*CODES, CODES[0]]))
