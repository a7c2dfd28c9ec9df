"""What a doctor does to a lever: undo it, apply it, look what it did, undo it again."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from conformance.catalogue.reading import is_success
from conformance.model.steps import Call, EvidenceMissing, Login, Pull, Release, Session, Step, Steps

if TYPE_CHECKING:
    from conformance.run.doctor.visits import Visits

DOWN, EXPIRE = "remote_site_down", "expire_sessions"


def every(visits: Visits) -> Iterator[tuple[str, Steps]]:
    """Each lever of the profile with its visit."""
    if visits.answers:
        for name in visits.profile.levers:
            yield f"levers.{name}", _lever(visits, name)


def _lever(visits: Visits, name: str) -> Steps:
    key, lever = f"levers.{name}", visits.profile.levers[name]
    if name == DOWN and lever.undo is None:
        visits.found.fails(
            key, "not tried: without `undo` the remote site would stay down", f"add `[{key}] undo`", name
        )
        return
    if name == EXPIRE and visits.ready:
        visits.found.unknown(key, "not tried: it would end the ready session of `[accounts.admin]`")
        return
    try:
        effect, wrong = yield from (_outage(visits) if name == DOWN else _expiry(visits))
    except EvidenceMissing as missing:
        visits.found.fails(key, str(missing), f"try the actions of `[{key}]` by hand", name)
        return
    done = "applied and undone" if lever.undo is not None else "applied; it has no `undo`"
    if wrong:
        way = f"look at `[{key}]` first, perhaps with a longer `settle`: a run would blame the target"
        visits.found.fails(key, f"{done}, and yet {wrong}", way)
    else:
        visits.found.works(key, f"{done}; {effect}")


def _outage(visits: Visits) -> Generator[Step, Any, tuple[str, str]]:
    """The effect of an outage in words, and what is wrong with it."""
    seen = []
    yield Pull(DOWN)
    if visits.pairing:
        seen.append((yield from visits.log_in_remotely(visits.pairing, "during the outage")))
    yield Release(DOWN)
    if visits.pairing:
        seen.append((yield from visits.log_in_remotely(visits.pairing, "after the outage")))
    if not seen:
        return "what it did was not seen, for want of a login to the remote site", ""
    during, after = seen
    if is_success(during):
        return "", "a login to the remote site was granted while it was applied"
    if not is_success(after):
        return "", f"a login to the remote site was refused afterwards: {after.in_words()}"
    return f"a login to the remote site was refused meanwhile ({during.in_words()}) and granted afterwards", ""


def _expiry(visits: Visits) -> Generator[Step, Any, tuple[str, str]]:
    """The effect of letting sessions run out in words, and what is wrong with it."""
    session, look = Session("admin", "to run out"), None
    seen = visits.knows_admin and visits.has("getCurrentSession")
    if seen:
        yield Login(session)
    yield Pull(EXPIRE)
    if seen:
        look = yield Call("getCurrentSession", session=session)
    yield Release(EXPIRE)
    if look is None:
        return "what it did was not seen, for want of a session", ""
    if look.status == HTTPStatus.UNAUTHORIZED:
        return "a session opened before it ran out", ""
    return "", f"a session opened before it still holds ({look.in_words()})"
