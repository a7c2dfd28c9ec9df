"""The driver and the bundled server understand each other over real HTTP, with the real document."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from miniature import ADMIN

from conformance.document.load import load
from conformance.drive.driver import open_driver
from conformance.evidence import event_as_json
from conformance.model.events import Event, LeverMoved, Missed, Observed
from conformance.model.http import Exchange
from conformance.model.observations import Hostile
from conformance.model.steps import Call, Pull, Release, RemoteLogin, Saw, Session, Spent, Steps, Take, Together, Wait
from conformance.profile.settings import (
    Account,
    HttpAction,
    Lever,
    Limits,
    Pairings,
    Profile,
    Secret,
    Supply,
    Target,
)
from conformance.reference.serve import Running, start

DOCUMENT = load("2.0.0")


def profile(server: Running) -> Profile:
    def lab(path: str, **body: Any) -> HttpAction:
        return HttpAction("POST", f"{server.lab_url}/{path}", body or None)

    found = {"admin": server.accounts.admin, "viewer": server.accounts.viewer, "remote": server.accounts.remote}
    return Profile(
        Target(server.base_url, request_timeout=3.0),
        {name: Account(each.username, Secret(each.password)) for name, each in found.items()},
        Pairings(keep=server.kept, supply=Supply(http=lab("pairings", count=2), ids="/ids")),
        {
            "remote_site_down": Lever(lab("remote-site", state="down"), lab("remote-site", state="up")),
            "expire_sessions": Lever(lab("expire-sessions")),
        },
        limits=Limits(task_timeout=3.0, poll_interval=0.01),
    )


def delete(pairing: str, session: Session, /, **rest: Any) -> Call:
    return Call("deletePairing", {"pairing_id": pairing}, session=session, pairing=pairing, **rest)


def ended(first: Exchange) -> Steps:
    """Ask after a task until it ends."""
    task = json.loads(first.response.body if first.response else b"")
    while task["status"] in ("QUEUED", "RUNNING"):
        yield Wait(0.01)
        poll = yield Call("getTaskInfo", {"taskId": task["id"]}, session=ADMIN)
        task = json.loads(poll.response.body)


def journey() -> Steps:
    """Refused as viewer, refused while the remote site is down, then done, with sessions running out between."""
    pairing = yield Take("a journey")
    refused = yield delete(pairing, Session("viewer"))
    yield Saw(Hostile("refused", refused))
    yield RemoteLogin(ADMIN, pairing)
    yield Pull("remote_site_down")
    down = yield delete(pairing, ADMIN)
    yield Saw(Hostile("down", down))
    yield from ended(down)
    yield Release("remote_site_down")
    yield Pull("expire_sessions")
    first = yield delete(pairing, ADMIN, remote=True)
    yield Saw(Hostile("accepted", first))
    yield from ended(first)
    gone = yield Call("getPairing", {"pairing_id": pairing}, session=ADMIN)
    yield Saw(Hostile("gone", gone))
    yield Spent(pairing, first.number)


def race() -> Steps:
    pairing = yield Take("a race", own=True)
    yield RemoteLogin(ADMIN, pairing)
    answers = yield Together((delete(pairing, ADMIN), delete(pairing, ADMIN)))
    for each in answers:
        yield Saw(Hostile("race", each))


@pytest.fixture(scope="module")
def driven() -> tuple[Running, list[Event]]:
    events: list[Event] = []

    async def whole(server: Running) -> None:
        async with open_driver(profile(server), DOCUMENT, events.append) as driver:
            await driver.run_probe("journey", journey())
            await driver.run_probe("race", race())

    with start() as server:
        asyncio.run(whole(server))
        return server, events


def seen(events: list[Event], group: str) -> list[int | None]:
    found = [each.observation for each in events if isinstance(each, Observed)]
    return [each.call.status for each in found if isinstance(each, Hostile) and each.group == group]


def test_a_whole_journey_is_driven(driven: tuple[Running, list[Event]]) -> None:
    _, events = driven

    assert [each for each in events if isinstance(each, Missed)] == []
    assert [seen(events, each) for each in ("refused", "accepted", "gone")] == [[403], [202], [404]]


def test_two_deletions_at_the_same_instant_succeed_once(driven: tuple[Running, list[Event]]) -> None:
    _, events = driven

    assert seen(events, "race").count(202) <= 2
    assert 202 in seen(events, "race")


def test_levers_are_left_undone(driven: tuple[Running, list[Event]]) -> None:
    _, events = driven

    moves = [each for each in events if isinstance(each, LeverMoved) and each.lever == "remote_site_down"]
    assert [each.applied for each in moves] == [False, True, False]


def test_no_password_stands_in_the_evidence(driven: tuple[Running, list[Event]]) -> None:
    server, events = driven
    told = "\n".join(json.dumps(event_as_json(each)) for each in events)

    accounts = (server.accounts.admin, server.accounts.viewer, server.accounts.remote)
    assert [each.username for each in accounts if each.password in told] == []
