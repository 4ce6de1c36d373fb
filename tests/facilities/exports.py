"""Small exports of the public locator, laid out as it writes them; every place in them is made up."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PLACE: dict[str, Any] = {
    "frid": "example-1",
    "name1": "Example Recovery",
    "name2": "",
    "street1": "1 Example Street",
    "street2": None,
    "city": "West Palm Beach",
    "state": "FL",
    "zip": "33401",
    "phone": "561-555-0100",
    "intake1": None,
    "hotline1": None,
    "website": "www.example.org/recovery",
    "latitude": "26.7101",
    "longitude": "-80.0602",
    "miles": 0.9,
    "typeFacility": "SA",
    "services": [
        {"f1": "Category TC", "f2": "TC", "f3": "Service DT; service  SA"},
        {"f1": "Category SET", "f2": "SET", "f3": "Service HID; Service RD"},
        {"f1": "Category DETOX", "f2": "DETOX", "f3": "Service ADTX; Service BDTX"},
        {"f1": "Category PAY", "f2": "PAY", "f3": "Service PI"},
        {"f1": "Category AGE", "f2": "AGE", "f3": "Service ADLT"},
        {"f1": "Category GN", "f2": "GN", "f3": "Service FEM; Service MALE"},
    ],
}


def write_pages(folder: Path, places: Sequence[dict[str, Any]], size: int = 100, **changed: Any) -> list[Path]:
    """The pages of an export, each place the example with changes; `changed`: what every page says instead."""
    rows = [{**PLACE, **place} for place in places]
    parts = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
    files = []
    for number, part in enumerate(parts, start=1):
        page = {"page": number, "totalPages": len(parts), "recordCount": len(rows), "rows": part, **changed}
        files.append(folder / f"locator-2023-page-{number}.json")
        files[-1].write_text(json.dumps(page))
    return files
