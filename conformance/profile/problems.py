"""What is wrong with a profile or a waivers file, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from conformance.model.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    file: where it stands; empty for the environment and the command line, where the key says it all.
    line: of the key in that file, from 1; None where there is no line to name.
    key: the key, its tables before it: `accounts.admin.password`; or `SRM_CONFORMANCE_SEED`, `--seed`.
    what: what is wrong, without any secret. hint: the way out. near: the nearest known key.
    """

    file: str
    line: int | None
    key: str
    what: str
    hint: str = ""
    near: str = ""

    @property
    def message(self) -> str:
        """Where and what, in one line."""
        at = f"`{self.file}`, line {self.line}: " if self.line else f"`{self.file}`: " if self.file else ""
        return f"{at}`{self.key}` {self.what}" if self.key else f"{at}{self.what}"

    @property
    def way_out(self) -> str:
        """The hint, and before it the nearest known key."""
        return "; ".join(each for each in (f"did you mean `{self.near}`?" if self.near else "", self.hint) if each)


class ProfileError(UserError):
    """A profile, a waivers file or an option is wrong; `problems` holds every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        if len(self.problems) == 1:
            super().__init__(self.problems[0].message, self.problems[0].way_out)
        else:
            super().__init__("\n".join(_with_way_out(each) for each in self.problems))


def _with_way_out(problem: Problem) -> str:
    return f"{problem.message} ({problem.way_out})" if problem.way_out else problem.message


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like this one; empty where none does."""
    by_lower = {each.lower(): each for each in known}
    return next((by_lower[each] for each in get_close_matches(name.lower(), by_lower, n=1)), "")
