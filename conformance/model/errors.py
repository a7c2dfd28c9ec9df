"""Errors that are the user's to mend."""

from __future__ import annotations


class UserError(Exception):
    """The command line, the profile or a file is wrong; nothing was sent.

    message: what is wrong and where. hint: the way out; empty when the message says it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
