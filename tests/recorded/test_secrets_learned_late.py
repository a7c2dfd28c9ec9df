"""What is masked depends on all that was learned, not on what was known when the like of it was masked before."""

from __future__ import annotations

from conformance.model.http import Request, Response
from conformance.recorded.har import Entry
from conformance.recorded.secrets import Secrets

SECRET = "c0ffee-of-the-other-session"
ASKED = (("x-note", f"seen with {SECRET}"),)
ANSWERED = (("x-trace", SECRET),)


def entry(headers=(), answer_headers=(), answer=b""):
    return Entry(1, "GET", "https://h/tasks/1", headers, b"", 200, "OK", answer_headers, answer, 0.0, 0.1, cached=False)


def test_headers_that_were_masked_before_a_secret_was_learned_are_masked_anew():
    secrets = Secrets("x-dr-session")
    first = secrets.learn(entry(ASKED, ANSWERED))
    before = secrets.request(first, "/tasks/1"), secrets.response(first)
    secrets.learn(entry((("x-dr-session", SECRET),)))

    assert before == (Request("GET", "/tasks/1", ASKED), Response(200, ANSWERED, b"", "OK"))
    assert secrets.request(first, "/tasks/1") == Request("GET", "/tasks/1", (("x-note", "seen with [session 1]"),))
    assert secrets.response(first) == Response(200, (("x-trace", "[session 1]"),), b"", "OK")


def test_headers_with_a_cookie_are_masked_as_those_of_a_request_or_of_a_response():
    secrets = Secrets("x-dr-session")
    both = (("set-cookie", "a=1; Path=/"), ("cookie", "b=2"))
    one = secrets.learn(entry(both, both))

    assert secrets.request(one, "/tasks/1").headers == (("set-cookie", "a=1; Path=/"), ("cookie", "b=[secret]"))
    assert secrets.response(one).headers == (("set-cookie", "a=[secret]; Path=/"), ("cookie", "b=[secret]"))


def test_what_is_secret_by_its_name_in_an_answer_is_not_kept():
    kept = Secrets("x-dr-session").learn(entry(answer=b'{"password": "hunter2",  "id": 1}'))

    assert kept.answer == b'{"password": "[secret]",  "id": 1}'
