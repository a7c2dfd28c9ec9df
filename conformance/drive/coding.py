"""Content codings undone: gzip and deflate, although nobody asked for them."""

from __future__ import annotations

import zlib

_EITHER = zlib.MAX_WBITS | 32  # zlib and gzip, told apart by their heads
_RAW = -zlib.MAX_WBITS


def decoded(body: bytes, codings: str, largest: int) -> bytes | None:
    """The body without its content codings; None when it would be larger than `largest` bytes.

    codings: the value of Content-Encoding, applied in that order. What is unknown or broken is
    left as it came, because then the body itself is what there is to judge.
    """
    for coding in reversed([each.strip().lower() for each in codings.split(",")]):
        if coding not in ("gzip", "x-gzip", "deflate"):
            return body
        plain = _inflated(body, largest)
        if plain is None or len(plain) > largest:
            return None
        body = plain
    return body


def _inflated(body: bytes, largest: int) -> bytes | None:
    for bits in (_EITHER, _RAW):
        try:
            return zlib.decompressobj(bits).decompress(body, largest + 1)
        except zlib.error:
            continue
    return body
