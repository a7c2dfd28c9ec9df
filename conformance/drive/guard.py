"""What must never leave: a request that might reach a pairing that was not given up for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from posixpath import normpath
from unicodedata import normalize
from urllib.parse import unquote, unquote_to_bytes
from uuid import UUID

from conformance.model.http import Request
from conformance.model.steps import EvidenceMissing

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_BETWEEN = re.compile(r"[/\\;,?&=#|\s\0'\"()<>*%]+")
_UNREAD = re.compile(r"[/\\;,?&=#|\s\0'\"()<>*]+")
"""The same but for the percent sign: what follows it is read when it is decoded, and is no number before."""
_SEGMENTS = re.compile(r"[/\\;,?&=#\s\0]+")
_OVERRIDE = re.compile(r"method", re.IGNORECASE)
_ASIDE = re.compile(r"[?;]")
_ODD_QUERY = re.compile(r"method|delete|remove|action", re.IGNORECASE)
_OVERLONG = re.compile("[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf][\x80-\xbf]")
_UNICODE = re.compile(r"[%\\]u([0-9A-Fa-f]{4})")
_TELLING = 16
"""Letters and digits from which on an id is no coincidence, whatever stands before, after or between them."""
_BEGINNING = 8
"""Letters and digits of the beginning of an id that a careless target might complete."""
_PATH = re.compile(r"[/\\]+")
_WILD = re.compile(r"[*%?_.]")
_PATTERN = {"*": ".*", "%": ".*", "?": ".", "_": ".", ".": "."}
"""Wildcards of shells, of SQL and of regular expressions."""
_NUMBER = re.compile(r"[+-]?[0-9]+")
LONGEST_NUMBER = 400
"""Characters of a number; from more on none is near to an id."""
_WIDTHS = (8, 16, 31, 32, 63, 64)
"""Bits of the integers that a number may overflow."""
_ANY = re.compile(r"[\s\0.%*_?]*")
"""What stands for no id, or for all of them."""
_DEEPEST = 8
"""Layers of percent-encoding that are taken off; what still decodes then is refused."""


class Refused(EvidenceMissing):
    """The guard kept a request back; nothing was sent."""


class Guard:
    """Knows the pairings of the target, and which of them were given up.

    keep: pairings that nothing may ever reach. hazards: what a target might take for all pairings may leave.
    """

    def __init__(self, keep: Iterable[str] = (), *, hazards: bool = True) -> None:
        self._hazards = hazards
        self._keep = {canonical(each) for each in keep}
        self._live = {each: _plain(each) for each in self._keep}
        self._given_up: set[str] = set()

    def know(self, pairings: Iterable[str]) -> None:
        """Note pairings that the target has."""
        for each in map(canonical, pairings):
            self._live.setdefault(each, _plain(each))

    def give_up(self, pairing: str) -> None:
        """Note that a pairing may be deleted. Raises Refused for one that is to be kept."""
        if canonical(pairing) in self._keep:
            raise Refused(f"the pairing `{pairing}` is to be kept (`[pairings] keep`)")
        self.know([pairing])
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
        if not self._hazards and request.method != "POST" and _means_any(request.target):
            raise Refused(f"`{request.method} {request.target}` might be taken for all pairings (`[claim] hazards`)")
        others = {each: plain for each, plain in self._live.items() if each != allowed}
        if any(_names(each, others, allowed, strictly=place == 0) for place, each in _all_readings(request)) or (
            not self._hazards and any(_stands_for(reading, others, allowed) for reading in _readings(request.target))
        ):
            raise Refused(f"`{request.method} {request.target}` might reach a pairing that was not given up for it")


def _names(text: str, others: Mapping[str, str], allowed: str, *, strictly: bool) -> bool:
    """Whether a reading of a text names one of these pairings, or comes near to it.

    others: id -> its letters and digits. allowed: the id that may be named.
    strictly: short ids count too, which elsewhere may be anything.
    """
    whole = _plain(text)
    if any(len(plain) >= _TELLING and plain in whole for plain in others.values()):
        return True
    return strictly and _stands_in(text, others, allowed)


def _stands_in(target: str, others: Mapping[str, str], allowed: str) -> bool:
    """Whether one of these pairings, or the beginning of its id, stands in a target by itself."""
    parts = [each for each in _BETWEEN.split(target) if each]
    plains = {_plain(each) for each in parts} - {""}
    begun = tuple(each for each in map(_plain, _SEGMENTS.split(target)) if len(each) >= _BEGINNING)
    named = {canonical(each) for each in parts} | plains
    counted = _counted(target, allowed) if any(map(str.isdecimal, others)) else set()
    return any(
        other in named
        or plain in named
        or (other.isdecimal() and other.lstrip("0") in counted)
        or plain.startswith(begun)
        or ((not plain or _BETWEEN.search(other)) and other in target.lower())
        for other, plain in others.items()
    )


def _counted(target: str, allowed: str) -> set[str]:
    """The numbers that a careless reader might find where the id stands, but for the id that may be named."""
    parts = [each for each in _UNREAD.split(target.rpartition("/pairings")[2]) if each]
    return {str(number) for part in parts if canonical(part) != allowed for number in _numbers(part)}


def _all_readings(request: Request) -> Iterator[tuple[int, str]]:
    """Each reading of whatever is sent, the target first, with the number of what it is a reading of."""
    headers = (part for header in request.headers for part in header)
    texts = (request.target, request.method, *headers, request.body.decode("latin-1"))
    for place, text in enumerate(texts):
        for reading in dict.fromkeys(_readings(text)):
            yield place, reading


def _stands_for(target: str, others: Iterable[str], allowed: str) -> bool:
    """Whether a segment is a pattern that one of these pairings fits."""
    for segment in _PATH.split(target):
        if _WILD.search(segment) and canonical(segment) != allowed:
            pattern = re.compile("".join(_PATTERN.get(each, re.escape(each)) for each in segment.lower()), re.DOTALL)
            if any(pattern.fullmatch(other) for other in others):
                return True
    return False


def _numbers(part: str) -> set[int]:
    """The numbers for which a careless reader might take a part of a target: cut off, rounded, overflown."""
    found, part = set[int](), part[:LONGEST_NUMBER]
    if begun := _NUMBER.match(part):
        found.add(int(begun[0]))
    with suppress(ValueError):
        found.add(int(part, 0))
    with suppress(ValueError, OverflowError):
        found.add(int(float(part)))
    return found | {each % 2**bits for each in found for bits in _WIDTHS}


def _plain(text: str) -> str:
    """Letters and digits alone, in one case."""
    return _folded_before(text) if len(text) <= _REMEMBERED else _folded(text)


def _folded(text: str) -> str:
    return "".join(each for each in normalize("NFKC", text).casefold() if each.isalnum())


_REMEMBERED = 256
"""Characters of a text that is kept folded: most headers come with every request."""
_folded_before = lru_cache(maxsize=4096)(_folded)


def _means_any(target: str) -> bool:
    """Whether in some reading a path ends where an id should be, without one."""
    for reading in _readings(target):
        plain = re.split(r"[?#;]", reading)[0].replace("\\", "/")
        before, _, last = normpath(plain).rpartition("/")
        if last == "pairings" or (before.endswith("/pairings") and _ANY.fullmatch(last)):
            return True
        if not {".", ".."}.isdisjoint(plain.split("/")):
            return True
    return False


def changes_nothing(request: Request) -> bool:
    """Whether no target that means well or ill could take a request for more than a look."""
    if request.method not in _SAFE or request.body:
        return False
    once = unquote(request.target)
    beside = (_ASIDE.split(each, maxsplit=1)[1:] for each in (request.target, once, unquote(once)))
    odd = any(_ODD_QUERY.search(each) for texts in beside for each in texts)
    return not odd and not any(_OVERRIDE.search(name) for name, _ in request.headers)


def _readings(target: str) -> Iterator[str]:
    """A target in every reading that a server might have of it."""
    text = target
    for _ in range(_DEEPEST):
        yield text
        yield _as_utf8(text)
        yield normpath(text.partition("?")[0])
        plain = unquote_to_bytes(text.encode("latin-1")).decode("latin-1")
        plain = _OVERLONG.sub(_shortened, _UNICODE.sub(_character, plain))
        if plain == text:
            return
        text = plain
    raise Refused(f"`{target[:80]}` is encoded so often that what it names cannot be told")


def _shortened(found: re.Match[str]) -> str:
    """The character that an overlong sequence of UTF-8 stands for, as a careless decoder has it."""
    first, *rest = found[0].encode("latin-1")
    code = first & (0x1F if len(rest) == 1 else 0x0F if len(rest) == 2 else 0x07)  # noqa: PLR2004 - of 2, 3, 4 bytes
    for each in rest:
        code = code << 6 | each & 0x3F
    return chr(code) if code <= 0xFF else found[0]  # noqa: PLR2004 - beyond that it is no byte


def _character(found: re.Match[str]) -> str:
    """What `%u0041` stands for where somebody reads it; the same with a backslash, as JSON has it."""
    code = int(found[1], 16)
    return chr(code) if code <= 0xFF else found[0]  # noqa: PLR2004 - beyond that it is no byte


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
