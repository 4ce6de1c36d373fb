"""Errors in the words of the domain. `web.errors` alone turns them into HTTP. No message ever holds a person's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.foundation.words import Words


@dataclass(frozen=True, slots=True)
class BadField:
    """One field that is wrong: where (a JSON pointer such as `/caller/phone`), what, and how to mend it."""

    pointer: str
    message: str


class IntakeError(Exception):
    """What was refused and how to mend it. `keeps_changes`: the refusal itself must be remembered (a failed sign-in)."""

    code = "error"
    title: str = Words("The request was refused.")
    keeps_changes = False

    def __init__(self, detail: str = "", *, extra: Mapping[str, Any] | None = None) -> None:
        self.detail = detail or self.title
        self.extra = dict(extra or {})
        super().__init__(self.detail)


class NotSignedIn(IntakeError):
    code = "not-signed-in"
    title = Words("Please sign in first.")


class NotAllowed(IntakeError):
    code = "not-allowed"
    title = Words("Your role does not allow this.")


class FormOutOfDate(NotAllowed):
    """A form without the token of this browser: of another day, or of somebody else's making."""

    code = "form-out-of-date"
    title = Words("This form is out of date.")


class ConfirmFirst(NotAllowed):
    """The sign-in is too long ago for this: an open screen must not be enough."""

    code = "confirm-first"
    title = Words("Prove first that it is you, by your password or a code.")


class NotFound(IntakeError):
    """Also for what the actor may not see: the two must look the same."""

    code = "not-found"
    title = Words("There is nothing here, or you may not see it.")


class Merged(IntakeError):
    """It was found to be another record, and stands there (`to`: the address)."""

    code = "merged"
    title = Words("This record was merged into another.")

    def __init__(self, merged_into: str, to: str) -> None:
        self.to = to
        super().__init__(extra={"merged_into": merged_into})


class Gone(IntakeError):
    """It was there, and was erased for good."""

    code = "gone"
    title = Words("This person was erased from the desk.")


class Invalid(IntakeError):
    """Every bad field at once."""

    code = "invalid"
    title = Words("Some of what was sent cannot be used.")

    def __init__(self, fields: Sequence[BadField], detail: str = "") -> None:
        super().__init__(detail)
        self.fields = tuple(fields)

    @classmethod
    def field(cls, pointer: str, message: str) -> "Invalid":
        return cls([BadField(pointer, message)])


class Conflict(IntakeError):
    """The record is in a state that does not allow this."""

    code = "conflict"
    title = Words("The record is not in a state that allows this.")


class Stale(IntakeError):
    """Somebody else changed it first: `extra` tells both values, so that a person can choose."""

    code = "stale"
    title = Words("This was changed by somebody else in the meantime.")


class PreconditionRequired(IntakeError):
    code = "precondition-required"
    title = Words("Send If-Match with the version that you have read.")


class PreconditionFailed(IntakeError):
    code = "precondition-failed"
    title = Words("The version in If-Match is not the current one: read the record again.")


class KeyReused(IntakeError):
    code = "idempotency-key-reused"
    title = Words("This Idempotency-Key was used before with another request.")


class TooMany(IntakeError):
    """Too many attempts; `retry_after` in seconds."""

    code = "too-many"
    title = Words("Too many attempts. Please wait before trying again.")
    keeps_changes = True

    def __init__(self, retry_after: int, detail: str = "") -> None:
        super().__init__(detail)
        self.retry_after = retry_after
