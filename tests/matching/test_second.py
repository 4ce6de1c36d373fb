"""The matcher and the second one (`second.py`, plain loops that share no code with it) agree on 1,000 random needs."""

import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.facilities.models import Facility
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from intake.matching.queries import find_places
from intake.matching.rules import Needs, Result, count_excluded, rank, relaxations
from intake.matching.rules.needs import load_data, questions
from intake.matching.rules.rank import STAY
from intake.matching.rules.reasons import FAR
from tests.conftest import shared_file
from tests.matching import second

HOW_MANY = 1_000
WORKBOOK = "samhsa/national_directory_su_facilities_2022.xlsx"
COVERAGE = ["medicaid", "medicare", "private_insurance", "military_insurance", "state_plan", "veterans_coverage"]
CAUTIONS = ["alcohol_only", "opioid_only", "driving_only", "women_only", "men_only", "minors_only"]


def some_needs(chance: random.Random, places: list[dict[str, Any]]) -> dict[str, Any]:
    """Needs as a run keeps them: mostly of a state or within some miles of a ZIP code, now and then the whole country."""
    keys = [key for key in second.QUESTIONS if key not in CAUTIONS]
    common = [key for key, codes in second.CODES.items() if codes and key in keys]
    # What no listing can prove is asked for now and then: with it nothing fits, and all of that has to be told alike.
    musts = chance.sample(keys if chance.random() < 0.2 else common, chance.choice([0, 1, 1, 2, 2, 3, 3, 4, 6]))
    # Somebody with two or three policies: one that is taken is enough.
    if chance.random() < 0.4:
        several = chance.sample(COVERAGE, chance.choice([2, 2, 3]))
        musts = [key for key in musts if key not in several] + ["|".join(several)]
    near = chance.choice([place for place in chance.sample(places, 20) if place["at"]])
    has_origin = chance.random() < 0.8
    kind = chance.choices(["state", "radius", "country"], [60, 39, 1])[0]
    radius = float(chance.choice([5, 10, 25, 50, 100, 200])) if kind == "radius" else None
    states = chance.sample(["FL", "GA", "NY", "CA", "VT", "PR", near["state"]], chance.choice([1, 1, 2]))
    return {
        "musts": musts,
        "wishes": [
            {"question": key, "miles": float(chance.choice([0, 10, 25, 50]))}
            for key in chance.sample(keys, chance.choice([0, 1, 2, 4]))
            if all(key not in must.split("|") for must in musts)
        ],
        "cautions": chance.sample(CAUTIONS, chance.choice([0, 6])),
        "levels": chance.sample([key for key in keys if key.startswith("asam")], chance.choice([0, 0, 2, 3])),
        "area": {"states": states if kind == "state" else [], "radius_miles": radius},
        "origin": {"latitude": near["at"][0], "longitude": near["at"][1], "precision": "zip_centroid"}
        if has_origin or kind == "radius"
        else None,
        "hospital_first": chance.random() < 0.5,
        "networks": [],
        "paid_by": [
            {"question": key, "states": chance.choice([[], ["FL"], ["GA", "NY"], [near["state"]]])}
            for key in ("medicaid", "state_plan")
            if chance.random() < 0.3
        ],
    }


@pytest.fixture(scope="module")
def listings() -> list[dict[str, Any]]:
    return second.read_workbook(shared_file(WORKBOOK))


def test_the_second_matcher_reads_the_same_questions(listings: list[dict[str, Any]]) -> None:
    assert len(listings) == 12_175
    assert {key: set(asked.codes) for key, asked in questions().items()} == second.CODES
    assert {key: set(asked.possible) for key, asked in questions().items()} == second.MAY_BE
    assert {key: set(asked.without) for key, asked in questions().items()} == second.BESIDE


def test_both_matchers_agree_on_a_thousand_random_needs(session: Session, listings: list[dict[str, Any]]) -> None:
    import_directory(session, actor=SYSTEM, path=shared_file(WORKBOOK), year=2022)
    who = {place.id: _who(place) for place in session.scalars(select(Facility))}
    assert Counter(who.values()) == Counter(listing["who"] for listing in listings)
    chance, some_fit = random.Random(20_221_126), 0  # noqa: S311
    for number in range(HOW_MANY):
        plain = some_needs(chance, listings)
        needs = Needs.from_json(plain)
        found = find_places(session, needs)
        ranking, expected = rank(found.places, needs, seed=str(number)), second.match(listings, plain)
        for results, theirs in ((ranking.matches, expected["fits"]), (ranking.to_find_out, expected["ask"])):
            ours = [(who[result.id], _order(result), *_told(result, needs)) for result in results]
            assert _counted(ours) == _counted(theirs), plain
            # Tier and effort; by how many wishes equals are told apart, test_rank tells.
            assert [one[1][:2] for one in ours] == sorted(one[1][:2] for one in theirs), plain
        left = count_excluded(found.tallies)
        left.pop(FAR, None)
        assert left == expected["left"], plain
        _check_gains(found.tallies, needs, expected["gains"])
        some_fit += bool(expected["fits"])
    # Otherwise little would have been compared.
    assert some_fit > HOW_MANY / 3


def _check_gains(tallies: Any, needs: Needs, expected: dict[str, int]) -> None:
    never = load_data("barriers")["relax"]["never"]
    single = [way for way in relaxations(tallies, needs) if len(way.given_up) == 1 and way.given_up != (FAR,)]
    told = {way.given_up[0]: way.matches for way in single}
    assert told == {key: expected[key] for key in told}
    if len(told) < 5:
        assert {key for key, count in expected.items() if count and key not in never} == set(told)


def _who(place: Facility) -> tuple[str, ...]:
    words = (place.name, place.program, place.site.street, place.unit, place.site.zip, " ".join(place.codes))
    return (*(word.casefold() for word in words[:-1]), words[-1])


def _order(result: Result) -> tuple[int, float, float]:
    tier, effort, unmet = result.order
    return tier, round(effort, 2), unmet


def _told(result: Result, needs: Needs) -> tuple[dict[str, str], set[str]]:
    """The answers that the reasons tell, and the cautions."""
    standing, told, cautions = result.standing, dict[str, str](), set[str]()
    for reason in (*standing.fits, *standing.ask, *standing.does_not_fit):
        if reason.question in CAUTIONS:
            cautions.add(reason.question)
        else:
            told[reason.question] = {"yes": "y", "no": "n", "unknown": "u", "possible": "m"}[reason.answer]
    asked = {part for must in needs.musts for part in must.key.split("|")} | {wish.question.key for wish in needs.wishes}
    asked |= {level.key for level in needs.levels}
    if needs.hospital_first or STAY in asked:
        # Where nobody stays overnight, that says it all.
        assert ("hospital_withdrawal" in told) is (told.get(STAY) != "n")
    return {key: letter for key, letter in told.items() if key in asked}, cautions


def _counted(rows: list[Any]) -> Counter[Any]:
    return Counter((who, order, frozenset(told.items()), frozenset(cautions)) for who, order, told, cautions in rows)
