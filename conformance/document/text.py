"""The text of a document as plain values: JSON or YAML, each name once, nothing that blows up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import yaml

from conformance.document.pointer import DocumentError

DEEPEST = 200
"""Levels of nesting that are read: YAML's own composer overflows the stack of the process."""

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INERT = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map")}


class _Loader(_SafeLoader):  # type: ignore[misc]
    """YAML as JSON has it: keys are text, each stands once; no dates, no types beside JSON's own."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - theirs
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.YAMLError(f"a key that is no text in line {key.start_mark.line + 1}")
            if key.value in found:
                raise yaml.YAMLError(f"the key `{key.value}` stands twice, in line {key.start_mark.line + 1}")
            found[key.value] = self.construct_object(value, deep=deep)
        return found


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _INERT]
    for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.yaml_constructors = {
    tag: construct for tag, construct in _SafeLoader.yaml_constructors.items() if tag in _INERT or tag is None
}


def parsed(data: bytes, source: str) -> Mapping[str, Any]:
    """The object that the text of a document is.

    source: how messages call it. Raises DocumentError with a plain reason.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"`{source}` is not UTF-8 (byte {error.start})", "") from None
    try:
        raw = _json(text) if text.lstrip().startswith("{") else _yaml(text)
    except (yaml.YAMLError, ValueError, KeyError, TypeError, RecursionError) as error:
        said = "nested too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())[:300]
        raise DocumentError(f"`{source}` is neither JSON nor YAML: {said}", "") from None
    if not isinstance(raw, Mapping):
        raise DocumentError(f"`{source}` holds no OpenAPI document", "an object with `openapi` and `paths` is due")
    return raw


def _json(text: str) -> Any:
    """JSON, or YAML that begins as JSON does: with a brace."""
    try:
        raw = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        try:
            return _yaml(text)
        except yaml.YAMLError:
            raise error from None
    level = [raw]
    for _ in range(DEEPEST):
        level = [each for node in level for each in _within(node)]
    if level:
        raise ValueError(f"nested more than {DEEPEST} levels deep")
    return raw


def _within(node: Any) -> Iterable[Any]:
    return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in items:
        if name in found:
            raise ValueError(f"the key `{name[:80]}` stands twice")
        found[name] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _yaml(text: str) -> Any:
    depth = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        if isinstance(event, yaml.AliasEvent):  # which can blow a small file up
            raise yaml.YAMLError(f"an alias in line {_line(event)}; write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise yaml.YAMLError(f"nested more than {DEEPEST} levels deep in line {_line(event)}")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made stricter


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
