"""Requests that name no pairing at all: unknown ids, odd ones, and with `hazards` the risky ones."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import DELETE, GET_PAIRINGS
from conformance.catalogue.http import OTHER_CASE
from conformance.catalogue.reading import ids_in, is_success, vanished
from conformance.model.http import Trouble
from conformance.model.observations import Attempt, Hostile, Inventory, Sequel
from conformance.model.steps import Aimed, Call, Chain, EvidenceMissing, Many, Saw, Take
from conformance.plan.probes.asking import (
    ADMIN,
    ask_for_the_missing,
    company,
    delete,
    get_acquainted,
    list_pairings,
    path_of,
    wait_for_tasks,
)
from conformance.plan.proposals import SESSION, Proposal, propose
from conformance.plan.proposals.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from conformance.model.http import Exchange
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

AT_ONCE, BETWEEN_LOOKS = 20, 100
"""Odd requests that are sent before what came of them is seen, and those between two looks at what is left."""
TWICE = 2
"""How often what is answered wrongly is sent before it is said to be: a session may run out at any time."""
UNAUTHENTICATED = 401
ENOUGH_SILENCE = 20
"""Odd requests without an answer after which no more are sent: each takes three times `request_timeout`."""
MALFORMED = ("not-a-pairing", "12345", "ef0c6d2e-1b7a-4e0b-9d55")
"""Ids that are no UUID and otherwise as plain as can be."""


def unknown_pairing(scene: Scene) -> Steps:
    """Delete ids that no pairing has, well-formed and malformed."""
    ids = scene.unknown_ids("unknown-pairing")
    yield from get_acquainted(scene)
    before = yield from _something_to_lose(scene)
    calls = []
    for _ in range(2 if scene.wants("unknown-pairing") else 0):
        exchange = yield delete(scene, next(ids), ADMIN, sure=True)
        calls.append(exchange)
        yield Saw(Attempt("unknown-pairing", "", exchange))
    for malformed in MALFORMED if scene.wants("malformed-id") else ():
        with suppress(EvidenceMissing):  # kept back where a pairing has such an id; the others can be tried
            exchange = yield delete(scene, malformed, ADMIN, sure=True)
            calls.append(exchange)
            yield Saw(Attempt("malformed-id", "", exchange))
    if scene.wants(OTHER_CASE) and scene.contract.session_header:
        calls += yield from _in_other_case(scene, ids)
    yield from wait_for_tasks(scene)
    after = yield from list_pairings(scene)
    yield Saw((yield from _inventory(scene, "unknown-pairing", before, after, tuple(calls), ())))


def _in_other_case(scene: Scene, ids: Iterator[str]) -> Generator[Step, Any, list[Exchange]]:
    """Send the session in its header by a name in the other case, right after one that the target knew."""
    name, calls = scene.contract.session_header.swapcase(), []
    for _ in range(TWICE):
        calls.append((yield delete(scene, next(ids), ADMIN, sure=True)))
        calls.append((yield delete(scene, next(ids), None, headers=((name, "{session}"),), fill=ADMIN, sure=True)))
        if calls[-1].status != UNAUTHENTICATED:
            break
    if calls[-2].status != UNAUTHENTICATED:
        yield Saw(Attempt(OTHER_CASE, "", calls[-1]))
    return calls


def one_connection(scene: Scene) -> Steps:
    """Send an ordinary request behind one whose end a careless server might not find, on one connection."""
    yield from get_acquainted(scene)
    ids = scene.unknown_ids("one-connection")
    ordinary = Call(GET_PAIRINGS, session=ADMIN)
    body = json.dumps({"pairing_id": next(ids)}).encode()
    odd: dict[str, Any] = {"headers": (("Content-Type", "application/json"),), "body": body, "odd": True}
    firsts = {
        "body": delete(scene, next(ids), ADMIN, **odd),
        "refused-body": delete(scene, next(ids), None, **odd),
        "chunked-body": delete(scene, next(ids), ADMIN, **_in_chunks(odd)),
        "other-method": Call(DELETE, path_of(scene, DELETE, next(ids)), session=ADMIN, method="PUT", **odd),
        "head": Call(GET_PAIRINGS, session=ADMIN, method="HEAD", odd=True),
    }
    if "PUT" in scene.contract.operation.methods_of_path:
        del firsts["other-method"]
    alone = yield ordinary
    before, odd_ones = (yield from list_pairings(scene)), []
    for kind, first in scene.wanted(firsts).items():
        for _ in range(TWICE):
            came, then = yield Chain((first, ordinary))
            odd_ones.append(came)
            if is_success(then):
                break
        yield Saw(Sequel(kind, came, then, alone))
    yield from wait_for_tasks(scene)
    after = yield from list_pairings(scene)
    yield Saw((yield from _inventory(scene, "odd-requests", before, after, tuple(odd_ones), (yield Aimed()))))


def _in_chunks(odd: dict[str, Any]) -> dict[str, Any]:
    """The same with its body as one chunk and the end (RFC 9112 7.1)."""
    body = odd["body"]
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    return {**odd, "headers": (*odd["headers"], ("Transfer-Encoding", "chunked")), "body": chunked}


def _inventory(
    scene: Scene,
    kind: str,
    before: tuple[Exchange, ...],
    after: tuple[Exchange, ...],
    calls: tuple[Exchange, ...],
    aimed: tuple[str, ...],
) -> Generator[Step, Any, Inventory]:
    """The lists before and after, with whose the pairings are."""
    given, strangers = yield from company(before, after)
    seen = Inventory(kind, before, after, calls, aimed, given, strangers)
    return (yield from ask_for_the_missing(scene, seen))


def _something_to_lose(scene: Scene) -> Generator[Step, Any, tuple[Exchange, ...]]:
    """The list of pairings, with the one that will be shared where it is empty otherwise."""
    listed = yield from list_pairings(scene)
    if not ids_in(listed):
        with suppress(EvidenceMissing):
            yield Take("to see that unknown ids delete nothing", bystander=True)
            listed = yield from list_pairings(scene)
    return listed


def _bystanders(scene: Scene) -> Generator[Step, Any, tuple[Exchange, ...]]:
    """The list of pairings, with at least one that could be lost, if one is to be had."""
    listed = yield from list_pairings(scene)
    aimed = yield Aimed()
    if not (ids_in(listed) or frozenset()) - set(aimed):
        with suppress(EvidenceMissing):
            yield Take("a bystander, to see that nothing is lost", own=True, bystander=True)
            listed = yield from list_pairings(scene)
    return listed


def call_of(proposal: Proposal) -> Call:
    """A proposal as a request of the operation."""
    return Call(
        DELETE,
        session=ADMIN,
        target=proposal.target,
        method=proposal.method,
        headers=proposal.headers,
        body=proposal.body,
        odd=True,
        sure=True,
        without=proposal.without,
        fill=ADMIN if any(value == SESSION for _, value in proposal.headers) else None,
    )


def proposals(scene: Scene, live: Iterable[str]) -> tuple[Proposal, ...]:
    """The odd requests of a run: the same for the same document, seed, depth and live pairings."""
    document = scene.contract.document
    return propose(
        dict(document.raw),
        scene.contract.operation.path,
        seed=scene.seed,
        count=scene.proposals,
        hazards=False,  # probes of their own send those, and look after each what is left
        live=frozenset(live) | frozenset(scene.given_up),
    )


def _is_lost(scene: Scene, before: tuple[Exchange, ...]) -> Generator[Step, Any, bool]:
    """Look at the pairings that are left, and tell whether one is lost."""
    yield from wait_for_tasks(scene)
    after = yield from list_pairings(scene)
    seen = yield from _inventory(scene, "odd-requests", before, after, (), (yield Aimed()))
    yield Saw(seen)
    return bool(vanished(seen))


def odd_requests(scene: Scene) -> Steps:
    """Send what a careless server might stumble over, side by side, until a pairing is lost or too much is silent."""
    yield from get_acquainted(scene)
    before = yield from _bystanders(scene)
    drawn = proposals(scene, ids_in(before) or ())
    sent, silent = 0, 0
    while sent < len(drawn) and silent < ENOUGH_SILENCE:
        group = drawn[sent : sent + AT_ONCE]
        answers: list[Exchange | None] = yield Many(tuple(call_of(each) for each in group))
        for proposal, exchange in zip(group, answers, strict=True):
            if exchange is not None:
                yield Saw(Hostile(proposal.group, exchange, proposal.gateway))
        sent += len(group)
        silent += sum(each is not None and each.trouble is Trouble.TIMEOUT and each.steady for each in answers)
        due = sent % BETWEEN_LOOKS == 0 or sent >= len(drawn) or silent >= ENOUGH_SILENCE
        if due and (yield from _is_lost(scene, before)):
            return
    if sent < len(drawn):
        raise EvidenceMissing(
            f"{len(drawn) - sent} of {len(drawn)} odd requests were not sent: {silent} of the {sent} before got no "
            "answer in time, each time it was sent, while other requests were answered"
        )


def one_odd_request(scene: Scene, proposal: Proposal) -> Steps:
    """Send one odd request, wherever it comes from, if the pairings are known and it names none of them."""
    live = ids_in((yield from list_pairings(scene)))
    if live is None:
        raise EvidenceMissing("the list of pairings could not be read, so it is not sure that the request names none")
    if not Sieve(live | set(scene.given_up), hazards=scene.hazards).passes(proposal):
        raise EvidenceMissing("the request might reach a pairing, or bend the framing of HTTP; it is not sent")
    exchange = yield call_of(proposal)
    yield Saw(Hostile(proposal.group, exchange, proposal.gateway))


WILDCARDS = (
    "*",
    "%25",
    "_",
    "%3F",
    ".*",
    "%5E.*%24",
    "all",
    "ALL",
    "%27%20OR%20%271%27%3D%271",
    "*%2C*",
    "%7B%7D",
    "null",
    "0",
)
TRAVERSAL = (
    "/pairings/.",
    "/pairings/..",
    "/pairings/%2e",
    "/pairings/%2e%2e",
    "/pairings/..%2f",
    "/pairings/x/..",
    "/pairings/..;/pairings",
    "/pairings/%252e%252e",
)
EMPTY = (
    "/pairings/",
    "/pairings",
    "/pairings//",
    "/pairings/%20",
    "/pairings/%00",
    "/pairings/?pairing_id=",
    "/pairings/%2F",
)


def wildcards(scene: Scene) -> Steps:
    """Delete what a broken server might take for all pairings."""
    yield from _risky(scene, "wildcard", [_target(scene, each) for each in WILDCARDS])


def traversal(scene: Scene) -> Steps:
    """Delete with dot segments in place of an id."""
    yield from _risky(scene, "traversal", TRAVERSAL)


def empty_id(scene: Scene) -> Steps:
    """Delete with an empty id, in each way of writing one."""
    yield from _risky(scene, "empty-id", EMPTY)


def _target(scene: Scene, text: str) -> str:
    path = scene.contract.operation.path
    return path[: path.index("{")] + text + path[path.index("}") + 1 :]


def _risky(scene: Scene, kind: str, targets: Iterable[str]) -> Steps:
    """Send each, and after each see that nothing is lost."""
    yield from get_acquainted(scene)
    before = yield from _bystanders(scene)
    for target in filter(scene.wants, targets):
        exchange = yield Call(DELETE, session=ADMIN, target=target, odd=True)
        yield from wait_for_tasks(scene)
        after = yield from list_pairings(scene)
        seen = yield from _inventory(scene, kind, before, after, (exchange,), (yield Aimed()))
        yield Saw(seen)
        yield Saw(Hostile(kind, exchange, gateway=True))
        if vanished(seen):
            return
