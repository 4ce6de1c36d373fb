"""The pure side: states, facts for triage, what is missing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from intake.foundation.answers import Missing
from intake.foundation.errors import Conflict
from intake.foundation.identifiers import new_id
from intake.intakes.rules.completeness import OpenFinding, missing_answers
from intake.intakes.rules.doses import dose_as_told
from intake.intakes.rules.facts import facts_of
from intake.intakes.rules.states import next_state
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import taken_with
from intake.triage.rules import Facts, SubstanceFacts, assess, load_rulebook

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Told:
    """Answers as a plain object."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def answer(self, field: str) -> Any:
        return self.answers.get(field, Missing.NOT_ASKED)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        ("draft", "complete", "complete"),
        ("complete", "close", "closed"),
        ("draft", "abandon", "abandoned"),
        ("abandoned", "resume", "draft"),
    ],
)
def test_the_steps_that_are_possible(state: str, step: str, after: str) -> None:
    assert next_state(state, step) == after


@pytest.mark.parametrize(
    ("state", "step"), [("closed", "complete"), ("complete", "abandon"), ("draft", "resume"), ("draft", "close")]
)
def test_other_steps_are_refused_with_the_state_that_stands(state: str, step: str) -> None:
    with pytest.raises(Conflict, match=f"This intake is {state}"):
        next_state(state, step)


@pytest.mark.parametrize(("born", "years"), [(date(2008, 11, 20), 18), (date(2008, 11, 21), 17), (date(2004, 2, 29), 22)])
def test_age_counts_completed_years(born: date, years: int) -> None:
    person = Told(birth_date=born, age_years=99, age_is_estimate=True)
    assert facts_of(Told(), person, [], NOW).age_years == years


def test_without_a_birth_date_the_age_as_told_counts_and_missing_stays_missing() -> None:
    assert facts_of(Told(), Told(age_years=40), [], NOW).age_years == 40
    assert facts_of(Told(), Told(age_years=Missing.DECLINED), [], NOW).age_years is Missing.DECLINED


@pytest.mark.parametrize(
    ("told", "between"),
    [
        ({"age_years": 19, "age_is_estimate": True}, (14, 24)),
        ({"age_years": 3, "age_is_estimate": True}, (0, 8)),
        ({"age_years": 19, "age_is_estimate": Missing.UNKNOWN}, (14, 24)),
        ({"age_years": 19, "age_is_estimate": True, "is_adult": True}, (18, 24)),
        ({"age_years": 19, "age_is_estimate": True, "is_adult": False}, (14, 17)),
        # Their words do not go together: the guess stands, and is asked about.
        ({"age_years": 40, "age_is_estimate": True, "is_adult": False}, (35, 45)),
    ],
)
def test_a_guess_of_the_age_may_be_off_some_years(told: dict[str, Any], between: tuple[int, int]) -> None:
    assert facts_of(Told(), Told(**told), [], NOW).age_years == between


@pytest.mark.parametrize("told", [{"age_is_estimate": False}, {}])
def test_an_age_that_is_no_guess_is_exact(told: dict[str, Any]) -> None:
    assert facts_of(Told(), Told(age_years=19, **told), [], NOW).age_years == 19


@pytest.mark.parametrize(
    ("years", "minor", "older"),
    [(12, "found", "absent"), (13, "possible", "absent"), (22, "possible", "absent"), (23, "absent", "absent"),
     (59, "absent", "absent"), (60, "absent", "possible"), (69, "absent", "possible"), (70, "absent", "found")],
)  # fmt: skip
def test_near_a_bound_a_guess_decides_nothing_and_the_age_is_asked(years: int, minor: str, older: str) -> None:
    entry = load_catalogue().by_code["lorazepam"]
    person, use = Told(age_years=years, age_is_estimate=True), Told(substance_code="lorazepam")
    told = {one.rule_id: one for one in assess(facts_of(Told(), person, [(use, entry)], NOW), load_rulebook())}
    for rule, status in (("minor", minor), ("older-with-depressant", older)):
        assert (told[rule].status if rule in told else "absent") == status
        if status == "possible":
            assert "age_years" in {question.fact for question in told[rule].ask}


def test_facts_keep_each_kind_of_missing_apart() -> None:
    intake = Told(pregnant=Missing.DECLINED, seizure_disorder=Missing.UNKNOWN, suicidal_thoughts=False)
    facts = facts_of(intake, Told(), [], NOW)
    assert (facts.pregnant, facts.seizure_disorder, facts.suicidal_thoughts) == (Missing.DECLINED, Missing.UNKNOWN, False)
    assert (facts.chest_pain, facts.location_known) == (Missing.NOT_ASKED, Missing.NOT_ASKED)


def test_facts_of_a_substance() -> None:
    entry = load_catalogue().by_code["clonazepam"]
    use = Told(
        substance_code="clonazepam", amount_per_day=2, amount_unit="mg", last_used_at=NOW - timedelta(hours=72), route="oral"
    )
    one = facts_of(Told(), Told(), [(use, entry)], NOW).substances[0]
    assert (one.code, one.drug_key, one.daily_amount_mg, one.hours_since_last_use) == ("clonazepam", "clonazepam", 2.0, 72.0)
    assert (one.injected, one.prescribed) == (False, Missing.NOT_ASKED)


@pytest.mark.parametrize(
    ("told", "milligrams"),
    [
        ({"amount_unit": "mg"}, 2),
        ({"amount_unit": "mcg"}, 0.002),
        ({"amount_unit": "g"}, 2000),
        ({"amount_unit": "tablets"}, Missing.NOT_ASKED),
        ({"amount_unit": "tablets", "unit_strength_mg": Decimal("0.5")}, 1),
        ({"amount_unit": "tablets", "unit_strength_mg": Missing.DECLINED}, Missing.DECLINED),
        ({"amount_unit": "bars", "unit_strength_mg": 2}, 4),
        ({"amount_unit": "drinks", "unit_strength_mg": 2}, Missing.UNKNOWN),
        ({}, Missing.UNKNOWN),
    ],
)
def test_an_amount_is_told_in_milligrams_only_when_they_are_known(told: dict[str, Any], milligrams: float | Missing) -> None:
    entry = load_catalogue().by_code["clonazepam"]
    use = Told(substance_code="clonazepam", amount_per_day=2, **told)
    assert facts_of(Told(), Told(), [(use, entry)], NOW).substances[0].daily_amount_mg == milligrams


def test_a_dose_as_told_has_a_band_and_a_range() -> None:
    use = Told(substance_code="alprazolam", amount_per_day=2, amount_unit="bars", unit_strength_mg=2)
    dose = dose_as_told(use)
    assert dose is not None
    assert (dose["mg_per_day"], dose["band"], dose["diazepam_mg_least"], dose["diazepam_mg_most"]) == (4, "high", 40, 80)
    assert dose_as_told(Told(substance_code="alprazolam", amount_per_day=2, amount_unit="bars")) is None
    assert dose_as_told(Told(substance_code="heroin", amount_per_day=2, amount_unit="mg")) is None
    assert dose_as_told(Told(said_as="white pills")) is None


def _facts(*uses: Told) -> Facts:
    catalogue = load_catalogue().by_code
    return facts_of(Told(), Told(), [(use, catalogue.get(use.answer("substance_code"))) for use in uses], NOW)


def _used(*uses: Told) -> dict[str, SubstanceFacts]:
    return {one.code: one for one in _facts(*uses).substances}


def _found(*uses: Told) -> set[str]:
    return {one.rule_id for one in assess(_facts(*uses), load_rulebook()) if one.status == "found"}


def test_what_a_mixture_holds_is_used_as_often_as_the_mixture() -> None:
    used = _used(Told(substance_code="tranq_dope", days_per_week=7, last_used_at=NOW - timedelta(hours=5), amount_per_day=3))
    assert set(used) == {"tranq_dope", "fentanyl", "xylazine"}
    assert {one.days_per_week for one in used.values()} == {7}
    assert (used["xylazine"].substance_class, used["xylazine"].hours_since_last_use) == ("sedative_other", 5)
    assert used["fentanyl"].daily_amount is Missing.NOT_ASKED
    assert _used(Told(substance_code="speedball"), Told(substance_code="heroin", days_per_week=2))["heroin"].days_per_week == 2


@pytest.mark.parametrize("product", ["codeine_with_butalbital", "codeine_with_carisoprodol"])
def test_two_medicines_in_one_are_found_together(product: str) -> None:
    yesterday = NOW - timedelta(hours=30)
    found = {code: _found(Told(substance_code=code, days_per_week=7, last_used_at=yesterday)) for code in (product, "codeine")}
    assert "sedatives-with-opioid-or-alcohol" in found[product] - found["codeine"]
    assert found["codeine"] <= found[product]


@pytest.mark.parametrize(
    "more",
    [
        # The same again, another mixture of the same, and a part of it by its name: cards of which nothing is told yet.
        Told(substance_code="tranq_dope"),
        Told(substance_code="benzo_dope"),
        Told(substance_code="xylazine"),
        Told(substance_code="fentanyl"),
        # What is known of a part by itself says nothing of how the mixture was used.
        Told(substance_code="xylazine", days_per_week=1, last_used_at=NOW - timedelta(days=30), stopped_abruptly=False),
    ],
)
def test_one_more_card_takes_no_danger_away_that_a_mixture_told_of(more: Told) -> None:
    yesterday = NOW - timedelta(hours=30)
    mixture = Told(substance_code="tranq_dope", days_per_week=7, last_used_at=yesterday, stopped_abruptly=True)
    alone = _found(mixture)
    assert {"veterinary-sedative-stopped", "opioid-stopped", "fentanyl-exposure"} <= alone
    assert (alone - _found(mixture, more), alone - _found(more, mixture)) == (set(), set())


def test_what_is_taken_at_the_same_time_counts_even_when_nobody_listed_it() -> None:
    used = _used(Told(substance_code="clonazepam", taken_with=["alcohol", "opioid", "other"]), Told(substance_code="alcohol"))
    assert set(used) == {"clonazepam", "alcohol", "with_opioid"}
    assert (used["with_opioid"].substance_class, used["with_opioid"].drug_key) == ("opioid", Missing.UNKNOWN)
    assert set(_used(Told(substance_code="clonazepam", taken_with=Missing.UNKNOWN))) == {"clonazepam"}


def test_every_kind_that_may_be_taken_with_is_a_kind_of_the_catalogue() -> None:
    assert set(taken_with()) - {"other"} <= {str(entry.substance_class) for entry in load_catalogue().entries}


def test_not_yet_18_is_known_without_an_age() -> None:
    facts = facts_of(Told(), Told(is_adult=False), [], NOW)
    assert (facts.age_years, facts.is_adult) == (Missing.NOT_ASKED, False)


def test_a_substance_that_is_not_listed_is_of_no_known_class() -> None:
    one = facts_of(Told(), Told(), [(Told(), None)], NOW).substances[0]
    assert (one.substance_class, one.drug_key) == (Missing.UNKNOWN, Missing.UNKNOWN)


def needs(
    for_whom: Any = "other", *, danger: bool = False, flags: Any = (), substances: int = 0, policies: int = 0, **answers: Any
) -> list[str]:
    """Codes of what must still be asked; those that can wait in parentheses."""
    caller, subject = answers.pop("caller", {}), answers.pop("subject", {})
    records = {"intake": Told(for_whom=for_whom, **answers), "caller": Told(**caller), "subject": Told(**subject)}
    told = [Told(coverage_kind="none")] * policies
    found = missing_answers(records, substances=substances, policies=told, emergencies=[], in_danger=danger, flags=flags)
    return [f"({one.code})" if one.later else one.code for one in found]


EVERYTHING = ["caller_name", "subject_age", "subject_place", "suicidal_thoughts", "safe_place", "substances", "coverage"]


def test_each_kind_of_call_has_its_own_required_answers() -> None:
    assert needs("self") == EVERYTHING
    # who calls for somebody else says how they are right now
    assert needs("other") == ["danger_now", *EVERYTHING]
    assert needs(Missing.NOT_ASKED) == ["for_whom", "danger_now", *EVERYTHING]
    assert needs("information") == []
    now_in_danger = ["present_location", "present_with_caller", "suicidal_thoughts", "substances"]
    wait = [f"({code})" for code in EVERYTHING if code not in now_in_danger]
    assert needs("other", danger=True) == [*now_in_danger, "(danger_now)", *wait]
    assert needs("self", danger=True) == [code for code in now_in_danger if code != "present_with_caller"] + wait
    assert needs("information", danger=True) == now_in_danger


def test_a_past_seizure_must_have_been_asked_where_the_answer_decides_on_an_emergency() -> None:
    assert "past_seizure" not in needs("other", flags={"overdose_risk"})
    assert "past_seizure" in needs("other", flags={"seizure_risk"}) and "past_seizure" in needs("self", flags={"seizure_risk"})
    assert "past_seizure" in needs("other", flags={"benzodiazepine_ended"})
    assert "(past_seizure)" in needs("other", danger=True, flags={"seizure_risk"})
    assert "past_seizure" not in needs("other", flags={"seizure_risk"}, past_withdrawal_seizure=Missing.UNKNOWN)


def test_unknown_and_declined_are_answers_but_not_asked_is_missing() -> None:
    answers: dict[str, Any] = {
        "slow_or_no_breathing": Missing.UNKNOWN,
        "suicidal_thoughts": Missing.DECLINED,
        "safe_place_tonight": Missing.UNKNOWN,
        "caller": {"anonymous": True},
        "subject": {"is_adult": True, "state": "FL"},
        "substances": 1,
        "policies": 1,
    }
    assert needs(**answers) == []
    assert needs(**answers, danger=True) == ["present_location", "present_with_caller"]
    assert needs(**answers, danger=True, present_location=Missing.DECLINED, present_with_caller=Missing.UNKNOWN) == []
    assert needs(**{**answers, "substances": 0, "substances_complete": Missing.UNKNOWN}) == []


def test_an_emergency_comes_first_until_somebody_says_what_was_done() -> None:
    records = {"intake": Told(for_whom="self"), "caller": Told(), "subject": Told()}
    emergencies = [OpenFinding(new_id(), "Not breathing")]
    found = missing_answers(records, substances=0, policies=[], emergencies=emergencies, in_danger=True)
    assert (found[0].code, found[0].words) == ("emergency", "Say what was done about: Not breathing")


def test_the_words_fit_who_is_calling() -> None:
    def words(for_whom: str) -> dict[str, str]:
        records = {"intake": Told(for_whom=for_whom), "caller": Told(), "subject": Told()}
        found = missing_answers(records, substances=0, policies=[], emergencies=[], in_danger=False)
        return {one.code: one.words for one in found}

    assert words("self")["subject_age"].startswith("Ask how old they are.")
    assert words("other")["subject_age"].startswith("Ask how old the person in need is.")
