"""Why a record may be restricted: the reviewed list."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def restriction_words() -> dict[str, str]:
    """The words of each code."""
    return dict(tomllib.loads((Path(__file__).parent.parent / "data" / "restrictions.toml").read_text())["because"])
