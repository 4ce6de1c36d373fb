"""The closed lists in which use is told, and how many drinks are in what people name."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def routes() -> tuple[str, ...]:
    return _lists()["routes"]


def units() -> tuple[str, ...]:
    return _lists()["units"]


@cache
def measures() -> Mapping[str, Any]:
    """`kinds`: what drinks of a kind are called; `drinks`: by kind, standard drinks in a container."""
    data = _read("measures")
    return {"kinds": data["kinds"], "drinks": {kind: data[kind] for kind in data["kinds"]}}


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    data = _read("use")
    return {name: tuple(data[name]) for name in ("routes", "units")}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("intake.substances").joinpath(f"data/{name}.toml").read_text("utf-8"))
