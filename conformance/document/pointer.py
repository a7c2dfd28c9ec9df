"""JSON pointers into a document, with references followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from conformance.model.errors import UserError


class DocumentError(UserError):
    """The OpenAPI document cannot be used."""


def escaped(*parts: str) -> str:
    """Parts as a JSON pointer fragment: `paths`, `/pairings` -> `#/paths/~1pairings`."""
    return below("#", *parts)


def below(pointer: str, *parts: str) -> str:
    """A pointer to what stands below another one: `#/paths`, `/pairings` -> `#/paths/~1pairings`."""
    return pointer + "".join(f"/{each.replace('~', '~0').replace('/', '~1')}" for each in parts)


def lookup(raw: Any, pointer: str) -> Any:
    """The node at a pointer such as `#/components/schemas/Task`, references on the way followed.

    Raises DocumentError when there is none.
    """
    return _lookup(raw, pointer, frozenset())


def follow(raw: Any, node: Any, pointer: str) -> tuple[Any, str]:
    """The node that a chain of `$ref` leads to, and where it stands.

    Raises DocumentError for a reference to another file or host, a dead one, or a circle.
    """
    return _follow(raw, node, pointer, frozenset())


def _lookup(raw: Any, pointer: str, seen: frozenset[str]) -> Any:
    node = raw
    for part in pointer.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node, _ = _follow(raw, node, pointer, seen)
        if isinstance(node, list) and key.isdecimal() and key.isascii() and int(key[:9]) < len(node):
            node = node[int(key[:9])]
        elif isinstance(node, Mapping) and key in node:
            node = node[key]
        else:
            raise DocumentError(f"the document has nothing at `{pointer[:200]}`", f"`{key[:80]}` is missing there")
    return node


def _follow(raw: Any, node: Any, pointer: str, seen: frozenset[str]) -> tuple[Any, str]:
    """Follow references. seen: those that are being followed already, so that a circle is noticed."""
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        target = unquote(node["$ref"])  # a fragment of a URI may be percent-encoded
        if not target.startswith("#/"):
            hint = "bundle the document into one file first; nothing is fetched"
            raise DocumentError(f"the document refers to `{target[:80]}`, outside itself, at `{pointer}`", hint)
        if target in seen:
            raise DocumentError(f"the reference `{target[:80]}` leads back to itself", "")
        seen = seen | {target}
        node, pointer = _lookup(raw, target, seen), target
    return node, pointer
