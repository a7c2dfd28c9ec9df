"""The states of the remote site, word for word."""

from __future__ import annotations

import pytest
from made import ASKED_TO_WAIT, PAIRING, UNANSWERED, accepted, exchange, gone, poll, task, there

from conformance.model.observations import Attempt, Deletion, Look


def tried(call, followed=None, *, state="server-down", after=None):
    return Attempt(state, PAIRING, call, followed, after=after)


def lost(status=404):
    return exchange(status, operation="getTaskInfo", method="GET")


def here(call, followed=None, **rest):
    return tried(call, followed, state="not-authenticated", **rest)


def afterwards(followed, login=None, condition="after-states"):
    return Deletion(PAIRING, followed, login, condition=condition)


FAILED = task(accepted(), poll("ERROR", error={"message": "no remote site"}))
CANCELLED = task(accepted(), poll("CANCELLED"))
CARRIED_OUT = task(accepted(), poll("RUNNING"), poll("SUCCESS"))
STUCK = task(accepted(at=1.0), poll("RUNNING", at=2.5), patience=1.5)
UNREADABLE = Look(PAIRING, exchange(500, operation="getPairing"))
ERROR = "an error status, or a Task that ends in ERROR"
UNSEEN = "unjudged: the task of the 202 could not be followed to its end"

ABSENT = "unjudged: the pairing was not there to be read"
TARGET = f"/pairings/{PAIRING}"
ASKED_TO_WAIT_503 = ASKED_TO_WAIT.replace("429", "503")
UNREAD = "unjudged: whether the pairing is still there could not be read"
WHY = "#1: a ResponseError with a message or an error_code; got"
LONG = "n" * 78
AGAIN = "202 once the remote site can be used"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("server-down", tried(exchange(400)), []),
        ("server-down", tried(exchange(500)), []),
        ("server-down", tried(exchange(409)), []),
        ("server-down", tried(accepted(), FAILED), []),
        ("server-down", tried(accepted(), CANCELLED), [f"#1: {ERROR}; got a Task that ends in CANCELLED"]),
        ("server-down", tried(accepted(), CARRIED_OUT), [f"#1: {ERROR}; got a Task that ends in SUCCESS"]),
        (
            "server-down",
            tried(accepted(), STUCK),
            ["#3: an error at once, or a Task that ends in ERROR within 1.5 s; got a Task in RUNNING"],
        ),
        (
            "server-down",
            tried(accepted(), task(accepted(), patience=2)),
            ["unjudged: the task was followed for 0.0 of 2.0 s only"],
        ),
        (
            "server-down",
            tried(accepted(), task(accepted(at=1.0), poll(None, at=2.5), patience=2)),
            ["unjudged: the task was followed for 1.5 of 2.0 s only"],
        ),
        (
            "server-down",
            tried(accepted(), task(accepted(at=1.0), poll(None, at=3.0), patience=2)),
            ["#3: an error at once, or a Task that ends in ERROR within 2 s; got a Task in no status"],
        ),
        ("server-down", tried(accepted(), task(accepted(), lost())), [UNSEEN]),
        ("server-down", tried(accepted(), task(accepted(id=None), poll("RUNNING"))), [UNSEEN]),
        ("server-down", tried(accepted()), [f"#1: {ERROR}; got 202"]),
        ("server-down", tried(exchange(200), CARRIED_OUT), [f"#1: {ERROR}; got a Task that ends in SUCCESS"]),
        ("server-down", tried(exchange(204)), [f"#1: {ERROR}; got 204"]),
        ("server-down", tried(exchange(299)), [f"#1: {ERROR}; got 299"]),
        ("server-down", tried(exchange(300)), ["unjudged: a redirect (300) is neither a success nor an error"]),
        ("server-down", tried(exchange(302)), ["unjudged: a redirect (302) is neither a success nor an error"]),
        ("server-down", tried(exchange(399)), ["unjudged: a redirect (399) is neither a success nor an error"]),
        ("server-down", tried(exchange(429)), [ASKED_TO_WAIT]),
        ("server-down", tried(exchange(None)), [UNANSWERED]),
        ("server-down", tried(exchange(None, steady=True)), [f"#1: {ERROR}; got no response (closed)"]),
        ("server-down", here(exchange(204)), ["passed over"]),
        ("not-authenticated", here(exchange(400)), []),
        ("not-authenticated", here(exchange(204)), [f"#1: {ERROR}; got 204"]),
        ("not-authenticated", tried(exchange(204)), ["passed over"]),
        ("server-down-leaves-the-pairing", tried(exchange(500), after=there()), []),
        (
            "server-down-leaves-the-pairing",
            tried(exchange(500), after=gone()),
            [f"#1: {PAIRING} still there after the error; got gone"],
        ),
        (
            "server-down-leaves-the-pairing",
            tried(accepted(), FAILED, after=gone()),
            [f"#1: {PAIRING} still there after the error; got gone"],
        ),
        (
            "server-down-leaves-the-pairing",
            tried(accepted(), CARRIED_OUT, after=gone()),
            ["unjudged: the deletion was answered as carried out"],
        ),
        ("server-down-leaves-the-pairing", tried(exchange(500), after=UNREADABLE), [UNREAD]),
        ("server-down-leaves-the-pairing", tried(exchange(500)), [UNREAD]),
        ("server-down-can-be-read", tried(exchange(500), after=there()), []),
        (
            "server-down-can-be-read",
            tried(exchange(500), after=UNREADABLE),
            ["#2: 200, with as much as is known; got 500"],
        ),
        ("server-down-can-be-read", tried(exchange(500), after=gone()), [ABSENT]),
        ("server-down-can-be-read", tried(exchange(500)), [ABSENT]),
        ("server-down-can-be-read", tried(exchange(500), after=Look(PAIRING, exchange(503))), [ASKED_TO_WAIT_503]),
        ("server-down-can-be-read", here(exchange(500), after=UNREADABLE), ["passed over"]),
        *(
            ("outage-grants-nothing", tried(call, followed, state=state, after=after), said)
            for state in (
                "no-privilege-after-outage",
                "not-authenticated-after-outage",
                "not-authenticated-since-a-login-in-the-outage",
            )
            for call, followed, after, said in (
                (exchange(403), None, there(), []),
                (accepted(), FAILED, there(), []),
                (accepted(), CARRIED_OUT, gone(), [f"#1: {PAIRING} still there; got deleted by {TARGET}"]),
                (exchange(403), None, gone(), [f"#1: {PAIRING} still there; got deleted by {TARGET}"]),
                (exchange(204), None, there(), ["#1: a refusal, as before the outage; got 204"]),
            )
        ),
        ("outage-grants-nothing", tried(exchange(204), state="no-privilege"), ["passed over"]),
        ("server-down-leaves-the-pairing", here(exchange(500), after=gone()), ["passed over"]),
        (
            "not-authenticated-leaves-the-pairing",
            here(exchange(500), after=gone()),
            [f"#1: {PAIRING} still there after the error; got gone"],
        ),
        ("not-authenticated-says-why", here(accepted(), FAILED), []),
        (
            "not-authenticated-says-why",
            here(accepted(), task(accepted(), poll("ERROR"))),
            ["#3/error/message: an error with a message; got None"],
        ),
        (
            "not-authenticated-says-why",
            here(accepted(), task(accepted(), poll("ERROR", error={"message": None}))),
            ["#3/error/message: an error with a message; got {'message': None}"],
        ),
        (
            "not-authenticated-says-why",
            here(accepted(), task(accepted(), poll("ERROR", error={"n" * 90: None}))),
            [f"#3/error/message: an error with a message; got {{'{LONG}"],
        ),
        (
            "not-authenticated-says-why",
            here(accepted(), task(accepted(), poll("ERROR", error={"message": None, "details": "log in first"}))),
            [],
        ),
        (
            "not-authenticated-says-why",
            here(accepted(), task(accepted(), poll("ERROR", error={"message": " \t", "details": "\n"}))),
            ["#3/error/message: an error with a message; got {'message': ' \\t', 'details': '\\n'}"],
        ),
        *(
            ("not-authenticated-says-why", here(accepted(), task(accepted(), poll("ERROR", error=other))), [])
            for other in ("no", [])  # the schema area judges that
        ),
        ("not-authenticated-says-why", here(accepted(), STUCK), ["unjudged: no Task in ERROR was shown"]),
        ("not-authenticated-says-why", here(accepted()), ["unjudged: no Task in ERROR was shown"]),
        ("not-authenticated-says-why", here(exchange(400, {"message": "log in to the remote site"})), []),
        ("not-authenticated-says-why", here(exchange(400, {"error_code": "E1"})), []),
        ("not-authenticated-says-why", here(exchange(400, {"message": " ", "error_code": "E1"})), []),
        ("not-authenticated-says-why", here(exchange(400, {"message": " "})), [f"{WHY} {{'message': ' '}}"]),
        ("not-authenticated-says-why", here(exchange(400, {})), [f"{WHY} {{}}"]),
        ("not-authenticated-says-why", here(exchange(400, {"n" * 90: 1})), [f"{WHY} {{'{LONG}"]),
        ("not-authenticated-says-why", here(exchange(400, [])), ["unjudged: no ResponseError was answered"]),
        ("not-authenticated-says-why", here(exchange(401)), ["unjudged: no ResponseError was answered"]),
        ("not-authenticated-says-why", here(exchange(200, {})), ["unjudged: no ResponseError was answered"]),
        ("not-authenticated-says-why", here(exchange(None)), ["unjudged: no ResponseError was answered"]),
        ("not-authenticated-says-why", tried(exchange(400, {})), ["passed over"]),
        ("server-down-says-why", tried(exchange(400, {})), [f"{WHY} {{}}"]),
        ("login-serves-one-session", tried(exchange(400), state="not-authenticated-here"), []),
        *(
            (
                "login-serves-one-session",
                tried(accepted(), CARRIED_OUT, state=f"not-authenticated-here{since}"),
                [f"#1: {ERROR}; got a Task that ends in SUCCESS"],
            )
            for since in ("", "-behind-who-is", "-since-logout", "-since-expiry")
        ),
        ("login-serves-one-session", here(accepted(), CARRIED_OUT), ["passed over"]),
        ("is-over-afterwards", afterwards(CARRIED_OUT), []),
        (
            "is-over-afterwards",
            afterwards(FAILED),
            ["#1: a deletion that succeeds once the remote site can be used; got a Task that ends in ERROR"],
        ),
        (
            "is-over-afterwards",
            afterwards(CANCELLED),
            ["#1: a deletion that succeeds once the remote site can be used; got a Task that ends in CANCELLED"],
        ),
        ("is-over-afterwards", afterwards(STUCK), ["unjudged: the deletion was not seen to succeed"]),
        ("is-over-afterwards", afterwards(task(exchange(400))), [f"#1: {AGAIN}; got 400"]),
        (
            "is-over-afterwards",
            afterwards(task(exchange(300))),
            ["unjudged: a redirect (300) is neither a success nor an error"],
        ),
        (
            "is-over-afterwards",
            afterwards(task(exchange(399))),
            ["unjudged: a redirect (399) is neither a success nor an error"],
        ),
        ("is-over-afterwards", afterwards(task(exchange(429))), [ASKED_TO_WAIT]),
        ("is-over-afterwards", afterwards(task(exchange(None))), [UNANSWERED]),
        (
            "is-over-afterwards",
            afterwards(task(exchange(None, steady=True))),
            [f"#1: {AGAIN}; got no response (closed)"],
        ),
        ("is-over-afterwards", afterwards(task(exchange(200))), []),
        ("is-over-afterwards", afterwards(CARRIED_OUT, login=exchange(400, operation="createRemoteSession")), []),
        (
            "is-over-afterwards",
            afterwards(FAILED, login=exchange(400, operation="createRemoteSession")),
            ["unjudged: the remote login before the deletion was refused (400)"],
        ),
        (
            "is-over-afterwards",
            afterwards(task(exchange(400)), login=exchange(500, operation="createRemoteSession")),
            ["unjudged: the remote login before the deletion was refused (500)"],
        ),
        (
            "is-over-afterwards",
            afterwards(task(exchange(400)), login=exchange(204, operation="createRemoteSession")),
            [f"#1: {AGAIN}; got 400"],
        ),
        ("is-over-afterwards", afterwards(task(exchange(400)), condition=""), ["passed over"]),
    ],
)
def test_a_state_of_the_remote_site_is_judged(tells, name, seen, said):
    assert tells(f"connectivity.{name}", seen) == said
