"""The order of floors and rooms, and how a room is laid out."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.code import HOUSE, ROOT, calls, imports, names, rooms, sources, tree, where

DOORS = ("api", "pages", "jobs", "cli")
BELOW_THE_DOORS = ("service", "queries", "models", "rules")
PARTS = frozenset({*DOORS, *BELOW_THE_DOORS, "schemas", "formats"})
FOLDERS = frozenset({"templates", "data"})
# The desk is the one room with scripts of its own: the form's behavior.
FOLDERS_OF = {"desk": FOLDERS | {"static"}}
# The queue's own connection commits where it looks for its functions; no fact of ours passes over it.
MAY_COMMIT = ("intake/storage/session.py", "intake/storage/queue.py", "intake/web/", "intake/worker", "intake/cli")
CATCH_ALL_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "shared", "lib", "tools", "stuff"})
WRITES = frozenset({"insert", "update", "delete"})
CLOCKS = frozenset({("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("clock", "now")})


def test_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :]


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_holds_only_the_files_that_a_room_has(room: Path) -> None:
    folders = FOLDERS_OF.get(room.name, FOLDERS)
    found = {path.name for path in room.iterdir() if path.name not in ("__pycache__", "__init__.py")}
    allowed = {name for name in found if name in folders or (Path(name).stem in PARTS and Path(name).suffix in ("", ".py"))}
    assert found == allowed


def test_nothing_is_named_for_being_left_over() -> None:
    named = [where(path) for path in HOUSE.rglob("*.py") if path.stem in CATCH_ALL_NAMES or path.parent.name in CATCH_ALL_NAMES]
    assert named == []


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_has_its_card(room: Path) -> None:
    card = ast.get_docstring(tree(room / "__init__.py")) or ""
    assert "owns" in card.lower(), f"{where(room)}/__init__.py must say what the room owns and refuses"


def test_only_the_unit_of_work_commits() -> None:
    files = [file for file in sorted(HOUSE.rglob("*.py")) if not where(file).startswith(MAY_COMMIT)]
    ends = [f"{where(file)}: {on}.{verb}()" for file in files for on, verb in calls(file) if verb in ("commit", "rollback")]
    assert ends == []


@pytest.mark.parametrize("file", sources(*DOORS), ids=where)
def test_a_door_asks_no_question_of_the_database_itself(file: Path) -> None:
    assert {name for name in imports(file) if name.split(".")[0] == "sqlalchemy"} <= {"sqlalchemy.orm", "sqlalchemy.orm.Session"}
    # A page that tells a refusal in its place undoes the verb with a savepoint.
    assert [f"{on}.{verb}" for on, verb in calls(file) if on == "session" and verb != "begin_nested"] == []


@pytest.mark.parametrize("file", sources("queries"), ids=where)
def test_queries_only_select(file: Path) -> None:
    assert [name for name in imports(file) if name.startswith("sqlalchemy") and name.split(".")[-1] in WRITES] == []
    assert [f"{on}.{verb}" for on, verb in calls(file) if on == "session" and verb in ("add", "add_all", "delete", "flush")] == []


@pytest.mark.parametrize("file", sources(*BELOW_THE_DOORS), ids=where)
def test_below_the_doors_nobody_reads_the_request(file: Path) -> None:
    assert [name for name in imports(file) if name.split(".")[0] in ("flask", "werkzeug")] == []


@pytest.mark.parametrize("file", sources("rules"), ids=where)
def test_rules_know_no_session_request_or_clock(file: Path) -> None:
    assert names(file) & {"session", "g", "request", "current_app"} == set()
    assert calls(file) & CLOCKS == set()
