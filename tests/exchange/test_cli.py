"""`flask exchange`: tried, brought in with a mapping, and written out on a ground, in processes as an operator starts them."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import Disclosure
from intake.consents.service import switch_basis
from intake.organisation.models import Settings
from tests.conftest import Member

FACTS = ["--fact", "agreement=QSOA-7", "--fact", "agreement_date=2026-01-05", "--fact", "service=Keeps records"]
GROUND = ["--basis", "service_organization", "--recipient", "Example Records", *FACTS]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["exchange", *arguments])


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    file = tmp_path / "people.csv"
    file.write_text("No,first name,born\nA-1,Rosa,1990-05-17\nA-2,Oskar,\n")
    return str(file)


def test_a_sheet_is_tried_then_brought_in_and_written_out(
    app: Flask, session: Session, desk: Settings, erin: Member, sheet: str, tmp_path: Path
) -> None:
    missing = run(app, "import", "people", sheet)
    assert (missing.exit_code, "No column is mapped to external_id" in missing.output) == (1, True)
    tried = run(app, "import", "people", sheet, "--map", "No=external_id", "--check")
    assert (tried.exit_code, "2 would come in, 0 here already." in tried.output) == (0, True), tried.output
    assert session.scalars(select(Person)).all() == []
    brought = run(app, "import", "people", sheet, "--map", "No=external_id")
    assert (brought.exit_code, "2 brought in, 0 here already." in brought.output) == (0, True), brought.output
    refused = run(app, "export", "people", "--to", str(tmp_path / "out.ndjson"), "--format", "ndjson", *GROUND)
    assert (refused.exit_code, "not switched on" in refused.output) == (1, True)
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=True)
    session.commit()
    out = tmp_path / "out.ndjson"
    written = run(app, "export", "people", "--to", str(out), "--format", "ndjson", *GROUND)
    assert written.exit_code == 0, written.output
    assert [json.loads(line)["external_id"] for line in out.read_text().splitlines()] == ["A-1", "A-2"]
    assert oct(out.stat().st_mode)[-3:] == "600"
    assert len(session.scalars(select(Disclosure)).all()) == 2
    assert run(app, "export", "people", "--to", str(out), *GROUND).exit_code == 1


def test_what_is_wrong_is_told_and_written_down(app: Flask, session: Session, desk: Settings, tmp_path: Path) -> None:
    file, report = tmp_path / "people.csv", tmp_path / "wrong.csv"
    file.write_text("id,first name,age\n1,Rosa,old\n2,Ida,30\n")
    found = run(app, "import", "people", str(file), "--report", str(report))
    assert (found.exit_code, "Wrong rows: 1. Nothing was brought in." in found.output) == (1, True)
    assert "row 2, age: Write a whole number." in found.output
    assert report.read_text().splitlines() == ["row,column,problem", "2,age,Write a whole number."]
    assert session.scalars(select(Person)).all() == []
