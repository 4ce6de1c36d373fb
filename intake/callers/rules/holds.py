"""Why a record may be held: the reviewed list."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def hold_words() -> dict[str, str]:
    """The words of each code."""
    told = tomllib.loads((Path(__file__).parent.parent / "data" / "holds.toml").read_text())["because"]
    return {code: each["words"] for code, each in told.items()}
