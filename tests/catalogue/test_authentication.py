"""Who is not logged in, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import absent
from made import ASKED_TO_WAIT, PAIRING, UNANSWERED, exchange, gone, there

from conformance.catalogue.authentication import STANDINGS
from conformance.model.http import Trouble
from conformance.model.observations import Attempt, Look


def tried(status, condition="no-session", *, after=None, hidden=None, **rest):
    return Attempt(condition, PAIRING, exchange(status, **rest), after=after, hidden=hidden)


def unknown(status, **rest):
    return tried(status, "no-session-unknown-pairing", **rest)


UNREADABLE = Look(PAIRING, exchange(500, operation="getPairing"))
UNREAD = "unjudged: whether the pairing is still there could not be read"

OVERLONG = "#1: 400 or 401 or 413 or 414 or 431 or 494 (a session id of 16,000 characters)"
HIDDEN = "#1: 401, as for a pairing that exists; got"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("no-session", tried(401), []),
        ("no-session", tried(403), ["#1: 401 (no session); got 403"]),
        ("no-session", tried(202), ["#1: 401 (no session); got 202"]),
        ("no-session", tried(302), ["#1: 401 (no session); got 302"]),
        ("no-session", tried(429), [ASKED_TO_WAIT]),
        ("no-session", tried(None), [UNANSWERED]),
        ("no-session", tried(None, steady=True), ["#1: 401 (no session); got no response (closed)"]),
        ("no-session", tried(503, steady=True), ["#1: 401 (no session); got 503"]),
        ("no-session", tried(403, "unknown-session"), ["passed over"]),
        ("overlong-session", tried(None, "overlong-session", steady=True), []),
        ("overlong-session", tried(None, "overlong-session"), [UNANSWERED]),
        (
            "overlong-session",
            Attempt("overlong-session", PAIRING, replace(exchange(None, steady=True), trouble=Trouble.TIMEOUT)),
            [f"{OVERLONG}; got no response (timeout)"],
        ),
        (
            "overlong-session",
            tried(500, "overlong-session"),
            ["#1: 400 or 401 or 413 or 414 or 431 or 494 (a session id of 16,000 characters); got 500"],
        ),
        ("non-ascii-session", tried(None, "non-ascii-session", steady=True), []),
        ("non-ascii-session", tried(None, "non-ascii-session"), [UNANSWERED]),
        (
            "non-ascii-session",
            tried(500, "non-ascii-session"),
            ["#1: 400 or 401 or 403 (a session id with bytes beyond ASCII); got 500"],
        ),
        ("expired-session", tried(202, "expired-session"), ["#1: 401 (a session that has run out); got 202"]),
        (
            "expired-session",
            tried(202, "expired-session", hidden=exchange(401)),
            ["#1: 401 (a session that has run out); got 202"],
        ),
        (
            "expired-session",
            tried(202, "expired-session", hidden=exchange(200)),
            [
                (
                    "#1: 401 (a session that has run out); got 202 (and other requests with this session are answered "
                    "too: or the lever did not reach it)"
                )
            ],
        ),
        ("refused-means-not-done", tried(401, after=there()), []),
        ("refused-means-not-done", tried(401, after=gone()), [f"#1: {PAIRING} still there after 401; got 404"]),
        (
            "refused-means-not-done",
            tried(None, after=gone()),
            [f"#1: {PAIRING} still there after no response (closed); got 404"],
        ),
        ("refused-means-not-done", tried(401, after=UNREADABLE), [UNREAD]),
        ("refused-means-not-done", tried(401), [UNREAD]),
        ("refused-means-not-done", tried(202, after=gone()), ["unjudged: the request was not refused"]),
        (
            "refused-means-not-done",
            tried(401, "expired-session", after=gone()),
            [f"#1: {PAIRING} still there after 401; got 404"],
        ),
        ("refused-means-not-done", tried(401, "no-privilege", after=gone()), ["passed over"]),
        ("nothing-given-away", unknown(401), []),
        ("nothing-given-away", unknown(400), []),
        ("nothing-given-away", unknown(404), [f"{HIDDEN} 404"]),
        ("nothing-given-away", unknown(410), [f"{HIDDEN} 410"]),
        ("nothing-given-away", unknown(202), [f"{HIDDEN} 202"]),
        ("nothing-given-away", unknown(429), [ASKED_TO_WAIT]),
        ("nothing-given-away", tried(404), ["passed over"]),
    ],
)
def test_who_is_not_logged_in_is_refused(tells, name, seen, said):
    assert tells(f"authentication.{name}", seen) == said


ANSWERS = {
    "no-session": {401},
    "no-session-behind-a-live-one": {401},
    "empty-session": {400, 401},
    "unknown-session": {401},
    "malformed-session": {400, 401},
    "overlong-session": {400, 401, 413, 414, 431, 494},
    "non-ascii-session": {400, 401, 403},
    "cut-session": {400, 401},
    "other-end-session": {400, 401},
    "longer-session": {400, 401},
    "other-case-session": {400, 401},
    "quoted-session": {400, 401},
    "listed-session": {400, 401},
    "marked-session": {400, 401},
    "logged-out-session": {401},
    "logged-out-behind-its-logout": {401},
    "expired-session": {401},
    "forwarded-from-inside": {400, 401, 403},
    "session-in-query": {400, 401},
    "session-in-cookie": {401},
    "basic-instead-of-session": {401},
    "remote-basic-instead-of-session": {401},
    "bearer-instead-of-session": {401},
}


@pytest.mark.parametrize("condition", STANDINGS)
def test_each_way_of_not_being_logged_in_has_its_answers(tells, condition):
    def said(status):
        return tells(f"authentication.{condition}", tried(status, condition))

    assert {status for status in range(200, 600) if said(status) == []} == ANSWERS[condition]
    due = " or ".join(map(str, sorted(ANSWERS[condition])))
    assert said(500) == [f"#1: {due} ({STANDINGS[condition].what.rstrip(',')}); got 500"]


def test_who_is_not_logged_in_gets_an_answer(tells):
    closed = {each for each in STANDINGS if tells(f"authentication.{each}", tried(None, each, steady=True)) == []}

    assert closed == {"overlong-session", "non-ascii-session"}


def test_without_a_logout_only_what_holds_after_one_is_not_asked_for():
    found = absent(lambda raw, _: raw["paths"]["/session"].pop("delete"), "authentication.")

    names = ("authentication.logged-out-session", "authentication.logged-out-behind-its-logout")
    assert found == dict.fromkeys(names, "the document describes no logout")
