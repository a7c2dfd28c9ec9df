"""Pace and health: budget and cap hold, waiting is obeyed, doubt is settled by an ordinary request."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest
from miniature import ADMIN, PAIRING, Seen, Ticking, answer, exchanges, run, warned

from conformance.drive.health import wait_of
from conformance.drive.pace import Pace
from conformance.model.bounds import LONGEST_WAIT
from conformance.model.http import Exchange, Request, Response, Trouble
from conformance.model.steps import Call, EvidenceMissing, Steps, Take, Together
from conformance.profile.settings import Limits

UNKNOWN = "/pairings/unknown"


def unknown(**rest: object) -> Call:
    return Call("deletePairing", {"pairing_id": "unknown"}, session=ADMIN, **rest)  # type: ignore[arg-type]


def asked(call: Call, rule: object, ticking: Ticking | None = None) -> tuple[Exchange, list[str], list[object]]:
    """What came of a call, what the target saw of it, and all events."""
    found: list[Exchange] = []

    def probe() -> Steps:
        found.append((yield call))

    target, events = run(probe, rule=rule, ticking=ticking)
    return found[0], [each for each in target.said() if UNKNOWN in each], list(events)


class First:
    """Answers the first requests of an unknown pairing in turn, then as usual."""

    def __init__(self, *replies: bytes) -> None:
        self._replies = list(replies)

    def __call__(self, seen: Seen) -> bytes | None:
        return self._replies.pop(0) if UNKNOWN in seen.path and self._replies else None


def test_requests_are_spread_over_the_minute() -> None:
    ticking = Ticking()

    async def whole() -> list[float]:
        pace = Pace(Limits(requests_per_minute=60), ticking.clock())
        left = []
        for count in (1, 1, 3, 1):
            await pace.admit(count)
            left.append(ticking.now)
        return left

    assert asyncio.run(whole()) == [1000, 1001, 1002, 1005]


def test_the_budget_is_said_when_it_is_spent() -> None:
    async def whole() -> None:
        pace = Pace(Limits(max_requests=2), Ticking().clock())
        await pace.admit(2)
        await pace.admit(beyond=True)
        await pace.admit()

    with pytest.raises(EvidenceMissing, match="the budget of 2 requests is spent"):
        asyncio.run(whole())


def test_a_pause_holds_every_request_back() -> None:
    ticking = Ticking()

    async def whole() -> float:
        pace = Pace(Limits(), ticking.clock())
        pace.pause(7)
        await asyncio.gather(pace.admit(), pace.admit())
        return ticking.now

    assert asyncio.run(whole()) == 1007


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        (429, "7", 7.0),
        (503, "0", 0.0),
        (429, "86400", LONGEST_WAIT),
        (503, formatdate(1030, usegmt=True), 30.0),
        (503, formatdate(10, usegmt=True), 0.0),
        (429, None, 2.0),
        (429, "soon", 2.0),
        (503, None, None),
        (503, "soon", None),
        (200, "7", None),
    ],
)
def test_how_long_an_answer_asks_to_wait(status: int, retry_after: str | None, seconds: float | None) -> None:
    headers = () if retry_after is None else (("Retry-After", retry_after),)
    exchange = Exchange(1, "deletePairing", Request("DELETE", "/"), Response(status, headers))

    assert wait_of(exchange, 1000.0, 0) == seconds


def test_the_target_is_asked_again_after_the_time_that_it_asked_for() -> None:
    ticking = Ticking()
    rule = First(answer(429, headers=[("Retry-After", "7")]), answer(503, headers=[("Retry-After", "3")]))
    found, said, events = asked(unknown(), rule, ticking)

    assert found.status == 404
    assert (len(said), sum(ticking.slept)) == (3, 10)
    assert len(warned(events)) == 1  # type: ignore[arg-type]


def test_a_target_that_always_asks_to_wait_is_given_up() -> None:
    found, said, _ = asked(unknown(), First(*[answer(429)] * 20))

    assert (found.status, len(said)) == (429, 6)


def test_calls_at_the_same_instant_are_waited_out_too() -> None:
    statuses: list[int | None] = []

    def probe() -> Steps:
        pairing = yield Take("a race")
        call = Call("deletePairing", {"pairing_id": pairing}, session=ADMIN, pairing=pairing)
        answers = yield Together((call, call))
        statuses.extend(each.status for each in answers)

    left = [answer(429)]

    def once(seen: Seen) -> bytes | None:
        return left.pop() if seen.method == "DELETE" and PAIRING in seen.path and left else None

    run(probe, rule=once)

    assert statuses == [202, 202]


def test_a_request_that_always_ends_the_connection_is_steady() -> None:
    found, said, events = asked(unknown(sure=True), First(b"", b"", b""))

    assert (found.trouble, found.steady, len(said)) == (Trouble.CLOSED, True, 3)
    recorded = exchanges(events, "deletePairing")  # type: ignore[arg-type]
    assert [each.steady for each in recorded] == [False, False, True]


def test_a_503_that_comes_again_beside_good_answers_is_steady() -> None:
    found, said, _ = asked(unknown(sure=True), First(*[answer(503)] * 3))

    assert (found.status, found.steady, len(said)) == (503, True, 3)


def test_a_trouble_that_passes_is_not_the_answer() -> None:
    found, said, _ = asked(unknown(sure=True), First(b""))

    assert (found.status, found.steady, len(said)) == (404, False, 2)


def test_a_trouble_of_the_whole_target_is_not_steady() -> None:
    sick = False

    def rule(seen: Seen) -> bytes | None:
        nonlocal sick
        sick = sick or UNKNOWN in seen.path
        return answer(503) if sick else None

    found, said, _ = asked(unknown(sure=True), rule)

    assert (found.status, found.steady, len(said)) == (503, False, 1)


def test_without_being_asked_to_make_sure_a_request_is_sent_once() -> None:
    found, said, _ = asked(unknown(), First(*[b""] * 3))

    assert (found.trouble, len(said)) == (Trouble.CLOSED, 1)


def test_a_request_for_a_live_pairing_is_sent_once_unless_the_probe_asks_to_make_sure() -> None:
    def probe() -> Steps:
        pairing = yield Take("x")
        yield Call("deletePairing", {"pairing_id": pairing}, session=ADMIN, pairing=pairing)

    def silent(seen: Seen) -> bytes | None:
        return b"" if str(seen) == f"DELETE /pairings/{PAIRING}" else None

    target, _ = run(probe, rule=silent)

    assert target.said().count(f"DELETE /pairings/{PAIRING}") == 1
