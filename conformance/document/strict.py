"""JSON read strictly: RFC 8259 and nothing beside it, within bounds that no body can burst."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, NoReturn

from conformance.model.bounds import DEEPEST, LARGE, MOST_DIGITS, MOST_VALUES

Path = tuple[str | int, ...]


class BeyondBounds(ValueError):  # noqa: N818 - nobody did wrong
    """A JSON text that is not read although it may be right: too deep, or with too many values."""


class _Repeating(dict[str, Any]):
    """An object in whose text a name stood twice."""

    __slots__ = ("names",)
    names: tuple[str, ...]


def parse(body: bytes) -> Any:
    """Parse a JSON text as RFC 8259 has it: UTF-8 without BOM, no NaN, bounded in depth and size.

    Of a name that stands twice in an object the last value counts.
    Raises ValueError with a plain reason; BeyondBounds where the tool's own bounds are the reason.
    """
    text = _text(body)
    return _loaded(text, _STRICT if len(text) > MOST_DIGITS else _SHORT)


def _parsed(body: bytes) -> Any:
    try:
        return parse(body)
    except ValueError as error:
        return type(error)(str(error))  # without what it was raised in


# A large body may take twenty times its size in memory, so only the last ones are kept.
_small, _large = lru_cache(maxsize=1024)(_parsed), lru_cache(maxsize=2)(_parsed)


def parse_once(body: bytes) -> Any:
    """What `parse` returns, or its ValueError, of a body that many ask for; nobody changes what is given to all."""
    return _small(body) if len(body) < LARGE else _large(body)


def read(body: bytes) -> Any:
    """Read a JSON text as most clients do, also in UTF-16 or after a byte order mark, within the same bounds.

    Raises ValueError with a plain reason.
    """
    if not body.strip():
        raise ValueError("an empty body")
    coding = json.detect_encoding(body)
    try:
        text = body.decode(coding)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not {coding.upper()}") from None
    return _loaded(text, _LENIENT)


def _loaded(text: str, decoder: json.JSONDecoder) -> Any:
    _check_bounds(text)
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        said = error.msg.removesuffix(" at")
        raise ValueError(f"not JSON: {said} at character {error.pos} of {len(text)}") from None


def _check_bounds(text: str) -> None:
    if len(text) <= MOST_VALUES and text.count("[") + text.count("{") <= DEEPEST:
        return  # too short to burst a bound, as nearly every body is
    marks = _MARK.findall(_STRING.sub("", text))
    if _depth(marks) > DEEPEST:
        raise BeyondBounds(f"nested more than {DEEPEST} levels deep")
    if len(marks) > MOST_VALUES:
        raise BeyondBounds(f"more than {MOST_VALUES:,} values")


def repeated(value: Any) -> tuple[Path, ...]:
    """Where in a value of `parse` a name stood twice in one object; the name stands last."""
    found: list[Path] = []
    pending: list[tuple[Path, Any]] = [((), value)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, _Repeating):
            found.extend((*path, name) for name in node.names)
        if isinstance(node, dict):
            pending.extend(((*path, name), each) for name, each in node.items() if isinstance(each, dict | list))
        elif isinstance(node, list):
            pending.extend(((*path, place), each) for place, each in enumerate(node) if isinstance(each, dict | list))
    return tuple(sorted(found, key=str))


def _text(body: bytes) -> str:
    if not body.strip():
        raise ValueError("an empty body")
    if body.startswith(b"\xef\xbb\xbf"):
        raise ValueError("a byte order mark before the JSON text")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None


_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A string, also one that does not end: then it takes all the rest, so that no text is read twice."""


_MARK = re.compile(r"[\[\]{},]")


def _depth(marks: list[str]) -> int:
    """How deep arrays and objects are nested; counted before parsing, so that nothing overflows."""
    deepest = depth = 0
    for mark in marks:
        if mark != ",":
            depth += 1 if mark in "[{" else -1
            deepest = max(deepest, depth)
    return deepest


def _object(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) == len(items):
        return found
    seen: set[str] = set()
    repeating = _Repeating(found)
    repeating.names = tuple({name: None for name, _ in items if name in seen or seen.add(name)})  # type: ignore[func-returns-value]
    return repeating


def _integer(digits: str) -> int:
    return int(digits[:MOST_DIGITS])


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


_STRICT = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=_no_number)
_SHORT = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)
"""For texts that have no room for an integer of too many digits: twice as fast."""
_LENIENT = json.JSONDecoder(parse_int=_integer)
