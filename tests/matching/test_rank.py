"""Filtering, ranking and reasons."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.matching.rules import Coverage, Needs, Place, Ranking, Wish, needs_from, question, rank, restore_order
from intake.matching.rules.needs import load_data, questions
from intake.matching.rules.rank import stand
from intake.matching.rules.reasons import SILENT, distance_words, words_for_many
from intake.matching.rules.situation import doubts
from tests.matching.places import judged, klonopin, listings, outcome, place, some_needs

HOSPITAL = "BDTX HID PI ADLT"
RESIDENCE = "BDTX RD PI ADLT"
NEEDS = needs_from(klonopin())


def order(*places: Place, needs: Needs = NEEDS, seed: str = "a") -> list[UUID]:
    return [result.id for result in rank(places, needs, seed).matches]


def words(ranking: Ranking) -> tuple[list[str], ...]:
    (result,) = ranking.matches or ranking.to_find_out
    standing = result.standing
    return tuple([reason.words for reason in reasons] for reasons in (standing.fits, standing.ask, standing.does_not_fit))


def test_a_no_on_a_must_have_leaves_the_place_out() -> None:
    ranking = rank([place("BDTX HID PI CHLD", "AGE")], NEEDS, "a")
    assert (ranking.matches, ranking.to_find_out) == ((), ())


def test_an_unknown_on_a_must_have_is_a_call_to_find_out() -> None:
    ranking = rank([place("BDTX HID PI", "SG")], NEEDS, "a")
    assert (len(ranking.matches), len(ranking.to_find_out)) == (0, 1)
    assert "The ages served are not stated: ask whether adults are" in words(ranking)[1]


@pytest.mark.parametrize("key", ["medical_monitoring", "asam-4/3.7", "asam-3/3.7-WM"])
def test_a_residence_alone_never_proves_medical_monitoring(key: str) -> None:
    needs = needs_from(klonopin(also_must=(key,)))
    ranking = rank([place(RESIDENCE, "DETOX SET", needs=needs)], needs, "a")
    assert (len(ranking.matches), len(ranking.to_find_out)) == (0, 1)
    ranking = rank([place("BDTX PI ADLT", "DETOX SET", needs=needs)], needs, "a")
    assert (ranking.matches, ranking.to_find_out) == ((), ())


def test_what_no_directory_tells_always_has_to_be_asked() -> None:
    needs = needs_from(klonopin(access=("wheelchair",)))
    ranking = rank([place(HOSPITAL, "DETOX SET", needs=needs)], needs, "a")
    assert (len(ranking.matches), len(ranking.to_find_out)) == (0, 1)
    assert "Wheelchair access is in no directory: ask" in words(ranking)[1]


def test_a_match_says_what_fits_and_what_to_ask() -> None:
    fits, ask, does_not_fit = words(rank([place(RESIDENCE, "DETOX SET")], NEEDS, "a"))
    assert fits == [
        "Offers benzodiazepine withdrawal care",
        "Withdrawal care with a stay, in a hospital or residence",
        "Takes private insurance",
        "Serves adults",
    ]
    assert ask == [
        "Florida Blue network not confirmed: ask",
        "Not in a hospital; medical monitoring is not stated: ask",
        "Level 3.7 (ASAM 4th edition) is possible, not stated: residential withdrawal care is listed. Ask",
    ]
    assert does_not_fit == ["Does not list alcohol withdrawal care"]


def test_where_nobody_stays_no_monitoring_is_asked_about() -> None:
    standing = stand(place("BDTX PI ADLT", "DETOX SET").answers, NEEDS)
    assert "Lists no withdrawal care with a stay" in [reason.words for reason in standing.does_not_fit]
    assert not [reason.words for reason in standing.ask if "monitoring" in reason.words]


def test_a_hospital_is_said_to_be_one() -> None:
    fits, ask, _ = words(rank([place(HOSPITAL)], NEEDS, "a"))
    assert "Withdrawal care in a hospital" in fits
    assert "Level 4 (ASAM 4th edition): hospital care is listed" in fits
    assert ask == ["Alcohol withdrawal care is not stated: ask", "Florida Blue network not confirmed: ask"]


def test_a_place_for_other_clients_only_is_something_to_ask_about() -> None:
    _, ask, _ = words(rank([place(HOSPITAL + " AUDO ADTX")], NEEDS, "a"))
    assert "The listing says it serves people with alcohol use disorder only: ask" in ask


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("FEM", ["The listing says it takes women only: ask who the place is for"]),
        ("MALE", ["The listing says it takes men only: ask who the place is for"]),
        ("FEM MALE", []),
        ("", []),
    ],
)
def test_while_nobody_knows_who_it_is_for_a_place_for_one_kind_only_says_so_and_comes_after(codes: str, told: list[str]) -> None:
    whole, only = place(f"{HOSPITAL} FEM MALE", "GN AGE"), place(f"{HOSPITAL} {codes}", "GN AGE")
    assert [one for one in words(rank([only], NEEDS, "a"))[1] if "only" in one] == told
    if told:
        assert order(only, whole) == [whole.id, only.id]
    known = needs_from(klonopin(gender="female"))
    assert order(place(f"{HOSPITAL} FEM", "GN", needs=known), needs=known) != []
    assert order(place(f"{HOSPITAL} MALE", "GN", needs=known), needs=known) == []


def test_of_several_policies_one_that_is_taken_is_enough_and_each_is_told() -> None:
    needs = needs_from(klonopin(policies=(Coverage("medicaid", "Sunshine Health"), Coverage("commercial", "Florida Blue"))))
    taken = rank([place("BDTX HID MD ADLT", "DETOX SET PAY AGE", needs=needs)], needs, "a")
    fits, ask, does_not_fit = words(taken)
    assert len(taken.matches) == 1
    assert "Takes Medicaid" in fits and "Does not list private insurance" in does_not_fit
    # Nobody asks for a network of what is not taken at all.
    assert [one for one in ask if "network" in one] == ["Sunshine Health network not confirmed: ask"]

    silent = rank([place("BDTX HID ADLT", "DETOX SET AGE", needs=needs)], needs, "a")
    assert (len(silent.matches), len(silent.to_find_out)) == (0, 1)
    assert {"Medicaid is not stated: ask, and of which state", "Private insurance is not stated: ask"} <= set(words(silent)[1])

    denied = rank([place("BDTX HID SF ADLT", "DETOX SET PAY AGE", needs=needs)], needs, "a")
    assert (denied.matches, denied.to_find_out) == ((), ())
    assert words_for_many("medicaid|private_insurance", 2) == "2 do not list Medicaid, and: do not list private insurance"


def test_beside_coverage_of_which_no_directory_tells_a_denied_one_is_a_call_to_find_out() -> None:
    needs = needs_from(klonopin(policies=(Coverage("medicaid"), Coverage("veterans"))))
    ranking = rank([place("BDTX HID SF ADLT", "DETOX SET PAY AGE", needs=needs)], needs, "a")
    assert (len(ranking.matches), len(ranking.to_find_out)) == (0, 1)
    _, ask, does_not_fit = words(ranking)
    assert "Whether it takes VA health care is in no directory: ask" in ask and "Does not list Medicaid" in does_not_fit
    assert len(rank([place("BDTX HID MD ADLT", needs=needs)], needs, "a").matches) == 1


def test_hospital_comes_before_residence_and_then_the_nearest() -> None:
    near_home, far_home = place(RESIDENCE, miles=1), place(RESIDENCE, miles=2)
    near_hospital, far_hospital = place(HOSPITAL, miles=90), place(HOSPITAL, miles=300)
    expected = [near_hospital.id, far_hospital.id, near_home.id, far_home.id]
    assert order(far_home, near_hospital, near_home, far_hospital) == expected


def test_without_seizure_risk_the_nearest_comes_first() -> None:
    needs = needs_from(klonopin(seizure_risk=False))
    near, far = place(RESIDENCE, miles=1, needs=needs), place(HOSPITAL, miles=2, needs=needs)
    assert order(far, near, needs=needs) == [near.id, far.id]


def test_a_place_without_a_distance_comes_after_those_with_one() -> None:
    unknown, far = place(HOSPITAL, miles=None), place(HOSPITAL, miles=2_500)
    assert order(unknown, far) == [far.id, unknown.id]


def test_a_wish_is_worth_its_miles_and_unknown_half_of_them() -> None:
    needs = Needs(musts=(), wishes=(Wish(question("spanish"), 50),))
    yes, unknown, no = (
        place("SP", "SL", miles=40, needs=needs),
        place("", "", miles=20, needs=needs),
        place("AH", "SL", miles=0, needs=needs),
    )
    assert order(no, unknown, yes, needs=needs) == [yes.id, unknown.id, no.id]


def test_a_wish_without_miles_decides_only_between_equally_near_places() -> None:
    plain, both = place(HOSPITAL, "DETOX", miles=5), place(HOSPITAL + " ADTX", miles=5)
    nearer = place(HOSPITAL, "DETOX", miles=4)
    assert order(plain, both, nearer) == [nearer.id, both.id, plain.id]


def test_a_place_for_other_clients_only_comes_after_one_without_that_doubt() -> None:
    doubtful, plain, far = place(HOSPITAL + " AUDO", miles=5), place(HOSPITAL, miles=5), place(HOSPITAL, miles=6)
    assert {tuple(order(doubtful, plain, far, seed=str(seed))) for seed in range(20)} == {(plain.id, doubtful.id, far.id)}


def test_equal_places_change_their_order_with_the_seed() -> None:
    equals = [place(HOSPITAL) for _ in range(6)]
    orders = {tuple(order(*equals, seed=str(seed))) for seed in range(40)}
    firsts = {one[0] for one in orders}
    assert firsts == {one.id for one in equals}
    assert len(orders) > 20


@given(listings, some_needs, st.sampled_from(sorted(questions())))
def test_one_must_have_more_never_adds_a_place(found: list, needs: Needs, key: str) -> None:  # type: ignore[type-arg]
    more = Needs(musts=(*needs.musts, question(key)), wishes=needs.wishes, hospital_first=needs.hospital_first)
    before, after = rank(judged(found, needs), needs, "s"), rank(judged(found, more), more, "s")
    matched = {result.id for result in before.matches}
    listed = matched | {result.id for result in before.to_find_out}
    assert {result.id for result in after.matches} <= matched
    assert {result.id for result in (*after.matches, *after.to_find_out)} <= listed


@given(listings, some_needs)
def test_unknown_never_passes_a_must_have(found: list, needs: Needs) -> None:  # type: ignore[type-arg]
    codes = {place_id: stated for place_id, stated, _, _ in found}
    for result in rank(judged(found, needs), needs, "s").matches:
        proofs = [{code for part in must.parts or (must,) for code in part.codes} for must in needs.musts]
        assert all(codes[result.id] & proof for proof in proofs)


@given(listings, some_needs, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_changes_the_order_of_the_places(found: list, needs: Needs, chance: object) -> None:  # type: ignore[type-arg]
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert outcome(rank(judged(found, needs), needs, "s")) == outcome(rank(judged(shuffled, needs), needs, "s"))


@given(listings, some_needs)
def test_every_place_is_a_match_a_call_or_left_out(found: list, needs: Needs) -> None:  # type: ignore[type-arg]
    places = judged(found, needs)
    ranking = rank(places, needs, "s")
    denied = {one.id for one in places if False in one.answers.musts}
    assert [len(ranking.matches) + len(ranking.to_find_out) + len(denied)] == [len(places)]


@given(listings, some_needs)
def test_a_stored_order_is_made_again(found: list, needs: Needs) -> None:  # type: ignore[type-arg]
    results = rank(judged(found, needs), needs, "s").matches
    kept = sorted((result.id, *result.order) for result in results)
    assert restore_order(kept, "s") == [result.id for result in results]


def test_distances_say_how_they_were_measured() -> None:
    assert distance_words(12.4, is_exact=False) == "about 12 miles, measured from ZIP centers"
    assert distance_words(0.0, is_exact=False) == "in the same ZIP area"
    # Of a ZIP area only the middle is known: "about 1 mile" would say more than anybody knows.
    assert distance_words(1.2, is_exact=False) == "less than 5 miles, measured from ZIP centers"
    assert distance_words(0.3, is_exact=True) == "less than a mile"
    assert distance_words(1.2, is_exact=True) == "about 1 mile"
    assert distance_words(None, is_exact=False) == "distance not known"


def test_a_distance_by_zip_centers_near_the_limit_says_so() -> None:
    for miles in (47.0, 52.0):
        assert distance_words(miles, is_exact=False, limit=50).endswith(": close to the limit, ask for the address")
    assert distance_words(47.0, is_exact=True, limit=50) == "about 47 miles"
    assert distance_words(40.0, is_exact=False, limit=50) == "about 40 miles, measured from ZIP centers"


def test_places_left_out_are_counted_in_words() -> None:
    assert words_for_many("adults", 7) == "7 do not list adults"
    assert words_for_many("adults", 1) == "1 place: Does not list adults"
    assert words_for_many(SILENT, 1_200) == "1,200 list nothing about the care they give"


def test_every_question_has_its_words() -> None:
    crosswalk = load_data("crosswalk")
    elsewhere = {crosswalk["coverage"][kind] for kind in crosswalk["of_one_state"]["kinds"]}
    for key, entry in load_data("questions").items():
        if not isinstance(entry, dict):
            continue
        assert (bool(entry.get("may_be")) or key in elsewhere) == ("possible" in entry), key
        assert entry["yes"] and (key in doubts() or all(entry[word] for word in ("no", "unknown", "many_no"))), key
