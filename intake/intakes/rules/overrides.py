"""Why a finding may be set aside: a closed list, reviewed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

# Of an emergency in records that were complete elsewhere.
BROUGHT_IN = "brought_in"


@cache
def override_reasons() -> Mapping[str, str]:
    """Those that somebody may choose: by code, in words."""
    return _data()["override_reason"]


@cache
def override_words() -> Mapping[str, str]:
    """All that may stand in a record."""
    return {**_data()["override_reason"], **_data()["by_itself"]}


def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("intake.intakes").joinpath("data/overrides.toml").read_text("utf-8"))
