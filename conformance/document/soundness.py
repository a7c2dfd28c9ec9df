"""Whether a schema can be judged by: each keyword of the shape that OpenAPI gives it.

Looked at when a document is read, so that a slip in it is told before anything is sent.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.document.pointer import DocumentError, below, follow, lookup

_TYPES = ("string", "integer", "number", "boolean", "object", "array")
_HERE = ("allOf", "anyOf", "oneOf")
"""Keywords whose schemas judge the same value; a circle of them would never end."""
_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_ONES = (
    "not", "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
    "if", "then", "else",
)  # fmt: skip
_LARGEST = sys.float_info.max
_UNREAD = ("$schema", "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef")

_MOST = 20_000
"""Schemas that are looked at; those of a Task are 14."""

_Place = tuple[Any, str, tuple[str, ...]]
"""A schema, where it stands, and through which schemas the same value came to it."""


def check_schema(raw: Mapping[str, Any], pointer: str) -> None:
    """Raise DocumentError where a schema, or one that it leads to, cannot be judged by."""
    modern = str(raw.get("openapi", "")).startswith("3.1")
    pending: list[_Place] = [(lookup(raw, pointer), pointer, ())]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while pending:
        node, place, above = pending.pop()
        if place in above:
            raise DocumentError(f"the schema at `{place}` contains itself, so no value could meet it", "")
        if (place, above) in seen:
            continue
        seen.add((place, above))
        if len(seen) > _MOST:
            raise DocumentError(f"the schema at `{pointer}` joins more than {_MOST} others", "write it more simply")
        if modern and isinstance(node, bool):
            continue
        if not isinstance(node, Mapping):
            raise _wrong(place, "is no schema")
        if isinstance(node.get("$ref"), str):
            pending.append((*follow(raw, node, place), (*above, place)))
            if not modern:  # what stands beside a reference does not count
                continue
        _check_keywords(node, place, modern=modern)
        pending.extend(_below(node, place, above))


def _below(node: Mapping[str, Any], place: str, above: tuple[str, ...]) -> Iterator[_Place]:
    """The schemas within a schema."""
    for key in _HERE:
        for number, each in enumerate(_due(node, place, key, list, ())):
            yield each, below(place, key, str(number)), (*above, place)
    for number, each in enumerate(_due(node, place, "prefixItems", list, ())):
        yield each, below(place, "prefixItems", str(number)), ()
    for key in _MAPS:
        for name, each in _due(node, place, key, Mapping, {}).items():
            yield each, below(place, key, name), ()
    for key in _ONES:
        if key in node and not (key == "additionalProperties" and isinstance(node[key], bool)):
            same = key in ("not", "if", "then", "else")
            yield node[key], below(place, key), ((*above, place) if same else ())


def _due(node: Mapping[str, Any], place: str, key: str, kind: type, absent: Any) -> Any:
    value = node.get(key, absent)
    if key in node and not isinstance(value, kind):
        raise _wrong(below(place, key), "is no list" if kind is list else "is no object")
    return value


def _check_keywords(node: Mapping[str, Any], place: str, *, modern: bool) -> None:
    for key in _UNREAD:
        if key in node:
            raise DocumentError(f"`{below(place, key)}` is not read", "refer to schemas by `$ref: '#/...'` only")
    kinds = node.get("type")
    if not modern and isinstance(kinds, list):
        raise _wrong(below(place, "type"), "is a list; OpenAPI 3.0 has one type and `nullable: true`")
    for key, (holds, due) in _SHAPES.items():
        if key in node and not holds(node[key]):
            raise _wrong(below(place, key), f"is not {due}")
    for key in ("exclusiveMinimum", "exclusiveMaximum"):
        if key in node and not (_number(node[key]) if modern else isinstance(node[key], bool)):
            raise _wrong(below(place, key), "is not a number" if modern else "is not true or false")


def _wrong(place: str, what: str) -> DocumentError:
    return DocumentError(f"`{place}` {what}", "mend the document; nothing can be judged by it as it stands")


def _number(value: Any) -> bool:
    # An integer may be larger than any float, and then it is compared with nothing.
    return isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _kinds(value: Any) -> bool:
    kinds = value if isinstance(value, list) else [value]
    return bool(kinds) and all(isinstance(each, str) and each in (*_TYPES, "null") for each in kinds)


def _pattern(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError, OverflowError, RecursionError):
        return False
    return isinstance(value, str)


def _dependencies(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_names, value.values()))


_FLAG = (lambda value: isinstance(value, bool), "true or false")
_BOUND = (_number, "a number")
_AMOUNT = (_count, "a number from 0")
_SHAPES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "type": (_kinds, f"one of {', '.join(_TYPES)}"),
    "required": (_names, "a list of names"),
    "enum": (lambda value: isinstance(value, list) and bool(value), "a list of values"),
    "format": (lambda value: isinstance(value, str), "a word"),
    "pattern": (_pattern, "a regular expression"),
    "nullable": _FLAG,
    "uniqueItems": _FLAG,
    "readOnly": _FLAG,
    "writeOnly": _FLAG,
    "minimum": _BOUND,
    "maximum": _BOUND,
    "multipleOf": (lambda value: _number(value) and value > 0, "a number above 0"),
    "minLength": _AMOUNT,
    "maxLength": _AMOUNT,
    "minItems": _AMOUNT,
    "maxItems": _AMOUNT,
    "minProperties": _AMOUNT,
    "maxProperties": _AMOUNT,
    "minContains": _AMOUNT,
    "maxContains": _AMOUNT,
    "dependentRequired": (_dependencies, "an object of lists of names"),
    "$ref": (lambda value: isinstance(value, str), "a reference"),
}
"""Keyword -> whether a value is of its shape, and that shape in words."""
