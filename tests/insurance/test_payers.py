"""The list of payers: found by any name, misspelt too; never a promise."""

import re
from importlib.resources import files

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.foundation.states import STATES
from intake.insurance.models import Payer
from intake.insurance.rules import coverage_kinds, has_member_id, payers, payers_from, search_payers
from intake.insurance.service import load_payers
from tests.conftest import Member


def best(text: str) -> str | None:
    found = search_payers(payers(), text, 1)
    return found[0].payer.code if found else None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Florida Blue", "florida_blue"),
        ("florda blue", "florida_blue"),
        ("BCBS of Florida", "florida_blue"),
        ("blue cross blue shield florida", "florida_blue"),
        ("Florida Blue PPO", "florida_blue"),
        ("bcbs", "blue_other"),
        ("BCBS Texas", "bcbs_texas"),
        ("Empire Blue Cross", "anthem_new_york"),
        ("UHC", "unitedhealthcare"),
        ("united healthcare", "unitedhealthcare"),
        ("Etna", "aetna"),
        ("Humanna", "humana"),
        ("keiser", "kaiser_permanente"),
        ("medicade", "medicaid_other"),
        ("Medicaid", "medicaid_other"),
        ("soonercare", "medicaid_ok"),
        ("Medi-Cal", "medicaid_ca"),
        ("masshealth", "medicaid_ma"),
        ("Medicare", "medicare"),
        ("medicare advantage", "medicare_advantage"),
        ("tri care", "tricare"),
        ("VA", "va"),
        ("I.H.S.", "ihs"),
        ("champva", "champva"),
    ],
)
def test_a_payer_is_found_by_what_people_call_it(typed: str, code: str) -> None:
    assert best(typed) == code


@pytest.mark.parametrize("entry", payers().entries, ids=lambda entry: entry.code)
def test_every_name_of_every_payer_finds_it_among_the_first(entry) -> None:  # type: ignore[no-untyped-def]
    for name in (entry.name, *entry.aliases):
        assert entry.code in [hit.payer.code for hit in search_payers(payers(), name, 3)], name


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "insurance", "the", "☃", "Klonopin", "zz", "\u202e", "-" * 500])
def test_what_resembles_no_payer_finds_none(typed: str) -> None:
    assert search_payers(payers(), typed) == []


def test_a_payer_is_found_by_its_payer_id_and_never_by_one_nearly_right() -> None:
    known = {entry.code: entry.x12_id for entry in payers().entries if entry.x12_id}
    assert {"aetna": "60054", "unitedhealthcare": "87726", "cigna": "62308", "humana": "61101"}.items() <= known.items()
    assert len(set(known.values())) == len(known)
    for code, x12_id in known.items():
        assert search_payers(payers(), x12_id)[0].payer.code == code
    assert search_payers(payers(), "62309") == []


def test_the_list_is_whole_and_in_the_words_of_the_coverage_list() -> None:
    entries = payers().entries
    assert len(entries) >= 60
    assert {entry.kind for entry in entries} == set(coverage_kinds()) - {"charity", "self_pay", "uninsured", "other"}
    assert {state for entry in entries for state in entry.states} <= set(STATES)
    fifty_and_dc = set(STATES) - {"AS", "GU", "MP", "PR", "VI", "AA", "AE", "AP", "FM", "MH", "PW"}
    assert {entry.states[0] for entry in entries if entry.kind == "medicaid" and entry.states} == fifty_and_dc | {"PR"}
    blue = {state for entry in entries if re.search("blue|anthem|hmsa|regence|premera|wellmark", entry.code + entry.name, re.I)
            for state in entry.states}  # fmt: skip
    assert blue >= fifty_and_dc


def test_nothing_in_the_list_says_that_anybody_accepts_anything() -> None:
    for name in ("payers.toml", "coverage.toml"):
        told = [line for line in files("intake.insurance").joinpath(f"data/{name}").read_text().splitlines() if line[:1] != "#"]
        assert [line for line in told if "accept" in line.lower() or "in-network" in line.lower()] == []


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        payers_from([{"code": "a", "name": "A", "kind": "commercial"}, {"code": "a", "name": "B", "kind": "commercial"}])


def test_the_table_is_brought_in_line_and_a_second_time_changes_nothing(session: Session) -> None:
    assert load_payers(session) == 0  # loaded with the reference data already
    session.execute(update(Payer).where(Payer.code == "aetna").values(name="Old name"))
    session.execute(update(Payer).where(Payer.code == "avmed").values(states=["GA"]))
    assert load_payers(session) == 2
    rows = {row.code: (row.name, row.kind, row.states) for row in session.scalars(select(Payer))}
    assert rows == {entry.code: (entry.name, entry.kind, list(entry.states)) for entry in payers().entries}


@pytest.mark.parametrize(("kind", "wanted"), [("commercial", True), ("uninsured", False), ("self_pay", False), (None, True)])
def test_only_where_somebody_issued_one_there_is_a_member_id(kind: str | None, wanted: bool) -> None:
    assert has_member_id(kind) is wanted


def test_the_door_gives_payers_to_all_staff(alice: Member, erin: Member) -> None:
    for member in (alice, erin):
        items = member.client.get("/api/v1/payers?q=florda%20blue").json["items"]
        assert items[0] == {
            "code": "florida_blue",
            "name": "Florida Blue",
            "kind": "commercial",
            "states": ["FL"],
            "x12_id": None,
            "matched": "Florida Blue",
            "score": items[0]["score"],
        }
    assert len(alice.client.get("/api/v1/payers?q=blue&limit=3").json["items"]) == 3
    assert alice.client.get("/api/v1/payers?q=xyzzy").json == {"items": []}
    for query in ("", "?q=", "?q=%00", "?q=a&limit=0", "?q=a&limit=51", "?q=a&x=1", f"?q={'a' * 81}"):
        assert alice.client.get(f"/api/v1/payers{query}").status_code == 422, query
