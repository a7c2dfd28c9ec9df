"""Change JSON where its structure is, so that what is read stays JSON and comes past the first check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

ODD = (
    *(None, True, False, 0, -1, 1.5, 2**63, 10**400, 1e308, [], {}, [[]], [None], {"": ""}),
    *("", " ", "\0", "\ud800", "x" * 5000, "\x1b[2J", "<script>", "]]>", "=1+1", "\u202e", "-1", "NaN", "1e999"),
    *("#", "#/", "/", "../..", "%", "%00", "{}", "{pairing_id}", "string", "object", "$ref"),
    *("2026-01-01", "9999-12-31T23:59:59+23:59"),
)
"""Values that a reader might stumble over."""
PIECES = ("", "\n", "\0", "é", "\x1b", '"', "9")
MOST = 4
"""Mutations of one text at most."""


def mutate(data: bytes, random: Random) -> bytes | None:
    """A JSON text, or lines of JSON, with a few nodes changed; None for what is neither."""
    with suppress(ValueError, RecursionError):
        return _text(_changed(json.loads(data), random))
    lines = data.split(b"\n")
    place = random.randrange(len(lines))
    with suppress(ValueError, RecursionError):
        lines[place] = _text(_changed(json.loads(lines[place]), random))
        return b"\n".join(_shifted(lines, random))
    return None


def _shifted(lines: list[bytes], random: Random) -> list[bytes]:
    """Mostly as they were; sometimes one lost, doubled or moved."""
    match random.randrange(8):
        case 0:
            lines.pop(random.randrange(len(lines)))
        case 1:
            lines.insert(random.randrange(len(lines)), random.choice(lines))
        case 2:
            lines.insert(random.randrange(len(lines)), lines.pop(random.randrange(len(lines))))
        case _:
            pass
    return lines


def _text(tree: Any) -> bytes:
    return json.dumps(tree).encode("utf-8", "surrogatepass")


def _changed(tree: Any, random: Random) -> Any:
    for _ in range(random.randint(1, MOST)):
        found = list(_places(tree))
        if not found:
            return random.choice(ODD)
        inner, key = random.choice(found)
        _change(inner, key, random)
    return tree


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every node below a value, as what holds it and where."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield value, key
        yield from _places(each)


def _change(inner: Any, key: Any, random: Random) -> None:
    match random.randrange(6):
        case 0:
            del inner[key]
        case 1 if isinstance(inner, dict):
            inner[str(random.choice(ODD))] = inner.pop(key)
        case 2 if isinstance(inner, list):
            inner.insert(key, inner[key])
        case 3 if isinstance(inner[key], str) and inner[key]:
            place = random.randrange(len(inner[key]))
            inner[key] = (
                inner[key][:place] + random.choice(("", "\n", "\0", "é", "\x1b", '"', "9")) + inner[key][place + 1 :]
            )
        case 4:
            other = random.choice(list(_places(inner)))
            inner[key] = json.loads(json.dumps(other[0][other[1]]))
        case _:
            inner[key] = random.choice(ODD)
