"""Odd requests, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import contract
from made import ASKED_TO_WAIT, PAIRING, UNANSWERED, exchange
from telling import telling

from conformance.model.http import Trouble
from conformance.model.observations import Hostile


def odd(status, *, gateway=False, **rest):
    return Hostile("text", exchange(status, odd=True, **rest), gateway)


def with_content(status, **rest):
    """A DELETE with content, on which a server may close the connection."""
    call = odd(status, **rest).call
    return Hostile("body", replace(call, request=replace(call.request, body=b"{}")))


def bearing(*headers, back=()):
    """A 404 to a request with these headers. back: those of the 404."""
    call = odd(404, headers=back).call
    return Hostile("header", replace(call, request=replace(call.request, headers=headers)))


def unanswered(*headers, steady=False):
    """A request with these headers that had no response."""
    call = odd(None, steady=steady).call
    return Hostile("header", replace(call, request=replace(call.request, headers=headers)))


SMUGGLES = "/pairings/x%250D%250A%58-INJECTED%3A%20yes"
DUE = "#1: 400, 404 or another refusal"
REFUSAL = "#1: 404, 400 or another refusal"
KNOWN = "#1: a documented status code (202, 400, 401, 403, 404, 500), or one that HTTP has for it"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("no-server-error", odd(404), []),
        ("no-server-error", odd(499), []),
        ("no-server-error", odd(500), [f"{DUE}; got 500 to DELETE /pairings/{PAIRING}"]),
        ("no-server-error", odd(500, target="/" + "p" * 200), [f"{DUE}; got 500 to DELETE /{'p' * 119}..."]),
        ("no-server-error", odd(500, target="/" + "p" * 119), [f"{DUE}; got 500 to DELETE /{'p' * 119}"]),
        ("no-server-error", odd(501), []),
        ("no-server-error", odd(502), [f"{DUE}; got 502 to DELETE /pairings/{PAIRING}"]),
        ("no-server-error", odd(505), []),
        ("no-server-error", odd(502, target="/pairings/\xe4"), []),
        ("no-server-error", odd(502, target="/pairings/%C3%A4"), [f"{DUE}; got 502 to DELETE /pairings/%C3%A4"]),
        ("no-server-error", odd(502, target="/" + "p" * 8000), []),
        (
            "no-server-error",
            odd(502, target="/" + "p" * 7999),
            [f"{DUE}; got 502 to DELETE /{'p' * 119}..."],
        ),
        ("no-server-error", odd(500, target="/" + "p" * 8000), [f"{DUE}; got 500 to DELETE /{'p' * 119}..."]),
        ("no-server-error", with_content(502), []),
        ("no-server-error", with_content(503, steady=True), []),
        ("no-server-error", with_content(500), [f"{DUE}; got 500 to DELETE /pairings/{PAIRING}"]),
        ("no-server-error", odd(500, target="/pairings/\xe4"), [f"{DUE}; got 500 to DELETE /pairings/\xe4"]),
        ("no-server-error", odd(503), ["unjudged, trouble: the target asked to wait (503) and went on doing so"]),
        ("no-server-error", odd(503, steady=True), [f"{DUE}; got 503 to DELETE /pairings/{PAIRING}"]),
        ("no-server-error", odd(None), [UNANSWERED]),
        ("no-server-error", odd(None, steady=True), []),
        ("every-request-is-answered", odd(400), []),
        ("every-request-is-answered", odd(503), []),
        ("every-request-is-answered", odd(None), [UNANSWERED]),
        ("every-request-is-answered", odd(None, steady=True), ["#1: an answer; got no response (closed)"]),
        ("every-request-is-answered", odd(None, steady=True, target="/pairings/\xe4"), []),
        ("every-request-is-answered", with_content(None, steady=True), []),
        ("every-request-is-answered", with_content(None), []),
        ("every-request-is-answered", odd(None, steady=True, target="/pairings/{x}"), []),
        ("every-request-is-answered", odd(None, steady=True, target="/pairings/x%zz"), []),
        ("every-request-is-answered", odd(None, steady=True, target="/" + "p" * 8000), []),
        (
            "every-request-is-answered",
            odd(None, steady=True, target="/" + "p" * 7999),
            ["#1: an answer; got no response (closed)"],
        ),
        (
            "every-request-is-answered",
            odd(None, steady=True, target="/pairings/%FF"),
            ["#1: an answer; got no response (closed)"],
        ),
        (
            "every-request-is-answered",
            Hostile("text", replace(exchange(None, odd=True, steady=True, target="/\xe4"), trouble=Trouble.TIMEOUT)),
            ["#1: an answer; got no response (timeout)"],
        ),
        ("nothing-is-accepted", odd(404), []),
        ("nothing-is-accepted", odd(302), []),
        ("nothing-is-accepted", odd(202), [f"{REFUSAL}; got 202"]),
        ("nothing-is-accepted", odd(200), [f"{REFUSAL}; got 200"]),
        ("nothing-is-accepted", odd(429), [ASKED_TO_WAIT]),
        ("answers-are-known", odd(404), []),
        ("answers-are-known", odd(422), [f"{KNOWN}; got 422"]),
        ("answers-are-known", odd(300), [f"{KNOWN}; got 300"]),
        ("answers-are-known", odd(302), [f"{KNOWN}; got 302"]),
        ("answers-are-known", odd(301, gateway=True), []),
        ("answers-are-known", odd(302, gateway=True), []),
        ("answers-are-known", odd(307, gateway=True), []),
        ("answers-are-known", odd(308, gateway=True), []),
        ("answers-are-known", odd(303, gateway=True), [f"{KNOWN}; got 303"]),
        ("answers-are-known", odd(299), []),  # judged as accepted
        ("answers-are-known", odd(500), []),  # judged as a server error
        ("answers-are-known", odd(599), []),
        ("answers-are-known", odd(429), [ASKED_TO_WAIT]),
        ("answers-are-known", odd(None, steady=True), []),
        ("no-header-injection", odd(404, target=SMUGGLES), []),
        (
            "no-header-injection",
            odd(404, target=SMUGGLES, headers=(("X-Injected", "yes"),)),
            ["#1 x-injected: no such header; got x-injected: yes"],
        ),
        (
            "no-header-injection",
            bearing(("X-Odd", "a"), ("X-Odd", "x\rX-Injected: yes"), back=(("X-Injected", ""),)),
            ["#1 x-injected: no such header; got x-injected: "],
        ),
        ("no-header-injection", odd(None, target=SMUGGLES), [UNANSWERED]),
        ("no-header-injection", odd(404, headers=(("X-Injected", "yes"),)), ["passed over"]),
        ("no-header-injection", bearing(("X-Odd", "a"), back=(("X-Injected", ""),)), ["passed over"]),
        ("no-header-reflection", bearing(("X-Odd", "y")), []),
        ("no-header-reflection", bearing(("X-Odd", "y"), ("X-Odd", "z")), []),
        ("no-header-reflection", bearing(("X-Odd", "y"), back=(("X-Odd", "z"),)), []),
        (
            "no-header-reflection",
            bearing(("X-Odd", "y"), ("X-Request-Id", "y"), back=(("X-Request-Id", "y"),)),
            [],
        ),
        ("no-header-reflection", bearing(("X-Odd", "x"), ("X-Oddly", "y"), back=(("X-Oddly", "y"),)), []),
        ("no-header-reflection", bearing(("X-Oddly", "y"), back=(("X-Oddly", "y"),)), ["passed over"]),
        ("no-header-reflection", odd(404, headers=(("X-Odd", "y"),)), ["passed over"]),
        (
            "no-header-reflection",
            bearing(("X-Odd", "\t y "), back=(("A", "b"), ("x-odd", "y"))),
            ["#1 x-odd: no such header; got x-odd: y"],
        ),
        (
            "no-header-reflection",
            bearing(("X-Odd", "Xy\xa0"), back=(("X-Odd", "Xy\xa0"),)),
            ["#1 x-odd: no such header; got X-Odd: Xy\xa0"],
        ),
        (
            "no-header-reflection",
            bearing(("X-Long", "y" * 200), back=(("X-Long", "y" * 200),)),
            [f"#1 x-long: no such header; got X-Long: {'y' * 120}"],
        ),
        (
            "no-header-reflection",
            bearing(("X-Many-49", "y"), back=(("X-Many-49", "y"),)),
            ["#1 x-many-49: no such header; got X-Many-49: y"],
        ),
        ("no-header-reflection", unanswered(("X-Odd", "y")), [UNANSWERED]),
        ("no-header-reflection", unanswered(("X-Odd", "y"), steady=True), []),
    ],
)
def test_odd_requests_are_refused_in_good_order(tells, name, seen, said):
    assert tells(f"robustness.{name}", seen) == said


def test_a_server_error_that_no_document_lists_is_judged_as_a_server_error_alone():
    tells = telling(contract(lambda _, operation: operation["responses"].pop("500")))

    assert tells("robustness.answers-are-known", odd(500)) == []
    assert tells("robustness.no-server-error", odd(500)) == [f"{DUE}; got 500 to DELETE /pairings/{PAIRING}"]


def test_what_http_has_for_such_requests_passes(tells):
    passing = {status for status in range(400, 500) if tells("robustness.answers-are-known", odd(status)) == []}

    documented = {400, 401, 403, 404}
    assert passing - documented == {
        405, 406, 408, 411, 412, 413, 414, 415, 416, 417, 421, 425, 428, 431, 494,
    }  # fmt: skip
