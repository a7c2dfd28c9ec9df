"""What any HTTP tool can be told to do: what to send, what to keep of the answer, what is due, what to move."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model.result import Judged


@dataclass(frozen=True, slots=True)
class Move:
    """What an operator does to the target, as the bundled lab has it: a POST with a JSON object."""

    says: str
    operation: str
    path: str
    body: dict[str, str] = field(default_factory=dict)


MOVES = {
    "site-down": Move("the remote site goes down", "moveRemoteSite", "/remote-site", {"state": "down"}),
    "site-up": Move("the remote site goes up", "moveRemoteSite", "/remote-site", {"state": "up"}),
    "expire-sessions": Move("every session runs out", "expireSessions", "/expire-sessions"),
}
LEVERS = {"remote_site_down": ("site-down", "site-up"), "expire_sessions": ("expire-sessions", "")}
"""Lever -> the moves that apply and undo it; where nothing has to be undone, the second is empty."""


_TAME_TEXT = re.compile(r"[A-Za-z0-9 ._:-]{0,80}")
_TAME_NUMBER = re.compile(r"-?\d{1,15}\.\d{1,15}")
_LARGEST = 10**15
"""Below it every runner has whole numbers as they are."""


def is_tame(value: object) -> bool:
    """Whether a value of an answer means nothing more in a file of any runner: no list, no object, no odd text."""
    match value:
        case str():
            return _TAME_TEXT.fullmatch(value) is not None
        case int():
            return abs(value) < _LARGEST
        case float():
            return _TAME_NUMBER.fullmatch(repr(value)) is not None
        case _:
            return value is None


@dataclass(frozen=True, slots=True)
class Step:
    """A request, or a move of the operator, and what is due of its answer.

    path: below the base URL; `{name}` stands for a variable. session: the variable of its session id; empty for none.
        basic: the account whose name and password it bears.
    keep: variable -> member of the JSON answer. member: names that lead into the answer, what is due there (`==`, `!=`,
        or a type as JSON Schema has it), and of what value. move: what the operator does, of `MOVES`, in place of a
        request.
    status: what is due of the status, such as (`==`, 202). wait: ask until the task has ended. end: what is due
        of the task's end: `==` or `!=` SUCCESS.
    lists: a pairing's variable, and whether it is due in the list.
    """

    name: str
    says: str
    operation: str = ""
    method: str = ""
    path: str = ""
    session: str = ""
    basic: str = ""
    keep: dict[str, str] = field(default_factory=dict)
    move: str = ""
    status: tuple[str, int] | None = None
    wait: bool = False
    end: str = ""
    lists: tuple[str, bool] | None = None
    member: tuple[tuple[str, ...], str, object] | None = None

    @property
    def variable(self) -> str:
        """The variable in its path; empty for none."""
        return self.path.partition("{")[2].partition("}")[0]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The steps that show a failure; the last is the one that fails."""

    judged: Judged
    title: str
    expected: str
    got: str
    steps: tuple[Step, ...]

    @property
    def pairings(self) -> tuple[str, ...]:
        """The variables that stand for pairings that are given up."""
        return tuple(dict.fromkeys(each.variable for each in self.steps if each.variable.startswith("pairing_")))

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts whose name and password it needs."""
        return tuple(dict.fromkeys(each.basic for each in self.steps if each.basic))

    @property
    def is_moved(self) -> bool:
        """Whether the operator has to do something on the way."""
        return any(each.move for each in self.steps)
