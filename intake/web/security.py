"""Headers that every answer carries."""

from flask import Flask, Response, request

from intake.web.runtime import current_runtime

# Bootstrap's style sheet draws its small marks with data: images.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def register_security_headers(app: Flask) -> None:
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    response.headers.extend(ALWAYS)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if current_runtime().config.production:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not request.path.startswith("/static/"):
        # A person's data must not stay in a shared workstation's cache.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
