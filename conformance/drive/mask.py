"""Secrets out of sight: what is masked here never reaches evidence, a message or a probe."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

from conformance.model.http import Headers, Request, Response
from conformance.profile.settings import Secret

TOKEN = "[secret]"  # noqa: S105 - what stands in place of one
SHORT = 4
"""Secrets with fewer characters are masked only as a whole header value or a whole JSON string."""

PLAIN = 9
"""Lower-case words with fewer letters are no secret anywhere but in their header."""

_TELLING = re.compile(r"passw|secret|token|credential|api[-_]?key|^(proxy-)?authorization$|^cookie$", re.IGNORECASE)
_REMEMBERED = 64
"""Bytes up to which a text is remembered once masked: names and values of headers come again and again."""
_COOKIE = re.compile(r"^([^=;]*=)[^;]+")


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
        self._short: dict[bytes, bytes] = {}
        self._words: dict[bytes, bytes] = {}
        self._done: dict[bytes, bytes] = {}

    def learn(self, secret: str, token: str = TOKEN, *, given_out: bool = False) -> None:
        """Mask a secret from now on.

        token: ASCII without quotes and backslashes. given_out: the target made it up, so it may be a plain word.
        """
        if not secret:
            return
        self._done.clear()
        if len(secret) < SHORT:
            self._short.setdefault(secret.encode(), token.encode())
            return
        if given_out and is_plain_word(secret):
            self._words.setdefault(secret.encode(), token.encode())
            return
        for form in _forms(secret):
            self._forms.setdefault(form, token.encode())

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
                    self.learn_all(each, telling=telling or bool(_TELLING.search(str(name))))
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
            self._done[data] = self._masked(data)
        return self._done[data]

    def _masked(self, data: bytes) -> bytes:
        present = [form for form in self._forms if form in data]
        if present:
            pattern = b"|".join(_pattern(form) for form in sorted(present, key=len, reverse=True))
            data = re.sub(pattern, self._token, data)
        for secret, token in self._short.items():
            if secret in data:
                data = re.sub(b'"' + re.escape(secret) + rb'"(?!\s*:)', b'"' + token + b'"', data)
        return data

    def _token(self, found: re.Match[bytes]) -> bytes:
        # A bare JSON number has to stay one, or the body would be no JSON any more.
        return b"0" if found.lastgroup is not None else self._forms[found[0]]

    def wire(self, text: str) -> str:
        """Text that stands for bytes of the wire (Latin-1), without secrets."""
        return self.octets(text.encode("latin-1", "replace")).decode("latin-1")

    def words(self, text: str) -> str:
        """A message without secrets."""
        return self.octets(text.encode(errors="replace")).decode(errors="replace")

    def request(self, request: Request) -> Request:
        """A request without secrets."""
        return replace(
            request,
            method=self.wire(request.method),
            target=self.wire(request.target),
            headers=self._headers(request.headers),
            body=self.octets(request.body),
        )

    def response(self, response: Response) -> Response:
        """A response without secrets; the value of a cookie it sets counts as one."""
        headers = tuple(
            (name, _COOKIE.sub(rf"\g<1>{TOKEN}", value) if name.lower() == "set-cookie" else value)
            for name, value in self._headers(response.headers)
        )
        return replace(response, headers=headers, body=self.octets(response.body), reason=self.wire(response.reason))

    def _headers(self, headers: Headers) -> Headers:
        return tuple((self.wire(name), self._value(value)) for name, value in headers)

    def _value(self, value: str) -> str:
        whole = value.strip().encode("latin-1", "replace")
        token = self._short.get(whole) or self._words.get(whole)
        return self.wire(value) if token is None else token.decode()


def is_plain_word(secret: str) -> bool:
    """Whether a secret is a word that may stand anywhere without being one, as a mock's session `string`.

    Masked in bodies it would make `{"id": "string"}` another answer; it is masked as a header's whole value only.
    """
    return len(secret) < PLAIN and secret.isascii() and secret.isalpha() and secret.islower()


def _pattern(form: bytes) -> bytes:
    """What to look for; a form of digits is found as a JSON number too, in a group with a name."""
    plain = re.escape(form)
    if not form.isdigit():
        return plain
    name = b"n" + form  # unique, and a valid name
    return rb"(?P<" + name + rb">(?<=[:\[,\s])" + plain + rb"(?=\s*[,}\]]))|" + plain


def _forms(secret: str) -> Iterator[bytes]:
    """A secret in every spelling that a request or a response may give it."""
    octets = secret.encode()
    yield octets
    yield b64encode(octets)
    yield b64encode(octets).rstrip(b"=")
    yield urlsafe_b64encode(octets)
    yield urlsafe_b64encode(octets).rstrip(b"=")
    for spelt in _spelt(secret):
        yield spelt.encode()
        yield json.dumps(spelt)[1:-1].encode()
        yield json.dumps(spelt, ensure_ascii=False)[1:-1].encode()
        yield json.dumps(spelt)[1:-1].replace("/", "\\/").encode()
    if _is_latin(secret):
        yield secret.encode("latin-1")


def _spelt(secret: str) -> Iterator[str]:
    yield secret
    for quoted in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield quoted
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), quoted)
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
    yield secret.encode().hex()


def _is_latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
