"""Turns of journeys, as short as a test wants them."""

from __future__ import annotations

from dataclasses import replace

from made import PAIRING, accepted, exchange, listing, poll, task

from conformance.model.observations import Turn

LOGIN = Turn("log-in", exchanges=(exchange(200, operation="login"),))
LOGOUT = Turn("log-out", exchanges=(exchange(204, operation="logout"),))
TAKE = Turn("take", PAIRING)
REMOTE = Turn("remote-login", PAIRING, (exchange(204, operation="createRemoteSession"),))
DOWN, UP = Turn("site-down"), Turn("site-up")
READY = (LOGIN, TAKE, REMOTE)


def delete(status=None, end="SUCCESS", *, name="task-1", verb="delete", of=PAIRING):
    """A deletion refused with a status, or accepted and followed to an end."""
    if status is not None:
        return Turn(verb, of, (exchange(status),))
    first = accepted(id=name)
    return Turn(verb, of, (first,), (task(first, poll(end, id=name)),))


def look(status):
    return Turn("look", PAIRING, (exchange(status, operation="getPairing", method="GET"),))


def lists(*pairings, strangers=()):
    return Turn("list", exchanges=listing(*pairings), strangers=strangers)


def parts(pairing, *rest):
    """A list in two pages, the first of one pairing."""
    body = {"list": [{"pairing_id": pairing}], "_meta": {"links": {"next": {"href": "?offset=1"}}}}
    first = exchange(200, body, operation="getPairings", method="GET", target="/pairings")
    [last] = listing(*rest)
    following = replace(last, request=replace(last.request, target="/pairings?offset=1"))
    return Turn("list", exchanges=(first, following))


def elsewhere(status=None, **rest):
    return delete(status, verb="delete-elsewhere", **rest)


def refused(action):
    return Turn(action, PAIRING if action == "remote-login" else "", (exchange(400, operation=action),))


def also(pairing):
    return Turn("take", pairing), Turn("remote-login", pairing, REMOTE.exchanges)


def begun():
    return Turn("begin", PAIRING, (BEGUN,))


def ended(status):
    return Turn("poll", tasks=(task(BEGUN, poll(status, id="begun")),))


BEGUN = accepted(id="begun")
REFUSED = delete(400)
FAILED = (DOWN, delete(end="ERROR"), UP)
