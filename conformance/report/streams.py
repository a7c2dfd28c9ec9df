"""What a stream can show: colour or not, how wide."""

from __future__ import annotations

import os
from typing import TextIO

WIDTH = 100
"""Columns of a log, which has no width of its own."""
NARROWEST = 40
_WIDEST = 9999


def in_colour(stream: TextIO) -> bool:
    """Whether to write in colour: NO_COLOR forbids it, FORCE_COLOR asks for it, else a terminal has it unless dumb."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def columns(stream: TextIO) -> int:
    """How wide a stream is: as COLUMNS says, else as the terminal is now, else as a log may be."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and 0 < int(given[:5]) <= _WIDEST:
        return max(NARROWEST, int(given))
    try:
        return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns or WIDTH)
    except (OSError, ValueError):
        return WIDTH
