"""Why places are left out, and what could be given up."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from intake.matching.rules import Barriers, Needs, Tally, count_excluded, needs_from, question, relaxations
from intake.matching.rules.exclude import GATES
from intake.matching.rules.needs import load_data
from intake.matching.rules.reasons import FAR, SILENT
from tests.matching.places import klonopin

NEEDS = needs_from(klonopin(also_must=("telehealth", "spanish")))
KEYS = (*GATES, *(must.key for must in NEEDS.musts))
NEVER = frozenset(load_data("barriers")["relax"]["never"])


def tally(count: int, denied: str = "", unknown: str = "", miles: float | None = None) -> Tally:
    return Tally(Barriers(tuple(denied.split()), tuple(unknown.split())), count, miles)


def ways(*tallies: Tally) -> list[tuple[tuple[str, ...], int, int]]:
    return [(one.given_up, one.matches, one.to_find_out) for one in relaxations(tallies, NEEDS)]


def test_letters_are_read_in_the_order_of_gates_and_must_haves() -> None:
    needs = Needs(musts=(question("adults"), question("spanish")))
    assert Barriers.of("nyun", needs) == Barriers(denied=(FAR, "spanish"), unknown=("adults",))


def test_places_are_counted_by_the_first_thing_that_they_do_not_meet() -> None:
    tallies = [tally(3), tally(2, unknown="adults"), tally(4, f"{SILENT} adults"), tally(5, "adults spanish"), tally(6, "adults")]
    assert count_excluded(tallies) == {SILENT: 4, "adults": 11}


def test_one_must_have_given_up_gives_those_that_it_alone_keeps_out() -> None:
    found = ways(
        tally(9), tally(4, "spanish"), tally(2, unknown="spanish"), tally(7, "spanish telehealth"), tally(3, "telehealth")
    )
    assert found == [(("spanish",), 6, 0), (("telehealth",), 3, 0)]


def test_what_stays_unknown_is_only_a_call_to_find_out() -> None:
    assert ways(tally(1), tally(4, "spanish"), tally(5, "spanish", "telehealth")) == [(("spanish",), 4, 5)]


def test_while_something_fits_no_more_than_one_is_given_up() -> None:
    assert ways(tally(1), tally(7, "spanish telehealth")) == []
    assert ways(tally(7, "spanish telehealth")) == [(("telehealth", "spanish"), 7, 0)]


def test_what_no_caller_can_choose_is_never_proposed() -> None:
    assert ways(tally(7, "adults"), tally(3, SILENT), tally(4, unknown="adults")) == []


def test_what_only_a_clinician_can_choose_comes_last_and_says_so() -> None:
    first, last = relaxations([tally(1), tally(40, "stays_overnight_withdrawal"), tally(2, "private_insurance")], NEEDS)
    assert (first.given_up, first.needs_clinician) == (("private_insurance",), False)
    assert first.notes == ("They would have to pay in another way: ask what it costs.",)
    assert (last.given_up, last.needs_clinician) == (("stays_overnight_withdrawal",), True)
    assert last.notes == ("Only when a clinician says that less care is safe.",)


def test_the_nearest_of_what_it_gives_is_told() -> None:
    (way,) = relaxations([tally(1), tally(2, "spanish", miles=30.0), tally(1, unknown="spanish", miles=12.0)], NEEDS)
    assert way.nearest_miles == 12.0


def test_what_no_directory_tells_can_be_given_up_until_somebody_asks_and_a_level_only_by_a_clinician() -> None:
    needs = needs_from(klonopin(access=("wheelchair",), level="asam-4/3.7", needs_interpreter=True, language="vi"))
    found = relaxations(
        [tally(7, unknown="wheelchair_access asam-4/3.7"), tally(4, "vietnamese", "wheelchair_access asam-4/3.7")], needs
    )
    (way,) = found
    assert (way.given_up, way.matches, way.needs_clinician) == (("asam-4/3.7", "wheelchair_access"), 7, True)
    assert way.notes == ("Only when a clinician says that less care is safe.", "Ask the place how they would manage.")


_letters = st.tuples(*(st.sampled_from("yn" if key in GATES else "ynu") for key in KEYS))
barriers = st.builds(lambda letters: Barriers.of("".join(letters), NEEDS), _letters)
some_tallies = st.lists(st.builds(Tally, barriers, st.integers(1, 9), st.none()), max_size=8, unique_by=lambda one: one.barriers)


@given(some_tallies)
def test_each_way_gives_just_the_places_that_it_says_and_nothing_smaller_would_do(tallies: list[Tally]) -> None:
    def fit(given_up: frozenset[str]) -> int:
        return sum(one.count for one in tallies if {*one.barriers.denied, *one.barriers.unknown} <= given_up)

    now = fit(frozenset())
    found = relaxations(tallies, NEEDS)
    for way in found:
        assert fit(frozenset(way.given_up)) >= now + way.matches > now
        assert NEVER.isdisjoint(way.given_up)
        if now:
            assert len(way.given_up) == 1
    smaller = min((len(way.given_up) for way in found), default=4 if not now else 2)
    may = [key for key in KEYS if key not in NEVER]
    for size in range(1, smaller):
        assert all(fit(frozenset(some)) == now for some in combinations(may, size))
