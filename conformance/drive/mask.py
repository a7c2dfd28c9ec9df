"""Secrets out of sight: what is masked here never reaches evidence, a message or a probe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from conformance.drive.spelling import Unescaped, spellings
from conformance.model.events import Event, LeverMoved, LeverStuck, Missed, Warned
from conformance.model.http import Headers, Request, Response
from conformance.profile.settings import Secret

TOKEN = "[secret]"  # noqa: S105 - what stands in place of one
SHORT = 4
"""Secrets with fewer characters are masked only as a whole header value or a whole JSON string."""

MANY = 300
"""Forms of secrets up to which each is looked for; recorded traffic may hold thousands of sessions."""

PLAIN = 17
"""Words of one case with fewer letters are no secret anywhere but in their header."""

_TELLING = re.compile(
    r"passw|secret|token|credential|api[-_]?key|^(proxy-)?authorization$|^cookie$|^x-[a-z-]*session$|session[-_]?id$",
    re.IGNORECASE,
)
_REMEMBERED = 64
"""Bytes up to which a text is remembered once masked: many come again and again."""
_LONGEST_HEADER = 512
"""Characters up to which a header is remembered once masked."""
_BEFORE = re.compile(rb"[:\[,\s]")
_AFTER = re.compile(rb"\s*[,}\]]")
_MOST_REMEMBERED = 10_000
_WORD = re.compile(r"[a-z_]+|[A-Z_]+")
_COOKIE = re.compile(r"^([^=;]*=)[^;]+")


@lru_cache(maxsize=1024)
def is_telling(name: str) -> bool:
    """Whether what stands under a name is secret by the name alone: `password`, `Authorization`."""
    return _TELLING.search(name) is not None


def raw(value: str | Secret) -> str:
    """A value of the profile as it goes over the wire."""
    return value.value if isinstance(value, Secret) else value


def uncovered(value: Any) -> Any:
    """JSON of the profile as it goes over the wire."""
    match value:
        case Secret():
            return value.value
        case dict():
            return {name: uncovered(each) for name, each in value.items()}
        case list() | tuple():
            return [uncovered(each) for each in value]
        case _:
            return value


class Masker:
    """Knows every secret of a run and puts a token in the place of each, in every spelling."""

    def __init__(self) -> None:
        self._forms: dict[bytes, bytes] = {}
        self._wide: dict[bytes, bytes] = {}
        self._short: dict[bytes, bytes] = {}
        self._words: dict[bytes, bytes] = {}
        self._done: dict[bytes, bytes] = {}
        self._done_headers: dict[tuple[str, str], tuple[str, str]] = {}
        self._starts: dict[bytes, list[bytes]] = {}
        self._indexed = 0

    def learn(self, secret: str, token: str = TOKEN, *, given_out: bool = False) -> None:
        """Mask a secret from now on.

        token: ASCII without quotes and backslashes. given_out: the target made it up, so it may be a plain word.
        """
        if not secret:
            return
        self._done.clear()
        self._done_headers.clear()
        if len(secret) < SHORT:
            self._short.setdefault(secret.encode(), token.encode())
            return
        if given_out and is_plain_word(secret):
            self._words.setdefault(secret.encode(), token.encode())
            return
        for form in spellings(secret):
            (self._wide if b"\0" in form else self._forms).setdefault(form, token.encode())

    def learn_all(self, value: Any, *, telling: bool = False) -> None:
        """Learn what is secret in JSON of the profile: a Secret, and text under a name such as `password`."""
        match value:
            case Secret():
                self.learn(value.value)
            case str() if telling:
                self.learn(value)
                self.learn(value.partition(" ")[2])
            case dict():
                for name, each in value.items():
                    self.learn_all(each, telling=telling or is_telling(str(name)))
            case list() | tuple():
                for each in value:
                    self.learn_all(each, telling=telling)
            case _:
                pass

    def octets(self, data: bytes) -> bytes:
        """Bytes without secrets."""
        if len(data) > _REMEMBERED:
            return self._masked(data)
        if data not in self._done:
            if len(self._done) >= _MOST_REMEMBERED:
                self._done.clear()
            self._done[data] = self._masked(data)
        return self._done[data]

    def _masked(self, data: bytes) -> bytes:
        hidden = [(start, end, _fitting(data, start, end, token)) for start, end, token in self._found(data)]
        layers: list[Unescaped] = []
        for layer in Unescaped.layers(data):
            layers.insert(0, layer)
            for start, end, token in self._found(layer.text):
                hidden.append((*_through(layers, start, end), token))
        data = _covered(data, hidden)
        for secret, token in self._short.items():
            if secret in data:
                data = re.sub(b'"' + re.escape(secret) + rb'"(?!\s*:)', b'"' + token + b'"', data)
        return data

    def _found(self, data: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Where secrets stand, start and end, and the token for each."""
        for form, token in self._possible(data):
            if form in data:
                start = data.find(form)
                while start >= 0:
                    yield start, start + len(form), token
                    start = data.find(form, start + 1)

    def _possible(self, data: bytes) -> Iterable[tuple[bytes, bytes]]:
        """The forms that may stand in some bytes: where there are many, those that begin as a piece of it does."""
        forms = self._forms | self._wide if b"\0" in data else self._forms
        if len(forms) <= MANY:
            return forms.items()
        if self._indexed != len(self._forms) + len(self._wide):
            self._indexed = len(self._forms) + len(self._wide)
            self._starts.clear()
            for form in (*self._forms, *self._wide):
                self._starts.setdefault(form[:SHORT], []).append(form)
        pieces = {data[place : place + SHORT] for place in range(len(data) - SHORT + 1)}
        short = {start for start in self._starts if len(start) < SHORT}
        found = (form for start in (pieces & self._starts.keys()) | short for form in self._starts[start])
        return [(form, forms[form]) for form in found if form in forms]

    def wire(self, text: str) -> str:
        """Text that stands for bytes of the wire (Latin-1), without secrets."""
        return self.octets(text.encode("latin-1", "replace")).decode("latin-1")

    def words(self, text: str) -> str:
        """A message without secrets."""
        return self.octets(text.encode(errors="replace")).decode(errors="replace")

    def event(self, event: Event) -> Event:
        """An event without secrets in its words; exchanges are masked where they are recorded."""
        match event:
            case Warned():
                return replace(event, text=self.words(event.text))
            case Missed():
                return replace(event, reason=self.words(event.reason))
            case LeverMoved():
                return replace(event, error=self.words(event.error))
            case LeverStuck():
                return replace(event, reason=self.words(event.reason), by_hand=self.words(event.by_hand))
            case _:
                return event

    def request(self, request: Request) -> Request:
        """A request without secrets."""
        return Request(
            self.wire(request.method),
            self.wire(request.target),
            self.headers(request.headers),
            self.octets(request.body),
        )

    def response(self, response: Response) -> Response:
        """A response without secrets; the value of a cookie it sets counts as one."""
        return Response(
            response.status, self.answered(response.headers), self.octets(response.body), self.wire(response.reason)
        )

    def answered(self, headers: Headers) -> Headers:
        """The headers of a response without secrets; the value of a cookie that it sets counts as one."""
        return tuple(
            [
                (name, _COOKIE.sub(rf"\g<1>{TOKEN}", value)) if name.lower() == "set-cookie" else (name, value)
                for name, value in self.headers(headers)
            ]
        )

    def headers(self, headers: Headers) -> Headers:
        """The headers of a request without secrets."""
        return tuple([self._header(each) for each in headers])

    def _header(self, header: tuple[str, str]) -> tuple[str, str]:
        done = self._done_headers.get(header)
        if done is None:
            name, value = header
            done = self.wire(name), self._value(value)
            if len(name) + len(value) <= _LONGEST_HEADER:
                if len(self._done_headers) >= _MOST_REMEMBERED:
                    self._done_headers.clear()
                self._done_headers[header] = done
        return done

    def _value(self, value: str) -> str:
        whole = value.strip().encode("latin-1", "replace")
        token = self._short.get(whole) or self._words.get(whole)
        return self.wire(value) if token is None else token.decode()


def is_plain_word(secret: str) -> bool:
    """Whether a secret is a word that may stand anywhere: `string` of a mock, `SUCCESS`, `entity_name`.

    Masked in bodies it would make `{"id": "string"}` another answer; it is masked as a header's whole value only.
    """
    return len(secret) < PLAIN and _WORD.fullmatch(secret) is not None


def _fitting(data: bytes, start: int, end: int, token: bytes) -> bytes:
    """What takes a secret's place. A bare JSON number has to stay one, or the body would be no JSON any more."""
    bare = data[start:end].isdigit() and _BEFORE.match(data, max(0, start - 1)) and _AFTER.match(data, end)
    return b"0" if bare else token


def _through(layers: list[Unescaped], start: int, end: int) -> tuple[int, int]:
    """A place in the innermost layer, the first of these, as one in the bytes themselves."""
    for layer in layers:
        start, end = layer.source(start, end)
    return start, end


def _covered(data: bytes, hidden: list[tuple[int, int, bytes]]) -> bytes:
    """Bytes with tokens in these places; of places that overlap one token, that of the longest."""
    if not hidden:
        return data
    hidden.sort()
    out, last = bytearray(), 0
    start, end, token = hidden[0]
    longest = end - start
    for first, after, other in (*hidden[1:], (len(data), len(data), b"")):
        if first < end:
            if after - first > longest:
                longest, token = after - first, other
            end = max(end, after)
            continue
        out += data[last:start] + token
        last, longest = end, after - first
        start, end, token = first, after, other
    return bytes(out + data[last:])
