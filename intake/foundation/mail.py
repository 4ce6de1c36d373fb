"""Hands one message to a mail server over TLS, and says what came of it. It never raises, and never says what was in it."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from config import Mail

_SECONDS = 10.0
# `again`: nothing has left, and a later try may help. `unclear`: it was being taken when the line broke.
Outcome = Literal["sent", "again", "refused", "unclear"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """`because`: a code of the reviewed words, empty when it was taken."""

    outcome: Outcome
    because: str = ""


class _Ended(Exception):
    def __init__(self, outcome: Outcome, because: str) -> None:
        self.delivery = Delivery(outcome, because)


def hand_over(mail: Mail, message: EmailMessage, recipient: str) -> Delivery:
    """Give the message to the server for one recipient. Nothing goes over a line that is not encrypted."""
    try:
        with contextlib.closing(_connected(mail)) as client:
            _offer(client, mail, recipient)
            return _leave(client, message)
    except _Ended as ended:
        return ended.delivery
    except ssl.SSLError:
        return Delivery("again", "not_trusted")
    except smtplib.SMTPNotSupportedError:
        return Delivery("again", "not_encrypted")
    except smtplib.SMTPAuthenticationError:
        return Delivery("again", "sign_in_refused")
    except (OSError, smtplib.SMTPException):
        return Delivery("again", "no_answer")


def _connected(mail: Mail) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=mail.authorities)
    # Said to the server in place of this machine's own name.
    hello = mail.sender.rpartition("@")[2]
    if mail.tls == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, hello, timeout=_SECONDS, context=context)
    else:
        client = smtplib.SMTP(mail.host, mail.port, hello, timeout=_SECONDS)
    try:
        if mail.tls == "starttls":
            client.starttls(context=context)
        if mail.user and mail.password:
            client.login(mail.user, mail.password)
    except Exception:
        client.close()
        raise
    return client


def _offer(client: smtplib.SMTP, mail: Mail, recipient: str) -> None:
    client.ehlo_or_helo_if_needed()
    _check(client.mail(mail.sender), "sender_refused")
    _check(client.rcpt(recipient), "address_refused")


def _leave(client: smtplib.SMTP, message: EmailMessage) -> Delivery:
    try:
        _check(client.data(message.as_bytes(policy=SMTP)), "content_refused")
    except smtplib.SMTPDataError as refused:
        # Said before anything of it was given.
        return _judge(refused.smtp_code, "content_refused") or Delivery("again", "busy")
    except (OSError, smtplib.SMTPException):
        return Delivery("unclear", "line_broke")
    return Delivery("sent")


def _check(answer: tuple[int, bytes], because: str) -> None:
    refused = _judge(answer[0], because)
    if refused is not None:
        raise _Ended(refused.outcome, refused.because)


def _judge(code: int, because: str) -> Delivery | None:
    if 200 <= code < 300:
        return None
    return Delivery("refused", because) if code >= 500 else Delivery("again", "busy")
