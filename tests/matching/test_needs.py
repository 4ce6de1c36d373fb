"""What a person's situation asks of a place, and what can never weigh."""

from dataclasses import fields
from typing import Any
from uuid import uuid4

import pytest

from intake.callers.rules import Ages
from intake.facilities.formats.samhsa import open_workbook
from intake.foundation.answers import Missing
from intake.matching.rules import (
    Answers,
    Area,
    Coverage,
    Needs,
    Origin,
    Place,
    Question,
    Situation,
    UnknownWish,
    Wish,
    judge,
    needs_from,
)
from intake.matching.rules.alone import Listing
from intake.matching.rules.needs import POSSIBLE, Network, PaidBy, levels, load_data, question, questions, verdict
from tests.conftest import shared_file
from tests.matching.places import klonopin


def musts(situation: Situation) -> list[str]:
    return [must.key for must in needs_from(situation).musts]


def wishes(situation: Situation) -> dict[str, float]:
    return {wish.question.key: wish.miles for wish in needs_from(situation).wishes}


def test_the_ranker_has_no_field_for_payment_advertising_or_ownership() -> None:
    whole = {
        kind.__name__: [field.name for field in fields(kind)] for kind in (Needs, Network, PaidBy, Wish, Question, Area, Origin)
    }
    # A closed list: whoever adds a field has to come here and think.
    assert whole == {
        "Needs": ["musts", "wishes", "cautions", "levels", "area", "origin", "hospital_first", "networks", "paid_by"],
        "Network": ["payer", "question"],
        "PaidBy": ["question", "states"],
        "Wish": ["question", "miles"],
        "Question": ["key", "groups", "possible", "parts", "without"],
        "Area": ["states", "radius_miles"],
        "Origin": ["latitude", "longitude", "precision"],
    }
    of_places = {
        "Place": list(Place._fields),
        **{kind.__name__: [field.name for field in fields(kind)] for kind in (Answers, Listing)},
    }
    assert of_places == {
        "Place": ["id", "answers", "miles"],
        "Answers": ["musts", "wishes", "cautions", "hospital", "levels", "parts"],
        "Listing": ["id", "codes", "categories", "denied", "tells_care", "listed", "state", "latitude", "longitude"],
    }


def test_nobody_can_ask_who_owns_a_place() -> None:
    with pytest.raises(ValueError, match="who runs a place"):
        Question("for_profit", (("FOP", ("PVTP",)),))
    assert not {"FOP"} & {category for asked in questions().values() for category in asked.categories}


def test_every_code_that_is_asked_for_is_in_the_published_directory() -> None:
    with open_workbook(shared_file("samhsa/national_directory_su_facilities_2022.xlsx")) as workbook:
        category_of = workbook.codes().category_of
    for asked in questions().values():
        assert {category_of[code] for code in (*asked.codes, *asked.possible, *asked.without)} == set(asked.categories), asked.key


def test_every_line_of_the_crosswalk_names_its_source_and_how_sure_it_is() -> None:
    for name, line in load_data("crosswalk")["class"].items():
        assert line["source"] and line["sure"], name


def test_the_call_about_klonopin() -> None:
    needs = needs_from(klonopin())
    assert [must.key for must in needs.musts] == [
        "benzodiazepine_withdrawal",
        "stays_overnight_withdrawal",
        "private_insurance",
        "adults",
    ]
    assert [(wish.question.key, wish.miles) for wish in needs.wishes] == [("alcohol_withdrawal", 0)]
    assert (needs.hospital_first, needs.networks) == (True, (Network("Florida Blue", "private_insurance"),))
    cautions = ["alcohol_only", "opioid_only", "driving_only", "women_only", "men_only"]
    assert [caution.key for caution in needs.cautions] == cautions


@pytest.mark.parametrize(
    ("age", "must"),
    [(17, "children"), (18, "young_adults"), (25, "young_adults"), (26, "adults"), (64, "adults"), (65, "seniors")],
)
def test_ages_are_bounded_as_the_directory_bounds_them(age: int, must: str) -> None:
    assert musts(Situation(age_years=age)) == ["treats_substance_use", must]


@pytest.mark.parametrize("missing", list(Missing))
def test_what_is_not_known_asks_nothing(missing: Missing) -> None:
    blank = Situation(
        age_years=missing,
        adult=missing,
        gender=missing,
        pregnant=missing,
        language=missing,
        policies=(Coverage(missing, "Aetna"),),
    )
    assert (musts(blank), wishes(blank)) == (["treats_substance_use"], {})
    # Who insures them is known all the same.
    assert needs_from(blank).networks == (Network("Aetna"),)


@pytest.mark.parametrize(
    ("kind", "must"),
    [
        ("commercial", "private_insurance"),
        ("medicaid", "medicaid"),
        ("medicare", "medicare"),
        ("tricare", "military_insurance"),
        ("self_pay", "self_payment"),
    ],
)
def test_coverage_is_a_must_have(kind: str, must: str) -> None:
    assert musts(Situation(policies=(Coverage(kind),))) == ["treats_substance_use", must]


def test_one_of_several_policies_has_to_be_taken() -> None:
    told = (
        Coverage("medicaid", "Sunshine Health"),
        Coverage(Missing.UNKNOWN, "Aetna"),
        Coverage("commercial", "Florida Blue"),
        Coverage("commercial"),
    )
    needs = needs_from(Situation(policies=told))
    assert [must.key for must in needs.musts] == ["treats_substance_use", "medicaid|private_insurance"]
    assert [part.key for part in needs.parts] == ["medicaid", "private_insurance"]
    assert needs.networks == (
        Network("Sunshine Health", "medicaid"),
        Network("Aetna"),
        Network("Florida Blue", "private_insurance"),
    )
    assert musts(Situation(policies=told[1:])) == ["treats_substance_use", "private_insurance"]


@pytest.mark.parametrize(
    ("policies", "home", "paid_by"),
    [
        ([Coverage("medicaid", states=("GA",))], "FL", {"medicaid": ("GA",)}),
        ([Coverage("state_plan", states=("GA",)), Coverage("medicare", states=("FL",))], "FL", {"state_plan": ("GA",)}),
        ([Coverage("medicaid", states=("GA",)), Coverage("medicaid", states=("FL",))], None, {"medicaid": ("GA", "FL")}),
        # Of which nobody knows the state: that of the home, where the insurer has such plans there.
        ([Coverage("medicaid")], "FL", {"medicaid": ("FL",)}),
        ([Coverage("medicaid", states=("GA", "OH"))], "GA", {"medicaid": ("GA",)}),
        ([Coverage("medicaid", states=("GA", "OH"))], "FL", {"medicaid": ()}),
        # Nor where they live: nothing proves it anywhere.
        ([Coverage("medicaid")], None, {"medicaid": ()}),
        ([Coverage("medicaid", states=("GA",)), Coverage("medicaid")], None, {"medicaid": ("GA",)}),
        ([Coverage("commercial", "Florida Blue", ("FL",))], "FL", {}),
    ],
)
def test_coverage_of_one_state_names_the_states_whose_places_can_prove_it(
    policies: list[Coverage], home: str | None, paid_by: dict[str, tuple[str, ...]]
) -> None:
    told = needs_from(Situation(policies=tuple(policies), home=home)).paid_by
    assert {one.question: one.states for one in told} == paid_by


def test_coverage_that_no_directory_tells_of_is_one_more_way_in_beside_coverage_that_one_tells_of() -> None:
    both = Situation(policies=(Coverage("veterans"), Coverage("medicare"), Coverage("uninsured")))
    assert musts(both) == ["treats_substance_use", "veterans_coverage|medicare"]
    assert wishes(both) == {"veterans_program": 10, "help_with_cost": 50}
    # Alone it leaves no place out, and asks nothing that nobody could answer.
    assert musts(Situation(policies=(Coverage("veterans"), Coverage("charity")))) == ["treats_substance_use"]


def test_no_coverage_leaves_no_place_out() -> None:
    situation = Situation(policies=(Coverage("uninsured", "Nobody"),))
    assert (musts(situation), wishes(situation)) == (["treats_substance_use"], {"help_with_cost": 50})
    assert needs_from(situation).networks == ()


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ({"alcohol"}, ["alcohol_withdrawal", "stays_overnight_withdrawal"]),
        ({"opioid"}, ["opioid_withdrawal"]),
        ({"benzodiazepine", "alcohol"}, ["benzodiazepine_withdrawal", "stays_overnight_withdrawal", "alcohol_withdrawal"]),
        ({"something_new"}, ["treats_substance_use"]),
    ],
)
def test_withdrawal_of_each_class_asks_for_its_care(classes: set[str], expected: list[str]) -> None:
    assert musts(Situation(withdrawal=frozenset(classes))) == expected


@pytest.mark.parametrize(
    ("classes", "risk", "first"),
    [
        ({"benzodiazepine"}, Missing.UNKNOWN, True),
        ({"benzodiazepine"}, Missing.NOT_ASKED, True),
        ({"benzodiazepine"}, True, True),
        ({"benzodiazepine"}, False, False),
        ({"alcohol"}, Missing.DECLINED, True),
        ({"opioid"}, Missing.UNKNOWN, False),
        ({"opioid"}, True, True),
        (set(), Missing.UNKNOWN, False),
    ],
)
def test_hospital_first_unless_seizure_risk_is_known_to_be_absent(classes: set[str], risk: bool | Missing, first: bool) -> None:
    assert needs_from(Situation(withdrawal=frozenset(classes), seizure_risk=risk)).hospital_first is first


def test_a_place_for_alcohol_only_is_no_caution_for_somebody_who_only_drinks() -> None:
    drinks = frozenset({"alcohol"})
    needs = needs_from(Situation(withdrawal=drinks, substances=drinks, gender="female", age_years=34))
    assert [caution.key for caution in needs.cautions] == ["opioid_only", "driving_only"]


@pytest.mark.parametrize(
    ("told", "cautions"),
    [
        ({}, {"women_only", "men_only", "minors_only"}),
        ({"gender": Missing.DECLINED, "age_years": Missing.UNKNOWN}, {"women_only", "men_only", "minors_only"}),
        ({"gender": "nonbinary", "adult": True}, {"women_only", "men_only"}),
        ({"gender": "male", "age_years": Ages(16, 20)}, {"minors_only"}),
        ({"gender": "female", "age_years": Ages(16, 17)}, set()),
    ],
)
def test_a_place_for_one_gender_or_age_only_is_a_caution_until_it_is_known_who_it_is_for(
    told: dict[str, Any], cautions: set[str]
) -> None:
    asked = {caution.key for caution in needs_from(Situation(**told)).cautions}
    assert asked - {"alcohol_only", "opioid_only", "driving_only"} == cautions


@pytest.mark.parametrize(
    ("codes", "answer"),
    [
        ({"MD", "MALE", "FEM"}, True),
        ({"FEM"}, True),
        ({"FEM", "MALE"}, False),
        ({"PI"}, False),
    ],
)
def test_of_several_questions_each_answers_as_it_does_alone(codes: set[str], answer: bool) -> None:
    assert verdict(question("medicaid|women_only"), codes, {"PAY", "GN"}) is answer


@pytest.mark.parametrize(
    ("key", "state", "answer"),
    [
        ("medicaid", "FL", True),
        ("medicaid", "GA", POSSIBLE),
        ("medicaid|medicare", "GA", POSSIBLE),
        ("medicaid|telehealth", "GA", True),
        ("medicaid|veterans_coverage", "GA", POSSIBLE),
        ("adults", "GA", True),
    ],
)
def test_what_another_state_pays_for_is_possible_and_never_a_yes(key: str, state: str, answer: object) -> None:
    needs = Needs(musts=(question(key),), paid_by=(PaidBy("medicaid", ("FL",)),))
    assert judge(uuid4(), {"MD", "ADLT", "TELE"}, {"PAY", "AGE"}, None, needs, state=state).answers.musts == (answer,)
    assert judge(uuid4(), set(), {"PAY", "AGE", "SET"}, None, needs, state=state).answers.musts[0] in (False, Missing.UNKNOWN)


def test_wishes_and_must_haves_that_somebody_adds() -> None:
    situation = klonopin(wishes=("spanish", "adults"), also_must=("telehealth",))
    assert musts(situation)[-1] == "telehealth"
    # Already a must-have, so no wish.
    assert wishes(situation) == {"spanish": load_data("wishes")["spoken"]["spanish"], "alcohol_withdrawal": 0}


def test_somebody_pregnant_needs_a_place_that_is_set_up_for_it() -> None:
    assert musts(Situation(pregnant=True)) == ["treats_substance_use", "pregnancy_program"]
    assert musts(Situation(pregnant=False)) == ["treats_substance_use"]


def test_a_language_is_a_must_have_with_an_interpreter_and_a_wish_without() -> None:
    assert musts(Situation(language="vi", needs_interpreter=True)) == ["treats_substance_use", "vietnamese"]
    for needed in (False, *Missing):
        speaks = Situation(language="vi", needs_interpreter=needed)
        assert (musts(speaks), wishes(speaks)) == (["treats_substance_use"], {"vietnamese": 50})
    assert musts(Situation(language="en", needs_interpreter=True)) == ["treats_substance_use"]


@pytest.mark.parametrize(
    ("need", "must"), [("wheelchair", "wheelchair_access"), ("deaf", "sign_language"), ("blind", "help_for_the_blind")]
)
def test_what_somebody_needs_to_be_there_is_a_must_have(need: str, must: str) -> None:
    assert musts(Situation(access=(need,))) == ["treats_substance_use", must]


def test_an_order_of_a_court_is_a_must_have_and_supervision_a_wish() -> None:
    ordered = Situation(legal=("court_ordered", "impaired_driving"))
    assert musts(ordered) == ["treats_substance_use", "justice_program", "driving_program"]
    supervised = Situation(legal=("probation", "parole"))
    assert (musts(supervised), wishes(supervised)) == (["treats_substance_use"], {"justice_program": 25})


def test_a_level_that_somebody_named_is_a_must_have_in_the_edition_in_which_it_was_named() -> None:
    assert musts(Situation(level="asam-3/3.7-WM")) == ["treats_substance_use", "asam-3/3.7-WM"]
    with pytest.raises(UnknownWish):
        needs_from(Situation(level="3.7"))


def test_withdrawal_tells_the_levels_of_places_and_they_weigh_nothing() -> None:
    needs = needs_from(klonopin())
    assert [level.key for level in needs.levels] == ["asam-4/4", "asam-4/3.7"]
    assert needs_from(Situation()).levels == ()


def test_who_is_covered_by_the_va_hears_that_the_network_is_to_be_confirmed() -> None:
    situation = Situation(policies=(Coverage("veterans", "VA health care"),))
    assert (musts(situation), wishes(situation)) == (["treats_substance_use"], {"veterans_program": 10})
    assert needs_from(situation).networks == (Network("VA health care", "veterans_coverage"),)


def test_every_level_and_every_step_between_editions_says_how_sure_it_is() -> None:
    editions = load_data("levels")["editions"]
    for key, level in levels().items():
        assert level["edition"] in editions and level["name"] and level["because"] and level["sure"], key
    for step in load_data("levels")["between"]:
        assert {step["from"], step["to"]} <= set(levels()) and step["sure"]
        assert step["from"].split("/")[0] != step["to"].split("/")[0]


def test_no_level_is_proved_by_residential_withdrawal_care_alone() -> None:
    for key, asked in questions().items():
        if "RD" in asked.codes:
            assert key == "stays_overnight_withdrawal"


def test_wishes_weigh_what_the_data_says() -> None:
    weights = load_data("wishes")
    for how in ("spoken", "situation"):
        assert set(weights[how]) - {"default"} <= set(questions())
        assert all(miles >= 0 for miles in weights[how].values())
    assert wishes(Situation(wishes=("children_stay", "outpatient"))) == {"children_stay": 100, "outpatient": 25}


@pytest.mark.parametrize("field", ["wishes", "also_must"])
@pytest.mark.parametrize("key", ["best_commission", "alcohol_only", "women_only"])
def test_a_wish_that_is_no_question_is_refused(field: str, key: str) -> None:
    with pytest.raises(UnknownWish):
        needs_from(klonopin(**{field: (key,)}))


def test_needs_are_the_same_after_they_were_kept_and_read() -> None:
    two = (Coverage("commercial", "Florida Blue"), Coverage("medicaid", states=("FL",)))
    needs = needs_from(klonopin(language="es", radius_miles=50.0, level="asam-4/3.7", policies=two))
    assert needs.levels and needs.parts and needs.paid_by
    assert Needs.from_json(needs.to_json()) == needs


def test_an_unknown_question_is_an_error() -> None:
    with pytest.raises(KeyError):
        question("best_commission")


@pytest.mark.parametrize(
    ("ages", "adult", "must"),
    [
        (Ages(14, 24), Missing.NOT_ASKED, None),
        (Ages(7, 17), Missing.NOT_ASKED, "children"),
        (Ages(18, 25), Missing.NOT_ASKED, "young_adults"),
        # Over 18 for sure, and not known whether 26 or 65: as with nothing but "an adult".
        (Ages(19, 29), Missing.NOT_ASKED, "adults"),
        (Ages(60, 70), Missing.NOT_ASKED, "adults"),
        (Ages(66, 76), Missing.NOT_ASKED, "seniors"),
        (Ages(14, 24), True, None),
    ],
)
def test_a_guess_of_the_age_near_a_bound_asks_for_nothing_that_it_does_not_prove(
    ages: Ages, adult: bool | Missing, must: str | None
) -> None:
    asked = [
        key for key in musts(klonopin(age_years=ages, adult=adult)) if key in ("children", "young_adults", "adults", "seniors")
    ]
    assert asked == ([must] if must else [])
