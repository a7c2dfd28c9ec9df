"""Deletions at the same instant, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import absent
from made import ASKED_TO_WAIT, OTHER, PAIRING, UNANSWERED, accepted, deleted, exchange, gone, poll, task, there

from conformance.model.observations import Attempt, Deletion, Look, Race

ERRED = task(accepted(), poll("ERROR"))


def race(*tasks, kind="one-session", looks=(), **rest):
    return Race(kind, (PAIRING,) * len(tasks), tasks, looks, **rest)


def distinct(*tasks, looks=(), **rest):
    return Race("distinct", (PAIRING, OTHER)[: len(tasks)], tasks, looks, **rest)


def named(name, end="SUCCESS"):
    return task(accepted(id=name), poll(end, id=name))


def answered(status, **rest):
    return task(exchange(status, **rest))


def looked(status=200, listed=200, **rest):
    return Look(
        PAIRING,
        exchange(status, operation="getPairing", **rest),
        (exchange(listed, operation="getPairings"),),
    )


def reading(*during, **rest):
    return Deletion(PAIRING, deleted(), during=during, **rest)


FAILED_LIST = (exchange(500, operation="getPairings"),)
UNREADABLE = Look(PAIRING, exchange(500, operation="getPairing"))
REFUSAL = "202 or a refusal (4xx)"
READ = "200, or a refusal (4xx), while a deletion runs"
TO_WAIT_503 = "unjudged, trouble: the target asked to wait (503) and went on doing so"
UNSEEN = "unjudged: a task was not seen to end within 60 s (`task_timeout`)"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("one-session-one-success", race(deleted(), answered(404)), []),
        ("one-session-one-success", race(deleted(), deleted()), []),  # both named the same task
        (
            "one-session-one-success",
            race(named("a"), named("b")),
            ["#3: one task that ends in SUCCESS; got 2 of them, each with an id of its own"],
        ),
        (
            "one-session-one-success",
            race(named("a"), named("b"), named("c")),
            ["#3: one task that ends in SUCCESS; got 3 of them, each with an id of its own"],
        ),
        ("one-session-one-success", race(deleted(), named("b", "ERROR")), []),
        ("one-session-one-success", race(deleted(), named("b", "RUNNING")), [UNSEEN]),
        (
            "one-session-one-success",
            race(deleted(), replace(named("b", "RUNNING"), patience=30)),
            ["unjudged: a task was not seen to end within 30 s (`task_timeout`)"],
        ),
        (
            "one-session-one-success",
            race(named("a"), named("b"), named("c", "RUNNING")),
            ["#3: one task that ends in SUCCESS; got 2 of them, each with an id of its own"],
        ),
        ("one-session-one-success", race(answered(404), answered(200)), []),
        ("one-session-one-success", race(answered(200), answered(200)), ["#2: one deletion that succeeds; got 200"]),
        ("one-session-one-success", race(answered(204), named("a")), ["#1: one deletion that succeeds; got 204"]),
        ("one-session-one-success", race(task(exchange(200, {"id": "a", "status": "SUCCESS"})), answered(404)), []),
        ("one-session-one-success", race(answered(429), answered(429)), ["unjudged: neither deletion was answered"]),
        ("one-session-one-success", race(answered(429), answered(404)), []),
        ("one-session-one-success", race(named("a"), named("b"), kind="two-sessions"), ["passed over"]),
        (
            "two-sessions-one-success",
            race(named("a"), named("b"), kind="two-sessions"),
            ["#3: one task that ends in SUCCESS; got 2 of them, each with an id of its own"],
        ),
        ("two-sessions-one-success", race(named("a"), named("b")), ["passed over"]),
        ("no-server-error", race(deleted(), answered(409)), []),
        ("no-server-error", race(deleted(), answered(499)), []),
        ("no-server-error", race(deleted(), answered(500)), [f"#4: {REFUSAL}; got 500"]),
        (
            "no-server-error",
            race(deleted(), answered(503)),
            [TO_WAIT_503],
        ),
        ("no-server-error", race(deleted(), answered(503, steady=True)), [f"#4: {REFUSAL}; got 503"]),
        ("no-server-error", race(deleted(), answered(None)), [UNANSWERED]),
        ("no-server-error", race(deleted(), answered(None, steady=True)), [f"#4: {REFUSAL}; got no response (closed)"]),
        (
            "no-server-error",
            race(deleted(), answered(None), unanswered=(exchange(None),)),
            [f"#4: {REFUSAL}; got no response (closed), as in the race before"],
        ),
        ("no-server-error", race(deleted(), answered(404), unanswered=(exchange(None),)), []),
        ("no-server-error", reading(looked(), looked(404, 403), looked(401)), []),
        ("no-server-error", reading(looked(500)), [f"#4: {READ}; got 500"]),
        ("no-server-error", reading(looked(), looked(404, 502)), [f"#7: {READ}; got 502"]),
        ("no-server-error", reading(looked(steady=True, status=None)), [f"#4: {READ}; got no response (closed)"]),
        ("no-server-error", reading(looked(503)), [TO_WAIT_503]),
        ("no-server-error", reading(looked(None)), [UNANSWERED]),
        (
            "no-server-error",
            reading(looked(500), gone=(looked(500),)),
            ["unjudged: getPairing was answered 500, and not only while a deletion ran"],
        ),
        (
            "no-server-error",
            reading(looked(500), elsewhere=(looked(500),)),
            ["unjudged: getPairing was answered 500, and not only while a deletion ran"],
        ),
        (
            "no-server-error",
            reading(looked(200, 500), before=FAILED_LIST),
            ["unjudged: getPairings was answered 500, and not only while a deletion ran"],
        ),
        (
            "no-server-error",
            reading(looked(200, 500), after=FAILED_LIST),
            ["unjudged: getPairings was answered 500, and not only while a deletion ran"],
        ),
        ("no-server-error", reading(looked(200, 500), gone=(looked(500),)), [f"#5: {READ}; got 500"]),
        ("no-server-error", reading(), ["unjudged: nothing was read while a deletion ran"]),
        ("the-pairing-is-gone", race(deleted(), deleted(), looks=(gone(),)), []),
        ("the-pairing-is-gone", race(deleted(), deleted(), looks=(there(),)), [f"#7: {PAIRING} gone; got 200"]),
        (
            "the-pairing-is-gone",
            race(deleted(), deleted(), looks=(UNREADABLE,)),
            ["unjudged: whether the pairing is gone could not be read"],
        ),
        (
            "the-pairing-is-gone",
            race(ERRED, ERRED, looks=(there(),)),
            ["unjudged: no pairing whose deletion succeeded was looked for"],
        ),
        ("the-pairing-is-gone", race(ERRED, deleted(), looks=(gone(),)), []),
        ("the-pairing-is-gone", distinct(deleted(), ERRED, looks=(gone(), there(OTHER))), []),
        (
            "the-pairing-is-gone",
            race(deleted(), deleted()),
            ["unjudged: no pairing whose deletion succeeded was looked for"],
        ),
        (
            "the-pairing-is-gone",
            distinct(deleted(), ERRED, looks=(there(OTHER),)),
            ["unjudged: no pairing whose deletion succeeded was looked for"],
        ),
        ("loser-is-documented", race(deleted(), answered(404)), []),
        ("loser-is-documented", race(deleted(), answered(409)), ["#4: a documented status code; got 409"]),
        (
            "loser-is-documented",
            race(answered(410), answered(429)),
            ["#1: a documented status code; got 410", ASKED_TO_WAIT],
        ),
        ("loser-is-documented", race(deleted(), answered(502)), ["unjudged: no deletion was refused"]),
        ("loser-is-documented", race(deleted(), deleted()), ["unjudged: no deletion was refused"]),
        ("loser-is-documented", race(deleted(), answered(None)), ["unjudged: no deletion was refused"]),
        (
            "loser-is-documented",
            race(deleted(), answered(409), kind="two-sessions"),
            ["#4: a documented status code; got 409"],
        ),
        ("loser-is-documented", race(deleted(), answered(409), kind="distinct"), ["passed over"]),
        ("distinct-deletions-are-accepted", distinct(deleted(), deleted()), []),
        ("distinct-deletions-are-accepted", distinct(deleted(), refused=(exchange(400),)), []),
        (
            "distinct-deletions-are-accepted",
            distinct(deleted(), answered(409)),
            ["#4: 202 for each, or a documented refusal; got 409"],
        ),
        (
            "distinct-deletions-are-accepted",
            distinct(deleted(), answered(500)),
            ["#4: 202 for each, or a documented refusal; got 500"],
        ),
        ("distinct-deletions-are-accepted", distinct(deleted(), answered(429)), [ASKED_TO_WAIT]),
        ("distinct-deletions-are-accepted", race(deleted(), answered(409)), ["passed over"]),
        ("distinct-deletions-are-carried-out", distinct(deleted(), refused=(exchange(400),)), []),
        (
            "distinct-deletions-are-carried-out",
            distinct(deleted(), answered(404)),
            ["#4: 202, at the latest when asked again; got 404"],
        ),
        ("distinct-deletions-are-carried-out", distinct(deleted(), answered(429)), [ASKED_TO_WAIT]),
        ("distinct-deletions-are-carried-out", distinct(deleted(), named("b", "RUNNING")), [UNSEEN]),
        (
            "distinct-deletions-are-carried-out",
            distinct(deleted(), named("b", "RUNNING"), looks=(gone(), gone(OTHER))),
            [],
        ),
        (
            "distinct-deletions-are-carried-out",
            distinct(deleted(), named("b", "RUNNING"), looks=(gone(), there(OTHER))),
            [UNSEEN],
        ),
        (
            "distinct-deletions-are-carried-out",
            distinct(deleted(), named("b", "ERROR"), looks=(gone(), there(OTHER))),
            [],
        ),
        ("distinct-deletions-are-carried-out", race(deleted(), answered(404)), ["passed over"]),
    ],
)
def test_deletions_at_the_same_instant_are_judged(tells, name, seen, said):
    assert tells(f"concurrency.{name}", seen) == said


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        *((Attempt("logged-out-meanwhile", "", exchange(status)), []) for status in (302, 400, 401, 404, 409, 500)),
        (Attempt("logged-out-meanwhile", "", accepted()), ["#1: 401, or another refusal; got 202"]),
        (Attempt("logged-out-meanwhile", "", exchange(204)), ["#1: 401, or another refusal; got 204"]),
        (Attempt("logged-out-meanwhile", "", exchange(429)), [ASKED_TO_WAIT]),
        (Attempt("logged-out-meanwhile", "", exchange(None)), [UNANSWERED]),
        (Attempt("logged-out-session", "", accepted()), ["passed over"]),
    ],
)
def test_a_logout_holds_while_a_deletion_runs(tells, seen, said):
    assert tells("concurrency.logout-holds-meanwhile", seen) == said


def test_without_a_session_nothing_is_asked_of_a_logout():
    found = absent(lambda _, operation: operation.pop("security"), "concurrency.")

    assert found == {"concurrency.logout-holds-meanwhile": "the document asks for no session"}


def test_without_a_logout_nothing_is_asked_of_what_holds_after_it():
    found = absent(lambda raw, _: raw["paths"]["/session"].pop("delete"), "concurrency.")

    assert found == {"concurrency.logout-holds-meanwhile": "the document describes no logout"}
