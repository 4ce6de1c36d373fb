"""Where front-end files are: third-party ones by the set-up's manifest, our own under one version made from all their content.

Both addresses change with the content, so that browsers may keep the files for ever. A room may bring a `static` folder of
its own: it is served in the same tree, so that a module there imports `../api.js` of the web floor.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory, url_for

from intake.web.shell import Json, NoSession

WEB = Path(__file__).parent / "static"
VENDOR = WEB / "vendor"
ROOMS = (Path(__file__).parent.parent / "desk" / "static",)
FOREVER = "public, max-age=31536000, immutable"


class AssetMissing(RuntimeError):
    """A front-end file that the set-up has not put in place."""


class IntakeFlask(Flask):
    """Flask whose static route also knows versioned addresses and the rooms' folders."""

    json_provider_class = Json
    session_interface = NoSession()

    def send_static_file(self, filename: str) -> Response:
        version, _, rest = filename.partition("/")
        lasting = version == "vendor" or version == own_version()
        name = _vendored(rest) if version.startswith("v-") else filename
        folder = next((folder for folder in (WEB, *ROOMS) if (folder / name).is_file()), None)
        if folder is None:
            abort(404)
        response = send_from_directory(folder, name)
        response.headers["Cache-Control"] = FOREVER if lasting else "no-cache"
        return response


def vendor_url(name: str) -> str:
    """The address of a vendored file, for example of `htmx.min.js`. Refuses a name that is not in the manifest."""
    try:
        hashed = _manifest()[name]
    except KeyError:
        raise AssetMissing(f"{name} is not among the front-end files: see tools/frontend.py") from None
    return url_for("static", filename=f"vendor/{hashed}")


def asset_url(name: str) -> str:
    """The address of one of our own files, for example of `css/intake.css`."""
    return url_for("static", filename=f"{own_version()}/{name}")


@cache
def own_version() -> str:
    """`v-` and a digest of all our own front-end files and of which third-party ones they meet: modules change together."""
    own = [file for folder in (WEB, *ROOMS) for file in sorted(folder.rglob("*")) if _is_own(file)]
    return "v-" + _digest([*own, *VENDOR.glob("manifest.json")])


def _vendored(name: str) -> str:
    """Our modules import a third-party one as `vendor/<name>`, without the hash of its content."""
    folder, _, rest = name.partition("/")
    return f"vendor/{_manifest().get(rest, rest)}" if folder == "vendor" else name


def _is_own(file: Path) -> bool:
    return file.is_file() and VENDOR not in file.parents


def _digest(files: Sequence[Path]) -> str:
    told = hashlib.sha256()
    for file in files:
        told.update(f"{file.name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return told.hexdigest()[:12]


@cache
def _manifest() -> dict[str, str]:
    try:
        return {str(name): str(hashed) for name, hashed in json.loads((VENDOR / "manifest.json").read_text()).items()}
    except FileNotFoundError:
        raise AssetMissing("the front-end files are not in place: run `make setup`") from None
