"""Secrets of a recording: found by where they stand, then masked wherever they stand."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from conformance.drive.mask import TOKEN, Masker, is_telling

if TYPE_CHECKING:
    from conformance.model.http import Headers
    from conformance.recorded.har import Entry

LARGEST_READ = 256 * 1024
"""Bytes of a body up to which it is searched for names that tell of a secret; lists of pairings may have more."""
_TELLING = re.compile(rb"passw|secret|token|credential|api[-_]?key|session")
_NUMBER = re.compile(r"[0-9.+-]{1,16}\Z")
_MEMBER = re.compile(rb'("(?:[^"\\\\]|\\\\.)*")(\s*:\s*)("(?:[^"\\\\]|\\\\.)*"|-?[0-9][0-9.eE+-]*)')
_COOKIE = re.compile(r"(?<==)[^;]+")


class Secrets:
    """Learns the secrets of every exchange, then masks them in all. session_header: the one that carries a session."""

    def __init__(self, session_header: str) -> None:
        self.masker = Masker()
        self._session_header = session_header.lower()
        self._sessions: dict[str, str] = {}
        self._known: set[str] = set()

    def learn(self, entry: Entry) -> None:
        """Learn what is secret in an exchange."""
        for name, value in (*entry.headers, *entry.answer_headers):
            if name.lower() == self._session_header:
                self._session(value)
            elif name.lower() in ("cookie", "set-cookie"):
                for found in _COOKIE.findall(value):
                    self._secret(found.strip())
            elif is_telling(name):
                self._authorization(value)
        for name, value in parse_qsl(entry.url.partition("?")[2]):
            if is_telling(name):
                self._secret(value)
        for body in (entry.body, entry.answer):
            self._body(body or b"")

    def _session(self, value: str) -> None:
        if value and value not in self._sessions:
            self._sessions[value] = f"[session {len(self._sessions) + 1}]"
            if not (value.startswith("[") or _NUMBER.match(value)):
                self.masker.learn(value, self._sessions[value], given_out=True)

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
            self.masker.learn(value, TOKEN, given_out=True)

    def _body(self, body: bytes) -> None:
        if len(body) > LARGEST_READ or not _may_tell(body):
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

    def headers(self, headers: Headers) -> Headers:
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

    def target(self, target: str) -> str:
        """A request target with nothing left of what is secret by its name in the query."""
        path, mark, query = target.partition("?")
        pairs = [each.partition("=") for each in query.split("&")] if mark else []
        shown = [f"{name}{sign}{TOKEN if sign and is_telling(unquote(name)) else value}" for name, sign, value in pairs]
        return path + mark + "&".join(shown)

    def body(self, body: bytes) -> bytes:
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


def hidden(body: bytes) -> bytes:
    """The body of a response, the rest of it byte for byte, with nothing left of what is secret by its name."""
    return _MEMBER.sub(_hidden, body) if _may_tell(body) else body


def _hidden(found: re.Match[bytes]) -> bytes:
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
