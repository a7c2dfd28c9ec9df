"""Content codings undone: gzip and deflate, although nobody asked for them."""

from __future__ import annotations

import zlib

from conformance.model.bounds import MOST_CODINGS
from conformance.model.http import Trouble

_READ = ("gzip", "x-gzip", "deflate")
_UNREAD = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")
"""Codings that are registered and that a client takes only if it asked for them."""
_EITHER = zlib.MAX_WBITS | 32  # zlib and gzip, told apart by their heads
_RAW = -zlib.MAX_WBITS


class Undecodable(Exception):  # noqa: N818 - a state of the body, turned into a Trouble by the line
    """A body whose content coding is not undone."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail


def decoded(body: bytes, codings: str, largest: int) -> bytes:
    """The body without its content codings.

    codings: the value of Content-Encoding, applied in that order. What is unknown or broken is
    left as it came, because then the body itself is what there is to judge.
    Raises Undecodable when it would be larger than `largest` bytes, or takes what is not read.
    """
    names = [name for each in codings.split(",") if (name := each.strip().lower())]
    if len(names) > MOST_CODINGS:
        raise Undecodable(Trouble.GARBLED, f"{len(names)} content codings one upon another")
    for coding in reversed(names):
        if coding in _UNREAD:
            detail = f"the body is in the content coding `{coding}`, although the request asked for `identity`"
            raise Undecodable(Trouble.GARBLED, detail)
        if coding not in _READ:
            return body
        body = _inflated(body, largest)
        if len(body) > largest:
            raise Undecodable(
                Trouble.TOO_LARGE, f"the body without its content coding is larger than {largest:,} bytes"
            )
    return body


def _inflated(body: bytes, largest: int) -> bytes:
    for bits in (_EITHER, _RAW):
        try:
            return zlib.decompressobj(bits).decompress(body, largest + 1)
        except zlib.error:
            continue
    return body
