"""The product's own source as syntax trees, for tests that guard how it is written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "intake"
# Not rooms: the floors below them and the roof above.
NOT_ROOMS = frozenset({"foundation", "storage", "web", "cli", "worker", "app"})


def rooms() -> list[Path]:
    """The folders of the rooms; floors and roof are none."""
    return sorted(path for path in HOUSE.iterdir() if (path / "__init__.py").exists() and path.name not in NOT_ROOMS)


def sources(*parts: str) -> list[Path]:
    """The files of these parts of every room (`api` is api.py, or every file under api/)."""
    found: list[Path] = []
    for room in rooms():
        for part in parts:
            found += [room / f"{part}.py"] if (room / f"{part}.py").exists() else sorted((room / part).rglob("*.py"))
    return found


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), str(file))


def nodes(file: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, kinds))


def imports(file: Path) -> set[str]:
    """Dotted names of all that a file imports: `flask`, `flask.g`, `sqlalchemy.select` …"""
    found: set[str] = set()
    for node in nodes(file, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def calls(file: Path) -> set[tuple[str, str]]:
    """(what it is called on, method) of every method call: `unit.session.add(x)` is ("session", "add")."""
    found: set[tuple[str, str]] = set()
    for node in nodes(file, ast.Call):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else "?"
            found.add((name, node.func.attr))
    return found


def names(file: Path) -> set[str]:
    """Every bare name used, parameters included."""
    used = {node.id for node in nodes(file, ast.Name) if isinstance(node, ast.Name)}
    return used | {node.arg for node in nodes(file, ast.arg) if isinstance(node, ast.arg)}


def where(file: Path) -> str:
    return str(file.relative_to(ROOT))
