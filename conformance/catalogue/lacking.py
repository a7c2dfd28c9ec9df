"""What hangs on a login to the remote site that a run could not make: the profile has no account for it.

Then a refusal tells little by itself: a target that asks for the login may refuse for want of it whatever else is
wrong. Only a deletion that nothing else stands against shows whether it asks; what came before is judged by that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.catalogue.authentication import STANDINGS
from conformance.catalogue.connectivity import NOT_AUTHENTICATED, SERVER_DOWN, consumes
from conformance.catalogue.contract import ACCEPTED
from conformance.catalogue.reading import ERROR, FAILURES, SUCCESS, end_of, is_success, is_there, tasks_in, unmeasured
from conformance.model.observations import Attempt, Deletion, Race

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from conformance.catalogue.contract import Contract
    from conformance.model.events import Observed
    from conformance.model.observations import Task

WITHOUT_LOGIN = "without-remote-login"
"""The condition of a deletion that nothing stood against but that, and that was refused."""
ASKED_FOR = "the target asks for a remote login and the profile has no `[accounts.remote]`"
UNSEEN = "it was refused, which may be for want of a login to the remote site: the profile has no `[accounts.remote]`"


def hangs_on_it(seen: object) -> bool:
    """Whether a refusal may have been for want of the login, with the pairing left as it was.

    A 401 to who has no session says just that, and what the connectivity contract says is no such question.
    """
    return (
        isinstance(seen, Attempt)
        and bool(seen.pairing)
        and (seen.condition not in STANDINGS or seen.call.status != HTTPStatus.UNAUTHORIZED)
        and not seen.condition.startswith((NOT_AUTHENTICATED, SERVER_DOWN, WITHOUT_LOGIN))
        and (not is_success(seen.call) or (seen.task is not None and end_of(seen.task) in FAILURES))
        and (seen.after is None or is_there(seen.after) is not False)
    )


def is_asked_for(seen: object) -> bool | None:
    """Whether the target asks for the login, as far as this shows; None where it does not."""
    match seen:
        case Attempt(condition=condition):
            return True if condition == WITHOUT_LOGIN else None
        case Deletion() | Race():
            return False if any(end_of(task) == SUCCESS for task in tasks_in(seen)) else None
        case _:
            return None


def came_to_nothing(task: Task, contract: Contract) -> bool:
    """Whether a deletion without the login came to what the contract has for that: an error, at once or by Task."""
    first = task.first
    if consumes(contract.connectivity.get(NOT_AUTHENTICATED, ERROR)) or unmeasured(first):
        return False
    if first.status == ACCEPTED:
        return end_of(task) == ERROR
    return first.status is not None and first.status >= 400  # noqa: PLR2004 - errors


@dataclass(slots=True)
class LoginLacking:
    """Keeps back what hangs on the login until a deletion shows whether the target asks for it.

    missing: what the profile lacks (Profile.missing); with an account for the remote site nothing is kept back.
    """

    missing: Container[str]
    _asked: bool | None = None
    _kept: list[Observed] = field(default_factory=list)

    def see(self, seen: Observed) -> Iterator[Observed]:
        """What can be judged now."""
        if "remote" not in self.missing:
            yield seen
            return
        if self._asked is None:
            self._asked = is_asked_for(seen.observation)
        if hangs_on_it(seen.observation) and not self._is_settled(seen):
            self._kept.append(seen)
        else:
            yield seen
        if self._asked is False:
            settled = [each for each in self._kept if self._is_settled(each)]
            self._kept = [each for each in self._kept if not self._is_settled(each)]
            yield from settled

    def _is_settled(self, seen: Observed) -> bool:
        """Whether a deletion has shown that nothing was lacking; one in a ready session says nothing of others."""
        mine = isinstance(seen.observation, Attempt) and seen.observation.call.account == "admin"
        return self._asked is False and (mine or "sessions" not in self.missing)

    def left(self) -> tuple[Observed, ...]:
        """What no deletion has shown anything of: whether it means anything is not known."""
        return () if self._asked else tuple(self._kept)

    def in_vain(self) -> frozenset[str]:
        """The probes whose requests a target that asks for the login may have refused for want of it."""
        return frozenset(each.probe for each in self._kept if self._asked)
