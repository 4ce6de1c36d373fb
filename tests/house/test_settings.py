"""Every setting stands in the table of docs/operations.md, with the default and the range that it has."""

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from config import BadConfig, Config
from tests.house.code import ROOT, nodes

GUIDE = ROOT / "docs" / "operations.md"
# Only with these is everything else of e-mail asked for.
MAIL = {"INTAKE_MAIL_SERVER": "smtp.example.org", "INTAKE_MAIL_USER": "desk"}


class Asked(Mapping[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self.told, self.names = told, set[str]()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self.told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)


def told() -> dict[str, list[str]]:
    """The cells beside each setting of the table."""
    lines = [line for line in GUIDE.read_text().partition("\n## Settings\n")[2].splitlines() if line.startswith("| `")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {name: row[1:] for row in rows for name in re.findall(r"`(\w+)`", row[0])}


def test_every_setting_that_is_read_is_told_and_no_other() -> None:
    asked = Asked(MAIL)
    with suppress(BadConfig):
        Config.from_env(asked)
    served = set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', (ROOT / "tools" / "gunicorn.conf.py").read_text()))
    assert asked.names | served == set(told())


def test_each_number_is_told_with_its_default_and_its_range() -> None:
    numbers = [
        [ast.literal_eval(one.body if isinstance(one, ast.IfExp) else one) for one in node.args]
        for node in nodes(ROOT / "config.py", ast.Call)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "number"
    ]
    assert len(numbers) > 8
    for name, *expected in numbers:
        default, range_ = (re.sub(r",| \(no limit\)", "", cell) for cell in told()[name][:2])
        assert [default, *range_.split(" to ")] == [str(number) for number in expected], name
