"""What comes in and goes out."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from intake.accounts.rules import PASSWORD_MOST
from intake.web.schema import Schema, Text


class Password(fields.String):
    """Taken as it is typed, spaces included; never given out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(1, PASSWORD_MOST), load_only=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ma.ValidationError("Holds a sign that cannot be stored. Remove it.") from None
        return text


class SignInIn(Schema):
    email = Text(required=True, most=254)
    password = Password(required=True)


class SignInWithCode(SignInIn):
    """`code`: of the authenticator app or a recovery code, for an account that has a second factor."""

    code = Text(most=40)


class SignInForm(SignInIn):
    next = Text(most=2000)


class CodeForm(Schema):
    code = Text(required=True, most=40)
    next = Text(most=2000)


class ProofIn(Schema):
    """One of the two."""

    password = Password()
    code = Text(most=40)

    @ma.validates_schema
    def one_of_both(self, data: dict[str, str], **_: Any) -> None:
        if ("password" in data) == ("code" in data):
            raise ma.ValidationError("Send the password or a code.", "password")


class ProofForm(ProofIn):
    next = Text(most=2000)


class AgainForm(Schema):
    password = Password(required=True)
    code = Text(most=40)


class SignedInOut(Schema):
    """`token` goes into `Authorization: Bearer …`; it is told only here."""

    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True, attribute="session.expires_at")
    name = fields.String(required=True, attribute="account.name")
    role = fields.String(required=True, attribute="account.role")


class BrowserKeyOut(Schema):
    account_id = fields.UUID(required=True)
    secret = fields.String(required=True)


class SessionOut(Schema):
    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_seen_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SessionsOut(Schema):
    items = fields.List(fields.Nested(SessionOut), required=True)


class NextQuery(Schema):
    next = Text(most=2000)


class PasswordForm(Schema):
    current_password = Password(required=True)
    new_password = Password(required=True)
