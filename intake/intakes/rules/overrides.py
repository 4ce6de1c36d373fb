"""Why a finding may be set aside: a closed list, reviewed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def override_reasons() -> Mapping[str, str]:
    """By code, in words."""
    data = tomllib.loads(files("intake.intakes").joinpath("data/overrides.toml").read_text("utf-8"))
    reasons: dict[str, str] = data["reason"]
    return reasons
