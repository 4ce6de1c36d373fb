"""What somebody can be to a person: the reviewed list."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def relation_words() -> dict[str, str]:
    """The words of each code."""
    told = tomllib.loads(files("intake.callers").joinpath("data/relations.toml").read_text("utf-8"))["relation"]
    return {code: one["words"] for code, one in told.items()}
