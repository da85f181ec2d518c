"""The errors a person can cause, each carrying the Chinese sentence that person reads."""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """Something a person can put right: ``str(error)`` says what happened, where and what to do.

    ``problems`` maps field keys to a sentence each, so that a form can mark every field at once.
    """

    def __init__(self, message: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems: dict[str, str] = dict(problems or {})


class InvalidRecord(UserError):
    """Values that may not be saved as they stand."""


class Conflict(UserError):
    """The record was changed by someone else since it was read."""


class NotFound(UserError):
    """Nothing in the register has this id."""


class NotAllowed(UserError):
    """The trade's rules or the person's role forbid this step."""


class RegisterTooNew(UserError):
    """The file was written by a newer program."""


class RegisterDamaged(UserError):
    """The file is no register, or its contents contradict its own log."""


class Cancelled(UserError):
    """The person stopped a long task; nothing of it was kept."""
