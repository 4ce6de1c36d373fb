"""Small workbooks made for a test, laid out as the published one."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from intake.facilities.formats.samhsa import CODES_SHEET, FACILITIES_SHEET
from intake.facilities.rules import CodeBook, Service
from intake.facilities.rules.listings import COLUMNS, Row

PAIRS = (
    "TC/SA TC/DT SET/HID SET/RD SET/OP DETOX/BDTX DETOX/ADTX PAY/PI PAY/MD AGE/ADLT AGE/CHLD GN/MALE GN/FEM OT/MOA OT/NOOP "
    "OMSC/PC SL/SP SL/FX SL/AH OL/F19 AUT/ACMA AUT/NAUT SMAT/AUPC FOP/PVTP SMP/SMON FVP/VAPN"
)
CODES = [tuple(pair.split("/")) for pair in PAIRS.split()]
BOOK = CodeBook([Service(code, category, f"Category {category}", f"Service {code}", "") for category, code in CODES])
EXAMPLE = {
    "name1": "Example Recovery",
    "name2": "",
    "street1": "1 Example Street",
    "street2": "",
    "city": "West Palm Beach",
    "state": "FL",
    "zip": "33401",
    "phone": "561-555-0100",
    "intake1": "",
    "intake2": "",
    "intake1a": "",
    "intake2a": "",
    "service_code_info": "SA DT * HID RD * ADTX BDTX * PI * ADLT * FEM MALE",
}


def a_row(number: int = 2, **changed: str) -> Row:
    return Row(number, **{**EXAMPLE, **changed})


def write_workbook(
    path: Path,
    rows: Sequence[dict[str, str]],
    *,
    sheets: tuple[str, str] = (FACILITIES_SHEET, CODES_SHEET),
    header: Sequence[str] = COLUMNS,
    codes: Sequence[tuple[str, ...]] = CODES,
) -> Path:
    """A workbook of these rows, each the example with changes."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = sheets[0]
    first.append(list(header))
    for row in rows:
        full = {**EXAMPLE, **row}
        first.append([full[column] for column in COLUMNS])
    second = book.create_sheet(sheets[1])
    second.append(["category_code", "category_name", "service_code", "service_name", "service_description"])
    for category, code in codes:
        second.append([category, f"Category {category}", code, f"Service {code}", ""])
    book.save(path)
    return path
