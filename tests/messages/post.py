"""A real mail server on this machine, with TLS and a password, that keeps what it was given or refuses it as it is told."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from config import Mail

USER, PASSWORD, SENDER = "desk", "only for tests", "post@example.org"


@dataclass
class PostOffice:
    """`answers`: what it says to a recipient or to a message in place of yes, once each."""

    mail: Mail | None = None
    taken: list[Envelope] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, to: str, told: list[str]) -> str:  # noqa: N802
        if self.recipients:
            return self.recipients.pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert server.transport.get_extra_info("sslcontext") is not None, "it came over a line that was not encrypted"
        answer = self.messages.pop(0) if self.messages else "250 OK"
        if answer == "break":
            self.taken.append(envelope)
            server.transport.abort()
            return "250 OK"
        if answer.startswith("250"):
            self.taken.append(envelope)
        return answer

    def read(self) -> list[EmailMessage]:
        """Everything that it took, as a mail program reads it."""
        found = (message_from_bytes(cast(bytes, one.content), policy=policy.default) for one in self.taken)
        return [cast(EmailMessage, one) for one in found]


def _admit(server: Any, session: Any, envelope: Any, mechanism: str, told: LoginPassword) -> AuthResult:
    return AuthResult(success=(told.login, told.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def post_office(here: Path, *, tls: str = "starttls", offers: bool = True) -> Iterator[PostOffice]:
    """`offers` false: one that knows no encryption at all."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(here / "authority.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    office = PostOffice()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    secured: dict[str, Any] = {"ssl_context": context} if tls == "tls" else {"tls_context": context, "require_starttls": True}
    told = {"authenticator": _admit, "auth_require_tls": tls == "starttls", **(secured if offers else {})}
    controller = Controller(office, hostname="127.0.0.1", port=port, **told)
    controller.start()
    try:
        office.mail = Mail("localhost", port, cast(Any, tls), USER, PASSWORD, SENDER, "Example Helpline", here / "authority.pem")
        yield office
    finally:
        controller.stop()
