"""What is proposed: a request's odd parts as bytes in Latin-1, and whether a gateway may answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance.model.http import Headers

_Member = TypeVar("_Member")
SESSION = "{session}"
"""Stands for the id of the session that a request is sent in, filled in on the wire (model.steps.Call.fill)."""

_LEGAL = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
_DISPUTED = re.compile(r"%(?:2[EeFf5]|5[Cc]|[01][0-9A-Fa-f]|7[Ff])")
_OF_GATEWAYS = (
    *("x-forwarded-", "forwarded", "via", "x-http-method", "content-", "authorization"),
    *("connection", "te", "transfer-encoding", "upgrade", "expect", "keep-alive"),
)
_NEVER_RAW = frozenset("/?#%\x7f") | frozenset(map(chr, range(0x21)))
_LONG_TARGET, _LONG_HEADERS = 1000, 2000
"""Characters beyond which a gateway may refuse by itself; most allow at least 4096 of either."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A request of the operation that names no pairing, everything else as the driver does it.

    group: the kind of oddity, as in model.observations.Hostile; also `identifier`, and with hazards
        `wildcard`, `traversal`, `empty-id`.
    target: the request target below the base path, byte for byte (Latin-1), origin-form.
    headers: a value `{session}` stands for the session's id.
    without: names of headers that the driver sends as a rule, and leaves out here.
    method: takes the place of the document's; None keeps it.
    hazard: a broken target might take it for all pairings, or for something beside them.
    gateway: a gateway in front of the target may rightly answer it by itself.
    head: how many characters of the target come before the id.
    """

    group: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    method: str | None = None
    hazard: bool = False
    gateway: bool = False
    head: int = 0
    without: tuple[str, ...] = ()

    @property
    def wire(self) -> tuple[str | None, str, Headers, bytes, tuple[str, ...]]:
        """What tells one request from another."""
        return (self.method, self.target, self.headers, self.body, self.without)

    @property
    def size(self) -> int:
        """Characters and bytes that a person has to read."""
        return len(self.target) + sum(len(name) + len(value) for name, value in self.headers) + len(self.body)


def percent(text: str) -> str:
    """Text as a path segment: UTF-8, everything but unreserved characters percent-encoded."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def raw(text: str) -> str:
    """Text as a path segment of raw UTF-8 bytes, but for what would break the request line or end the segment."""
    octets = text.encode("utf-8", "surrogatepass").decode("latin-1")
    return "".join(f"%{ord(each):02X}" if each in _NEVER_RAW else each for each in octets)


def gateway_may_answer(target: str, headers: Headers, body: bytes) -> bool:
    """Whether a gateway may rightly refuse such a request before the target sees it.

    True for what is overlong, illegal or disputed in a target, for bodies on a deletion, and for
    headers that are long, not ASCII, repeated, or that gateways set themselves.
    """
    names = [name.lower() for name, _ in headers]
    return (
        len(target) > _LONG_TARGET
        or _LEGAL.fullmatch(target) is None
        or _DISPUTED.search(target) is not None
        or not _is_utf8(target)
        or bool(body)
        or sum(len(name) + len(value) for name, value in headers) > _LONG_HEADERS
        or not all(value.isascii() and value.isprintable() for _, value in headers)
        or len(set(names)) < len(names)
        or any(name.startswith(_OF_GATEWAYS) for name in names)
    )


def woven(groups: Iterable[Sequence[_Member]]) -> list[_Member]:
    """Groups laid into one another in their order, so that any beginning of the row holds each in proportion."""
    placed = [(place / len(group), each) for group in groups for place, each in enumerate(group)]
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]


def _is_utf8(target: str) -> bool:
    try:
        unquote_to_bytes(target.encode("latin-1")).decode()
    except UnicodeDecodeError:
        return False
    return True
