"""JSON pointers into a document, with references followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.model.errors import UserError


class DocumentError(UserError):
    """The OpenAPI document cannot be used."""


def escaped(*parts: str) -> str:
    """Parts as a JSON pointer fragment: `paths`, `/pairings` -> `#/paths/~1pairings`."""
    return "#" + "".join(f"/{each.replace('~', '~0').replace('/', '~1')}" for each in parts)


def lookup(raw: Any, pointer: str) -> Any:
    """The node at a pointer such as `#/components/schemas/Task`, references on the way followed.

    Raises DocumentError when there is none.
    """
    node = raw
    for part in pointer.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node, _ = follow(raw, node, pointer)
        if isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, Mapping) and key in node:
            node = node[key]
        else:
            raise DocumentError(f"the document has nothing at `{pointer}`", f"`{key}` is missing there")
    return node


def follow(raw: Any, node: Any, pointer: str) -> tuple[Any, str]:
    """The node that a chain of `$ref` leads to, and where it stands.

    Raises DocumentError for a reference to another file or host, a dead one, or a circle.
    """
    seen: set[str] = set()
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        target = node["$ref"]
        if not target.startswith("#/"):
            hint = "bundle the document into one file first; nothing is fetched"
            raise DocumentError(f"the document refers to `{target[:80]}`, outside itself, at `{pointer}`", hint)
        if target in seen:
            raise DocumentError(f"the reference `{target[:80]}` leads back to itself", "")
        seen.add(target)
        node, pointer = lookup(raw, target), target
    return node, pointer
