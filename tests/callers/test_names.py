"""Names found again in spite of how they are written; and what the tokens do not tell."""

import itertools
import random
import string
from collections import defaultdict

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from intake.callers import queries, service
from intake.callers.models import Person
from intake.callers.rules import edition, likeness, name_keys, word_keys
from intake.callers.rules.names import NameField, beside_keys
from intake.cli.search import index_everybody
from intake.foundation.actor import SYSTEM
from intake.foundation.answers import Missing
from intake.organisation.models import LoadedReference
from intake.storage.encrypted import ring_of
from intake.storage.session import Storage
from tests.conftest import QueryCount
from tests.factories.callers import a_person, told_by


def names(session: Session, text: str) -> list[str | None]:
    return [person.name for person in queries.people_by_name(session, SYSTEM, text)]


@pytest.mark.parametrize(
    "typed",
    ["Katherine O'Brien", "katherine obrien", "OBRIEN KATHERINE", "O’Brien, Katherine", "Kathrine O'Brien", "Katherine O'Brian",
     "Katherien OBrien", "Kate O'Brien", "Kathy Obrien", "Catherine O'Bryen", "Katherine", "O'Brien"],
)  # fmt: skip
def test_one_slip_a_short_form_another_spelling_or_order_still_finds_her(session: Session, typed: str) -> None:
    a_person(session, "Katherine", "O'Brien")
    a_person(session, "Marcus", "Feldman")
    assert names(session, typed) == ["Katherine O'Brien"]


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        ("María José", "García-López", "maria garcia"),
        ("María José", "García-López", "garcialopez"),
        ("María José", "García-López", "jose lopez"),
        ("Søren", "Kierkegård", "soren kierkegard"),
        ("Łukasz", None, "lukasz"),
        ("محمد", "علي", "محمد علي"),
        ("יוסף", None, "יוסף"),
        ("小明", "王", "小明 王"),
        ("🌻", None, "🌻"),
        ("Cher", None, "cher"),
        ("Li", "Wu", "li wu"),
        ("Straße", None, "strasse"),
        ("D'Angelo", "van der Berg", "dangelo van der berg"),
        ("Jean-Luc", None, "jeanluc"),
        ("x" * 100, "y" * 100, "x" * 100),
    ],
)
def test_names_of_all_kinds_are_kept_as_written_and_found(session: Session, given: str, family: str | None, typed: str) -> None:
    person = a_person(session, given, family)
    session.commit()
    session.expire_all()
    assert (person.given_name, person.family_name) == (given, family)
    assert names(session, typed) == [person.full_name]


def test_the_preferred_name_finds_somebody_too_and_stands_first(session: Session) -> None:
    a_person(session, "Alexander", "Petrov", preferred_name="Sasha")
    assert names(session, "sasha petrov") == ["Sasha Petrov"]
    assert names(session, "alexander petrov") == ["Sasha Petrov"]


def test_the_best_fit_stands_first(session: Session) -> None:
    for given, family in (("Rosa", "Marino"), ("Rosa", "Marin"), ("Rose", "Marin"), ("Roza", "Marim")):
        a_person(session, given, family)
    found = names(session, "Rosa Marin")
    assert found[0] == "Rosa Marin"
    assert set(found) == {"Rosa Marin", "Rosa Marino", "Rose Marin", "Roza Marim"}


@pytest.mark.parametrize("typed", ["", "  ", "'", "Wilhelmina", "Rosa Feldman", "R"])
def test_what_resembles_nobody_finds_nobody(session: Session, typed: str) -> None:
    a_person(session, "Rosa", "Marin")
    assert names(session, typed) == []


def test_a_name_that_changed_is_found_and_the_old_one_no_longer(session: Session) -> None:
    person = a_person(session, "Rosa", "Marin")
    service.save_person_answer(session, person, "family_name", "Feldman", told_by())
    session.flush()
    assert (names(session, "Rosa Feldman"), names(session, "Rosa Marin")) == (["Rosa Feldman"], [])
    service.save_person_answer(session, person, "family_name", Missing.DECLINED, told_by())
    session.flush()
    assert names(session, "Feldman") == []


@pytest.mark.parametrize(
    ("given", "family", "typed"), [("Lee", "Roy", "Lea Rox"), ("Amy", "Ortega", "May Ortgea"), ("Ian", "Wu", "Iann Wuu")]
)
def test_a_slip_in_a_short_name_finds_it_too(session: Session, given: str, family: str, typed: str) -> None:
    a_person(session, given, family)
    a_person(session, "Zoe", "Quist")
    assert names(session, typed) == [f"{given} {family}"]


def test_like_one_word_are_family_names_first_then_given_names_then_sounds(session: Session, queries: QueryCount) -> None:
    for number in range(25):
        a_person(session, f"Person{string.ascii_letters[number]}", "Marino")
    a_person(session, "Marin", "Quist")
    session.expire_all()
    queries.statements.clear()
    assert len(names(session, "Marina")) == 25
    # Exactly so, and with a family name like it: enough for a page.
    assert len(queries) == 2


def test_an_anonymous_person_has_no_name_and_is_found_by_none(session: Session) -> None:
    person = a_person(session, None, None, anonymous=True)
    assert (person.full_name, person.name_tokens, person.answer("anonymous")) == (None, [], True)
    assert person.answer("given_name") is Missing.NOT_ASKED


def test_a_search_asks_once_for_all_that_a_list_shows(session: Session, queries: QueryCount) -> None:
    for number in range(30):
        a_person(session, f"{string.ascii_letters[number]}uma", f"Fell{string.ascii_lowercase[number % 26]}er")
    session.expire_all()
    queries.statements.clear()
    assert names(session, "Auma Felleer")
    assert len(queries) == 1


def test_tokens_keep_the_field_apart_and_many_names_share_each_bucket(session: Session) -> None:
    ring = ring_of(session)
    as_given = queries.tokens(ring, name_keys(given=["Rosa"], family=[]))
    as_family = queries.tokens(ring, name_keys(given=[], family=["Rosa"]))
    assert not as_given & as_family
    assert {token >> queries.TOKEN_BITS for token in as_given} == {NameField.GIVEN, NameField.GIVEN_SOUND, NameField.GIVEN_END}
    assert {token >> queries.TOKEN_BITS for token in as_family} == {
        NameField.FAMILY,
        NameField.FAMILY_SOUND,
        NameField.FAMILY_END,
    }
    made = random.Random(7)  # noqa: S311
    words = {"".join(made.choices(string.ascii_lowercase, k=8)) for _ in range(200_000 // 10)}
    buckets = {ring.bucket("name.0", word, queries.TOKEN_BITS) for word in words}
    assert len(buckets) <= 4096
    assert len(words) / len(buckets) > 4


def test_beginnings_and_endings_have_few_buckets(session: Session) -> None:
    ring, made = ring_of(session), random.Random(7)  # noqa: S311
    words = {"".join(made.choices(string.ascii_lowercase, k=8)) for _ in range(3_000)}
    ends = {token for token in queries.tokens(ring, name_keys(given=[], family=words)) if token >> queries.TOKEN_BITS == 5}
    assert len(ends) <= 256


def test_of_1_000_names_typed_with_one_slip_each_shares_a_key_and_an_end() -> None:
    made = random.Random(11)  # noqa: S311
    for _ in range(1_000):
        name = _word(made)
        typed = _slip(made, name)
        if len(typed) < 3:
            continue
        own, keys = name_keys(given=[], family=[name]), word_keys(typed, family=True)
        assert keys.slips & own, (name, typed)
        assert keys.ends & own, (name, typed)


def test_of_1_000_people_typed_with_a_slip_in_each_name_both_names_share_a_key_beside_the_other() -> None:
    made = random.Random(13)  # noqa: S311
    for _ in range(1_000):
        given, family = _word(made), _word(made)
        typed = _slip(made, given), _slip(made, family)
        own = name_keys(given=[given], family=[family])
        for keys in beside_keys(*typed):
            assert keys & own, (given, family, typed)


@pytest.mark.parametrize(
    ("known", "typed"),
    [(("Robert", "Smith"), ("bob", "simth")), (("Kathy", "Smith"), ("cathie", "smyth")), (("Amy", "Wu"), ("may", "wuu"))],
)
def test_a_short_form_or_the_same_sound_shares_a_key_beside_the_other_too(known: tuple[str, str], typed: tuple[str, str]) -> None:
    own = name_keys(given=[known[0]], family=[known[1]])
    assert all(keys & own for keys in beside_keys(*typed))


def test_a_name_with_a_letter_of_the_other_shares_its_bucket_with_a_hundred(session: Session) -> None:
    ring, made = ring_of(session), random.Random(7)  # noqa: S311
    # Six hundred names with each first and last letter; there are a hundred times as many names.
    names = {_word(made, least=6) for _ in range(600)}
    in_bucket: dict[int, set[str]] = defaultdict(set)
    for name, letter in itertools.product(names, string.ascii_lowercase):
        for token in queries.tokens(ring, {key for key in beside_keys(letter, name)[0] if key[0] is NameField.FAMILY_BESIDE}):
            in_bucket[token].add(name)
    assert sorted(map(len, in_bucket.values()))[len(in_bucket) // 100] * 100 >= 100


def test_two_names_with_a_slip_in_each_are_alike_enough() -> None:
    made = random.Random(12)  # noqa: S311
    for _ in range(400):
        given, family = (_word(made, least=4) for _ in range(2))
        typed = f"{_slip(made, given)} {_slip(made, family)}"
        assert likeness(typed, given=[given], family=[family]) >= 0.72, (given, family, typed)


@pytest.mark.parametrize(
    "typed", ["Marin Rosa", "Mrin Roza", "Rosa Marin Lopez", "Lopez Marin", "Rosa Elena", "Elena", "Marin Lopez"]
)
def test_names_are_found_in_any_order_and_by_a_part(session: Session, typed: str) -> None:
    person = a_person(session, "Rosa Elena", "Marin Lopez")
    a_person(session, "Marcus", "Feldman")
    assert names(session, typed) == [person.full_name]


def test_of_very_many_with_one_name_the_newest_are_shown(session: Session) -> None:
    first = a_person(session, "Rosa", "Marin")
    copied = [column.name for column in Person.__table__.columns if column.name != "id"]
    session.execute(
        text(
            f"insert into person (id, {', '.join(copied)}) select cast(lpad(n::text, 32, '0') as uuid), {', '.join(copied)} "
            "from person, generate_series(1, 5001) n where id = :first"
        ),
        {"first": first.id},
    )
    last = a_person(session, "Luis", "Marin")
    found = queries.people_by_name(session, SYSTEM, "marin", limit=2)
    assert [person.id for person in found] == [last.id, first.id]


def test_the_other_way_round_is_looked_for_while_few_are_called_so(session: Session) -> None:
    other = a_person(session, "Smith", "James")
    in_order = [a_person(session, "James", "Smith") for _ in range(99)]
    shown = {one.id for one in queries.people_by_name(session, SYSTEM, "James Smith", limit=200)}
    assert shown == {other.id, *(one.id for one in in_order)}
    in_order.append(a_person(session, "James", "Smith"))
    shown = {one.id for one in queries.people_by_name(session, SYSTEM, "James Smith", limit=200)}
    assert shown == {one.id for one in in_order}
    assert other.id in {one.id for one in queries.people_by_name(session, SYSTEM, "Smith James", limit=200)}


def test_tokens_are_made_anew_for_everybody_in_batches(session: Session) -> None:
    people = [a_person(session, "Rosa", name) for name in ("Marin", "Feldman", "Okafor")]
    kept = [list(person.name_tokens) for person in people]
    for person in people[:2]:
        person.name_tokens = person.name_tokens[:3]
    session.commit()
    first = service.index_names_anew(session, most=2)
    rest = service.index_names_anew(session, after=first.last, most=2)
    end = service.index_names_anew(session, after=rest.last, most=2)
    assert (first, rest, end) == (service.Indexed(people[1].id, 2), service.Indexed(people[2].id, 0), service.Indexed(None, 0))
    session.expire_all()
    assert [person.name_tokens for person in people] == kept


def test_the_desk_is_told_when_names_are_found_in_another_way(storage: Storage, session: Session) -> None:
    person = a_person(session, "Rosa", "Marin")
    person.name_tokens = [1]
    session.commit()
    assert [index_everybody(storage), index_everybody(storage)] == [1, None]
    session.expire_all()
    assert names(session, "Rosa Marim") == ["Rosa Marin"]
    session.execute(update(LoadedReference).where(LoadedReference.digest == edition()).values(digest="another"))
    assert index_everybody(storage) == 0


def _word(made: random.Random, least: int = 3) -> str:
    return "".join(made.choices(string.ascii_lowercase, k=made.randint(least, 10)))


def _slip(made: random.Random, word: str) -> str:
    at, letter = made.randrange(len(word) - 1), made.choice(string.ascii_lowercase)
    return made.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
