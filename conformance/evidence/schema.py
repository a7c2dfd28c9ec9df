"""The published JSON Schema of a line of evidence, made from the events themselves.

`python -m conformance.evidence.schema > conformance/evidence/evidence.schema.json` writes it anew.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from conformance.evidence.file import VERSION
from conformance.evidence.shape import EVENTS, OBSERVATIONS, REFERENCE
from conformance.model.http import Exchange
from conformance.model.observations import Observation

PUBLISHED = Path(__file__).parent / "evidence.schema.json"

_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    date: {"type": "string", "format": "date"},
    bytes: {"$ref": "#/$defs/body"},
}
_BODY = {
    "description": "Text where the bytes are UTF-8, else base64; a large body that came before by its digest.",
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"base64": {"type": "string", "contentEncoding": "base64"}},
            "required": ["base64"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                "same_as": {"type": "integer", "description": "The number of the exchange whose response has it."},
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "bytes": {"type": "integer"},
                "prefix": {"type": "string"},
            },
            "required": ["same_as", "sha256", "bytes", "prefix"],
            "additionalProperties": False,
        },
    ],
}
_REFERRING = {
    "description": "An exchange of a line before this one, by its number.",
    "type": "object",
    "properties": {
        REFERENCE: {"type": "integer"},
        "at": {"type": "string", "description": "JSON pointer to the part of its body that is meant."},
        "as": {"type": "string", "description": "The operation that shows such a part by itself."},
    },
    "required": [REFERENCE],
    "additionalProperties": False,
}


def schema() -> dict[str, Any]:
    """The schema of a line; each event is one of its `$defs`."""
    made = _Schema()
    lines = [made.event(tag, kind) for tag, kind in EVENTS.items()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of srm-conformance's evidence, version {VERSION} of the format",
        "description": "Evidence is one JSON object a line, each an event, in the order of time.",
        "oneOf": [{"$ref": f"#/$defs/{tag}"} for tag in EVENTS],
        "$defs": {
            "body": _BODY,
            "exchange_reference": _REFERRING,
            **made.defs,
            **dict(zip(EVENTS, lines, strict=True)),
        },
    }


class _Schema:
    """Makes schemas of dataclasses; those that events are made of become definitions."""

    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}

    def event(self, tag: str, kind: type) -> dict[str, Any]:
        found = self._object(kind, {"event": {"const": tag}}, referring=False)
        if tag == "run_started":
            found["properties"] = {"version": {"const": VERSION}} | found["properties"]
            found["required"] = ["version", *found["required"]]
        return found

    def _object(self, kind: type, first: dict[str, Any], *, referring: bool) -> dict[str, Any]:
        hints = get_type_hints(kind)
        properties = first | {each.name: self._of(hints[each.name], referring=referring) for each in _fields(kind)}
        return {
            "description": (kind.__doc__ or "").strip().splitlines()[0],
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def _of(self, hint: Any, *, referring: bool) -> dict[str, Any]:  # noqa: PLR0911 - one return for each kind of type
        if hint in _PLAIN:
            return _PLAIN[hint]
        if hint == Observation:
            return {"oneOf": [self._defined(each, tag, referring=True) for tag, each in OBSERVATIONS.items()]}
        if get_origin(hint) in (Union, types.UnionType):
            return {"anyOf": [self._of(each, referring=referring) for each in get_args(hint)]}
        if get_origin(hint) is tuple:
            return self._tuple(get_args(hint), referring=referring)
        if get_origin(hint) is dict:
            return {"type": "object", "additionalProperties": self._of(get_args(hint)[1], referring=referring)}
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return {"enum": [str(each) for each in hint]}
        if hint is Exchange and referring:
            return {"$ref": "#/$defs/exchange_reference"}
        if is_dataclass(hint) and isinstance(hint, type):
            return self._defined(hint, "", referring=referring)
        raise TypeError(f"{hint!r} has no JSON Schema yet")

    def _tuple(self, of: tuple[Any, ...], *, referring: bool) -> dict[str, Any]:
        if of[-1] is Ellipsis:
            return {"type": "array", "items": self._of(of[0], referring=referring)}
        items = [self._of(each, referring=referring) for each in of]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}

    def _defined(self, kind: type, tag: str, *, referring: bool) -> dict[str, Any]:
        name = tag or kind.__name__.lower()
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = self._object(kind, {"type": {"const": tag}} if tag else {}, referring=referring)
        return {"$ref": f"#/$defs/{name}"}


def _fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind) if is_dataclass(kind) else ()


def text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
