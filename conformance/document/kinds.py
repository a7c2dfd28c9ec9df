"""Values that a schema cannot tell apart: where one of them is right, so are the others, and one judgement serves all.

Validating a body takes half a millisecond. In recorded traffic nearly every body is another one, though only by ids
and times that the schema leaves free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.document.pointer import follow, lookup

_SAYS_NOTHING = frozenset({"type", "description", "title", "example", "nullable", "deprecated", "readOnly", "default"})
_LOOKS_ELSEWHERE = frozenset(
    {
        "oneOf", "anyOf", "not", "if", "const", "enum", "patternProperties", "propertyNames", "unevaluatedProperties",
        "dependentSchemas", "dependentRequired", "dependencies", "discriminator", "minProperties", "maxProperties",
    }
)  # fmt: skip
_FORMATS = (None, "int32", "int64")
_EDGES = (31, 32, 63, 64)
"""Bits of integers that may be just within a format or just beyond it."""


class Kinds:
    """Knows which members of an object a schema leaves free. raw: the document. pointer: of the object's schema."""

    def __init__(self, raw: Mapping[str, Any], pointer: str) -> None:
        self._free: dict[str, str] = {}
        try:
            schemas = list(_composed(raw, lookup(raw, pointer), pointer, 0))
        except LookupError:  # the document has no schema there: nothing is known of it
            return
        if any(each.keys() & _LOOKS_ELSEWHERE for each in schemas):
            return
        found: dict[str, list[Any]] = {}
        for each in schemas:
            properties = each.get("properties")
            for name, schema in properties.items() if isinstance(properties, Mapping) else ():
                found.setdefault(str(name), []).append(schema)
        self._free = {name: kind for name, each in found.items() if (kind := _kind(each))}

    def of(self, value: Any) -> tuple[Any, ...] | None:
        """What of an object the schema can see; None where it may see all of it."""
        if not self._free or not isinstance(value, dict):
            return None
        seen = [(name, self._seen(name, each)) for name, each in value.items()]
        return tuple(seen) if all(kind is not None for _, kind in seen) else None

    def _seen(self, name: str, value: Any) -> Any:
        """A hashable stand-in for a member; None where there is none."""
        free = self._free.get(name)
        if free == "string" and type(value) is str:
            return "string"
        if free == "integer" and type(value) is int and value.bit_length() not in _EDGES:
            return ("integer", value < 0, value.bit_length() > _EDGES[0], value.bit_length() > _EDGES[-1])
        if value is None or type(value) in (str, int, bool, float):
            return (type(value).__name__, value)
        return ("empty",) if value == {} and type(value) is dict else None


def _composed(raw: Mapping[str, Any], node: Any, pointer: str, depth: int) -> Iterator[Mapping[str, Any]]:
    """A schema and those that it is put together of by `$ref` and `allOf`."""
    node, at = follow(raw, node, pointer)
    if not isinstance(node, Mapping) or depth > len(_EDGES):
        yield {"not": {}}  # nothing is known of it
        return
    yield node
    parts = node.get("allOf", ())
    for place, each in enumerate(parts if isinstance(parts, list) else ()):
        yield from _composed(raw, each, f"{at}/allOf/{place}", depth + 1)


def _kind(schemas: list[Any]) -> str:
    """`string` or `integer` where these schemas of a property ask for nothing but that; else empty."""
    kinds = [each.get("type") if isinstance(each, Mapping) else None for each in schemas]
    if all(each == "string" for each in kinds) and all(each.keys() <= _SAYS_NOTHING for each in schemas):
        return "string"
    free = _SAYS_NOTHING | {"format"}
    if all(each == "integer" for each in kinds) and all(
        each.keys() <= free and each.get("format") in _FORMATS for each in schemas
    ):
        return "integer"
    return ""
