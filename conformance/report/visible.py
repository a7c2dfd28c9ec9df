"""Text from a target made inert: what it holds can be seen, and does nothing to who looks.

A target chooses its headers and bodies, and a message may quote them: escape sequences that repaint
a terminal, marks that reverse the direction of writing, halves of characters that no file can hold.
"""

from __future__ import annotations

import codecs
from datetime import UTC, datetime

BODY_SHOWN = 4096
"""Bytes of a body that a report shows; the evidence holds it all."""

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, *, keep: str = "") -> str:
    r"""Replace every character that does not print by its escape: `\x1b`, `\u202e`. keep: those let through."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _escape(char) for char in text)


def _escape(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    number = ord(char)
    if number <= 0xFF:  # noqa: PLR2004 - the width of \x
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - the width of \u


def clip(text: str, longest: int) -> str:
    """Cut text that is longer than so many characters, and say how much is missing."""
    return text if len(text) <= longest else f"{text[:longest]}... ({len(text) - longest:,} more characters)"


def one_line(text: str, longest: int = 600) -> str:
    """Clip text and make it visible, line ends too."""
    return visible(clip(text, longest))


def whole_characters(text: str, longest: int) -> str:
    """Clip text and replace halves of characters, which no UTF-8 holds; for JSON, which escapes all the rest."""
    return clip(text, longest).encode("utf-8", "backslashreplace").decode()


def body_text(body: bytes, longest: int = BODY_SHOWN) -> tuple[str, str]:
    """Read the beginning of a body as text; the second string says what was done to it, or is empty."""
    shown = body[:longest]
    cut = len(body) > longest
    notes = [f"the first {longest:,} of {len(body):,} bytes"] if cut else []
    try:
        # A character cut in two at the end is no fault of the body: `final` is false then.
        text = codecs.getincrementaldecoder("utf-8")().decode(shown, final=not cut)
    except UnicodeDecodeError:
        text = shown.decode("utf-8", "backslashreplace")
        notes.append("not UTF-8: other bytes as \\xNN")
    return text, "; ".join(notes)


def rfc3339(epoch: float) -> str:
    """Write a moment as RFC 3339 in UTC; one that no calendar holds becomes 1970."""
    try:
        moment = datetime.fromtimestamp(epoch, UTC)
    except (ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(0, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
