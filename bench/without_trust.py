"""What trust costs, taken away: the product with a null cipher and no trail. Made here alone; the product has no such switch.

`bench.without_trust:app` under gunicorn. Must change things before any room has read them.
"""

# ruff: noqa: E402
from typing import Any

from intake.storage import keyring


def _as_it_is(_key: bytes, value: bytes, _context: bytes) -> bytes:
    return value


keyring.seal = keyring.unseal = _as_it_is

from intake.audit import service as audit


def _record(*_arguments: Any, **_detail: Any) -> None:
    """No trail."""


audit.record = _record

from config import Config
from intake.app import create_app

app = create_app(Config.from_env())
