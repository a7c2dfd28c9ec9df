"""Servers that stumble over odd requests."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

from conformance.model.terms import Level
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.faults.errors import TRACE
from conformance.reference.seeded import Fault, fault
from conformance.reference.wire import Answer, Ask, Raw, Reply

PAIRING = len(BASE) + 2
HANG_S = 30.0
COLUMN = 255
"""Characters that a column of a database often has."""
MANY = 3
_TWO_LINES = re.compile(r"[^\r\n\0]*\r?\n[\w-]+:[^\r\n\0]*")
"""What becomes a header of its own when it stands in the value of one."""

Odd = Callable[[str, Ask], bool]
"""Whether a request stumbles: of the id as the server decodes it, and of the request."""


def stumbles(name: str, says: str, odd: Odd, reply: Reply, *trips: str, rare: bool = False) -> Fault:
    """A fault that gives this reply to the deletions that are odd in this way, and to no others."""

    class Stumbles(Behaviour):
        def respond(self, ask: Ask) -> Reply:
            named = ask.method == "DELETE" and len(ask.segments) == PAIRING
            return reply if named and odd(unquote(ask.segments[-1]), ask) else super().respond(ask)

    return Fault(name, says, Stumbles, frozenset(trips), rare=rare)


CRASH = Answer(500, (("content-type", "text/plain"),), b"Internal Server Error")
CRASHES = "robustness.no-server-error"
SILENT = "robustness.every-request-is-answered"
ACCEPTED = "robustness.nothing-is-accepted"
KNOWN = "robustness.answers-are-known"
DROP, HANG = Raw(), Raw(delay=HANG_S)


def is_astral(text: str, _: Ask) -> bool:
    """Characters beyond the basic plane, as emoji."""
    return any(ord(each) > 0xFFFF for each in text)  # noqa: PLR2004 - the last code point of the basic plane


def is_no_utf8(_: str, ask: Ask) -> bool:
    """Bytes that are no UTF-8."""
    try:
        unquote_to_bytes(ask.segments[-1]).decode()
    except UnicodeDecodeError:
        return True
    return False


def is_broken_json(_: str, ask: Ask) -> bool:
    """A body that is said to be JSON, and is not."""
    try:
        return bool(ask.body and json.loads(ask.body) is ...)
    except (ValueError, RecursionError):
        return True


def is_large_number(text: str, _: Ask) -> bool:
    """An integer beyond 64 bits."""
    return bool(re.fullmatch(r"-?[0-9]{19,}", text))


def has_many_brackets(text: str, _: Ask) -> bool:
    """What sends a careless regular expression on a long way."""
    return sum(map(text.count, "([{")) >= MANY


def is_numeric_without_digits(text: str, _: Ask) -> bool:
    """A character that Python's isnumeric takes and isdigit does not, as a fraction."""
    return any(each.isnumeric() and not each.isdigit() for each in text)


def is_short_uuid(text: str, _: Ask) -> bool:
    """Five groups of hexadecimal digits, one of them too short, as UUID.fromString of Java takes them."""
    groups = text.split("-")
    full = (8, 4, 4, 4, 12)
    return len(groups) == len(full) and all(
        re.fullmatch("[0-9A-Fa-f]+", each) and len(each) < most for each, most in zip(groups, full, strict=True)
    )


def asks_for_no_language(_: str, ask: Ask) -> bool:
    """A header Accept-Language that begins with no letter of a language."""
    return any(each and not re.match("[A-Za-z]", each) for each in ask.all("accept-language"))


def longer_than(length: int) -> Odd:
    """More characters than this in the id."""
    return lambda text, _: len(text) > length


def has_any(*parts: str) -> Odd:
    """Any of these in the id."""
    return lambda text, _: any(part in text for part in parts)


class ReflectsTheId(Behaviour):
    """Repeats the id in a header, line ends and all."""

    def respond(self, ask: Ask) -> Reply:
        text = unquote(ask.segments[-1]) if len(ask.segments) == PAIRING else ""
        reply = super().respond(ask)
        if ask.method != "DELETE" or not _TWO_LINES.fullmatch(text) or not isinstance(reply, Answer):
            return reply
        head = f"HTTP/1.1 {reply.status} \r\nconnection: close\r\ncontent-length: 0\r\nx-pairing: {text}\r\n\r\n"
        return Raw(head.encode("utf-8", "replace"))


class ReflectsTheQuery(Behaviour):
    """Sets a cookie from the query, line ends and all."""

    def respond(self, ask: Ask) -> Reply:
        reply = super().respond(ask)
        text = unquote(ask.query)
        if ask.method != "DELETE" or not _TWO_LINES.fullmatch(text) or not isinstance(reply, Answer):
            return reply
        head = f"HTTP/1.1 {reply.status} \r\nconnection: close\r\ncontent-length: 0\r\nset-cookie: last={text}\r\n\r\n"
        return Raw(head.encode("utf-8", "replace"))


class ReflectsHeaders(Behaviour):
    """Gives back the headers of a deletion that begin with X-, but for the session."""

    def respond(self, ask: Ask) -> Reply:
        reply = super().respond(ask)
        if ask.method != "DELETE" or not isinstance(reply, Answer):
            return reply
        mine = tuple((name, value) for name, value in ask.headers if name.startswith("x-") and name != "x-dr-session")
        return reply.having(*(each for each in mine if each[1].isascii() and each[1].isprintable()))


class CrashesWithATrace(Behaviour):
    """Answers an id with a quote with 400 and a stack trace."""

    def malformed(self, what: str) -> Answer:
        return Answer(400, (("content-type", "text/plain"),), f"{what}\n{TRACE}".encode())


class LongIdsDeleteTheOldest(Behaviour):
    """Takes an id that is too long for its column for the oldest pairing."""

    def identify(self, raw: str) -> str:
        if len(raw) > COLUMN and self.site.pairings:
            self.site.pairings.pop(next(iter(self.site.pairings)))
        return super().identify(raw)


class BodyNamesThePairing(Behaviour):
    """Deletes the oldest pairing when a deletion has a body, which it takes for a filter."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if ask.body and self.site.pairings:
            self.site.pairings.pop(next(iter(self.site.pairings)))
        return super().delete_pairing(ask, raw)


ROBUSTNESS = (
    stumbles("crash-on-nul", "An id with NUL leads to 500.", has_any("\0"), CRASH, CRASHES),
    stumbles(
        "crash-on-astral", "An id with characters beyond the basic plane leads to 500.", is_astral, CRASH, CRASHES
    ),
    stumbles("crash-on-bad-utf8", "An id that is no UTF-8 leads to 500.", is_no_utf8, CRASH, CRASHES),
    stumbles("crash-on-quote", "An id with a single quote leads to 500.", has_any("'"), CRASH, CRASHES),
    stumbles("crash-on-format", "An id with %s or %n leads to 500.", has_any("%s", "%n", "%d"), CRASH, CRASHES),
    stumbles("crash-on-template", "An id with ${ or {{ leads to 500.", has_any("${", "{{"), CRASH, CRASHES),
    stumbles("crash-on-backslash", "An id with a backslash leads to 500.", has_any("\\"), CRASH, CRASHES),
    stumbles("crash-on-line-end", "An id with a line end leads to 500.", has_any("\n", "\r"), CRASH, CRASHES),
    stumbles("crash-on-markup", "An id with < leads to 500.", has_any("<"), CRASH, CRASHES),
    stumbles(
        "crash-on-long",
        "An id of more than 1,000 characters leads to 500.",
        longer_than(1000),
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-very-long",
        "An id of more than 8,000 characters leads to 500.",
        longer_than(8000),
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-large-number",
        "An id that is an integer beyond 64 bits leads to 500.",
        is_large_number,
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-negative",
        "An id that is a negative integer leads to 500.",
        lambda text, _: bool(re.fullmatch(r"-[0-9]+", text)),
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-broken-escape",
        "A percent sign without digits leads to 500.",
        lambda _, ask: bool(re.search("%(?![0-9a-fA-F]{2})", ask.path)),
        CRASH,
        CRASHES,
    ),
    stumbles("crash-on-encoded-slash", "An id with an encoded slash leads to 500.", has_any("/"), CRASH, CRASHES),
    stumbles("crash-on-broken-json", "A body that is no JSON leads to 500.", is_broken_json, CRASH, CRASHES),
    stumbles(
        "crash-on-query",
        "A query leads to 500, but for one with a session.",
        lambda _, ask: bool(ask.query) and "session" not in ask.query,
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-accept",
        "An Accept that names no JSON leads to 500.",
        lambda _, ask: bool(ask.header("accept")) and not any(each in ask.header("accept") for each in ("*", "json")),
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-no-accept",
        "A request without Accept leads to 500.",
        lambda _, ask: not ask.all("accept"),
        CRASH,
        CRASHES,
        "concurrency.no-server-error",
        "concurrency.distinct-deletions-are-accepted",
        "concurrency.distinct-deletions-are-carried-out",
    ),
    stumbles(
        "crash-on-two-credentials",
        "A request with Authorization beside a session leads to 500.",
        lambda _, ask: bool(ask.all("authorization") and ask.all("x-dr-session")),
        CRASH,
        CRASHES,
    ),
    stumbles(
        "crash-on-chunked",
        "A body that comes in chunks leads to 500.",
        lambda _, ask: bool(ask.all("transfer-encoding")),
        CRASH,
        CRASHES,
        rare=True,
    ),
    stumbles(
        "crash-on-expectation",
        "A request with Expect leads to 500.",
        lambda _, ask: bool(ask.all("expect")),
        CRASH,
        CRASHES,
        rare=True,
    ),
    stumbles(
        "crash-on-a-second-session",
        "A session header that comes twice leads to 500.",
        lambda _, ask: len(ask.all("x-dr-session")) > 1,
        CRASH,
        CRASHES,
        rare=True,
    ),
    stumbles(
        "crash-on-bidi",
        "An id with a right-to-left mark leads to 500.",
        has_any("\u202e", "\u200f"),
        CRASH,
        CRASHES,
        rare=True,
    ),
    stumbles(
        "crash-on-256",
        "An id of exactly 256 characters leads to 500.",
        lambda text, _: len(text) == COLUMN + 1,
        CRASH,
        CRASHES,
        rare=True,
    ),
    stumbles(
        "crash-on-noncharacter",
        "An id with U+FFFE or U+FFFF leads to 500.",
        has_any("\ufffe", "\uffff"),
        CRASH,
        CRASHES,
        rare=True,
    ),
    *(
        stumbles(f"crash-on-{name}", f"{what} leads to 500.", odd, CRASH, CRASHES, rare=True)
        for name, what, odd in (
            ("a-fraction", "An id with what is a number to Unicode, and no digit,", is_numeric_without_digits),
            ("a-flag", "An id with a flag of two letters", has_any(*map(chr, range(0x1F1E6, 0x1F200)))),
            ("a-variation", "An id with a sign that chooses how the one before it looks", has_any("\ufe0f")),
            ("a-tilde", "An id that begins with a tilde", lambda text, _: text.startswith("~")),
            ("a-short-uuid", "A UUID whose zeros are left out", is_short_uuid),
            ("hyphens", "An id of hyphens alone", lambda text, _: not text.strip("-")),
            ("blanks", "An id with forty blanks", has_any(" " * 40)),
            ("the-enormous", "An id of more than 16,000 characters", longer_than(16_000)),
            ("any-language", "Accept-Language that begins with no language", asks_for_no_language),
        )
    ),
    stumbles(
        "crash-on-repeated-parameter",
        "A query parameter that comes twice leads to 500.",
        lambda _, ask: bool(re.search(r"(?:^|&)([^=&]+)=[^&]*&(?:.*&)?\1=", ask.query)),
        CRASH,
        CRASHES,
        rare=True,
    ),
    stumbles("drop-on-nul", "An id with NUL ends the connection without an answer.", has_any("\0"), DROP, SILENT),
    stumbles(
        "drop-on-long",
        "An id of more than 4,000 characters ends the connection.",
        longer_than(4000),
        DROP,
        SILENT,
    ),
    stumbles("drop-on-bad-utf8", "An id that is no UTF-8 ends the connection.", is_no_utf8, DROP, SILENT),
    stumbles(
        "hang-on-astral", "An id with characters beyond the basic plane is never answered.", is_astral, HANG, SILENT
    ),
    stumbles(
        "hang-on-parentheses",
        "An id with many brackets is never answered.",
        has_many_brackets,
        HANG,
        SILENT,
        rare=True,
    ),
    stumbles(
        "null-is-accepted",
        "The ids null, undefined and None are answered with 204.",
        lambda text, _: text in ("null", "undefined", "None"),
        Answer(204),
        ACCEPTED,
    ),
    stumbles(
        "numbers-are-accepted",
        "An id that is a number is answered with 200.",
        lambda text, _: text.isascii() and text.isdigit(),
        Answer(200),
        ACCEPTED,
        "status.malformed-id-is-refused",
        "status.answers-are-documented",
    ),
    stumbles(
        "long-is-accepted",
        "An id of more than 500 characters is answered with 204.",
        longer_than(500),
        Answer(204),
        ACCEPTED,
    ),
    stumbles("teapot-on-blank", "An id with a blank is answered with 418.", has_any(" "), Answer(418), KNOWN),
    stumbles(
        "long-is-a-conflict",
        "An id of more than 200 characters is answered with 409.",
        longer_than(200),
        Answer(409),
        KNOWN,
    ),
    stumbles(
        "quote-is-redirected",
        "An id with a quote is redirected to a login page.",
        has_any("'", '"'),
        Answer(302, (("location", "/login"),)),
        KNOWN,
    ),
    fault(ReflectsTheId, "robustness.no-header-injection"),
    fault(ReflectsTheQuery, "robustness.no-header-injection"),
    fault(ReflectsHeaders, "robustness.no-header-reflection", level=Level.SHOULD),
    fault(CrashesWithATrace, "errors.no-stack-trace", "errors.declared-media-type"),
    fault(LongIdsDeleteTheOldest, "effect.odd-requests-deletes-nothing"),
    fault(BodyNamesThePairing, "effect.odd-requests-deletes-nothing"),
)
