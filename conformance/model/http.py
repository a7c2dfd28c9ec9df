"""Requests and responses as they went over the wire, and what kept one from coming.

A `str` here that stands for wire bytes is Latin-1: one character, one byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Headers = tuple[tuple[str, str], ...]
"""Names and values in the order of the wire, repeated names kept."""


def header(headers: Headers, name: str) -> str | None:
    """The first value of a header, its name compared without case; None where there is none."""
    return next((value for each, value in headers if each.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as sent.

    target: the request target byte for byte (origin-form, RFC 9112 3.2.1).
    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """A response as received, its framing undone, its content coding too."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    reason: str = ""

    def header(self, name: str) -> str | None:
        """The first value of a header of this response; None where there is none."""
        return header(self.headers, name)


class Trouble(StrEnum):
    """Why no response came, or none that could be read."""

    UNREACHABLE = "unreachable"  # no connection: refused, no route, unknown name
    TLS = "tls"  # no trusted connection
    TIMEOUT = "timeout"  # nothing, or not all of it, within `request_timeout`
    CLOSED = "closed"  # the connection ended before the response did
    GARBLED = "garbled"  # bytes that are no HTTP/1.1 response
    TOO_LARGE = "too-large"  # a response beyond what the tool reads


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it, secrets already masked.

    number: its place in the evidence, from 1.
    operation: the operationId that the request was meant for.
    at: seconds since the epoch when the request left.
    seconds: from then until the response was whole, or given up.
    odd: the request departs from what the document describes, so a gateway may answer it by itself.
    steady: the same trouble, or the same 503, came again while ordinary requests were being
        answered, so it is this request and not the target's health.
    behind: number of the exchange before it on the same connection, where it was sent behind that on purpose; else 0.
    surplus: bytes that came on the connection behind the response, empty lines left out.
    part: JSON pointer to what of the body is meant, which then is the whole body; empty for all of it.
    """

    number: int
    operation: str
    request: Request
    response: Response | None
    trouble: Trouble | None = None
    detail: str = ""
    at: float = 0.0
    seconds: float = 0.0
    account: str = ""
    odd: bool = False
    steady: bool = False
    behind: int = 0
    surplus: int = 0
    part: str = ""

    @property
    def status(self) -> int | None:
        """The status code; None when no response came."""
        return self.response.status if self.response else None

    def in_words(self) -> str:
        """What came, for a message: `404`, or `no response (closed: ...)`."""
        if self.response is not None:
            return str(self.response.status)
        return f"no response ({self.trouble}: {self.detail})" if self.detail else f"no response ({self.trouble})"
