"""Which status codes pass, word for word."""

from __future__ import annotations

import pytest
from made import ASKED_TO_WAIT, PAIRING, UNANSWERED, accepted, deleted, exchange, listing, task, task_body, there

from conformance.model.observations import Attempt, Deletion, Look, Race


def refused(status, condition="unknown-pairing", **rest):
    return Attempt(condition, "", exchange(status, **rest))


def deletion(first, **rest):
    return Deletion(PAIRING, task(first), **rest)


def race(*answers):
    return Race("one-session", (PAIRING,) * len(answers), tuple(map(task, answers)), ())


UNREAD = Look(PAIRING, exchange(None, operation="getPairing"))
DOCUMENTED = "a documented status code (202, 400, 401, 403, 404, 500)"
BESIDE = ("logged-out-meanwhile", "no-privilege-beside-a-deletion", "no-privilege-meanwhile")
DUE = "202 (a live pairing, with privilege and remote login)"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("answers-are-documented", refused(404), []),
        ("answers-are-documented", refused(409), [f"#1: {DOCUMENTED}; got 409"]),
        ("answers-are-documented", refused(204), [f"#1: {DOCUMENTED}; got 204"]),
        *(("answers-are-documented", refused(409, each), ["passed over"]) for each in BESIDE),
        ("answers-are-documented", refused(409, odd=True), ["unjudged: the request was no ordinary one"]),
        ("answers-are-documented", refused(404, operation="getPairing"), ["unjudged: the request was no ordinary one"]),
        (
            "answers-are-documented",
            refused(503),
            ["unjudged, trouble: the target asked to wait (503) and went on doing so"],
        ),
        ("answers-are-documented", refused(503, steady=True), [f"#1: {DOCUMENTED}; got 503"]),
        ("answers-are-documented", refused(None), [UNANSWERED]),
        ("answers-are-documented", refused(None, steady=True), [f"#1: {DOCUMENTED}; got no response (closed)"]),
        (
            "answers-are-documented",
            Deletion(PAIRING, deleted(), again=task(exchange(409))),
            [],
        ),  # the second is judged elsewhere
        ("answers-are-documented", deletion(exchange(409)), [f"#1: {DOCUMENTED}; got 409"]),
        ("answers-are-documented", race(accepted(), exchange(409)), []),  # so is who comes too late in a race
        ("answers-are-documented", race(exchange(409), exchange(204)), [f"#2: {DOCUMENTED}; got 204"]),
        ("answers-are-documented", race(exchange(409)), ["unjudged: no deletion was accepted"]),
        ("deletion-is-accepted", Deletion(PAIRING, deleted()), []),
        ("deletion-is-accepted", deletion(exchange(200, task_body())), [f"#1: {DUE}; got 200"]),
        ("deletion-is-accepted", deletion(exchange(400)), [f"#1: {DUE}; got 400"]),
        ("deletion-is-accepted", deletion(exchange(429)), [ASKED_TO_WAIT]),
        (
            "deletion-is-accepted",
            deletion(exchange(400), login=exchange(500)),
            ["unjudged: the remote login before the deletion was refused (500)"],
        ),
        ("deletion-is-accepted", deletion(exchange(400), login=exchange(204)), [f"#1: {DUE}; got 400"]),
        ("deletion-is-accepted", deletion(accepted(), login=exchange(500)), []),
        ("deletion-is-accepted", deletion(exchange(None)), [UNANSWERED]),
        (
            "deletion-is-accepted",
            deletion(exchange(None), unanswered=(exchange(None),), gone=(there(),)),
            ["#1: 202, or any answer; got no response (closed), twice, while reads were answered"],
        ),
        (
            "deletion-is-accepted",
            deletion(exchange(None), unanswered=(exchange(None),), gone=(Look(PAIRING, None, listing()),)),
            ["#1: 202, or any answer; got no response (closed), twice, while reads were answered"],
        ),
        (
            "deletion-is-accepted",
            deletion(exchange(None), unanswered=(exchange(None),), gone=(there(), UNREAD)),
            [UNANSWERED],
        ),
        (
            "deletion-is-accepted",
            deletion(exchange(400), unanswered=(exchange(None),), gone=(there(),)),
            [f"#1: {DUE}; got 400"],
        ),
        ("unknown-pairing-is-not-found", refused(404), []),
        ("unknown-pairing-is-not-found", refused(400), ["#1: 404 (no such pairing); got 400"]),
        ("unknown-pairing-is-not-found", refused(202), ["#1: 404 (no such pairing); got 202"]),
        ("unknown-pairing-is-not-found", refused(429), [ASKED_TO_WAIT]),
        ("unknown-pairing-is-not-found", refused(404, "malformed-id"), ["passed over"]),
        ("malformed-id-is-refused", refused(400, "malformed-id"), []),
        ("malformed-id-is-refused", refused(404, "malformed-id"), []),
        ("malformed-id-is-refused", refused(500, "malformed-id"), ["#1: 400 or 404 (no id of a pairing); got 500"]),
        ("malformed-id-is-refused", refused(400), ["passed over"]),
    ],
)
def test_status_codes_are_judged(tells, name, seen, said):
    assert tells(f"status.{name}", seen) == said
