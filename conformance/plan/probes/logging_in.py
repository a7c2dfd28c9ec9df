"""The login to a pairing's remote site before a deletion, and what is done where there is none to be made."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from conformance.catalogue.lacking import ASKED_FOR, WITHOUT_LOGIN, came_to_nothing
from conformance.catalogue.reading import is_success, is_there
from conformance.model.observations import Attempt, Task
from conformance.model.steps import EvidenceMissing, ProfileLacks, RemoteLogin, Reuse, Session, Step, Steps, Take
from conformance.plan.probes.asking import ADMIN, look_at, read, saw

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.plan.probe import Scene

NO_SUCH_OPERATION = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
NONE_TO_BE_MADE = "the target refused a deletion to which nothing was lacking, and has no login to the remote site"


def ready(scene: Scene, purpose: str) -> Generator[Step, Any, str]:
    """Take the shared pairing with the remote login done, so that only what is tried can be at fault."""
    pairing = yield Take(purpose)
    need_the_login((yield from log_in_remotely(scene, ADMIN, pairing, once=True)))
    return str(pairing)


def is_wanting(login: Exchange | None) -> bool:
    """Whether a login was refused or not answered: for want of it all else would be refused too.

    login: None where there is none to be made, as a status says too that knows no such operation.
    """
    return login is not None and not is_success(login) and login.status not in NO_SUCH_OPERATION


def need_the_login(login: Exchange | None) -> None:
    """Raise EvidenceMissing where a login came to nothing."""
    if login is not None and is_wanting(login):
        raise EvidenceMissing(f"the login to the remote site came to nothing ({login.in_words()})")


def log_in_remotely(
    scene: Scene, session: Session, pairing: str, *, once: bool = False
) -> Generator[Step, Any, Exchange | None]:
    """The answer to a login to a pairing's remote site; None where there is none to be made.

    The profile may have no account for it; and where nothing is judged of connectivity, a target may do without.
    """
    if not scene.logs_in:
        return None
    login: Exchange = yield RemoteLogin(session, pairing, once=once)
    if scene.connectivity or login.status not in NO_SUCH_OPERATION:
        return login
    scene.memory.no_login = is_success((yield read(scene, pairing)))  # else it is the pairing that is not there
    return None if scene.memory.no_login else login


def need_what_is_asked(scene: Scene) -> None:
    """Raise EvidenceMissing where the target is known to ask for a login that cannot be made."""
    if scene.memory.asked:
        raise ProfileLacks(ASKED_FOR) if not scene.remote else EvidenceMissing(NONE_TO_BE_MADE)


def is_asked(scene: Scene, tasks: Iterable[Task]) -> bool:
    """Whether deletions without a login to the remote site tell that the target asks for one."""
    unsure = not scene.logs_in and not scene.memory.deleted
    return unsure and all(came_to_nothing(each, scene.contract) for each in tasks)


def asked_in_vain(scene: Scene, tasks: Mapping[str, Task]) -> Steps:
    """Keep what came of deletions without the login that the target asks for; raises EvidenceMissing.

    tasks: by pairing. Those that were taken for this alone are given back where they are there.
    """
    scene.memory.asked = True
    for pairing, task in tasks.items():
        after = yield from look_at(scene, pairing, listed=False)
        yield from saw(scene, Attempt(WITHOUT_LOGIN, pairing, task.first, task if task.polls else None, after=after))
        if is_there(after):
            yield Reuse(pairing)
    need_what_is_asked(scene)
