"""Cases in what an answer says: JSON, ids, lists, redirects, times, text that is meant for a reader."""

from __future__ import annotations

import json

from places import (
    MIB,
    accepted,
    anything,
    body,
    entries,
    headers,
    listing,
    login,
    members,
    missing,
    raw,
    remote,
    status,
    task,
)
from relay import Case, Real

INCOMPLETE, BROKEN, RIGHT = "incomplete", "non-conformant", "conformant"

EVIL = (
    "\x1b[2J\x1b]0;owned\x07\u009b31m<script>alert(1)</script><img src=x onerror=alert(1)>]]>&lt;"
    '=HYPERLINK("http://evil.example","x")\u202e\x00`|*[x](javascript:alert(1))\r\n+1+cmd|\'/C calc\'!A0'
)
DEEP = 100_000


def text(value: str) -> str:
    """A string as JSON in bytes that are mostly its own."""
    return json.dumps(value, ensure_ascii=False)


def put(name: str, literal: str):
    """The right object with one member written as it stands here."""

    def reply(real: Real) -> bytes:
        left = {key: value for key, value in json.loads(real.body).items() if key != name}
        made = json.dumps(left | {name: 0}).removesuffix("0}") + literal + "}"
        return real.again(made.encode("utf-8", "surrogatepass"))

    return reply


def evil_everywhere(real: Real) -> bytes:
    """Every string of the answer, its reason and a header are evil."""
    changed = {name: EVIL if isinstance(value, str) else value for name, value in json.loads(real.body).items()}
    keep = {name: json.loads(real.body)[name] for name in ("id", "status", "session_id") if name in changed}
    return real.again(json.dumps(changed | keep | {EVIL: EVIL}).encode(), ("X-Evil", "\x1b[2J<script>]]>=1+1"))


def twice(real: Real) -> bytes:
    return real.again(real.body[:-1] + b',"status":"ERROR","status":"SUCCESS"}')


JSON_TEXT = (
    Case("invalid-utf-8", accepted, body(b'{"id": "\xff\xfe", "status": "QUEUED"}'), BROKEN, "is not UTF-8"),
    Case("lone-surrogate-in-a-task", task, put("description", '"\\ud800"'), RIGHT, ""),
    Case(
        "lone-surrogate-for-a-task-id", accepted, put("id", '"\\ud800\\udfff\\ud800"'), INCOMPLETE, "half a character"
    ),
    Case("byte-order-mark", accepted, lambda r: r.again(b"\xef\xbb\xbf" + r.body), BROKEN, "byte order mark"),
    Case("utf-16", accepted, lambda r: r.again(r.body.decode().encode("utf-16")), BROKEN, "not UTF-8"),
    Case("utf-16-login", login, lambda r: r.again(r.body.decode().encode("utf-16")), RIGHT, ""),
    Case("deep-login", login, body(b"[" * DEEP + b"]" * DEEP), INCOMPLETE, "login"),
    Case("deep-list", listing, body(b"[" * DEEP + b"]" * DEEP), INCOMPLETE, "list of pairings"),
    Case(
        "deep-objects-in-the-list",
        listing,
        body(b'{"list":' * DEEP + b"1" + b"}" * DEEP),
        INCOMPLETE,
        "list of pairings",
    ),
    Case("deep-202", accepted, body(b"[" * DEEP + b"]" * DEEP), INCOMPLETE, "nested more than 100 levels"),
    Case("deep-task", task, body(b'{"a":' * DEEP + b"1" + b"}" * DEEP), INCOMPLETE, "nested more than 100 levels"),
    Case("million-digits", task, put("progress", "9" * 1_000_000), BROKEN, "the integer 999", heavy=True),
    Case(
        "million-digits-in-the-list",
        listing,
        body(b'{"list": [], "x": ' + b"9" * 1_000_000 + b"}"),
        INCOMPLETE,
        "no pairing that could have been lost",
        heavy=True,
    ),
    Case("million-digits-in-the-login", login, put("x", "9" * 1_000_000), RIGHT, "", heavy=True),
    Case("1e400", task, put("progress", "1e400"), BROKEN, "the number Infinity"),
    Case("nan", task, put("progress", "NaN"), BROKEN, "NaN is no JSON number"),
    Case("duplicate-keys", accepted, twice, RIGHT, ""),
    Case(
        "duplicate-session-ids",
        login,
        lambda r: r.again(b'{"session_id":"' + b"x" * 40 + b'",' + r.body[1:]),
        RIGHT,
        "",
    ),
    Case(
        "huge-array-in-a-task",
        task,
        put("result", "[" + "0," * 1_000_000 + "0]"),
        INCOMPLETE,
        "more than 400,000 values",
        heavy=True,
    ),
    Case(
        "array-of-2-million-for-a-list",
        listing,
        body(b"[" + b"1," * 2_000_000 + b"1]"),
        INCOMPLETE,
        "more than 400,000 values",
        heavy=True,
    ),
    Case(
        "50000-pairings",
        listing,
        lambda r: r.again(entries(50_000)),
        INCOMPLETE,
        "did not show the pairing before its deletion",
        heavy=True,
    ),
    Case(
        "text-of-5-MB",
        task,
        put("description", '"' + "a" * 5 * MIB + '"'),
        INCOMPLETE,
        "larger than 4,194,304",
        heavy=True,
    ),
    Case(
        "list-of-no-objects",
        listing,
        body(b'{"list": [1, null, [], "x", {"pairing_id": 7}]}'),
        INCOMPLETE,
        "no pairing that could have been lost",
    ),
    Case("list-that-is-no-list", listing, body(b'{"list": {"a": 1}}'), INCOMPLETE, "the body is no list of pairings"),
    Case("null-for-everything", task, body(b"null"), BROKEN, "got null, where an object is due"),
    Case("empty-bodies", accepted, body(b""), BROKEN, "empty body"),
)

IDS = (
    Case("session-id-with-line-ends", login, members(session_id="abc\r\nX-Evil: 1"), INCOMPLETE, "session_id"),
    Case(
        "session-id-of-1-MB",
        login,
        members(session_id="a1b2" * (MIB // 4)),
        INCOMPLETE,
        "session_id",
        session="a1b2" * (MIB // 4),
        heavy=True,
    ),
    Case("session-id-with-slashes", login, members(session_id="../../a/b?c#d"), RIGHT, "", session="../../a/b?c#d"),
    Case(
        "session-id-of-another-origin",
        login,
        lambda r: r.changed(session_id="http://other.example/x"),
        RIGHT,
        "",
        session="http://other.example/x",
    ),
    Case("session-id-beyond-latin-1", login, members(session_id="\u2192" * 20), INCOMPLETE, "session_id"),
    Case("session-id-of-a-surrogate", login, put("session_id", '"\\ud800"'), INCOMPLETE, "session_id"),
    Case("session-id-that-is-a-number", login, members(session_id=12345678), INCOMPLETE, "session_id"),
    Case("session-id-that-is-a-status", login, members(session_id="SUCCESS"), RIGHT, "", session="SUCCESS"),
    Case(
        "session-id-that-is-a-member",
        login,
        members(session_id='"status":'),
        INCOMPLETE,
        "quotes or backslashes",
        session='"status":',
    ),
    Case(
        "task-id-with-line-ends",
        accepted,
        members(id="a\r\nX-Evil: 1\r\n\r\nDELETE /pairings"),
        BROKEN,
        "200 with the Task; got 404",
    ),
    Case("task-id-with-slashes", accepted, members(id="../pairings/x?y#z"), BROKEN, "200 with the Task; got 404"),
    Case("task-id-that-climbs", accepted, members(id=".."), BROKEN, "200 with the Task; got 404"),
    Case(
        "task-id-of-1-MB",
        accepted,
        members(id="t" * MIB),
        INCOMPLETE,
        "its id is 1,048,576 characters long",
        heavy=True,
    ),
    Case(
        "task-id-of-another-origin",
        accepted,
        lambda r: r.changed(id=f"http://{r.address}/x"),
        BROKEN,
        "200 with the Task; got 404",
    ),
    Case("task-id-that-is-empty", accepted, members(id=""), INCOMPLETE, "no task could be followed"),
    Case("task-id-beyond-ascii", accepted, members(id="\u2192\U0001f4a3"), BROKEN, "200 with the Task; got 404"),
    Case(
        "pairing-ids-with-line-ends",
        listing,
        lambda r: r.changed(list=[*json.loads(r.body)["list"], {"pairing_id": "x\r\nY: z"}, {"pairing_id": EVIL}]),
        RIGHT,
        "",
    ),
    Case(
        "pairing-id-of-1-MB",
        listing,
        lambda r: r.changed(list=[*json.loads(r.body)["list"], {"pairing_id": "p" * MIB}]),
        RIGHT,
        "",
        heavy=True,
    ),
    Case(
        "pairing-id-that-is-every-word",
        listing,
        lambda r: r.changed(
            list=[*json.loads(r.body)["list"], *({"pairing_id": each} for each in ("pairings", "api", "", "rest"))]
        ),
        INCOMPLETE,
        "might reach a pairing that was not given up",
    ),
)


def following(href: str, **more: object):
    """A list that always has a next page. href: with `%d`, counts."""

    def reply(real: Real) -> bytes:
        there = href.replace("%d", str(real.nth)).replace("{other}", real.address)
        return real.changed(_meta={"links": {"next": {"href": there}}, **more})

    return reply


LISTS = (
    Case("list-that-never-ends", listing, following("/pairings?offset=%d"), INCOMPLETE, "did not end"),
    Case("list-that-goes-in-a-circle", listing, following("/pairings?offset=1"), RIGHT, ""),
    Case("total-of-a-billion", listing, lambda r: r.changed(_meta={"total": 10**9}), RIGHT, ""),
    Case(
        "total-that-is-never-reached",
        listing,
        lambda r: r.again(entries(2, _meta={"total": 10**9})),
        INCOMPLETE,
        "did not end",
    ),
    Case(
        "next-page-at-another-origin",
        listing,
        following("http://{other}/api/rest/srm/v2/pairings?offset=%d"),
        INCOMPLETE,
        "did not end",
    ),
    Case("next-page-that-is-no-url", listing, following("http://[::1?x"), INCOMPLETE, "its `next` link is no URL"),
    Case(
        "next-page-with-a-second-request",
        listing,
        following("/pairings?a HTTP/1.1\r\nX-Evil: 1\r\n\r\nDELETE %d"),
        INCOMPLETE,
        "did not end",
    ),
    Case(
        "next-page-beyond-latin-1",
        listing,
        following("/pairings?q=\u2192%d"),
        INCOMPLETE,
        "did not end",
    ),
    Case(
        "next-page-of-1-MB",
        listing,
        following("/pairings?q=" + "a" * MIB),
        INCOMPLETE,
        "1,048,578 characters long",
        heavy=True,
    ),
)

REDIRECTS = (
    Case(
        "login-leads-to-another-host",
        login,
        lambda r: r.again(b"", ("Location", f"http://{r.address}/session"), status=307),
        INCOMPLETE,
        "307",
    ),
    Case(
        "list-leads-to-another-host",
        listing,
        lambda r: r.again(b"", ("Location", f"http://{r.address}/pairings"), status=302),
        INCOMPLETE,
        "302",
    ),
    Case(
        "deletion-leads-to-another-host",
        accepted,
        lambda r: r.again(b"", ("Location", f"http://{r.address}/x"), status=308),
        BROKEN,
        "308",
    ),
    Case("redirect-to-a-file", listing, status(302, ("Location", "file:///etc/passwd")), INCOMPLETE, "302"),
    Case("redirect-in-a-loop", anything, status(301, ("Location", "/api/rest/srm/v2/session")), INCOMPLETE, "301"),
    Case(
        "location-of-the-task-elsewhere",
        accepted,
        lambda r: r.again(None, ("Location", f"http://{r.address}/t")),
        RIGHT,
        "",
    ),
    Case(
        "location-that-is-no-url",
        accepted,
        lambda r: r.again(None, ("Location", "http://[")),
        RIGHT,
        "",
        also=("lifecycle.location-leads-to-the-task",),
    ),
)

TIMES = (
    Case(
        "dates-out-of-the-world",
        anything,
        headers(("Date", "Fri, 31 Dec 9999 23:59:59 +9999"), ("Expires", "-1"), ("Last-Modified", "x" * 3000)),
        RIGHT,
        "",
    ),
    Case(
        "task-times-out-of-the-world",
        task,
        members(queued_time=-(2**63), start_time=2**63 - 1, complete_time=0),
        RIGHT,
        "",
    ),
    Case(
        "task-times-beyond-64-bits",
        task,
        members(queued_time=10**300, start_time=-(10**300)),
        BROKEN,
        "the integer 10000",
    ),
    Case("task-clock-that-jumps", task, lambda r: r.changed(queued_time=(-1) ** r.nth * r.nth * 10**12), RIGHT, ""),
    Case("retry-at-once-for-ever", missing, status(429, ("Retry-After", "0")), INCOMPLETE, "asked to wait (429)"),
    Case("retry-after-5000-digits", missing, status(503, ("Retry-After", "0" * 5000)), BROKEN, "503"),
    Case(
        "retry-at-no-date", missing, status(503, ("Retry-After", "Fri, 99 Foo 99999 99:99:99 +99999999")), BROKEN, "503"
    ),
)

STATES = (
    Case("forgets-every-session", listing, lambda r: r.again(b"", status=401), INCOMPLETE, "401"),
    Case("refuses-the-login", login, status(403), INCOMPLETE, "login as `admin` was refused: 403"),
    Case("login-without-a-session-id", login, body(b"{}"), INCOMPLETE, "session_id"),
    Case(
        "login-that-is-html",
        login,
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<h1>Hello</h1>"),
        INCOMPLETE,
        "cannot be read: not JSON",
    ),
    Case("refuses-the-remote-login", remote, status(500), INCOMPLETE, "remote"),
)

TEXTS = (
    Case("evil-text-in-the-login", login, evil_everywhere, RIGHT, ""),
    Case("evil-text-in-the-list", listing, lambda r: r.changed(**{EVIL: EVIL}), RIGHT, ""),
    Case("evil-text-in-the-202", accepted, evil_everywhere, RIGHT, ""),
    Case("evil-text-in-a-task", task, evil_everywhere, RIGHT, ""),
    Case("evil-status-of-a-task", task, members(status=EVIL), BROKEN, "within 1 s; got"),
    Case(
        "evil-error-of-a-task",
        task,
        members(status="ERROR", error={"message": EVIL, "details": EVIL}),
        INCOMPLETE,
        "did not succeed (ERROR)",
    ),
    Case("evil-task-id", accepted, members(id=EVIL), BROKEN, "200 with the Task; got 404"),
    Case(
        "evil-refusal",
        missing,
        lambda r: r.again(
            json.dumps({"error_code": EVIL, "message": EVIL}).encode(), ("X-Evil", "<script>]]>"), status=500
        ),
        BROKEN,
        "500",
    ),
    Case("evil-list-refused", listing, lambda r: r.again(EVIL.encode(), status=418), INCOMPLETE, "418"),
    Case(
        "evil-entity-names",
        accepted,
        members(
            entity=EVIL,
            entity_name=EVIL,
            description=EVIL,
            status="SUCCESS",
            result={"x": EVIL},
            error={"message": EVIL},
        ),
        RIGHT,
        "",
    ),
)

CASES = (*JSON_TEXT, *IDS, *LISTS, *REDIRECTS, *TIMES, *STATES, *TEXTS)
