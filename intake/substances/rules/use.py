"""The closed lists in which use is told."""

import tomllib
from functools import cache
from importlib.resources import files


def routes() -> tuple[str, ...]:
    return _lists()["routes"]


def units() -> tuple[str, ...]:
    return _lists()["units"]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(files("intake.substances").joinpath("data/use.toml").read_text("utf-8"))
    return {name: tuple(data[name]) for name in ("routes", "units")}
