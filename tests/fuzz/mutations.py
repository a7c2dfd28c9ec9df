"""Trees of JSON with some of it changed, taken away, doubled or renamed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

ODD = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 1.5, 2**63, 10**400, 1e308, "", " ", "\0", "\ud800", "x" * 5000, [], {}, [[]], [None]])
    | st.sampled_from(["#", "#/", "#/paths", "/", "../..", "{", "{}", "{pairing_id}", "string", "object", "$ref"])
    | st.text(max_size=8)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(st.integers() | st.text(max_size=3), max_size=3)
    | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every node below a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*at, key)
        yield from places(each, (*at, key))


@st.composite
def mutated(draw: st.DrawFn, tree: Any, paths: list[tuple[Any, ...]], most: int = 4) -> Any:
    """A copy of a tree with at most so many mutations. paths: where they may be."""
    tree = copy.deepcopy(tree)
    for path in draw(st.lists(st.sampled_from(paths), min_size=1, max_size=most)):
        with suppress(KeyError, IndexError, TypeError, AttributeError):
            inner = tree
            for key in path[:-1]:
                inner = inner[key]
            _mutate(draw, inner, path[-1])
    return tree


def _mutate(draw: st.DrawFn, inner: Any, key: Any) -> None:
    match draw(st.sampled_from(["change", "drop", "rename", "double"])):
        case "change":
            inner[key] = draw(ODD)
        case "drop":
            inner.pop(key)
        case "rename" if isinstance(inner, dict):
            inner[draw(st.text(max_size=6))] = inner.pop(key)
        case _ if isinstance(inner, list):
            inner.insert(key, inner[key])
        case _:
            inner[f"{key}2"] = inner[key]
