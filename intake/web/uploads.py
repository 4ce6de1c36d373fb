"""Files that come in stay in memory: the usual way would write the larger ones, as they are, to the machine's disk."""

from io import BytesIO
from typing import IO

from flask import Flask, Request


class InMemoryRequest(Request):
    """How much can come in is bounded before (`MAX_CONTENT_LENGTH`, and `body_bytes` of a door)."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def register_uploads(app: Flask) -> None:
    app.request_class = InMemoryRequest
