"""The worked calls of docs/examples/calls as data: what is told, and what must come of it."""

import re
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from intake.foundation.clock import now
from tests.conftest import ROOT

PAGES = sorted((ROOT / "docs" / "examples" / "calls").glob("[0-9]*.md"))


def told(page: Path) -> dict[str, Any]:
    """The block of the page that is a test."""
    return tomllib.loads(_block(page))


@cache
def _block(page: Path) -> str:
    (block,) = re.findall(r"^```toml\n(.*?)^```", page.read_text(), re.M | re.S)
    return str(block)


def page_of(number: int) -> dict[str, Any]:
    (page,) = [page for page in PAGES if page.stem.startswith(f"{number:02}-")]
    return told(page)


def request_of(call: dict[str, Any]) -> dict[str, Any]:
    """The request: a page says how many hours ago, a request says when."""
    uses = []
    for use in call.get("substances", []):
        hours = use.pop("hours_ago", None)
        uses.append(use if hours is None else {**use, "last_used_at": (now() - timedelta(hours=hours)).isoformat()})
    return {**call, "substances": uses}
