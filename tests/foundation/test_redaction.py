"""What a log line may say."""

from intake.foundation.redaction import redact


def test_only_known_keys_leave() -> None:
    entry = {"event": "request", "status": 200, "name": "Robin", "phone": "+15615550123", "detail": "x", "exception": "Robin"}
    assert redact(None, "info", entry) == {"event": "request", "status": 200}
