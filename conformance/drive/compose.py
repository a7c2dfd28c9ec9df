"""From a step to a request: path, query, session and headers put together, byte for byte."""

from __future__ import annotations

import re
import string
from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote
from uuid import UUID

from conformance import __version__
from conformance.model.http import Headers, Request, header
from conformance.model.steps import EvidenceMissing

if TYPE_CHECKING:
    from conformance.drive.origin import Origin
    from conformance.model.steps import Call

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_PLAIN = ":@!$'()*,"
"""Beside the unreserved characters: what a segment may hold as it is (RFC 3986 3.3) and no target reads otherwise."""
_WITH_LENGTH = ("POST", "PUT", "PATCH")
_NUMBER = re.compile(r"[0-9A-Fa-f{}-]+")
"""An id that may be a number in hexadecimal, which reads the same in either case."""
NO_CREDENTIALS = "the profile gives no such credentials"
_WITHOUT = {
    "{session:other-case}": "the id of the session reads the same in either case",
    "{session:other-end}": "the id of the session ends with no letter or digit",
    "{session:unlike}": "session ids here are of the documented form, or too short to make up another",
}
_BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_OF_THEIR_KIND = str.maketrans(
    string.digits + string.ascii_lowercase + string.ascii_uppercase,
    "5678901234" + "defabc" + "qrstuvwxyzghijklmnop" + "DEFABC" + "QRSTUVWXYZGHIJKLMNOP",
)
"""Each letter and digit -> another of its kind; those of a number in hexadecimal stay such."""
_LONG_ENOUGH, _MADE_UP = 16, 9
"""Characters: of an id among whose like no other is met by chance; its end, which is made up but for the last."""
JSON: Headers = (("Content-Type", "application/json"),)


class Operation(Protocol):
    """What is asked of an operation of the document."""

    @property
    def method(self) -> str:
        """Such as `DELETE`."""

    @property
    def path(self) -> str:
        """Such as `/pairings/{pairing_id}`."""

    @property
    def session_header(self) -> str | None:
        """The header that carries the session id; None where none is asked for."""

    @property
    def query_parameters(self) -> tuple[str, ...]:
        """The names of what may stand in the query."""


class Operations(Protocol):
    """What is asked of a document."""

    def reach(self, operation_id: str, /) -> Operation | None:
        """The operation of that id; None when there is none to ask with."""


@dataclass(frozen=True, slots=True)
class Fill:
    """The live values that stand for `{session}`, `{basic}` and their like on the wire (Call.fill)."""

    session: str
    basic: str
    remote_basic: str = ""
    name: str = ""

    def headers(self, headers: Headers) -> Headers:
        """Headers with the values put in."""
        return tuple((name, self._put(value, quoted=False)) for name, value in headers)

    def query(self, query: str) -> str:
        """A query with the values put in, percent-encoded."""
        return self._put(query, quoted=True)

    def _put(self, text: str, *, quoted: bool) -> str:
        values = {
            "{session}": self.session,
            "{session:cut}": self.session[:-1],
            "{session:other-case}": other_case(self.session),
            "{session:other-end}": other_end(self.session),
            "{session:unlike}": unlike(self.session),
            "{basic}": self.basic,
            "{basic:remote}": self.remote_basic,
            "{name}": self.name,
        }
        for name, value in values.items():
            if name in text and not value:
                raise EvidenceMissing(f"there is no value for `{name}`: {_WITHOUT.get(name, NO_CREDENTIALS)}")
            text = text.replace(name, quote(value, safe="") if quoted else value)
        return text


def other_case(session: str) -> str:
    """A session id with capitals for small letters and the reverse; empty where that may be the same id."""
    swapped = session.swapcase()
    return "" if swapped == session or _NUMBER.fullmatch(session) else swapped


def other_end(session: str) -> str:
    """A session id whose last letter or digit is another one; empty where it ends with none.

    The one that stands half the alphabet of Base64 away differs in its highest bit, which counts in any group of bits.
    """
    place = _BASE64.find(session[-1:]) if session else -1
    return "" if place < 0 else session[:-1] + _BASE64[(place + 32) % 64]


def unlike(session: str) -> str:
    """An id of the form of a session's, yet nobody's; empty where that is the documented form, or a short one.

    The letters and digits before the last are others of their kind. What counts in the last of them (a padded group
    of bits) and what stands before them (the version of a UUID, the head of a signed token) is the target's affair.
    """
    if len(session) < _LONG_ENOUGH or _is_as_documented(session):
        return ""
    made_up = session[:-_MADE_UP] + session[-_MADE_UP:-1].translate(_OF_THEIR_KIND) + session[-1]
    return "" if made_up == session else made_up


def _is_as_documented(session: str) -> bool:
    try:
        return bool(UUID(b64decode(session, validate=True).decode()))
    except ValueError:
        return False


class Composer:
    """Builds requests for one target. headers: the profile's own, secrets in them."""

    def __init__(self, operations: Operations, origin: Origin, headers: Headers = ()) -> None:
        self._operations = operations
        self._origin = origin
        self._headers = headers

    def has(self, operation: str) -> bool:
        """Whether an operation can be asked with."""
        return self._operations.reach(operation) is not None

    def takes(self, operation: str, name: str) -> bool:
        """Whether the document lets an operation be asked with a query parameter."""
        found = self._operations.reach(operation)
        return found is not None and name in found.query_parameters

    def operation(self, name: str) -> Operation:
        """An operation of the document. Raises EvidenceMissing when it has none of that id."""
        found = self._operations.reach(name)
        if found is None:
            raise EvidenceMissing(f"the document has no operation `{name}`")
        return found

    def parameter(self, operation: str) -> str:
        """The name of the only path parameter of an operation."""
        path = self.operation(operation).path
        found = _PARAMETER.search(path)
        if found is None:
            raise EvidenceMissing(f"the path of `{operation}`, `{path}`, has no parameter")
        return found[1]

    def request(self, call: Call, *, session: str = "", fill: Fill | None = None) -> Request:
        """The request of a call. session: the live session id to send; empty sends none.

        Raises EvidenceMissing for what the document does not know and what no wire can carry.
        """
        operation = self.operation(call.operation)
        method = call.method or operation.method
        own = fill.headers(call.headers) if fill else call.headers
        usual = self._usual(operation, method, call.body, session)
        left_out = {"content-length"} if header(own, "Transfer-Encoding") is not None else set[str]()
        left_out.update(name.lower() for name in call.without)
        headers = self._beside(tuple(each for each in usual if each[0].lower() not in left_out), own)
        try:
            request = Request(method, self._target(call, operation, fill), headers, call.body)
            for text in (request.method, request.target, *(name + value for name, value in request.headers)):
                text.encode("latin-1")
        except UnicodeEncodeError as error:
            odd = error.object[error.start]
            raise EvidenceMissing(f"a request line or header holds `{odd}`, which is no byte of HTTP") from error
        return request

    def _target(self, call: Call, operation: Operation, fill: Fill | None) -> str:
        if call.target is not None:
            return self._origin.prefix + call.target
        query = fill.query(call.query) if fill else call.query
        return self._origin.prefix + self._path(call, operation) + (f"?{query}" if query else "")

    def _path(self, call: Call, operation: Operation) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in call.path:
                raise EvidenceMissing(f"no value for `{found[1]}` in `{operation.path}`")
            return quote(call.path[found[1]], safe=_PLAIN)

        return _PARAMETER.sub(value, operation.path)

    def _usual(self, operation: Operation, method: str, body: bytes, session: str) -> Headers:
        usual = [
            ("Host", self._origin.authority),
            ("User-Agent", f"srm-conformance/{__version__}"),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
        ]
        if session and (name := operation.session_header or self.session_header):
            usual.append((name, session))
        usual = [*self._beside(tuple(usual), self._headers)]
        if body or method in _WITH_LENGTH:
            usual.append(("Content-Length", str(len(body))))
        return tuple(usual)

    @property
    def session_header(self) -> str:
        """The header that carries a session id; empty where the document names none."""
        found = self._operations.reach("deletePairing")
        return (found.session_header if found else None) or ""

    @staticmethod
    def _beside(usual: Headers, own: Headers) -> Headers:
        """The usual headers, those left out that have an own one of the same name, and the own ones."""
        return (*((name, value) for name, value in usual if header(own, name) is None), *own)
