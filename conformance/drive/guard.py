"""What must never leave: a request that might reach a pairing that was not given up for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import normpath
from unicodedata import normalize
from urllib.parse import unquote, unquote_to_bytes
from uuid import UUID

from conformance.model.http import Request
from conformance.model.steps import EvidenceMissing

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_BETWEEN = re.compile(r"[/\\;,?&=#|\s\0'\"()<>*%]+")
_OVERRIDE = re.compile(r"method", re.IGNORECASE)
_ODD_QUERY = re.compile(r"method|delete|remove|action", re.IGNORECASE)
_DEEPEST = 8
"""Layers of percent-encoding that are taken off; what still decodes then is refused."""


class Refused(EvidenceMissing):
    """The guard kept a request back; nothing was sent."""


class Guard:
    """Knows the pairings of the target, and which of them were given up.

    keep: pairings that nothing may ever reach.
    """

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self._keep = {canonical(each) for each in keep}
        self._live = set(self._keep)
        self._given_up: set[str] = set()

    def know(self, pairings: Iterable[str]) -> None:
        """Note pairings that the target has."""
        self._live.update(canonical(each) for each in pairings)

    def give_up(self, pairing: str) -> None:
        """Note that a pairing may be deleted. Raises Refused for one that is to be kept."""
        if canonical(pairing) in self._keep:
            raise Refused(f"the pairing `{pairing}` is to be kept (`[pairings] keep`)")
        self._live.add(canonical(pairing))
        self._given_up.add(canonical(pairing))

    def is_live(self, pairing: str) -> bool:
        """Whether the target is known to have a pairing."""
        return canonical(pairing) in self._live

    def check(self, request: Request, pairing: str = "") -> None:
        """Refuse a request that might change a pairing other than `pairing`.

        pairing: the one that the request may reach; it has to be given up. Empty for none.
        Raises Refused.
        """
        allowed = canonical(pairing)
        if pairing and allowed not in self._given_up:
            raise Refused(f"a request was to be aimed at the pairing `{pairing}`, which was not given up")
        if any(mark in text for text in (request.method, request.target) for mark in "\r\n"):
            raise Refused("a line break in a method or a target would make a second request of it")
        if any(mark in name + value for name, value in request.headers for mark in "\r\n"):
            raise Refused("a line break in a header would make a second header of it")
        if changes_nothing(request):
            return
        others = self._live - {allowed}
        divided = [each for each in others if _BETWEEN.search(each)]
        for reading in _readings(request.target):
            named = {canonical(each) for each in _BETWEEN.split(reading)}
            if named & others or any(each in reading.lower() for each in divided):
                raise Refused(f"`{request.method} {request.target}` might reach a pairing that was not given up for it")


def changes_nothing(request: Request) -> bool:
    """Whether no target that means well or ill could take a request for more than a look."""
    query = request.target.partition("?")[2]
    odd = bool(_ODD_QUERY.search(unquote(query)))
    return request.method in _SAFE and not odd and not any(_OVERRIDE.search(name) for name, _ in request.headers)


def _readings(target: str) -> Iterator[str]:
    """A target in every reading that a server might have of it."""
    text = target
    for _ in range(_DEEPEST):
        yield text
        yield _as_utf8(text)
        yield normpath(text.partition("?")[0])
        plain = unquote_to_bytes(text.encode("latin-1")).decode("latin-1")
        if plain == text:
            return
        text = plain
    raise Refused(f"`{target[:80]}` is encoded so often that what it names cannot be told")


def _as_utf8(text: str) -> str:
    """Bytes read as most targets read them; what is no UTF-8 stays as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def canonical(text: str) -> str:
    """An id in one spelling: letters folded, UUIDs without regard to hyphens and braces."""
    plain = normalize("NFKC", text).strip().strip("{}").casefold()
    try:
        return str(UUID(plain))
    except ValueError:
        return plain
