"""What a task shows beside its status, word for word."""

from __future__ import annotations

import pytest
from made import PAIRING, accepted, exchange, poll, task

from conformance.model.observations import Deletion

MS = 1_790_000_000_000


def of(*looks, **rest):
    return Deletion(PAIRING, task(*looks, **rest))


def lost(status=404):
    return exchange(status, operation="getTaskInfo", method="GET")


USUAL = of(accepted(), poll("RUNNING"), poll("SUCCESS"))
REFUSED = of(exchange(404))
NO = {"message": "no"}
UNFOLLOWED = "unjudged: no task could be followed"
EPOCH = "a time of this century in epoch milliseconds"
EMPTY = "absent, null or empty with status"
MANY = "n" * 65


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("success-carries-no-error", of(accepted(), poll("SUCCESS", error=None)), []),
        (
            "success-carries-no-error",
            of(accepted(), poll("SUCCESS", error={"message": None, "details": "", "more": []})),
            [],
        ),
        (
            "success-carries-no-error",
            of(accepted(), poll("SUCCESS", error={"cause": {"message": "no"}})),
            [f"#2/error: `error` {EMPTY} SUCCESS; got {{'cause': {{'message': 'no'}}}}"],
        ),
        ("success-carries-no-error", of(accepted(), poll("SUCCESS", error={"cause": {"message": ""}})), []),
        (
            "success-carries-no-error",
            of(accepted(), poll("SUCCESS", error=NO)),
            [f"#2/error: `error` {EMPTY} SUCCESS; got {{'message': 'no'}}"],
        ),
        (
            "success-carries-no-error",
            of(accepted(), poll("SUCCESS", error={"message": "n" * 90})),
            [f"#2/error: `error` {EMPTY} SUCCESS; got {{'message': '{MANY}nn"],
        ),
        ("success-carries-no-error", of(accepted(), poll("SUCCESS", error="no")), []),  # the schema area judges that
        ("success-carries-no-error", of(accepted(error=NO), poll("ERROR", error=NO)), []),
        ("success-carries-no-error", REFUSED, [UNFOLLOWED]),
        ("result-only-with-success", of(accepted(result={}), poll("SUCCESS", result={"id": "x"})), []),
        (
            "result-only-with-success",
            of(accepted(result={"id": "x"}), poll("SUCCESS")),
            [f"#1/result: `result` {EMPTY} QUEUED; got {{'id': 'x'}}"],
        ),
        (
            "result-only-with-success",
            of(accepted(), poll("RUNNING", result={"id": "x"})),
            [f"#2/result: `result` {EMPTY} RUNNING; got {{'id': 'x'}}"],
        ),
        (
            "result-only-with-success",
            of(accepted(), poll("ERROR", result={"id": "x"})),
            [f"#2/result: `result` {EMPTY} ERROR; got {{'id': 'x'}}"],
        ),
        (
            "result-only-with-success",
            of(accepted(), poll("CANCELLED", result={"id": "x"})),
            [f"#2/result: `result` {EMPTY} CANCELLED; got {{'id': 'x'}}"],
        ),
        ("result-only-with-success", REFUSED, [UNFOLLOWED]),
        ("error-waits-for-the-end", of(accepted(error=None), poll("ERROR", error=NO)), []),
        (
            "error-waits-for-the-end",
            of(accepted(error=NO), poll("ERROR")),
            [f"#1/error: `error` {EMPTY} QUEUED; got {{'message': 'no'}}"],
        ),
        (
            "error-waits-for-the-end",
            of(accepted(), poll("RUNNING", error=NO)),
            [f"#2/error: `error` {EMPTY} RUNNING; got {{'message': 'no'}}"],
        ),
        ("error-waits-for-the-end", of(accepted(), poll("CANCELLED", error=NO)), []),
        ("error-waits-for-the-end", REFUSED, [UNFOLLOWED]),
        ("error-says-something", of(accepted(), poll("ERROR", error=NO)), []),
        (
            "error-says-something",
            of(accepted(), poll("ERROR", error=None)),
            ["#2/error: an error with a message; got None"],
        ),
        (
            "error-says-something",
            of(accepted(), poll("ERROR", error={})),
            ["#2/error: an error with a message; got {}"],
        ),
        ("error-says-something", of(accepted(), poll("ERROR", error={"details": "n" * 90})), []),
        (
            "error-says-something",
            of(accepted(), poll("ERROR", error={"message": " \n"})),
            ["#2/error: an error with a message; got {'message': ' \\n'}"],
        ),
        (
            "error-says-something",
            of(accepted(), poll("ERROR", error={"n" * 90: None})),
            [f"#2/error: an error with a message; got {{'{MANY}nnnnnnnnnnnnn"],
        ),
        (
            "error-says-something",
            of(accepted(), poll("ERROR"), later=(poll("ERROR"),)),
            ["#2/error: an error with a message; got None", "#3/error: an error with a message; got None"],
        ),
        ("error-says-something", USUAL, []),
        ("error-says-something", of(accepted(), poll("RUNNING")), ["unjudged: no task was seen to end"]),
        ("error-says-something", REFUSED, ["unjudged: no task was seen to end"]),
        ("progress-does-not-fall", of(accepted(progress=0), poll("RUNNING", progress=50), poll(progress=100)), []),
        ("progress-does-not-fall", of(accepted(progress=50), poll("RUNNING", progress=50)), []),
        (
            "progress-does-not-fall",
            of(accepted(progress=60), poll("RUNNING", progress=50)),
            ["#2/progress: progress of 60 or more; got 50"],
        ),
        (
            "progress-does-not-fall",
            of(accepted(progress=60), poll("RUNNING"), poll(progress=50)),
            ["#3/progress: progress of 60 or more; got 50"],
        ),
        (
            "progress-does-not-fall",
            of(accepted(progress=100), poll("RUNNING", progress=0)),
            ["#2/progress: progress of 100 or more; got 0"],
        ),
        (
            "progress-does-not-fall",
            of(accepted(progress="60"), poll("RUNNING", progress=50)),
            [],
        ),  # the schema area judges these
        ("progress-does-not-fall", of(accepted(progress=101), poll("RUNNING", progress=50), poll(progress=-1)), []),
        ("progress-does-not-fall", REFUSED, [UNFOLLOWED]),
        ("progress-is-full-at-success", of(accepted(progress=0), poll(progress=100)), []),
        ("progress-is-full-at-success", of(accepted(), poll(progress=99)), ["#2/progress: 100; got 99"]),
        ("progress-is-full-at-success", of(accepted(), poll(progress=0)), ["#2/progress: 100; got 0"]),
        ("progress-is-full-at-success", of(accepted(), poll("RUNNING", progress=0), poll(progress=-1)), []),
        ("progress-is-full-at-success", of(accepted(), poll(progress=101)), []),
        ("progress-is-full-at-success", USUAL, []),
        ("progress-is-full-at-success", REFUSED, [UNFOLLOWED]),
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
    ],
)
def test_what_a_task_shows_is_judged(tells, name, seen, said):
    assert tells(f"lifecycle.{name}", seen) == said
