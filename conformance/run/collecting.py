"""The collector of cyclic garbage, kept from looking through a long recording again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000
"""Objects made and still there after which cyclic garbage is looked for; Python does it after 700."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cyclic garbage seldom: to read and judge millions of small values makes next to none of it."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
