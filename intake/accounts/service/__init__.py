"""Verbs: sign in and out, second factor, sessions, staff accounts."""

from intake.accounts.service.attempts import Origin
from intake.accounts.service.browsers import BrowserKey, browser_key
from intake.accounts.service.confirmations import confirm_session
from intake.accounts.service.own import change_password
from intake.accounts.service.second_factor import (
    app_address,
    codes_left,
    confirm_factor,
    confirmed_factor,
    propose_factor,
    proposed_factor,
    reset_factor,
)
from intake.accounts.service.sessions import (
    account_of,
    account_of_ended,
    actor_of,
    authenticate_staff,
    end_all_sessions,
    end_session,
    open_session,
)
from intake.accounts.service.set_up import OfferedLink, offer_set_up, set_password
from intake.accounts.service.sign_in import (
    CodeNeeded,
    Pending,
    SignedIn,
    SignInRefused,
    begin_sign_in,
    enroll_and_sign_in,
    finish_sign_in,
    pending_account,
    prove,
    sign_in,
)
from intake.accounts.service.staff import (
    STAFF_ROLES,
    change_account,
    create_account,
    disable_account,
    enable_account,
    end_sessions_of,
    reset_password,
    reset_second_factor,
)

__all__ = [
    "STAFF_ROLES",
    "BrowserKey",
    "CodeNeeded",
    "OfferedLink",
    "Origin",
    "Pending",
    "SignInRefused",
    "SignedIn",
    "account_of",
    "account_of_ended",
    "actor_of",
    "app_address",
    "authenticate_staff",
    "begin_sign_in",
    "browser_key",
    "change_account",
    "change_password",
    "codes_left",
    "confirm_factor",
    "confirm_session",
    "confirmed_factor",
    "create_account",
    "disable_account",
    "enable_account",
    "end_all_sessions",
    "end_session",
    "end_sessions_of",
    "enroll_and_sign_in",
    "finish_sign_in",
    "offer_set_up",
    "open_session",
    "pending_account",
    "propose_factor",
    "proposed_factor",
    "prove",
    "reset_factor",
    "reset_password",
    "reset_second_factor",
    "set_password",
    "sign_in",
]
