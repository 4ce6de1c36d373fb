"""The whole catalogue on one page, with its codes, sources and state of review, for everybody who works with it."""

from html import unescape

from flask import Flask
from sqlalchemy.orm import Session

from intake.organisation.models import Settings
from intake.substances.rules import load_catalogue
from tests.conftest import Member, QueryCount, member
from tests.factories.accounts import an_account


def test_every_entry_stands_there_with_its_names_and_codes(alice: Member, desk: Settings, queries: QueryCount) -> None:
    page = unescape(alice.client.get("/substances").text)
    for entry in load_catalogue().entries:
        row = page.split(f'id="{entry.code}"')[1].split("</tr>")[0]
        words = [entry.name, entry.icd10cm_family, str(entry.teds_code), *entry.brands, *entry.street_names, *entry.also_written]
        assert [text for text in words if text not in row] == [], entry.code
    assert f"{len(load_catalogue().entries)} entries" in page
    assert [statement for statement in queries.statements if "substance" in statement] == []


def test_each_block_says_where_it_comes_from_and_that_it_is_a_draft(alice: Member, desk: Settings) -> None:
    page = unescape(alice.client.get("/substances").text)
    blocks = load_catalogue().blocks
    # each block, and what drinks hold
    assert page.count("no clinician has reviewed it yet") == len(blocks) + 1
    assert [source.title for block in blocks for source in block.sources if source.title not in page] == []
    assert "handle: 39" in page and "Rethinking Drinking" in page


def test_who_works_with_findings_may_read_it(app: Flask, session: Session, desk: Settings, bob: Member, erin: Member) -> None:
    assert [reader.client.get("/substances").status_code for reader in (bob, erin)] == [200, 200]
    assert member(app, session, an_account(session, "Ada", "auditor")).client.get("/substances").status_code == 403
