"""The WSGI entry point: `gunicorn wsgi:app`."""

import sys

from config import BadConfig, Config
from intake.app import create_app
from intake.storage.keyring import BadKeyRing

try:
    app = create_app(Config.from_env())
except (BadConfig, BadKeyRing) as problem:
    # The reason alone: a trace would bury it.
    sys.exit(f"Intake does not start. {problem}")
