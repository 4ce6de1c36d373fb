"""The system's programs that these tests drive."""

import os

import pytest

from tools.packages import NEEDED, find


def needs(program: str) -> str:
    """Where it is; without it the test is skipped with the reason, and in CI it fails."""
    found = find(program)
    if found is None:
        reason = f"{program} is not installed here (Debian: apt install {NEEDED[program]})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
