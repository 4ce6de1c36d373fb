"""Matching over the database: the published directory, areas, kept runs."""

from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.facilities.models import Facility
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.errors import Invalid, NotAllowed, NotFound
from intake.matching.models import MatchRun
from intake.matching.queries import find_places, newest_run_of
from intake.matching.queries.places import NEAREST
from intake.matching.rules import RULE_VERSION, Coverage, Needs, Origin, Place, Wish, judge, needs_from, question, rank
from intake.matching.rules.reasons import SILENT
from intake.matching.service import SHOWN, MatchResult, replay, run_match
from tests.conftest import Member, QueryCount, shared_file
from tests.facilities.workbooks import write_workbook
from tests.factories.facilities import a_place
from tests.matching.places import WEST_PALM_BEACH, klonopin

FITS = "SA BDTX HID PI ADLT MALE"


def match(session: Session, needs: Needs) -> MatchResult:
    return run_match(session, actor=SYSTEM, intake_id=None, needs=needs)


def found(result: MatchResult) -> tuple[list[str], list[str]]:
    return [one.card.name for one in result.matches], [one.card.name for one in result.to_find_out]


def told(place: Place) -> tuple[object, ...]:
    answers = place.answers
    return answers.musts, answers.wishes, answers.cautions, answers.hospital


def miles_between(one: Origin, latitude: float, longitude: float) -> float:
    lift = sin(radians(latitude - one.latitude) / 2) ** 2
    turn = cos(radians(one.latitude)) * cos(radians(latitude)) * sin(radians(longitude - one.longitude) / 2) ** 2
    return 2 * 3958.7613 * asin(sqrt(lift + turn))


def test_the_call_about_klonopin_over_the_published_directory(session: Session) -> None:
    path = shared_file("samhsa/national_directory_su_facilities_2022.xlsx")
    import_directory(session, actor=SYSTEM, path=path, year=2022)
    needs = needs_from(klonopin(gender="male"))

    without_age = Needs(musts=tuple(must for must in needs.musts if must.key != "adults"), area=needs.area)
    assert len(match(session, without_age).matches) == 108

    result = match(session, needs)
    assert (len(result.matches), len(result.to_find_out)) == (99, 2)
    assert (result.excluded["adults"], result.excluded[SILENT]) == (7, 1)
    assert sum(result.excluded.values()) + 101 == 502
    hospital = [one.result.standing.hospital for one in result.matches]
    assert hospital == [True] * 55 + [False] * 44
    assert {one.card.state for one in result.matches + result.to_find_out} == {"FL"}
    for part in (result.matches[:55], result.matches[55:], result.to_find_out):
        miles = [one.result.miles for one in part]
        assert None not in miles and miles == sorted(miles)  # type: ignore[type-var]
    places = {place.id: place for place in session.scalars(select(Facility).where(Facility.state == "FL"))}
    for one in result.matches:
        place = places[one.card.id]
        assert {"BDTX", "PI", "ADLT", "MALE"} <= set(place.codes)
        assert {"HID", "RD"} & set(place.codes)
        assert one.result.miles == pytest.approx(miles_between(WEST_PALM_BEACH, place.latitude, place.longitude), abs=0.01)  # type: ignore[arg-type]
        assert "Florida Blue network not confirmed: ask" in [reason.words for reason in one.result.standing.ask]
    for one in result.to_find_out:
        assert "AGE" not in places[one.card.id].categories

    # The statement gives the same three answers as the rule, place by place and for every question of this room.
    plans = (Coverage("commercial"), Coverage("medicaid", states=("GA",)), Coverage("state_plan", states=("FL",)))
    rich = needs_from(
        klonopin(wishes=("spanish", "help_with_cost", "opioid_medication", "haitian_creole"), pregnant=True, policies=plans)
    )
    by_rule = [
        judge(place.id, place.codes, place.categories, None, rich, place.denied, place.state)
        for place in places.values()
        if place.tells_care
    ]
    expected = {place.id: told(place) for place in by_rule if False not in place.answers.musts}
    assert {place.id: told(place) for place in find_places(session, rich).places} == expected

    # The nearest that are left out, and what giving one thing up would bring, counted over the listings themselves.
    left = [one.excluded.miles for one in result.nearest_left_out]
    assert len(left) == NEAREST and left == sorted(left)  # type: ignore[type-var]
    for one in result.nearest_left_out:
        codes = set(places[one.card.id].codes)
        assert (one.reasons and not {"BDTX", "PI", "ADLT", "MALE"} <= codes) or not {"HID", "RD"} & codes
    listed = [set(place.codes) for place in places.values() if {"PI", "ADLT", "MALE"} <= set(place.codes)]
    assert [(way.given_up, way.matches) for way in result.ways] == [
        (("stays_overnight_withdrawal",), sum("BDTX" in codes and not {"HID", "RD"} & codes for codes in listed)),
        (("benzodiazepine_withdrawal",), sum("BDTX" not in codes and bool({"HID", "RD"} & codes) for codes in listed)),
    ]

    again = replay(session, actor=SYSTEM, run_id=result.run_id)
    assert again.matches == tuple(one.card.id for one in result.matches)
    assert (again.to_find_out, again.same) == (tuple(one.card.id for one in result.to_find_out), True)


def test_unknown_and_no_on_a_must_have_are_told_apart(session: Session) -> None:
    a_place(session, FITS, name="Fits")
    a_place(session, "SA BDTX HID PI", name="Ask", categories=("TC", "DETOX", "SET", "PAY"))
    a_place(session, "SA BDTX HID PI CHLD", name="Children only")
    a_place(session, "PVTP", name="Silent", categories=("FOP",), tells_care=False)
    a_place(session, FITS, name="Gone", listed=False)
    a_place(session, FITS, name="Elsewhere", state="GA")
    result = match(session, needs_from(klonopin()))
    assert found(result) == (["Fits"], ["Ask"])
    assert result.excluded == {"adults": 1, SILENT: 1}


def test_what_the_desk_found_out_counts_as_an_answer(session: Session) -> None:
    silent = ("TC", "SET", "PAY")
    a_place(session, "SA HID PI ADLT BDTX", name="Told yes", categories=silent)
    a_place(session, "SA HID PI ADLT", name="Told no", categories=(*silent, "AGE"), denied="BDTX")
    a_place(session, "SA HID PI ADLT", name="Told no of another", categories=(*silent, "AGE"), denied="ADTX")
    needs = needs_from(klonopin())
    result = match(session, needs)
    assert (found(result), result.excluded) == ((["Told yes"], ["Told no of another"]), {"benzodiazepine_withdrawal": 1})
    by_rule = [
        judge(place.id, place.codes, place.categories, None, needs, place.denied, place.state)
        for place in session.scalars(select(Facility))
    ]
    got = {place.id: told(place) for place in find_places(session, needs).places}
    assert got == {place.id: told(place) for place in by_rule if False not in place.answers.musts}


def test_no_place_left_still_says_why(session: Session) -> None:
    a_place(session, "SA ADTX HID PI ADLT", name="Other care")
    result = match(session, needs_from(klonopin()))
    assert (found(result), result.excluded) == (([], []), {"benzodiazepine_withdrawal": 1})


def test_the_nearest_left_out_come_one_by_one_with_every_reason(session: Session) -> None:
    a_place(session, "SA ADTX OP MD CHLD MALE", name="Three reasons", at=(26.9, -80.1))
    a_place(session, "SA BDTX HID PI CHLD", name="One reason", at=(27.9, -80.1))
    a_place(session, FITS, name="Fits")
    far, near = reversed(match(session, needs_from(klonopin())).nearest_left_out)
    assert (near.card.name, [reason.words for reason in near.reasons]) == (
        "Three reasons",
        [
            "Does not list benzodiazepine withdrawal care",
            "Lists no withdrawal care with a stay",
            "Does not list private insurance",
            "Does not list adults",
        ],
    )
    assert (far.card.name, [reason.words for reason in far.reasons]) == ("One reason", ["Does not list adults"])
    assert near.distance == "about 13 miles, measured from ZIP centers"


def test_when_nothing_fits_it_is_told_what_could_be_given_up_and_how_far_away_something_does(session: Session) -> None:
    for number in range(3):
        a_place(session, "SA BDTX HID MD ADLT", name=f"Another insurance {number}")
    for miles_north, state in ((70, "GA"), (80, "GA"), (400, "NC")):
        a_place(session, FITS, at=(26.7165 + miles_north / 69, -80.0679), state=state)
    a_place(session, FITS, at=None, state="AK")
    told = [(way.words, way.matches) for way in match(session, needs_from(klonopin())).ways]
    assert told == [
        ("Without “Takes private insurance”", 3),
        ("Within 100 miles, in any state", 2),
        ("Within 500 miles, in any state", 3),
        ("Anywhere in the country", 4),
    ]


def test_an_empty_area_is_an_empty_answer(session: Session) -> None:
    result = match(session, needs_from(klonopin(states=("VT",))))
    assert (found(result), result.excluded) == (([], []), {})


def test_a_radius_is_a_circle(session: Session) -> None:
    inside = a_place(session, FITS, name="Inside", at=(26.7165, -80.85), state="GA")
    a_place(session, FITS, name="In the corner of the box", at=(27.3, -80.7))
    a_place(session, FITS, name="Nowhere", at=None)
    needs = needs_from(klonopin(states=(), radius_miles=50.0))
    assert miles_between(WEST_PALM_BEACH, 27.3, -80.7) > 50
    result = match(session, needs)
    assert [one.card.id for one in result.matches] == [inside.id]
    # What lies somewhat beyond the limit is told, with what a longer way would give.
    (beyond,) = result.nearest_left_out
    assert (beyond.card.name, [reason.words for reason in beyond.reasons]) == (
        "In the corner of the box",
        ["Farther than the limit"],
    )
    assert [(way.words, way.matches) for way in result.ways] == [("Up to 100 miles", 1)]
    assert result.matches[0].result.miles == pytest.approx(48.3, abs=0.1)


def test_a_place_without_coordinates_stays_in_its_state_and_says_so(session: Session) -> None:
    a_place(session, FITS, name="Nowhere", at=None)
    (only,) = match(session, needs_from(klonopin())).matches
    assert only.distance == "distance not known"


def test_a_radius_needs_a_place_to_measure_from(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        match(session, needs_from(klonopin(origin=None, radius_miles=50.0)))
    assert refused.value.fields[0].pointer == "/radius_miles"
    # A state would not help: it is no place to measure from.
    assert "state" not in refused.value.fields[0].message


def test_a_run_is_kept_with_inputs_versions_and_order(session: Session, tmp_path: Path, alice: Member) -> None:
    import_directory(session, actor=SYSTEM, path=write_workbook(tmp_path / "d.xlsx", [{}, {"name2": "B"}]), year=2022)
    needs, intake_id = needs_from(klonopin()), uuid4()
    result = run_match(session, actor=alice.actor, intake_id=intake_id, needs=needs)
    run = newest_run_of(session, intake_id)
    assert run is not None
    assert (run.id, run.actor_id, run.rule_version) == (result.run_id, alice.actor.id, RULE_VERSION)
    assert Needs.from_json(run.needs) == needs
    assert run.directory_version == session.scalar(text("select max(id::text)::uuid from import_run where source = 'samhsa'"))
    assert [entry[0] for entry in run.matches] == [str(one.card.id) for one in result.matches]
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "matching.run")).one()
    assert (trail.actor_id, trail.record_id) == (alice.actor.id, run.id)


def test_within_one_call_equal_places_keep_the_order_in_which_they_were_read_out(session: Session) -> None:
    for _ in range(8):
        a_place(session, FITS)
    call, other = ([_order_for(session, intake_id) for _ in range(3)] for intake_id in (uuid4(), uuid4()))
    assert call[0] == call[1] == call[2]
    assert other[0] != call[0]


def _order_for(session: Session, intake_id: UUID) -> list[UUID]:
    result = run_match(session, actor=SYSTEM, intake_id=intake_id, needs=needs_from(klonopin()))
    return [one.card.id for one in result.matches]


def test_a_run_replays_to_its_order_when_the_directory_has_changed(session: Session) -> None:
    places = [a_place(session, FITS) for _ in range(8)]
    result = match(session, needs_from(klonopin()))
    for place in places:
        place.listed = False
    session.flush()
    again = replay(session, actor=SYSTEM, run_id=result.run_id)
    assert (again.same, again.matches) == (True, tuple(one.card.id for one in result.matches))


def test_a_run_that_was_tampered_with_is_told(session: Session) -> None:
    for number in range(3):
        a_place(session, FITS, at=(26.7 + number, -80.1))
    result = match(session, needs_from(klonopin()))
    run = session.get_one(MatchRun, result.run_id)
    run.matches = list(reversed(run.matches))
    session.flush()
    assert replay(session, actor=SYSTEM, run_id=run.id).same is False


def test_equal_places_come_in_another_order_in_another_run(session: Session) -> None:
    for _ in range(6):
        a_place(session, FITS)
    firsts = {match(session, needs_from(klonopin())).matches[0].card.id for _ in range(30)}
    assert len(firsts) > 2


def test_a_search_is_one_statement_however_many_places_there_are(session: Session, queries: QueryCount) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            a_place(session, FITS)
        queries.statements.clear()
        find_places(session, needs_from(klonopin()))
        counts.append(len(queries))
    assert counts == [1, 1]


def test_many_matches_are_counted_and_kept_and_the_first_told_in_full(session: Session) -> None:
    for _ in range(SHOWN + 3):
        a_place(session, FITS)
    result = match(session, needs_from(klonopin()))
    assert (len(result.matches), result.match_count, result.to_find_out_count) == (SHOWN, SHOWN + 3, 0)
    run = session.get_one(MatchRun, result.run_id)
    assert [entry[0] for entry in run.matches[:SHOWN]] == [str(one.card.id) for one in result.matches]
    assert len(run.matches) == SHOWN + 3


def test_a_payer_name_is_never_part_of_the_statement(session: Session, queries: QueryCount) -> None:
    find_places(session, needs_from(klonopin(policies=(Coverage("commercial", "'; drop table facility; --"),))))
    assert "drop" not in queries.statements[-1]


def test_who_may_not_match_is_refused(session: Session, erin: Member) -> None:
    partner = Actor(role=Role.PARTNER, id=uuid4(), name="Dana")
    for actor in (partner, erin.actor):
        with pytest.raises(NotAllowed):
            run_match(session, actor=actor, intake_id=None, needs=needs_from(klonopin()))
    assert session.scalar(select(func.count()).select_from(MatchRun)) == 0


def test_a_run_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        replay(session, actor=SYSTEM, run_id=uuid4())


def test_the_stored_statement_and_the_rule_agree_on_the_order(session: Session) -> None:
    needs = Needs(musts=(question("treats_substance_use"),), wishes=(Wish(question("spanish"), 25),))
    for codes in ("SA SP", "SA", "SA AH"):
        a_place(session, codes)
    result = match(session, needs)
    by_rule = rank(find_places(session, needs).places, needs, str(result.run_id))
    assert [one.card.id for one in result.matches] == [one.id for one in by_rule.matches]
