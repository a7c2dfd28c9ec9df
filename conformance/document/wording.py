"""What a schema found wrong, in words: openapi-core's errors as places, rules and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.document.pointer import below, follow, lookup
from conformance.document.strict import Path

_SHOWN = 80
_WITHIN = ("properties", "patternProperties", "items", "additionalProperties", "prefixItems")
"""Keywords whose schemas judge what is within a value, no more the value itself."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One keyword that a value breaks. path: in the value; for a missing property its name stands last."""

    path: Path
    rule: str
    text: str
    pointer: str


def broken(raw: Mapping[str, Any], pointer: str, errors: Iterable[Any]) -> tuple[Broken, ...]:
    """The errors of the schema at a pointer, one a place and rule; no enum or format where the type is wrong."""
    found: dict[tuple[Path, str], Broken] = {}
    for error in errors:
        for each in _innermost(raw, error):
            place, null_is_fine = _where(raw, pointer, each)
            if null_is_fine:
                continue
            path: Path = tuple(each.absolute_path)
            if each.validator == "required":
                path = (*path, _missing(each))
            found.setdefault((path, str(each.validator)), Broken(path, str(each.validator), _text(each), place))
    return tuple(
        one for (path, rule), one in found.items() if rule not in ("enum", "format") or (path, "type") not in found
    )


def _innermost(raw: Mapping[str, Any], error: Any) -> Iterator[Any]:
    """An error, or where a choice is between one schema and null, what that schema found."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    branches = [follow(raw, each, "")[0] for each in error.validator_value]
    real = [number for number, each in enumerate(branches) if not _only_null(each)]
    if len(real) != 1 or error.instance is None:
        yield error
        return
    for each in error.context:
        if each.relative_schema_path[0] == real[0]:
            yield from _innermost(raw, each)


def _only_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and (schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None])


def _where(raw: Mapping[str, Any], pointer: str, error: Any) -> tuple[str, bool]:
    """Where the broken keyword stands; and whether it stands in a nullable schema and the value is null.

    OpenAPI 3.0 ties `nullable` to a `type` beside it. Documents write it beside `allOf`, `$ref` and `enum`
    all the same, and mean it: a target is not blamed for taking its document at its word.
    """
    node, place = follow(raw, lookup(raw, pointer), pointer)
    nullable = _is_nullable(lookup(raw, pointer)) or _is_nullable(node)
    for part in error.absolute_schema_path:
        key: Any = part
        if isinstance(node, Mapping) and key not in node:
            node, place = follow(raw, node, place)
        node = node[key]
        nullable = (nullable and key not in _WITHIN) or _is_nullable(node)
        place = below(place, str(key))
    return place, nullable and error.instance is None


def _is_nullable(node: Any) -> bool:
    return isinstance(node, Mapping) and node.get("nullable") is True


def _missing(error: Any) -> str:
    """The name that a `required` error is about: the first that is not there and that its message quotes."""
    names = [name for name in error.validator_value if name not in error.instance]
    return str(next((name for name in names if error.message.startswith(f"{name!r} ")), names[0]))


def _text(error: Any) -> str:
    value = named(error.instance)
    match error.validator:
        case "type":
            kinds = error.validator_value
            due = " or ".join(_KINDS.get(each, str(each)) for each in (kinds if isinstance(kinds, list) else [kinds]))
            return f"{value}, where {due} is due"
        case "required":
            return f"no `{shown(_missing(error))}`, which is required"
        case "enum":
            return f"{value}, which is none of {shown(', '.join(map(str, error.validator_value)))}"
        case "format":
            return f"{value}, which is no {shown(error.validator_value)}"
        case rule:
            return f"{value}, against `{rule}` {shown(error.validator_value)}"


_KINDS = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "object": "an object",
    "array": "an array",
}


def named(value: Any) -> str:
    """A value with its kind: `the integer 5`, `null`."""
    if value is None:
        return "null"
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    kind = kinds.get(type(value), "object")
    text = json.dumps(_cut(value))
    return f"the {kind} {text if len(text) <= _SHOWN else text[: _SHOWN - 3] + '...'}"


def shown(value: Any) -> str:
    """A value as text of at most 80 characters, all of them printable."""
    text = str(value) if isinstance(value, str) else json.dumps(_cut(value))
    text = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text[:_SHOWN])
    return text if len(text) < _SHOWN else f"{text[: _SHOWN - 3]}..."


def _cut(value: Any, depth: int = 4) -> Any:
    """The beginning of a value: no more of it than can be shown."""
    if isinstance(value, str):
        return value[:_SHOWN]
    if isinstance(value, list):
        return [_cut(each, depth - 1) for each in value[: _SHOWN // 2]] if depth else []
    if isinstance(value, Mapping):
        some = list(value)[: _SHOWN // 4]
        return {str(key)[:_SHOWN]: _cut(value[key], depth - 1) for key in some} if depth else {}
    return value
