"""Where the third-party front-end files are: their names carry a hash, so the set-up's manifest knows them."""

import json
from functools import cache
from pathlib import Path

from flask import url_for

VENDOR = Path(__file__).parent / "static" / "vendor"


class AssetMissing(RuntimeError):
    """A front-end file that the set-up has not put in place."""


def vendor_url(name: str) -> str:
    """The address of a vendored file, for example of `htmx.min.js`. Refuses a name that is not in the manifest."""
    try:
        hashed = _manifest()[name]
    except KeyError:
        raise AssetMissing(f"{name} is not among the front-end files: see tools/frontend.py") from None
    return url_for("static", filename=f"vendor/{hashed}")


@cache
def _manifest() -> dict[str, str]:
    try:
        return {str(name): str(hashed) for name, hashed in json.loads((VENDOR / "manifest.json").read_text()).items()}
    except FileNotFoundError:
        raise AssetMissing("the front-end files are not in place: run `make setup`") from None
