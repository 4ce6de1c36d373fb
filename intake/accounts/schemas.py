"""What comes in and goes out."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from intake.accounts.rules import PASSWORD_MOST
from intake.accounts.service import STAFF_ROLES
from intake.foundation.words import Words
from intake.web.schema import Choice, QueryWhole, Schema, Text, page_of

ROLES = tuple(role.value for role in STAFF_ROLES)


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


class Email(Text):
    """An e-mail address of a member of staff."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=254, validate=[validate.Email(error=Words("Not an e-mail address."))], **kwargs)


class AccountIn(Schema):
    """A new member of staff; a link, told once, lets them choose their password."""

    email = Email(required=True)
    name = Text(required=True, most=120)
    role = Choice(*ROLES, required=True)
    team_id = fields.UUID(allow_none=True)


class AccountChangesIn(Schema):
    """Only what is named is changed; a team of null is none."""

    email = Email()
    name = Text(most=120)
    role = Choice(*ROLES)
    team_id = fields.UUID(allow_none=True)


class AccountForm(AccountIn):
    """A new account, or what it is to become: a field left empty is no team."""

    version = QueryWhole(least=1, most=10**9)


class AccountOut(Schema):
    """`has_password`: they have chosen one. `last_seen_at`: when a session of theirs was last used."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    team_id = fields.UUID(required=True, allow_none=True)
    disabled_at = fields.AwareDateTime(required=True, allow_none=True)
    has_password = fields.Boolean(required=True)
    has_second_factor = fields.Boolean(required=True)
    last_seen_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class SetUpOut(Schema):
    """`token` goes behind `/set-up#`; it is told only here."""

    account_id = fields.UUID(required=True, attribute="account.id")
    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SetUpForm(Schema):
    token = Text(required=True, most=100)
    password = Password(required=True)


ACCOUNT_PAGE = page_of(AccountOut())
