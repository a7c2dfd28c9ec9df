"""Events as JSON and back: what each line of evidence looks like.

Each line is tagged with `event`; an observation is tagged with `type` and refers to exchanges by
number (`{"$exchange": 7}`), which stand in the lines before it; to one task of a list of tasks with
its place (`{"$exchange": 7, "at": "/list/3", "as": "getTaskInfo"}`). The first line carries `version`.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, get_args

import cattrs

from conformance.model.events import Event, Observed
from conformance.model.http import Exchange, Headers
from conformance.model.observations import Observation

REFERENCE = "$exchange"


@lru_cache(maxsize=256)
def snake(name: str) -> str:
    """The tag of an event: `RunStarted` is `run_started`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


EVENTS: Mapping[str, type] = {snake(each.__name__): each for each in get_args(Event)}
OBSERVATIONS: Mapping[str, type] = {each.__name__: each for each in get_args(Observation)}


def _as_text(body: bytes) -> str | dict[str, str]:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _as_bytes(written: object, _: object = None) -> bytes:
    match written:
        case bytes():
            return written  # of a body that stands in an earlier line
        case str():
            return written.encode(errors="surrogatepass")
        case {"base64": str() as coded}:
            return base64.b64decode(coded, validate=True)
        case _:
            raise TypeError(f"{written!r} is no body")


def _exactly(kind: type, *, also: type | None = None) -> Callable[[Any, Any], Any]:
    """A hook that takes a value as it is, or as the word of an enumeration; cattrs would turn anything into it."""
    allowed = (kind,) if also is None else (kind, also)

    def hook(written: object, wanted: Callable[[object], Any]) -> Any:
        if not isinstance(written, allowed) or (isinstance(written, bool) and kind is not bool):
            raise TypeError(f"{written!r} is no {kind.__name__}")
        return wanted(written)

    return hook


def _writing() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_unstructure_hook(bytes, _as_text)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook_func(lambda kind: kind == Headers, lambda headers: headers)
    return converter


_WHOLE = _writing()
_REFERRING = _writing()


def _reference(exchange: Exchange) -> dict[str, Any]:
    part = {"at": exchange.part, "as": exchange.operation} if exchange.part else {}
    return {REFERENCE: exchange.number, **part}


_REFERRING.register_unstructure_hook(Exchange, _reference)


def part_of(exchange: Exchange, pointer: str, operation: str) -> Exchange:
    """The exchange as if a part of its body were all of it, such as one task of a list. Raises ValueError."""
    try:
        value = json.loads(exchange.response.body if exchange.response else b"")
        for name in pointer.split("/")[1:]:
            value = value[int(name)] if isinstance(value, list) else value[name]
    except (LookupError, TypeError, RecursionError):
        raise ValueError(f"exchange {exchange.number} has nothing at {pointer}") from None
    response = replace(exchange.response, body=json.dumps(value).encode()) if exchange.response else None
    return replace(exchange, operation=operation, response=response, part=pointer)


def _as_headers(written: Any, _: object) -> Headers:
    """Headers, which are most of what stands in evidence; piece by piece they would take three times as long."""
    for each in written:
        if not isinstance(each, list) or [type(part) for part in each] != [str, str]:
            raise TypeError(f"{each!r} is no header")
    return tuple([(name, value) for name, value in written])


def reading() -> cattrs.Converter:
    """What makes values of JSON; strict, so that nothing is taken for what it is not."""
    converter = cattrs.Converter()
    converter.register_structure_hook(bytes, _as_bytes)
    converter.register_structure_hook(str, _exactly(str))
    converter.register_structure_hook(int, _exactly(int))
    converter.register_structure_hook(bool, _exactly(bool))
    converter.register_structure_hook_func(lambda kind: kind == Headers, _as_headers)
    converter.register_structure_hook(float, _exactly(float, also=int))
    converter.register_structure_hook(date, lambda written, _: date.fromisoformat(written))
    return converter


def event_as_json(event: Event) -> dict[str, Any]:
    """An event as it stands in a line of evidence, without the version."""
    tag = snake(type(event).__name__)
    if not isinstance(event, Observed):
        return {"event": tag, **_WHOLE.unstructure(event)}
    kind = type(event.observation)
    seen = {"type": kind.__name__, **_REFERRING.unstructure(event.observation, unstructure_as=kind)}
    return {"event": tag, "probe": event.probe, "observation": seen}
