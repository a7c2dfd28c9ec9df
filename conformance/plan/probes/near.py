"""Requests aimed at a live pairing that must leave it: near misses of its id, other methods."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from conformance.catalogue.contract import DELETE, GET_PAIRING
from conformance.catalogue.http import OTHERS, SAFE
from conformance.model.steps import Call, Take
from conformance.plan.probes.asking import ADMIN, attempt, path_of, ready

if TYPE_CHECKING:
    from conformance.model.http import Headers
    from conformance.model.steps import Steps
    from conformance.plan.probe import Scene


def resemblances(pairing: str, stranger: str) -> dict[str, tuple[str, ...]]:
    """What resembles an id and is none: name -> path segments as they go over the wire."""
    plain = quote(pairing, safe="")
    doubly = f"%25{ord(pairing[0]):02x}{quote(pairing[1:], safe='')}"
    found = {
        "prefix": (f"x{plain}", f"0{plain}"),
        "suffix": (f"{plain}x", f"{plain}0", f"{plain}.json"),
        "cut": (quote(pairing[:-1], safe=""), quote(pairing[: len(pairing) // 2], safe="")),
        "padded": (f"%20{plain}", f"{plain}%20", f"%09{plain}", f"{plain}%0A"),
        "doubly-encoded": (doubly,),
        "null-ended": (f"{plain}%00",),
        "listed": (f"{plain}%2C{stranger}", f"{plain},{stranger}"),
        "path-parameter": (f"{plain};v=1",),
        "trailing-slash": (f"{plain}/",),
    }
    if not _is_uuid(pairing) and pairing.swapcase() != pairing:
        found["other-case"] = (quote(pairing.swapcase(), safe=""),)
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def near_misses(scene: Scene) -> Steps:
    """Delete what only resembles the id of a live pairing."""
    stranger = next(scene.unknown_ids("near-misses"))
    path = scene.contract.operation.path
    head, tail = path[: path.index("{")], path[path.index("}") + 1 :]
    pairing = yield Take("near misses of its id")
    for name in scene.wanted(dict.fromkeys(f"near-{each}" for each in resemblances(pairing, stranger))):
        pairing = yield from ready("near misses of its id")
        for segment in resemblances(pairing, stranger).get(name.removeprefix("near-"), ()):
            call = Call(DELETE, session=ADMIN, target=f"{head}{segment}{tail}", odd=True)
            seen = yield from attempt(scene, name, pairing, call)
            if seen.after is not None and seen.after.by_id.status != 200:  # noqa: PLR2004 - it is gone: the next takes another
                break


OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")


def other_methods(scene: Scene) -> Steps:
    """Send every method but DELETE to a live pairing, and reads that name DELETE in passing."""
    given = scene.contract.operation.methods_of_path
    override: Headers = tuple((name, "DELETE") for name in OVERRIDES)
    requests: dict[str, tuple[str, Headers, str]] = {
        each.lower(): (each, (), "") for each in (*SAFE, *OTHERS) if each not in given or each in SAFE
    }
    requests["override"] = ("GET", override, "")
    requests["override-head"] = ("HEAD", override, "")
    requests["query-method"] = ("GET", (), "_method=DELETE&method=DELETE&X-HTTP-Method-Override=DELETE")
    for condition, (method, headers, query) in scene.wanted(requests).items():
        pairing = yield from ready("methods other than DELETE")
        call = Call(
            GET_PAIRING,
            path_of(scene, GET_PAIRING, pairing),
            session=ADMIN,
            method=method,
            headers=headers,
            query=query,
            odd=True,
        )
        yield from attempt(scene, condition, pairing, call)
