"""Verbs: sign in and out, sessions, staff accounts."""

from intake.accounts.service.attempts import Origin
from intake.accounts.service.sessions import authenticate_staff, end_all_sessions, end_session, open_session
from intake.accounts.service.sign_in import SignedIn, SignInRefused, sign_in
from intake.accounts.service.staff import STAFF_ROLES, change_password, create_account, disable_account, reset_password

__all__ = [
    "STAFF_ROLES",
    "Origin",
    "SignInRefused",
    "SignedIn",
    "authenticate_staff",
    "change_password",
    "create_account",
    "disable_account",
    "end_all_sessions",
    "end_session",
    "open_session",
    "reset_password",
    "sign_in",
]
