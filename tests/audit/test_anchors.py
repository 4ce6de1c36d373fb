"""Each day's ends of the chains stand in a file that is only added to."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from intake.audit.jobs import anchor_day
from intake.audit.service import record, verify_trail
from intake.foundation.clock import stopped_at
from intake.foundation.identifiers import new_id
from intake.storage.session import Storage
from tests.conftest import Member


def opened(session: Session, member: Member) -> None:
    record(session, member.actor, "callers.open_person", person_id=new_id())


def test_one_line_a_day_whoever_asks_and_none_is_ever_rewritten(own_storage: Storage, alice: Member, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "anchors.jsonl"
    with own_storage.unit_of_work() as session:
        opened(session, alice)
    with stopped_at(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        assert anchor_day(own_storage, file) == 16
        assert anchor_day(own_storage, file) == 0
    first = file.read_bytes()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: anchor_day(own_storage, file), range(8)))
    assert sorted(counts) == [*[0] * 7, 16]
    assert file.read_bytes().startswith(first) and len(file.read_text().splitlines()) == 2
    with own_storage.unit_of_work() as session:
        opened(session, alice)
        assert verify_trail(session, anchors=file).breaks == []


def test_a_line_that_was_cut_off_halfway_does_not_stop_the_next_day(own_storage: Storage, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    file.write_text('{"at": "2026-11-2')
    assert anchor_day(own_storage, file) == 16
    assert json.loads(file.read_text().splitlines()[-1])["chains"]
