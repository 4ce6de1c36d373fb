"""What Flask brings for every request, as this product needs it: JSON by orjson, and no session cookie of Flask's own."""

from decimal import Decimal
from typing import Any

import orjson
from flask import Flask, Request, Response
from flask.json.provider import JSONProvider
from flask.sessions import NullSession, SessionInterface


class Json(JSONProvider):
    """orjson, in the order in which a schema tells its fields. Refuses on reading what is no JSON: NaN, lone surrogates."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return _written(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(_written(self._prepare_response_obj(args, kwargs)), content_type="application/json")


class NoSession(SessionInterface):
    """Who is signed in is told by `web.login`; whoever reaches for `flask.session` is refused."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self.make_null_session(app)


def _written(obj: Any) -> bytes:
    return orjson.dumps(obj, _plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
