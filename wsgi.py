"""The WSGI entry point: `gunicorn wsgi:app`."""

from config import Config
from intake.app import create_app

app = create_app(Config.from_env())
