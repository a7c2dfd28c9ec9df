"""Pace and health: budget and cap hold, waiting is obeyed, doubt is settled by an ordinary request."""

from __future__ import annotations

import asyncio
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniature import ADMIN, PAIRING, Seen, Ticking, answer, exchanges, missed, run, warned

from conformance.drive.health import wait_of
from conformance.drive.pace import Pace
from conformance.model.bounds import LONGEST_WAIT
from conformance.model.events import Delayed
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
            await pace.admit(*[""] * count)
            left.append(ticking.now)
        return left

    assert asyncio.run(whole()) == [1000, 1001, 1002, 1005]


def departures(limits: Limits, *batches: tuple[str, ...]) -> list[float]:
    """When requests leave that are asked for at once, one after another; each by its session."""
    ticking = Ticking(now=0.0)

    async def whole() -> list[float]:
        pace = Pace(limits, ticking.clock())
        left: list[float] = []
        for sessions in batches:
            await pace.admit(*sessions)
            left += [ticking.now] * len(sessions)
        return left

    return asyncio.run(whole())


def most_in_a_minute(left: list[float]) -> int:
    return max(sum(each <= other < each + 60 for other in left) for each in left)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), st.integers(5, 30))
def test_no_minute_holds_more_requests_than_the_cap(counts: list[int], cap: int) -> None:
    left = departures(Limits(requests_per_minute=cap), *(("",) * count for count in counts))

    assert most_in_a_minute(left) <= cap


@given(st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=1, max_size=60), st.integers(1, 10))
def test_no_minute_holds_more_requests_of_a_session_than_its_cap(sessions: list[str], cap: int) -> None:
    limits = Limits(session_requests_per_minute=cap, requests_per_minute=2 * cap)
    left = departures(limits, *((each,) for each in sessions))

    assert most_in_a_minute(left) <= 2 * cap
    for session in {"a", "b", "c"} & set(sessions):
        assert most_in_a_minute([at for at, each in zip(left, sessions, strict=True) if each == session]) <= cap


def test_a_request_without_a_session_does_not_wait_for_one() -> None:
    assert departures(Limits(session_requests_per_minute=1), ("a",), ("",), ("b",), ("a",)) == [0, 0, 0, 60]


def test_more_at_the_same_instant_than_a_minute_may_have_is_refused_in_words() -> None:
    with pytest.raises(EvidenceMissing, match=r"3 requests at the same instant .* cap of 2 a minute"):
        departures(Limits(requests_per_minute=2), ("", "", ""))


def test_the_budget_of_time_is_said_when_it_is_spent() -> None:
    limits = Limits(max_minutes=1, requests_per_minute=2)

    assert departures(limits, ("",), ("",)) == [0, 30]
    with pytest.raises(EvidenceMissing, match="the budget of 1 minutes is spent"):
        departures(limits, ("",), ("",), ("",))


def test_no_budget_of_time_is_none() -> None:
    assert departures(Limits(max_minutes=0, requests_per_minute=1), *[("",)] * 300)[-1] == 299 * 60


def test_the_budget_is_said_when_it_is_spent() -> None:
    async def whole() -> None:
        pace = Pace(Limits(max_requests=2), Ticking().clock())
        await pace.admit("", "")
        await pace.admit(beyond=True)
        await pace.admit()

    with pytest.raises(EvidenceMissing, match="the budget of 2 requests is spent"):
        asyncio.run(whole())


def test_a_pause_holds_every_request_back() -> None:
    ticking = Ticking()

    async def whole() -> float:
        pace = Pace(Limits(), ticking.clock())
        pace.pause(7, "it was asked for")
        await asyncio.gather(pace.admit(), pace.admit())
        return ticking.now

    assert asyncio.run(whole()) == 1007


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        (429, "7", 7.0),
        (503, "0", 0.0),
        (429, "86400", 86400.0),
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


def test_a_date_to_wait_for_is_read_by_the_clock_of_the_target() -> None:
    headers = (("Retry-After", formatdate(9030, usegmt=True)), ("Date", formatdate(9000, usegmt=True)))
    exchange = Exchange(1, "deletePairing", Request("DELETE", "/"), Response(503, headers))

    assert wait_of(exchange, 1000.0, 0) == 30


def test_each_wait_is_told() -> None:
    _, _, events = asked(unknown(), First(answer(429, headers=[("Retry-After", "7")])))

    [told] = [each for each in events if isinstance(each, Delayed)]
    assert (told.seconds, told.text) == (7, "the target asked to wait 7 s (429 in exchange 3)")


def test_a_target_that_asks_for_more_than_anybody_waits_is_not_asked_again() -> None:
    ticking = Ticking()
    rule = First(answer(429, headers=[("Retry-After", str(int(LONGEST_WAIT) + 1))]))

    def probe() -> Steps:
        yield unknown()
        yield unknown()

    target, events = run(probe, rule=rule, ticking=ticking)

    [told] = missed(events)
    assert told.startswith("the target asked to wait 601 s (429 in exchange 3); no more than 600 s are waited for")
    assert sum(ticking.slept) == 0
    assert target.said()[-1] == "DELETE /session"


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
