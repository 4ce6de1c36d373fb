"""Places and people for the matcher's tests."""

from uuid import UUID, uuid4

from hypothesis import strategies as st

from intake.matching.rules import Coverage, Needs, Origin, Place, Ranking, Situation, Wish, judge, needs_from, question
from intake.matching.rules.needs import questions

WEST_PALM_BEACH = Origin(26.7165, -80.0679, "zip_centroid")


def klonopin(**changed: object) -> Situation:
    """The mother calls from ZIP 33401 for her adult son: benzodiazepine withdrawal, drinks daily, Florida Blue PPO."""
    told: dict[str, object] = {
        "withdrawal": frozenset({"benzodiazepine"}),
        "substances": frozenset({"benzodiazepine", "alcohol"}),
        "adult": True,
        "policies": (Coverage("commercial", "Florida Blue"),),
        "states": ("FL",),
        "home": "FL",
        "origin": WEST_PALM_BEACH,
        **changed,
    }
    return Situation(**told)  # type: ignore[arg-type]


def place(
    codes: str, categories: str = "", *, miles: float | None = 10.0, needs: Needs | None = None, place_id: UUID | None = None
) -> Place:
    """A place in Florida that states `codes`, and whose `categories` are answered."""
    return judge(place_id or uuid4(), codes.split(), categories.split(), miles, needs or needs_from(klonopin()), state="FL")


_WORDS = sorted({code for question in questions().values() for code in question.codes})
_CATEGORIES = sorted({category for question in questions().values() for category in question.categories})
_COVERAGE = ["medicaid", "medicare", "private_insurance", "veterans_coverage", "other_coverage"]
# Also one of several coverages, of which one yes is enough.
_several = st.lists(st.sampled_from(_COVERAGE), min_size=2, max_size=3, unique=True).map("|".join)
_single = st.lists(st.sampled_from(sorted(questions())), max_size=5, unique=True)
_musts = st.tuples(_single, st.lists(_several, max_size=1)).map(lambda both: [*both[0], *both[1]])

listings = st.lists(
    st.tuples(
        st.uuids(),
        st.sets(st.sampled_from(_WORDS), max_size=20),
        st.sets(st.sampled_from(_CATEGORIES)),
        st.one_of(st.none(), st.sampled_from([0.0, 5.0, 5.0, 250.0])),
    ),
    max_size=12,
    unique_by=lambda listing: listing[0],
)
some_needs = st.builds(
    lambda musts, wishes, hospital_first: Needs(
        musts=tuple(question(key) for key in musts),
        wishes=tuple(Wish(questions()[key], 25) for key in wishes if key not in musts),
        hospital_first=hospital_first,
    ),
    _musts,
    _single,
    st.booleans(),
)


def judged(found: list[tuple[UUID, set[str], set[str], float | None]], needs: Needs) -> list[Place]:
    return [judge(place_id, codes, categories, miles, needs) for place_id, codes, categories, miles in found]


def outcome(ranking: Ranking) -> list[list[tuple[object, ...]]]:
    """All that a ranking tells, to compare."""
    return [
        [(one.id, one.miles, *one.order, one.standing) for one in results] for results in (ranking.matches, ranking.to_find_out)
    ]
