"""What must not be proposed: whatever might be read as the id of a pairing, as all of them, or as another path.

Read as the most careless of servers might read it: decoded again and again, trimmed, folded, cut
at marks that end a string somewhere, taken for a pattern or a condition. At least as strict as
the guard of the driver, which keeps back the whole probe when one request of it is doubtful.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote_to_bytes
from uuid import UUID

from conformance.plan.proposals.messages import FRAMED, OF_THE_CONNECTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from conformance.plan.proposals.proposal import Proposal

_A_LAYER = 2
"""Readings of each layer of encoding: as bytes, and as folded text."""
_DEEPEST = 5
"""Layers of percent-encoding that are taken off; a proposal with more is dropped."""
_BETWEEN = re.compile(r"[/\\;,?&=#|\s\0'\"()<>*%]+")
_CUTS = re.compile(r"[\0\r\n;?#/\\]")
_SEPARATORS = re.compile(r"[/\\]+")
# `null` and zero name no pairing and are no wildcards, yet they are hazards: code that turns an id into
# a value leaves the condition out where the value is nothing (`if id`), and MySQL finds zero equal to every
# text that begins with a letter. `undefined` and `None` stay words in every language that reads an id.
_ALL = frozenset({"", "all", "any", "each", "every", "everything", "null", "0", "-1"})
_ANYTHING = re.compile(r"(?:[\^$.*+?()|%_\s]|\[[^\]]*\]|\\[a-z]|\{[\d,]*\})*")
_CONDITION = re.compile(
    r"(?<![a-z])(?:or|and not|union|xor)(?![a-z]).*[='\"]|\|\||\(\|"
    r"|\$(?:ne|n?in|gte?|lte?|regex|where|exists|n?or|not)\b",
    re.DOTALL,
)
_LIKE = str.maketrans({"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"})
_SAMPLES = ("0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "pairing-1", "17")
"""Ids as targets have them; a pattern that meets one of these is one that may meet a live one."""
_LONGEST_PATTERN = 256
_UUID_LENGTHS = range(32, 46)
_ZERO = re.compile(r"[+-]?(?:0[xob])?[0._]*0[0._]*(?:e[+-]?\d*)?")
_TARGET = re.compile(r"/[!\"$-~\x80-\xff]*")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_FRAMING = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect", "keep-alive"}
    | {"max-forwards", "proxy-authorization", "proxy-connection", "authorization", "http2-settings"}
)
"""Headers that change where a request goes, as whom, or where it ends."""
_UNSEEN = "".join(map(chr, range(0x21))) + "\x7f\u200b\u2060\ufeff"


class Sieve:
    """Lets through what names none of the live pairings. hazards: also what might be taken for all of them."""

    def __init__(self, live: Collection[str], *, hazards: bool) -> None:
        self._live = frozenset(canonical(spelled) for each in live for spelled in (each, folded(each)))
        self._long = tuple(each for each in self._live if _BETWEEN.search(each))
        self._hazards = hazards

    def passes(self, proposal: Proposal) -> bool:
        """Whether a proposal may be sent."""
        if not is_sendable(proposal):
            return False
        try:
            return (self._hazards or not self.is_hazard(proposal)) and not self.names_live(proposal.target)
        except RecursionError:  # what is encoded too deep to tell
            return False

    def names_live(self, target: str) -> bool:
        """Whether any reading of a target names a live pairing. Raises RecursionError beyond the deepest reading."""
        for reading in readings(target):
            named = {canonical(each) for each in _BETWEEN.split(reading)}
            if named & self._live or any(each in reading for each in self._long):
                return True
        return False

    def is_hazard(self, proposal: Proposal) -> bool:
        """Whether the id, or the query, might be taken for all pairings or for another path.

        Raises RecursionError beyond the deepest reading.
        """
        path, _, query = proposal.target.partition("?")
        ids = readings(path[proposal.head :])
        if any(_leaves(each) or self._is_wide(each.strip(), raw=place < _A_LAYER) for place, each in enumerate(ids)):
            return True
        parts = (part for each in re.split("[&;]", query) for part in each.split("=", 1) if part)
        return _CONDITION.search(_plain(query)) is not None or any(
            self._is_wide(each.strip(), raw=False) for part in parts for each in readings(part)
        )

    def _is_wide(self, text: str, *, raw: bool) -> bool:
        """Whether a text stands for all, as a word, a pattern or a condition. raw: its `%` still encode something."""
        if text in ("'", '"'):
            return False
        listed = [each.strip() for each in text.split(",")] if "," in text else []
        if (
            text.strip("{}[]\"' ") in _ALL
            or _ZERO.fullmatch(text)
            or _CONDITION.search(text)
            or any(self._is_wide(each, raw=raw) for each in listed if each)
        ):
            return True
        if len(text) > _LONGEST_PATTERN:
            return False
        if _ANYTHING.fullmatch(text):
            return True
        patterns = [text] if any(each in text for each in "*?[") else []
        if "_" in text or ("%" in text and not raw):
            patterns.append(text.translate(_LIKE))
        return any(fnmatchcase(each, pattern) for pattern in patterns for each in (*_SAMPLES, *self._live))


def is_sendable(proposal: Proposal) -> bool:
    """Whether a proposal keeps the framing of HTTP whole and its bytes can be put on the wire."""
    if _TARGET.fullmatch(proposal.target) is None or not _is_framed(proposal):
        return False
    return all(_NAME.fullmatch(name) and _VALUE.fullmatch(value) for name, value in proposal.headers)


def _is_framed(proposal: Proposal) -> bool:
    """Whether a request ends where its headers say, and its connection is left as it is.

    What tells of the connection passes as the list has it, whole: a body cut short, or a chunked one
    whose header is gone, would be another request's beginning.
    """
    told = {name.lower() for name, _ in proposal.headers} & _FRAMING
    if told & {"transfer-encoding", "expect"}:
        return (proposal.headers, proposal.body) in FRAMED
    return not told or (proposal.headers in OF_THE_CONNECTION and not proposal.body)


def readings(text: str) -> Iterator[str]:
    """A text in every reading that a server might have of it, each layer of encoding taken off in turn.

    Raises RecursionError when the deepest still decodes to something else.
    """
    for _ in range(_DEEPEST):
        octets = text.encode("latin-1")
        yield text.lower()
        yield folded(octets.decode("utf-8", "replace"))
        plain = unquote_to_bytes(octets).decode("latin-1")
        if plain == text:
            return
        text = plain
    raise RecursionError


def folded(text: str) -> str:
    """A text without regard to case and to how its characters are composed."""
    return normalize("NFKC", text.casefold()).casefold()


def canonical(text: str) -> str:
    """An id in one spelling: UUIDs without regard to hyphens, braces and case."""
    plain = text.strip().strip("{}").lower()
    if len(plain) in _UUID_LENGTHS:
        try:
            return str(UUID(plain))
        except ValueError:
            return plain
    return plain


def _plain(text: str) -> str:
    *_, last = readings(text)
    return last


def _leaves(reading: str) -> bool:
    """Whether a path would not stand for a segment below its parent: empty, cut to nothing, or dots."""
    if not _CUTS.split(reading, maxsplit=1)[0].strip().strip(_UNSEEN):
        return True
    whole = _SEPARATORS.sub("/", reading).removesuffix("/")
    segments = [each.partition(";")[0].strip() for each in whole.split("/")]
    return any(not each.strip(". \0") for each in segments)
