"""What the times of a task say, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import PAIRING, accepted, exchange, poll, task

from conformance.model.observations import Deletion

MS = 1_790_000_000_000
MINUTE, YEAR = 60_000, 31_536_000_000


def of(*looks, **rest):
    return Deletion(PAIRING, task(*looks, **rest))


def lost(status=404):
    return exchange(status, operation="getTaskInfo", method="GET")


REFUSED = of(exchange(404))
UNFOLLOWED = "unjudged: no task could be followed"
EPOCH = "a time of this century in epoch milliseconds"
LONG = of(accepted(), poll("RUNNING", at=1), poll(at=900, queued_time=MS, complete_time=MS + 899_000))
LATER = "a `complete_time` that has passed, 2.0 s after the task was asked for"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("times-are-epoch-milliseconds", of(accepted(queued_time=MS), poll(complete_time=MS)), []),
        (
            "times-are-epoch-milliseconds",
            of(accepted(queued_time=MS // 1000), poll()),
            [f"#1/queued_time: {EPOCH}; got 1790000000"],
        ),
        (
            "times-are-epoch-milliseconds",
            of(accepted(), poll("RUNNING", start_time=MS * 1000)),
            [f"#2/start_time: {EPOCH}; got 1790000000000000"],
        ),
        ("times-are-epoch-milliseconds", of(accepted(), poll(complete_time=0)), [f"#2/complete_time: {EPOCH}; got 0"]),
        ("times-are-epoch-milliseconds", of(accepted(), poll(complete_time=946_684_800_000)), []),
        (
            "times-are-epoch-milliseconds",
            of(accepted(), poll(complete_time=946_684_799_999)),
            [f"#2/complete_time: {EPOCH}; got 946684799999"],
        ),
        ("times-are-epoch-milliseconds", of(accepted(), poll(complete_time=4_102_444_800_000)), []),
        (
            "times-are-epoch-milliseconds",
            of(accepted(), poll(complete_time=4_102_444_800_001)),
            [f"#2/complete_time: {EPOCH}; got 4102444800001"],
        ),
        (
            "times-are-epoch-milliseconds",
            of(accepted(), poll(complete_time=2**63 - 1)),
            [f"#2/complete_time: {EPOCH}; got 9223372036854775807"],
        ),
        (
            "times-are-epoch-milliseconds",
            of(accepted(queued_time=-(2**63)), poll(complete_time=2**63)),
            [],
        ),  # no int64: the schema area's
        ("times-are-epoch-milliseconds", of(accepted(queued_time=None), poll(complete_time="now")), []),
        ("times-are-epoch-milliseconds", REFUSED, [UNFOLLOWED]),
        ("times-are-ordered", of(accepted(queued_time=MS), poll(queued_time=MS, start_time=MS, complete_time=MS)), []),
        (
            "times-are-ordered",
            of(accepted(), poll(queued_time=MS, start_time=MS - 1)),
            ["#2/start_time: `start_time` not before `queued_time` (1790000000000); got 1789999999999"],
        ),
        (
            "times-are-ordered",
            of(accepted(), poll(queued_time=MS, complete_time=MS - 1)),
            ["#2/complete_time: `complete_time` not before `queued_time` (1790000000000); got 1789999999999"],
        ),
        (
            "times-are-ordered",
            of(accepted(), poll(start_time=MS, complete_time=MS - 1)),
            ["#2/complete_time: `complete_time` not before `start_time` (1790000000000); got 1789999999999"],
        ),
        ("times-are-ordered", of(accepted(queued_time=MS), poll(start_time=MS - 1)), []),  # each look by itself
        ("times-are-ordered", of(accepted(), poll(queued_time=MS, start_time=0, complete_time=MS)), []),  # none yet
        ("times-are-ordered", of(accepted(), poll(queued_time="x", complete_time=1), lost()), []),
        ("times-are-ordered", REFUSED, [UNFOLLOWED]),
        ("no-complete-time-before-the-end", of(accepted(complete_time=None), poll(complete_time=MS)), []),
        (
            "no-complete-time-before-the-end",
            of(accepted(), poll("RUNNING", complete_time=MS)),
            ["#2/complete_time: no complete time before the end; got 1790000000000 with RUNNING"],
        ),
        (
            "no-complete-time-before-the-end",
            of(accepted(complete_time=0), poll("RUNNING", complete_time=-1)),
            ["#2/complete_time: no complete time before the end; got -1 with RUNNING"],
        ),
        ("no-complete-time-before-the-end", of(accepted("WAITING", complete_time=MS)), []),
        ("no-complete-time-before-the-end", REFUSED, [UNFOLLOWED]),
        ("times-do-not-change", of(accepted(queued_time=MS), poll(queued_time=MS)), []),
        (
            "times-do-not-change",
            of(accepted(queued_time=MS), poll(queued_time=MS + 5)),
            ["#2/queued_time: 1790000000000, as told before; got 1790000000005"],
        ),
        ("times-do-not-change", of(accepted(start_time=0), poll("RUNNING", start_time=MS)), []),
        (
            "times-do-not-change",
            of(accepted(start_time=MS), poll("RUNNING", start_time=0)),
            ["#2/start_time: 1790000000000, as told before; got 0"],
        ),
        (
            "times-do-not-change",
            of(accepted(), poll(complete_time=MS), later=(poll(complete_time=MS + 1),)),
            ["#3/complete_time: 1790000000000, as told before; got 1790000000001"],
        ),
        ("times-do-not-change", REFUSED, [UNFOLLOWED]),
        ("took-no-longer-than-watched", of(accepted(at=8), poll(at=10, queued_time=MS, complete_time=MS + 2000)), []),
        (
            "took-no-longer-than-watched",
            of(accepted(at=8), poll(at=10, queued_time=MS, complete_time=MS + 2001 + MINUTE)),
            [f"#2/complete_time: {LATER}; got 1790000062001, 62 s after it began"],
        ),
        (
            "took-no-longer-than-watched",
            of(accepted(at=8), poll(at=10, start_time=MS, complete_time=MS + YEAR)),
            [f"#2/complete_time: {LATER}; got 1821536000000, 31536000 s after it began"],
        ),
        (
            "took-no-longer-than-watched",
            of(accepted(at=8), poll(at=10, queued_time=MS, start_time=MS + YEAR, complete_time=MS + YEAR)),
            [f"#2/complete_time: {LATER}; got 1821536000000, 31536000 s after it began"],
        ),
        (  # from the first time that is one
            "took-no-longer-than-watched",
            of(accepted(at=8), poll(at=10, queued_time=946_684_800_000, complete_time=946_684_800_000 + YEAR)),
            [f"#2/complete_time: {LATER}; got 978220800000, 31536000 s after it began"],
        ),
        (  # to the last
            "took-no-longer-than-watched",
            of(accepted(at=8), poll(at=10, queued_time=MS, complete_time=4_102_444_800_000)),
            [f"#2/complete_time: {LATER}; got 4102444800000, 2312444800 s after it began"],
        ),
        (  # the same task once more, in answer to a second deletion
            "took-no-longer-than-watched",
            replace(
                LONG, again=task(accepted("RUNNING", at=900), poll(at=901, queued_time=MS, complete_time=MS + 899_000))
            ),
            [],
        ),
        (  # a task that had ended before is another deletion's
            "took-no-longer-than-watched",
            of(accepted("SUCCESS", at=8, queued_time=MS, complete_time=MS + YEAR)),
            [],
        ),
        (  # a deletion that was not answered may have begun it
            "took-no-longer-than-watched",
            replace(
                of(accepted(at=8), poll(at=10, queued_time=MS, complete_time=MS + YEAR)), unanswered=(exchange(None),)
            ),
            [],
        ),
        (  # the clock may be put right meanwhile
            "took-no-longer-than-watched",
            of(accepted(at=8), poll(at=10, queued_time=MS, complete_time=MS + 2000 + MINUTE)),
            [],
        ),
        (  # the end is seen late, when it is looked at late
            "took-no-longer-than-watched",
            of(accepted(), poll("RUNNING"), later=(poll(at=1e9, queued_time=MS, complete_time=MS + YEAR),)),
            [],
        ),
        (  # what is no time the epoch's requirement says
            "took-no-longer-than-watched",
            of(accepted(), poll(queued_time=0, complete_time=MS), poll(queued_time=MS // 1000, complete_time=MS)),
            [],
        ),
        ("took-no-longer-than-watched", of(accepted(), poll(queued_time=MS, complete_time=MS * 1000)), []),
        ("took-no-longer-than-watched", of(accepted(), poll(complete_time=MS), poll(queued_time=MS), lost()), []),
        ("took-no-longer-than-watched", of(accepted(), poll(queued_time="x", complete_time=MS + YEAR)), []),
        ("took-no-longer-than-watched", REFUSED, [UNFOLLOWED]),
    ],
)
def test_the_times_of_a_task_are_judged(tells, name, seen, said):
    assert tells(f"lifecycle.{name}", seen) == said


def test_the_time_that_an_answer_took_is_watched_too(tells):
    slow = exchange(
        200,
        {"id": "task-1", "status": "SUCCESS", "queued_time": MS, "complete_time": MS + 100 * 1000},
        operation="getTaskInfo",
        method="GET",
        at=10,
        seconds=90.0,
    )
    assert tells("lifecycle.took-no-longer-than-watched", of(accepted(), slow)) == []
