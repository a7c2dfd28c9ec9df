"""What a task shows beside its status, word for word."""

from __future__ import annotations

import pytest
from made import PAIRING, accepted, exchange, poll, task

from conformance.model.observations import Deletion


def of(*looks, **rest):
    return Deletion(PAIRING, task(*looks, **rest))


def lost(status=404):
    return exchange(status, operation="getTaskInfo", method="GET")


USUAL = of(accepted(), poll("RUNNING"), poll("SUCCESS"))
REFUSED = of(exchange(404))
NO = {"message": "no"}
UNFOLLOWED = "unjudged: no task could be followed"
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
    ],
)
def test_what_a_task_shows_is_judged(tells, name, seen, said):
    assert tells(f"lifecycle.{name}", seen) == said
