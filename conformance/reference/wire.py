"""A request as it came in, and what goes out in answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import parse_qs

Headers = tuple[tuple[str, str], ...]

_AUTHORITY = re.compile(r"https?://[^/?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. path: byte for byte as sent, nothing decoded; headers: names in lower case.

    connection: the client's port, which tells the connections apart that are open.
    spelled: the names of the headers as they were written, where that is known.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    connection: int = 0
    spelled: tuple[str, ...] = ()

    @property
    def segments(self) -> tuple[str, ...]:
        """The path cut at its slashes, still encoded: `%2F` is data and cuts nothing."""
        return tuple(_AUTHORITY.sub("", self.path, count=1).split("/")[1:])

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, its name in lower case."""
        return tuple(value for each, value in self.headers if each == name)

    def header(self, name: str) -> str:
        """The first value of a header; empty where there is none."""
        return next(iter(self.all(name)), "")

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter; None where there is none."""
        return next(iter(parse_qs(self.query, keep_blank_values=True).get(name, ())), None)


class Framing(Enum):
    """How a client learns where the body ends (RFC 9112 6.3)."""

    LENGTH = "content-length"
    CHUNKED = "chunked"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. delay: seconds before it leaves."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    framing: Framing = Framing.LENGTH
    delay: float = 0.0

    def having(self, *headers: tuple[str, str]) -> Answer:
        """The same with these headers; each takes the place of those of its name."""
        names = {name.lower() for name, _ in headers}
        kept = tuple(each for each in self.headers if each[0].lower() not in names)
        return replace(self, headers=(*kept, *headers))

    def without(self, name: str) -> Answer:
        """The same without a header."""
        return replace(self, headers=tuple(each for each in self.headers if each[0].lower() != name.lower()))


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that go out as they are, and then the end of the connection. delay: seconds before."""

    data: bytes = b""
    delay: float = 0.0


Reply = Answer | Raw


class Refusal(Exception):  # noqa: N818 - to refuse is no error of the server
    """The request goes no further; the answer says why."""

    def __init__(self, answer: Reply) -> None:
        super().__init__("refused")
        self.answer = answer
