"""Secrets of a recording: found by where they stand, then masked wherever they stand."""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from conformance.drive.mask import TOKEN, Masker, is_telling
from conformance.model.http import Request, Response

if TYPE_CHECKING:
    from conformance.model.http import Headers
    from conformance.recorded.har import Entry

LARGEST_READ = 256 * 1024
"""Bytes of a body up to which it is searched for names that tell of a secret; lists of pairings may have more."""
_LATELY = 64
"""Lists of headers that are known again once masked: a client sends the same ones with most of its requests."""
_TELLING = re.compile(rb"passw|secret|token|credential|api[-_]?key|session")
_NUMBER = re.compile(r"[0-9.+-]{1,16}\Z")
_MEMBER = re.compile(rb'("(?:[^"\\\\]|\\\\.)*")(\s*:\s*)("(?:[^"\\\\]|\\\\.)*"|-?[0-9][0-9.eE+-]*)')
_COOKIE = re.compile(r"(?<==)[^;]+")


class Secrets:
    """Learns the secrets of every exchange, then masks them in all. session_header: the one that carries a session."""

    def __init__(self, session_header: str) -> None:
        self._masker = Masker()
        self._session_header = session_header.lower()
        self._sessions: dict[str, str] = {}
        self._known: set[str] = set()
        self._learn_headers = lru_cache(maxsize=_LATELY)(self._from_headers)
        self._asked = lru_cache(maxsize=_LATELY)(lambda headers: self._masker.headers(self._headers(headers)))
        self._answered = lru_cache(maxsize=_LATELY)(lambda headers: self._masker.answered(self._headers(headers)))

    def learn(self, entry: Entry) -> Entry:
        """Learn what is secret in an exchange; the same with nothing in its answer's body that is so by its name."""
        self._learn_headers(entry.headers)
        self._learn_headers(entry.answer_headers)
        query = entry.url.partition("?")[2]
        for name, value in parse_qsl(query) if query else ():
            if is_telling(name):
                self._secret(value)
        if entry.body and _may_tell(entry.body):
            self._body(entry.body)
        if entry.answer and _may_tell(entry.answer):
            self._body(entry.answer)
            return entry._replace(answer=_MEMBER.sub(_hidden, entry.answer))
        return entry

    def _from_headers(self, headers: Headers) -> None:
        for name, value in headers:
            if name.lower() == self._session_header:
                self._session(value)
            elif name.lower() in ("cookie", "set-cookie"):
                for found in _COOKIE.findall(value):
                    self._secret(found.strip())
            elif is_telling(name):
                self._authorization(value)

    def _learn(self, secret: str, token: str) -> None:
        self._masker.learn(secret, token, given_out=True)
        self._asked.cache_clear()
        self._answered.cache_clear()

    def _session(self, value: str) -> None:
        if value and value not in self._sessions:
            self._sessions[value] = f"[session {len(self._sessions) + 1}]"
            if not (value.startswith("[") or _NUMBER.match(value)):
                self._learn(value, self._sessions[value])

    def _authorization(self, value: str) -> None:
        scheme, _, rest = value.partition(" ")
        self._secret(rest.strip() or value)
        if scheme.lower() == "basic":
            try:
                self._secret(base64.b64decode(rest, validate=True).decode().partition(":")[2])
            except (binascii.Error, ValueError):
                return

    def _secret(self, value: str) -> None:
        if value and value not in self._known and not _NUMBER.match(value) and not value.startswith("["):
            self._known.add(value)
            self._learn(value, TOKEN)

    def _body(self, body: bytes) -> None:
        if len(body) > LARGEST_READ:
            return
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            for name, each in parse_qsl(body.decode("latin-1")):
                if is_telling(name):
                    self._secret(each)
            return
        pending: list[tuple[Any, bool]] = [(value, False)]
        while pending:
            node, telling = pending.pop()
            if isinstance(node, dict):
                pending += [(each, telling or is_telling(str(name))) for name, each in node.items()]
                if isinstance(node.get("session_id"), str):
                    self._session(node["session_id"])
            elif isinstance(node, list):
                pending += [(each, telling) for each in node]
            elif telling and isinstance(node, str) and node not in self._sessions:
                self._secret(node)

    def request(self, entry: Entry, target: str) -> Request:
        """The request of an entry, sent to a target, without secrets."""
        masker = self._masker
        return Request(
            masker.wire(entry.method),
            masker.wire(self._target(target)),
            self._asked(entry.headers),
            masker.octets(self._sent(entry.body or b"")),
        )

    def response(self, entry: Entry) -> Response:
        """The response of an entry that has one, as `learn` gave it, without secrets."""
        masker = self._masker
        return Response(
            entry.status or 0,
            self._answered(entry.answer_headers),
            masker.octets(entry.answer or b""),
            masker.wire(entry.reason),
        )

    def _headers(self, headers: Headers) -> Headers:
        """Headers with nothing left of what is secret by its name."""
        return tuple([(name, self._value(name, value)) for name, value in headers])

    def _value(self, name: str, value: str) -> str:
        if name.lower() == self._session_header:
            return self._sessions.get(value, value)
        if name.lower() == "cookie":
            return _COOKIE.sub(TOKEN, value)
        if is_telling(name) and value:
            scheme, blank, rest = value.partition(" ")
            return f"{scheme} {TOKEN}" if blank and rest and scheme.lower() in ("basic", "bearer") else TOKEN
        return value

    def _target(self, target: str) -> str:
        """A request target with nothing left of what is secret by its name in the query."""
        path, mark, query = target.partition("?")
        if not mark:
            return target
        pairs = [each.partition("=") for each in query.split("&")]
        shown = [f"{name}{sign}{TOKEN if sign and is_telling(unquote(name)) else value}" for name, sign, value in pairs]
        return path + mark + "&".join(shown)

    def _sent(self, body: bytes) -> bytes:
        """The body of a request with nothing left of what is secret by its name."""
        if not _may_tell(body):
            return body
        try:
            value = json.loads(body)
            return json.dumps(_covered(value, telling=False)).encode()
        except (ValueError, RecursionError):
            pairs = [each.partition(b"=") for each in body.split(b"&")]
            telling = [sign and is_telling(unquote(name.decode("latin-1"))) for name, sign, _ in pairs]
            return b"&".join(
                name + sign + (TOKEN.encode() if hide else value)
                for (name, sign, value), hide in zip(pairs, telling, strict=True)
            )


def _may_tell(body: bytes) -> bool:
    """Whether a body has a word that tells of a secret. In lower case it is searched three times as fast."""
    return _TELLING.search(body.lower()) is not None


def _hidden(found: re.Match[bytes]) -> bytes:
    """A member of an object in the body of a response; without its value where that is secret by the name."""
    name, colon, value = found.groups()
    if not is_telling(name[1:-1].decode("latin-1")) or value in (b'""', b"0"):
        return found[0]
    return name + colon + (f'"{TOKEN}"'.encode() if value.startswith(b'"') else b"0")


def _covered(value: Any, *, telling: bool) -> Any:
    match value:
        case dict():
            return {name: _covered(each, telling=telling or is_telling(name)) for name, each in value.items()}
        case list():
            return [_covered(each, telling=telling) for each in value]
        case str() | int() | float() if telling and not isinstance(value, bool):
            return TOKEN
        case _:
            return value
