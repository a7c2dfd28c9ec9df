"""What any HTTP tool can be told to do: what to send, what to keep of the answer, what is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model.result import Judged

SITE = {"site-down": "down", "site-up": "up"}


@dataclass(frozen=True, slots=True)
class Step:
    """A request, or a move of the remote site, and what is due of its answer.

    path: below the base URL; `{name}` stands for a variable. parameter: what the last of these is called in the
        document. session: the variable of its session id; empty for none. basic: the account whose name and
        password it bears.
    keep: variable -> member of the JSON answer. member: names that lead into the answer, what is due there (`==`, `!=`,
        or a type as JSON Schema has it), and of what value. site: `down` or `up` for a move of the remote site.
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
    site: str = ""
    status: tuple[str, int] | None = None
    wait: bool = False
    end: str = ""
    lists: tuple[str, bool] | None = None
    member: tuple[tuple[str, ...], str, object] | None = None

    @property
    def variable(self) -> str:
        """The variable in its path; empty for none."""
        return self.path.partition("{")[2].partition("}")[0]

    @property
    def literal(self) -> str:
        """The id in its path, where that is no variable; empty for none."""
        named = self.path.split("/")[2:3]
        return named[0] if named and not self.variable else ""


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
    def sites(self) -> bool:
        """Whether the remote site goes down or up on the way."""
        return any(each.site for each in self.steps)
