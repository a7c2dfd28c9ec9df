"""The spellings in which a secret may come back: encoded as a whole, or escaped piece by piece, layer upon layer."""

from __future__ import annotations

import re
from array import array
from base64 import b64encode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Self

LAYERS = 6
"""Layers of escapes that are taken off: JSON in HTML in a query, and some for a secret that looks like an escape."""
MOST = 16 * 1024 * 1024
"""Bytes of all layers of one text; of megabytes of nested escapes the innermost are not looked at."""
TELLING = 8
"""Characters of base64 from which on a piece of it is no coincidence."""

_ESCAPE = re.compile(
    rb"%[0-9A-Fa-f]{2}"
    rb"|\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}"
    rb"|\\u[0-9A-Fa-f]{4}"
    rb"|\\x[0-9A-Fa-f]{2}"
    rb"|\\[\"'\\/bfnrt]"
    rb"|&#[xX][0-9A-Fa-f]{1,8};|&#[0-9]{1,8};|&[A-Za-z][A-Za-z0-9]{1,30};"
)
_SHORT = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def spellings(secret: str) -> Iterator[bytes]:
    """A secret encoded as a whole; what is escaped piece by piece is found by way of `Unescaped`.

    A secret that looks like an escape itself is there in every layer, as it comes out when escapes are taken off.
    """
    for whole in _encoded(secret):
        yield whole
        yield from (layer.text for layer in Unescaped.layers(whole))


def _encoded(secret: str) -> Iterator[bytes]:
    octets = secret.encode()
    yield octets
    if " " in secret:
        yield octets.replace(b" ", b"+")
    if not secret.isascii():
        yield secret.encode("latin-1", "replace")
    yield secret.encode("utf-16-le")
    yield secret.encode("utf-16-be")
    yield octets.hex().encode()
    yield octets.hex().upper().encode()
    for encode in (b64encode, urlsafe_b64encode):
        whole = encode(octets)
        yield whole
        yield whole.rstrip(b"=")
        for offset in range(3):
            within = _within(encode(bytes(offset) + octets), offset, len(octets))
            if len(within) >= TELLING:
                yield within


def _within(coded: bytes, offset: int, length: int) -> bytes:
    """The characters of base64 that hold nothing but the secret, whatever stands before and after it."""
    return coded[-(-8 * offset // 6) : 8 * (offset + length) // 6]


class Unescaped:
    """Bytes with one layer of escapes taken off, and where each byte of them stood.

    text: percent-encoding, escapes of JSON and of programs, and references of HTML undone.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._mapped = False
        self.text = _undone(data)

    def _map(self) -> None:
        """Note where each byte of each escape stands; only for texts that hold a secret, as it takes its time."""
        self._views, self._starts, self._ends = array("I"), array("I"), array("I")
        self._mapped = True
        shift = 0
        for found in _ESCAPE.finditer(self._data):
            plain = _plain(found[0])
            for place in range(len(plain)):
                self._views.append(found.start() - shift + place)
                self._starts.append(found.start())
                self._ends.append(found.end())
            shift += found.end() - found.start() - len(plain) if plain else 0

    @classmethod
    def layers(cls, data: bytes) -> Iterator[Self]:
        """Layer below layer, as far as there are any."""
        looked_at = 0
        for _ in range(LAYERS):
            looked_at += len(data)
            if not _may_escape(data):
                return
            view = cls(data)
            if view.text == data or looked_at > MOST:
                return
            yield view
            data = view.text

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the text stood; an escape of which it holds a part is part of it."""
        if not self._mapped:
            self._map()
        return self._first(start), self._last(end - 1)

    def _first(self, place: int) -> int:
        before = bisect_right(self._views, place) - 1
        if before < 0:
            return place
        if self._views[before] == place:
            return self._starts[before]
        return self._ends[before] + place - self._views[before] - 1

    def _last(self, place: int) -> int:
        before = bisect_right(self._views, place) - 1
        if before < 0:
            return place + 1
        if self._views[before] == place:
            return self._ends[before]
        return self._ends[before] + place - self._views[before]


def _may_escape(data: bytes) -> bool:
    return b"%" in data or b"\\" in data or b"&" in data


def _undone(data: bytes) -> bytes:
    if not _may_escape(data):
        return data
    # Piece by piece into one buffer: `re.sub` would keep every piece of megabytes of escapes.
    out, last = bytearray(), 0
    for found in _ESCAPE.finditer(data):
        plain = _plain(found[0])
        if plain:
            out += data[last : found.start()]
            out += plain
            last = found.end()
    return bytes(out + data[last:]) if last else data


@lru_cache(maxsize=4096)
def _plain(escape: bytes) -> bytes:
    """What an escape stands for; empty for one that stands for nothing."""
    match escape[:1], escape[1:2]:
        case b"%", _:
            return bytes.fromhex(escape[1:].decode())
        case b"&", _:
            text = unescape(escape.decode())
            return b"" if text == escape.decode() else text.encode(errors="replace")
        case _, b"u":
            units = bytes.fromhex(escape.decode().replace("\\u", ""))
            # Half of a pair stands for nothing: its other half may still be escaped in another way.
            return units.decode("utf-16-be", "ignore").encode()
        case _, b"x":
            return bytes.fromhex(escape[2:].decode())
        case _, short:
            return _SHORT.get(short, short)
