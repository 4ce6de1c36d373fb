"""The chains: every change of the database's owner is found where it was made, and writers never wait for each other."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, NullPool, create_engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from intake.audit.models import AuditChain, AuditEntry
from intake.audit.rules import CHAINS, Break
from intake.audit.service import adopt_earlier, export_anchors, record, verify_trail
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.identifiers import new_id
from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from intake.storage.session import Storage
from tests.conftest import RING, Member, QueryCount
from tests.factories.callers import a_person

EDITS = 1000
WRITERS = 4
ROWS = 24
TABLE = AuditEntry.__table__


@pytest.fixture(scope="module")
def place(cluster: Cluster, template: str) -> Iterator[str]:
    """A database of its own with several chains, written by several at once."""
    name = "tampered"
    cluster.create_database(name, template=template)
    storage = Storage(cluster.app_url(name), RING)
    together = Barrier(WRITERS)

    def write(writer: int) -> None:
        actor = Actor(role=Role.COUNSELOR, id=new_id(), name=f"Counselor {writer}")
        for step in range(ROWS // WRITERS):
            with storage.unit_of_work() as session:
                record(session, actor, "callers.open_person", person_id=new_id())
                record(session, actor, "intakes.save", fields=["narrative", "é"], version=step, step=None)
                # Written before the commit, so that this many chains are held at once.
                session.scalars(select(AuditEntry).limit(1)).all()
                together.wait(120)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    storage.engine.dispose()
    yield name
    cluster.drop_database(name)


@pytest.fixture
def owner(cluster: Cluster, place: str) -> Iterator[Connection]:
    """Whoever owns the tables; what they do is undone afterwards."""
    engine = create_engine(cluster.owner_url(place), poolclass=NullPool)
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def check(connection: Connection, ring: KeyRing = RING, anchors: Path | None = None) -> list[Break]:
    with Session(connection, info={"ring": ring}, join_transaction_mode="create_savepoint") as session:
        return verify_trail(session, anchors=anchors).breaks


def links(connection: Connection) -> list[tuple[int, int, UUID]]:
    return [tuple(row) for row in connection.execute(text("select chain, link, id from audit_entry order by 1, 2"))]


def other_value(chance: random.Random, column: str, value: Any) -> Any:
    """Another value that the column can hold."""
    if column == "detail":
        return {**value, "version": chance.randrange(10**6) + 100}
    if column == "at":
        return value + timedelta(microseconds=chance.choice([-1, 1, 10**9]))
    if column == "seal":
        return chance.randbytes(32)
    if column in ("id", "actor_id", "record_id", "person_id"):
        return uuid4() if value is None or column == "id" or chance.random() < 0.7 else None
    if column in ("chain", "link"):
        return value + 1000
    return f"{value or ''}." if chance.random() < 0.9 else ""


def change_column(owner: Connection, chance: random.Random) -> set[tuple[int, int]]:
    chain, link, key = chance.choice(links(owner))
    column = chance.choice([column.name for column in TABLE.columns])
    before = owner.scalar(select(TABLE.c[column]).where(TABLE.c.id == key))
    owner.execute(TABLE.update().where(TABLE.c.id == key).values({column: other_value(chance, column, before)}))
    return {(chain, link)}


def remove_row(owner: Connection, chance: random.Random) -> set[tuple[int, int]]:
    chain, link, key = chance.choice(links(owner))
    owner.execute(TABLE.delete().where(TABLE.c.id == key))
    return {(chain, link)}


def remove_and_close_up(owner: Connection, chance: random.Random) -> set[tuple[int, int]]:
    """Remove a row in the middle and number all later ones anew, the noted end too: no gap is left."""
    chain, link, key = chance.choice(
        [row for row in links(owner) if (row[0], row[1] + 1) in {found[:2] for found in links(owner)}]
    )
    owner.execute(TABLE.delete().where(TABLE.c.id == key))
    for step in (-100_000, 99_999):
        owner.execute(
            TABLE.update()
            .where(TABLE.c.chain == chain, (TABLE.c.link > link) | (TABLE.c.link < 0))
            .values(link=TABLE.c.link + step)
        )
    owner.execute(text("update audit_chain set link = link - 1 where id = :chain"), {"chain": chain})
    return {(chain, link)}


def swap_rows(owner: Connection, chance: random.Random) -> set[tuple[int, int]]:
    """Two rows change places, with or without their seals."""
    (chain, link, one), (other_chain, other_link, two) = chance.sample(links(owner), 2)
    moved = ["chain", "link", *chance.choice([["seal"], []])]
    places = {
        key: owner.execute(select(*(TABLE.c[name] for name in moved)).where(TABLE.c.id == key)).one()._asdict()
        for key in (one, two)
    }
    owner.execute(TABLE.update().where(TABLE.c.id == one).values(link=-1))
    owner.execute(TABLE.update().where(TABLE.c.id == two).values(places[one]))
    owner.execute(TABLE.update().where(TABLE.c.id == one).values(places[two]))
    return {(chain, link), (other_chain, other_link)}


def slip_in(owner: Connection, chance: random.Random) -> set[tuple[int, int]]:
    """A forged row at the end of a chain, so that even the noted end fits; its seal from elsewhere or made up."""
    chain, end = chance.choice(owner.execute(select(AuditChain.id, AuditChain.link)).all())
    copied = owner.execute(select(TABLE).where(TABLE.c.id == chance.choice(links(owner))[2])).one()._asdict()
    seal = chance.choice([copied["seal"], chance.randbytes(32), b""])
    owner.execute(insert(AuditEntry).values({**copied, "id": new_id(), "chain": chain, "link": end + 1, "seal": seal}))
    return {(chain, end + 1)}


def slip_in_as_earlier(owner: Connection, chance: random.Random) -> set[tuple[int, int]]:
    """A forged row that claims to be from before there were chains."""
    owner.execute(text("alter table audit_entry disable trigger all"))
    copied = owner.execute(select(TABLE).where(TABLE.c.id == chance.choice(links(owner))[2])).one()._asdict()
    owner.execute(insert(AuditEntry).values({**copied, "id": new_id(), "chain": 0, "link": 1}))
    return {(0, 0)}


WAYS = [change_column] * 6 + [remove_row, remove_and_close_up, swap_rows, slip_in, slip_in_as_earlier]


def test_a_thousand_edits_by_the_owner_are_all_found_where_they_were_made(owner: Connection) -> None:
    assert check(owner) == []
    assert len({chain for chain, _, _ in links(owner)}) > 1
    unseen = []
    for seed in range(EDITS):
        chance = random.Random(seed)  # noqa: S311  (the same edits each time)
        way = chance.choice(WAYS)
        with owner.begin_nested() as edit:
            touched = way(owner, chance)
            found = {(broken.chain, broken.link) for broken in check(owner)}
            edit.rollback()
        if not touched <= found:
            unseen.append((seed, way.__name__, touched, found))
    assert unseen == []
    assert check(owner) == []


def test_a_break_says_where_and_when(owner: Connection) -> None:
    chain, link, key = links(owner)[3]
    at = owner.scalar(select(TABLE.c.at).where(TABLE.c.id == key))
    owner.execute(TABLE.update().where(TABLE.c.id == key).values(actor_name="Somebody else"))
    assert check(owner) == [Break(chain, link, "the row is not the one that was written here", at)]


def test_a_chain_that_was_removed_whole_is_missed(owner: Connection) -> None:
    owner.execute(text("delete from audit_entry where chain = 1"))
    owner.execute(text("delete from audit_chain where id = 1"))
    assert [(broken.chain, broken.what) for broken in check(owner)] == [(1, "the whole chain is missing")]


def test_an_end_cut_off_together_with_its_note_is_found_by_anchors(owner: Connection, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    with Session(owner, info={"ring": RING}, join_transaction_mode="create_savepoint") as session:
        export_anchors(session, file)
    assert check(owner, anchors=file) == []
    chain, end = owner.execute(select(AuditChain.id, AuditChain.link).order_by(AuditChain.link.desc())).first() or (0, 0)
    owner.execute(text("delete from audit_entry where chain = :chain and link > :end"), {"chain": chain, "end": end - 2})
    last = select(TABLE.c.seal).where(TABLE.c.chain == chain, TABLE.c.link == end - 2).scalar_subquery()
    owner.execute(AuditChain.__table__.update().where(AuditChain.id == chain).values(link=end - 2, seal=last))
    assert check(owner) == []
    assert check(owner, anchors=file) == [Break(chain, end - 1, "2 rows are missing, to the end of the chain")]


def test_anchors_that_were_changed_are_refused(owner: Connection, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    with Session(owner, info={"ring": RING}, join_transaction_mode="create_savepoint") as session:
        export_anchors(session, file)
    file.write_text(file.read_text().replace('"chains": [[1, ', '"chains": [[1, 1'))
    with pytest.raises(Invalid, match="cannot be used"):
        check(owner, anchors=file)


def test_without_the_key_ring_nothing_fits(owner: Connection) -> None:
    assert len(check(owner, ring=KeyRing.create())) == len(links(owner))


def test_several_at_once_take_a_chain_each_and_wait_for_nobody(owner: Connection) -> None:
    """The writers of `place` all held a chain at the same moment: with one lock their barrier would never have opened."""
    assert len(owner.execute(select(AuditChain.link).where(AuditChain.link > 0)).all()) >= WRITERS
    assert owner.scalar(select(func.count()).select_from(AuditEntry)) == 2 * ROWS


def test_when_all_chains_are_busy_the_next_one_waits(cluster: Cluster, template: str) -> None:
    with ExitStack() as closing:
        cluster.create_database("busy", template=template)
        closing.callback(cluster.drop_database, "busy")
        storage = Storage(cluster.app_url("busy"), RING, pool_size=CHAINS + 2)
        closing.callback(storage.engine.dispose)

        def write(done: Event) -> None:
            with storage.unit_of_work() as session:
                record(session, SYSTEM, "a.b")
                session.scalars(select(AuditEntry).limit(1)).all()
                done.wait(120)

        watching = storage.engine.execution_options(isolation_level="AUTOCOMMIT")
        with watching.connect() as watch, ThreadPoolExecutor(CHAINS + 1) as pool:
            done = Event()
            held = [pool.submit(write, done) for _ in range(CHAINS)]
            wait_for(watch, "state = 'idle in transaction'", CHAINS)
            late = pool.submit(write, done)
            wait_for(watch, "wait_event_type = 'Lock'", 1)
            done.set()
            for writer in (*held, late):
                writer.result(120)
        with storage.unit_of_work() as session:
            assert (verify_trail(session).rows, verify_trail(session).breaks) == (CHAINS + 1, [])


def wait_for(watch: Connection, what: str, count: int) -> None:
    """Until that many connections of this database are so."""
    asked = text(
        f"select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and {what}"
    )
    until = monotonic() + 60
    while watch.scalar(asked) != count:
        assert monotonic() < until
        sleep(0.02)


def test_rows_from_before_are_adopted_once_and_then_kept(
    session: Session, cluster: Cluster, place: str, owner: Connection
) -> None:
    owner.execute(text("alter table audit_entry disable trigger all"))
    for link in (1, 2):
        values = {
            "id": new_id(),
            "chain": 0,
            "link": link,
            "seal": b"",
            "actor_role": "system",
            "actor_name": "Intake",
            "action": "a.b",
        }
        owner.execute(insert(AuditEntry).values(values))
    owner.execute(text("alter table audit_entry enable trigger all"))
    assert [broken.chain for broken in check(owner)] == [0]
    with Session(owner, info={"ring": RING}, join_transaction_mode="create_savepoint") as unit:
        assert adopt_earlier(unit, actor=SYSTEM) == 2
        unit.commit()
        with pytest.raises(Conflict):
            adopt_earlier(unit, actor=SYSTEM)
    assert check(owner) == []
    owner.execute(text("update audit_entry set action = 'a.c' where chain = 0 and link = 1"))
    assert [broken.chain for broken in check(owner)] == [0]


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_chain set link = 0",
        "delete from audit_chain",
        "truncate audit_chain",
        "insert into audit_chain (link) values (99)",
    ],
)
def test_the_application_cannot_move_the_end_of_a_chain(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text(statement))


@pytest.mark.parametrize("link", [0, 2, 17])
def test_a_row_that_does_not_follow_the_last_is_refused(session: Session, link: int) -> None:
    record(session, SYSTEM, "organisation.create_team")
    (row,) = session.scalars(select(AuditEntry)).all()
    forged = {**{name: getattr(row, name) for name in list(TABLE.columns.keys())}, "id": new_id(), "link": row.link - 1 + link}
    if link == 2:
        forged["chain"] = 0
    with pytest.raises(IntegrityError, match=r"continues elsewhere|uq_audit_entry_link"), session.begin_nested():
        session.execute(insert(AuditEntry).values(forged))


def test_what_waits_goes_with_its_savepoint_and_no_other(session: Session) -> None:
    record(session, SYSTEM, "a.before")
    with session.begin_nested() as kept:
        record(session, SYSTEM, "a.kept")
        with session.begin_nested() as undone:
            record(session, SYSTEM, "a.undone")
            undone.rollback()
        kept.commit()
    with session.begin_nested() as undone:
        record(session, SYSTEM, "a.undone")
        undone.rollback()
    session.commit()
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.link)).all() == ["a.before", "a.kept"]
    record(session, SYSTEM, "a.undone")
    session.rollback()
    session.commit()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 2


def test_a_request_pays_one_statement_more_however_many_rows_it_writes(
    session: Session, alice: Member, queries: QueryCount
) -> None:
    costs = []
    for rows in (1, 5):
        queries.statements.clear()
        for _ in range(rows):
            record(session, alice.actor, "callers.open_person", person_id=new_id())
        session.commit()
        costs.append(len(queries))
    assert costs == [2, 2], queries.statements


def test_the_command_finds_it_and_ends_with_a_failure(app: Flask, session: Session, alice: Member, tmp_path: Path) -> None:
    person = a_person(session)
    session.commit()
    alice.client.get(f"/api/v1/people/{person.id}")
    run, file = app.test_cli_runner(), str(tmp_path / "anchors.jsonl")
    whole = run.invoke(args=["audit", "verify"])
    assert (whole.exit_code, "The trail is whole: 1 rows in 1 chains" in whole.output) == (0, True), whole.output
    assert run.invoke(args=["audit", "anchors", "export", file]).exit_code == 0
    held = run.invoke(args=["audit", "verify", "--anchors", file])
    assert (held.exit_code, f"Held against {file}." in held.output) == (0, True)
    chain, link, _ = links(session.connection())[-1]
    # What somebody with the application's password can do at most: add a row that nobody sealed.
    added = (
        select(*[column for column in TABLE.columns if column.name not in ("id", "link")]).where(TABLE.c.link == link).limit(1)
    )
    values = {**session.execute(added).one()._asdict(), "id": new_id(), "link": link + 1}
    session.execute(insert(AuditEntry).values(values))
    session.commit()
    broken = run.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert f"chain {chain}, link {link + 1}, row of 20" in broken.output
    assert "broken in 1 places (2 rows read)" in broken.output
