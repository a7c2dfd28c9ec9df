"""Error answers, word for word."""

from __future__ import annotations

import pytest
from documents import contract
from made import PAIRING, accepted, deleted, exchange, poll, task
from telling import telling

from conformance.model.observations import Attempt, Deletion, Hostile

HTML = (("Content-Type", "text/html"),)
DEEP = b'{"message": ' + b"[" * 200 + b"]" * 200 + b"}"


def refused(status, body=b"", **rest):
    return Attempt("unknown-pairing", "", exchange(status, body, **rest))


def odd(status, body=b"", **rest):
    return Hostile("text", exchange(status, body, odd=True, **rest))


def trace(text):
    return refused(500, {"message": text})


USUAL = Deletion(PAIRING, deleted())
SESSION = "[session admin main]"
NONE = "unjudged: no error was answered"
SILENT = "#1: a message or an error_code; got"
SILENCE = "x" * 67
OPEN = "#1: no stack trace; got"
LONG = "x" * 77
DESCRIBED = "as the document describes it"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("declared-media-type", refused(403, {"message": "no"}), []),
        (
            "declared-media-type",
            refused(403, {"message": "no"}, headers=HTML),
            ["#1: the declared media type with 403; got the Content-Type `text/html`"],
        ),
        ("declared-media-type", refused(404, b"<p>", headers=HTML), []),
        (
            "declared-media-type",
            Deletion(PAIRING, deleted(), again=task(exchange(400, {}, headers=HTML))),
            ["#4: the declared media type with 400; got the Content-Type `text/html`"],
        ),
        ("declared-media-type", USUAL, [NONE]),
        ("declared-media-type", refused(400, {}, headers=HTML, odd=True), [NONE]),
        ("declared-media-type", refused(None), [NONE]),
        ("declared-media-type", refused(399, {}, headers=HTML), [NONE]),
        (
            "declared-media-type",
            refused(400, {}, headers=HTML),
            ["#1: the declared media type with 400; got the Content-Type `text/html`"],
        ),
        ("declared-media-type", refused(403, {"message": "no"}, headers=HTML, operation="getPairing"), [NONE]),
        ("declared-body", refused(403, {"message": "no"}), []),
        (
            "declared-body",
            refused(403, b"no"),
            ["#1: a JSON object with 403; got not JSON: Expecting value at character 0 of 2"],
        ),
        ("declared-body", refused(403, []), ["#1: a JSON object with 403; got the array [], where an object is due"]),
        ("declared-body", refused(403, {"message": 5}), []),
        (
            "declared-body",
            refused(403, DEEP),
            ["unjudged: a body beyond what this tool reads: nested more than 100 levels deep"],
        ),
        ("declared-body", refused(404, b""), []),
        ("declared-body", USUAL, [NONE]),
        ("response-error-message", refused(403, {"message": "no"}), []),
        (
            "response-error-message",
            refused(403, {"message": 5}),
            [f"#1/message: `message` {DESCRIBED} with 403; got the integer 5, where a string is due"],
        ),
        ("response-error-message", refused(403, {"error_code": 5}), []),
        ("response-error-message", USUAL, [NONE]),
        (
            "response-error-error-code",
            refused(403, {"error_code": 5}),
            [f"#1/error_code: `error_code` {DESCRIBED} with 403; got the integer 5, where a string is due"],
        ),
        ("say-something", refused(403, {"message": "no"}), []),
        ("say-something", refused(403, {"error_code": "E1"}), []),
        (
            "say-something",
            refused(403, {"message": "", "error_code": None}),
            [f"{SILENT} {{'message': '', 'error_code': None}}"],
        ),
        ("say-something", refused(403, {"details": "x" * 90}), [f"{SILENT} {{'details': '{SILENCE}"]),
        ("say-something", refused(404, {}), []),
        ("say-something", refused(409, {}), []),
        ("say-something", refused(403, []), []),
        ("say-something", USUAL, [NONE]),
        ("no-stack-trace", trace("at com.acme.Foo.bar(Foo.java:12)"), [f"{OPEN} at com.acme.Foo.bar(Foo.java:12)"]),
        (
            "no-stack-trace",
            trace("oh\n\tat com.acme.Foo.bar(Foo.java:12)"),
            [f"{OPEN} at com.acme.Foo.bar(Foo.java:12)"],
        ),
        (
            "no-stack-trace",
            trace("at java.base/com.acme.Foo.<init>(Foo.java:12)"),
            [f"{OPEN} at java.base/com.acme.Foo.<init>(Foo.java:12)"],
        ),
        ("no-stack-trace", trace("at com.acme.Foo$1.bar(Foo.kt:12)"), [f"{OPEN} at com.acme.Foo$1.bar(Foo.kt:12)"]),
        (
            "no-stack-trace",
            refused(500, b"Traceback (most recent call last):\n"),
            [f"{OPEN} Traceback (most recent call last)"],
        ),
        (
            "no-stack-trace",
            refused(500, b'oh\n  File "/srv/app.py", line 12\n'),
            [f'{OPEN}   File "/srv/app.py", line 12'],
        ),
        ("no-stack-trace", refused(500, b"at Foo.bar (/srv/app.js:12:7)"), [f"{OPEN} at Foo.bar (/srv/app.js:12:7)"]),
        ("no-stack-trace", refused(500, b"at Acme.Foo.Bar() in C:\\Foo.cs:line 12"), [f"{OPEN} .cs:line 12"]),
        ("no-stack-trace", refused(500, {"stackTrace": ["Foo"]}), [f'{OPEN} stackTrace": [']),
        ("no-stack-trace", refused(500, {"stack_trace": "Foo"}), [f'{OPEN} stack_trace": "']),
        ("no-stack-trace", refused(500, {"stack_trace": None}), []),
        (
            "no-stack-trace",
            refused(500, b"Traceback (most recent call last): " + b"x" * 200),
            [f"{OPEN} Traceback (most recent call last)"],
        ),
        ("no-stack-trace", refused(500, b"at " + b"x" * 90 + b"(Foo.java:12)"), [f"{OPEN} at {SILENCE}xxxxxxxxxx"]),
        ("no-stack-trace", trace("look at the log (line 12)"), []),
        ("no-stack-trace", odd(500, b"goroutine 1 [running]"), [f"{OPEN} goroutine 1 ["]),
        ("no-stack-trace", odd(200, b"goroutine 1 [running]"), [NONE]),
        ("no-stack-trace", Hostile("text", exchange(None)), [NONE]),
        (
            "no-html",
            refused(404, b"\n<!DOCTYPE html><p>" + b"x" * 90, headers=HTML),
            ["#1: no HTML page; got <!doctype html><p>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
        ),
        ("no-html", refused(404, b"<HTML>", headers=HTML), ["#1: no HTML page; got <html>"]),
        ("no-html", refused(404, b" " * 300 + b"<html>", headers=HTML), ["#1: no HTML page; got <html>"]),
        ("no-html", refused(404, b"<p>", headers=HTML), []),
        ("no-html", refused(404), []),
        ("no-html", refused(404, b"<html>", odd=True), [NONE]),
        (
            "no-secret",
            refused(403, {"message": f"{SESSION} may not"}),
            ["#1: no secret in an answer; got [session admin main] in body"],
        ),
        (
            "no-secret",
            refused(403, {"message": "[secret] or [session viewer spare cut]"}),
            ["#1: no secret in an answer; got [secret] in body"],
        ),
        (
            "no-secret",
            Deletion(PAIRING, task(accepted(), poll(entity=SESSION), later=(poll(entity="[secret]"),))),
            [
                "#2: no secret in an answer; got [session admin main] in body",
                "#3: no secret in an answer; got [secret] in body",
            ],
        ),
        ("no-secret", refused(403, {"message": "[session expired], [session] or [secrets]"}), []),
        ("no-secret", refused(403, {"message": "[ session ] may not"}), []),
        (
            "no-secret",
            refused(404, headers=(("X-Echo", SESSION), ("X-Other", "[secret]"))),
            [
                "#1 X-Echo: no secret in an answer; got [session admin main] in X-Echo",
                "#1 X-Other: no secret in an answer; got [secret] in X-Other",
            ],
        ),
        ("no-secret", refused(404, headers=(("Set-Cookie", SESSION), ("X-Fine", "é"))), []),
        (
            "no-secret",
            refused(404, headers=(("X-Price", "€ 5 for [secret]"),)),  # evidence is text, whatever wrote it
            ["#1 X-Price: no secret in an answer; got [secret] in X-Price"],
        ),
        ("no-secret", odd(202, SESSION.encode()), ["#1: no secret in an answer; got [session admin main] in body"]),
        ("no-secret", refused(None), ["unjudged: nothing was answered"]),
        (
            "no-secret",
            refused(401, headers=(("Body", "[session remote a.b-c]"),)),
            ["#1 Body: no secret in an answer; got [session remote a.b-c] in Body"],
        ),
    ],
)
def test_error_answers_are_judged(tells, name, seen, said):
    assert tells(f"errors.{name}", seen) == said


def test_what_is_within_a_property_of_an_error_is_judged_with_it():
    def change(raw, _):
        causes = {"type": "array", "items": {"type": "string"}}
        raw["components"]["schemas"]["ResponseError"]["properties"]["causes"] = causes

    tells = telling(contract(change))

    assert tells("errors.response-error-causes", refused(403, {"causes": ["a", 5]})) == [
        f"#1/causes/1: `causes` {DESCRIBED} with 403; got the integer 5, where a string is due"
    ]
