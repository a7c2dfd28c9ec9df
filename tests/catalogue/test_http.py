"""HTTP itself, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import ASKED_TO_WAIT, PAIRING, UNANSWERED, accepted, deleted, exchange, gone, poll, task, there

from conformance.model.http import Trouble
from conformance.model.observations import Attempt, Deletion, Look, Sequel


def asked(condition, status, *, after=None, **rest):
    return Attempt(condition, PAIRING, exchange(status, method=condition.upper(), **rest), after=after)


def broken(trouble, **rest):
    return Deletion(PAIRING, task(replace(exchange(None, **rest), trouble=trouble)))


GARBLED = replace(exchange(None), trouble=Trouble.GARBLED)
EARLIER = replace(GARBLED, number=7, detail="no HTTP at all")
UNREADABLE = Look(PAIRING, exchange(500, operation="getPairing"))
LOGIN = (("Location", "/login"),)
UNREAD = "unjudged: whether the pairing is still there could not be read"

REFUSAL = "#1: 405, 501 or another refusal"
WHOLE = "a whole HTTP/1.1 response"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("header-names-in-any-case", asked("header-in-other-case", 404), []),
        ("header-names-in-any-case", asked("header-in-other-case", 403), []),
        ("header-names-in-any-case", asked("header-in-other-case", 400), []),
        (
            "header-names-in-any-case",
            asked("header-in-other-case", 401),
            ["#1: another answer than 401, as to the name in its usual case; got 401"],
        ),
        ("header-names-in-any-case", asked("header-in-other-case", 429), [ASKED_TO_WAIT]),
        ("header-names-in-any-case", asked("header-in-other-case", None), [UNANSWERED]),
        ("header-names-in-any-case", asked("no-session", 401), ["passed over"]),
        ("get-does-not-delete", asked("get", 200, after=there()), []),
        (
            "get-does-not-delete",
            asked("get", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by GET (200)"],
        ),
        (
            "get-does-not-delete",
            asked("get", None, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by GET (no response (closed))"],
        ),
        ("get-does-not-delete", asked("get", 200, after=UNREADABLE), [UNREAD]),
        ("get-does-not-delete", asked("get", 200), [UNREAD]),
        ("get-does-not-delete", asked("head", 200, after=gone()), ["passed over"]),
        (
            "head-does-not-delete",
            asked("head", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by HEAD (200)"],
        ),
        (
            "options-does-not-delete",
            asked("options", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by OPTIONS (200)"],
        ),
        (
            "trace-does-not-delete",
            asked("trace", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by TRACE (200)"],
        ),
        (
            "post-does-not-delete",
            asked("post", 405, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by POST (405)"],
        ),
        (
            "put-does-not-delete",
            asked("put", 405, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by PUT (405)"],
        ),
        (
            "patch-does-not-delete",
            asked("patch", 405, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by PATCH (405)"],
        ),
        ("post-does-not-delete", asked("post", 429, after=there()), [ASKED_TO_WAIT]),
        ("post-does-not-delete", asked("post", None, after=there()), []),
        (
            "link-does-not-delete",
            asked("link", 405, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by LINK (405)"],
        ),
        (
            "override-does-not-delete",
            asked("override", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by OVERRIDE (200)"],
        ),
        (
            "query-method-does-not-delete",
            asked("query-method", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by QUERY-METHOD (200)"],
        ),
        (
            "override-head-does-not-delete",
            asked("override-head", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by OVERRIDE-HEAD (200)"],
        ),
        (
            "preflight-does-not-delete",
            asked("preflight", 200, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by PREFLIGHT (200)"],
        ),
        (
            "lower-case-method-does-not-delete",
            asked("lower-case", 400, after=gone()),
            [f"#1: {PAIRING} still there; got deleted by LOWER-CASE (400)"],
        ),
        ("lower-case-method-does-not-delete", asked("lower-case", 202, after=there()), []),
        ("lower-case-method-does-not-delete", asked("put", 400, after=gone()), ["passed over"]),
        ("unsupported-method-is-refused", asked("put", 405), []),
        ("unsupported-method-is-refused", asked("put", 400), []),
        ("unsupported-method-is-refused", asked("put", 501), []),
        ("unsupported-method-is-refused", asked("put", 503, steady=True), []),
        ("unsupported-method-is-refused", asked("put", 200), [f"{REFUSAL}; got 200"]),
        ("unsupported-method-is-refused", asked("put", 302), [f"{REFUSAL}; got 302"]),
        ("unsupported-method-is-refused", asked("put", 399), [f"{REFUSAL}; got 399"]),
        ("unsupported-method-is-refused", asked("put", 500), [f"{REFUSAL}; got 500"]),
        ("unsupported-method-is-refused", asked("put", 502), [f"{REFUSAL}; got 502"]),
        ("unsupported-method-is-refused", asked("put", 504), [f"{REFUSAL}; got 504"]),
        ("unsupported-method-is-refused", asked("put", 429), [ASKED_TO_WAIT]),
        ("unsupported-method-is-refused", asked("put", None, steady=True), [f"{REFUSAL}; got no response (closed)"]),
        ("unsupported-method-is-refused", asked("get", 200), ["passed over"]),
        ("allow-on-405", asked("put", 405, headers=(("Allow", ""),)), []),
        ("allow-on-405", asked("put", 405), ["#1 Allow: an Allow header; got none"]),
        ("allow-on-405", asked("put", 404), ["unjudged: no 405 was answered"]),
        ("allow-on-405", asked("put", None), ["unjudged: no 405 was answered"]),
        ("allow-on-405", asked("get", 405), ["passed over"]),
        ("challenge-on-401", asked("no-session", 401, headers=(("WWW-Authenticate", "Basic"),)), []),
        (
            "challenge-on-401",
            asked("no-session", 401, headers=(("WWW-Authenticate", ""),)),
            ["#1 WWW-Authenticate: a WWW-Authenticate header; got none"],
        ),
        ("challenge-on-401", asked("no-session", 401), ["#1 WWW-Authenticate: a WWW-Authenticate header; got none"]),
        ("challenge-on-401", asked("no-session", 403), ["unjudged: no 401 was answered"]),
        ("challenge-on-401", asked("no-session", None), ["unjudged: no 401 was answered"]),
        (
            "challenge-on-401",
            asked("unknown-session", 401),
            ["#1 WWW-Authenticate: a WWW-Authenticate header; got none"],
        ),
        ("challenge-on-401", asked("empty-session", 401), ["passed over"]),
        (
            "redirect-is-no-answer",
            asked("no-session", 302, headers=LOGIN),
            ["#1: a documented status code; got 302 to /login"],
        ),
        ("redirect-is-no-answer", asked("no-session", 300), ["#1: a documented status code; got 300 to nowhere"]),
        ("redirect-is-no-answer", asked("no-session", 399), ["#1: a documented status code; got 399 to nowhere"]),
        ("redirect-is-no-answer", asked("no-session", 400), []),
        ("redirect-is-no-answer", asked("no-session", 299), []),
        ("redirect-is-no-answer", asked("no-session", None), [UNANSWERED]),
        ("redirect-is-no-answer", asked("no-session", None, steady=True), ["unjudged: no response (closed)"]),
        ("redirect-is-no-answer", asked("no-session", 302, odd=True), ["unjudged: no ordinary request"]),
        (
            "redirect-is-no-answer",
            Deletion(PAIRING, deleted(), again=task(exchange(301, headers=LOGIN))),
            ["#4: a documented status code; got 301 to /login"],
        ),
        ("well-formed-response", Deletion(PAIRING, deleted()), []),
        (
            "well-formed-response",
            asked("head", 200, operation="getPairing", surplus=12),
            ["#1: a response that ends where its framing says; got 200 to HEAD, and 12 bytes behind it"],
        ),
        ("well-formed-response", broken(Trouble.GARBLED, steady=True), [f"#1: {WHOLE}; got no response (garbled)"]),
        ("well-formed-response", broken(Trouble.CLOSED, steady=True), [f"#1: {WHOLE}; got no response (closed)"]),
        (
            "well-formed-response",
            broken(Trouble.CLOSED, steady=True, odd=True),
            ["unjudged: no response (closed)"],
        ),  # a gateway may close on what is odd
        (
            "well-formed-response",
            broken(Trouble.GARBLED, steady=True, odd=True),
            [f"#1: {WHOLE}; got no response (garbled)"],
        ),
        ("well-formed-response", broken(Trouble.TIMEOUT, steady=True), ["unjudged: no response (timeout)"]),
        ("well-formed-response", broken(Trouble.CLOSED), ["unjudged: no response (closed)"]),
        (
            "well-formed-response",
            Deletion(PAIRING, task(GARBLED), unanswered=(EARLIER, EARLIER)),
            ["unjudged: no response (garbled)", f"#1: {WHOLE}; got no response (garbled), to each deletion"],
        ),
        (
            "well-formed-response",
            Deletion(PAIRING, task(GARBLED), unanswered=(exchange(None),)),
            ["unjudged: no response (garbled)"],
        ),
        (
            "well-formed-response",
            Deletion(PAIRING, task(accepted(), exchange(None, operation="getTaskInfo", steady=True))),
            [f"#2: {WHOLE}; got no response (closed)"],
        ),
        (
            "well-formed-response",
            Deletion(PAIRING, task(accepted(), poll(), later=(exchange(None, operation="getTaskInfo", steady=True),))),
            [f"#3: {WHOLE}; got no response (closed)"],
        ),
    ],
)
def test_http_is_judged(tells, name, seen, said):
    assert tells(f"http.{name}", seen) == said


def behind(status, *, alone=200, place=2, **rest):
    """An ordinary request on the connection of another, and one like it before."""
    shown = exchange(status, operation="getPairings", method="GET", behind=place)
    by_itself = exchange(alone, operation="getPairings", method="GET")
    return Sequel("body", exchange(404, body=b"{}"), replace(shown, **rest), by_itself)


STEP = "#2: 200, as without the DELETE before it (exchange 2)"


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (behind(200), []),
        (
            replace(behind(200), first=exchange(200, operation="getPairings", method="HEAD", surplus=12)),
            ["#1: nothing that the next request would take for its answer; got 12 bytes behind the answer to HEAD"],
        ),
        (behind(400), [f"{STEP}; got 400"]),
        (behind(404), [f"{STEP}; got 404"]),
        (behind(500), [f"{STEP}; got 500"]),
        (behind(302), [f"{STEP}; got 302"]),
        (behind(None, trouble=Trouble.GARBLED), [f"{STEP}; got no response (garbled)"]),
        (behind(400, place=0), []),  # the target had ended the connection
        (behind(None), []),  # it ended it then
        (
            behind(None, trouble=Trouble.TIMEOUT),
            ["unjudged, trouble: no response (timeout), and no proof that this request was the cause"],
        ),
        (behind(401), ["unjudged: the request behind it was answered 401"]),
        (behind(503), ["unjudged, trouble: the target asked to wait (503) and went on doing so"]),
        (behind(400, alone=500), ["unjudged: the ordinary request by itself was answered 500"]),
        (behind(400, alone=None), ["unjudged: the ordinary request by itself was answered no response (closed)"]),
    ],
)
def test_what_comes_behind_another_request_gets_its_own_answer(tells, seen, said):
    assert tells("http.connection-stays-in-step", seen) == said
