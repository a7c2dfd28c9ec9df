"""Read an OpenAPI 3.0 or 3.1 document, JSON or YAML, ours or anybody's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from conformance.document.extensions import Notice
from conformance.document.operation import Operation, Property, read_operations, read_properties
from conformance.document.pointer import DocumentError, lookup
from conformance.model.terms import Clause

__all__ = ["Document", "DocumentError", "bundled", "load"]

UNDER_TEST = "deletePairing"
SHAPES = {
    "deletePairing": ("DELETE", re.compile(r"/pairings/\{[^}/]+\}$")),
    "getPairing": ("GET", re.compile(r"/pairings/\{[^}/]+\}$")),
    "getPairings": ("GET", re.compile(r"/pairings$")),
    "createPairing": ("POST", re.compile(r"/pairings$")),
    "getTaskInfo": ("GET", re.compile(r"/tasks/\{[^}/]+\}$")),
    "getRecentTasksInfo": ("GET", re.compile(r"/tasks$")),
    "login": ("POST", re.compile(r"/session$")),
    "getCurrentSession": ("GET", re.compile(r"/session$")),
    "logout": ("DELETE", re.compile(r"/session$")),
    "createRemoteSession": ("POST", re.compile(r"/pairings/\{[^}/]+\}/remote-session$")),
    "getRemoteSession": ("GET", re.compile(r"/pairings/\{[^}/]+\}/remote-session$")),
}
"""The operations that a run knows, for documents that name them otherwise."""

LARGEST = 32 * 1024 * 1024
"""Bytes of a document; the vendor's whole one has under two million."""
_TEXT = 200


@dataclass(frozen=True, eq=False)
class Document:
    """A document in force.

    name: what clauses cite, the same for ours and the vendor's: "SRM REST API 2.0.0".
    source: the bundled version or the path it was read from.
    sha256: of the file's bytes.
    notices: vendor extensions of the known operations that nothing judges.
    """

    raw: Mapping[str, Any]
    source: str
    sha256: str
    operations: tuple[Operation, ...] = ()
    notices: tuple[Notice, ...] = ()
    _known: Mapping[str, Operation] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The document's own title."""
        return str(self._info.get("title", "untitled"))

    @property
    def version(self) -> str:
        """The version of the API that the document describes."""
        return str(self._info.get("version", "unknown"))

    @cached_property
    def name(self) -> str:
        """What clauses cite."""
        return f"SRM REST API {self.version}"

    @property
    def _info(self) -> Mapping[str, Any]:
        info = self.raw.get("info")
        return info if isinstance(info, Mapping) else {}

    def operation(self, name: str) -> Operation:
        """An operation by its id. Raises DocumentError when the document has none of it."""
        found = self.find(name)
        if found is None:
            raise DocumentError(f"`{self.source}` has no operation `{name}`", "")
        return found

    def find(self, name: str) -> Operation | None:
        """An operation by its id, or by method and path where the document names it otherwise."""
        return self._known.get(name)

    def properties(self, operation: Operation, status: str) -> tuple[Property, ...]:
        """The properties of the object that a declared response carries; none without a schema."""
        answer = operation.answers.get(status)
        pointer = next(iter(answer.media.values()), "") if answer else ""
        return read_properties(self.raw, pointer) if pointer else ()

    def at(self, pointer: str) -> Any:
        """The node at a JSON pointer. Raises DocumentError when there is none."""
        return lookup(self.raw, pointer)

    def clause(self, pointer: str, text: str | None = None) -> Clause:
        """Cite a place of the document. text: takes the place of the document's own words.

        Raises DocumentError when the place does not exist.
        """
        node = self.at(pointer)
        return Clause(self.name, pointer, (text or _words(node))[:_TEXT])


def _words(node: Any) -> str:
    if isinstance(node, Mapping):
        for key in ("description", "summary", "$ref"):
            if isinstance(node.get(key), str):
                return str(node[key])
    return " ".join(yaml.safe_dump(node, default_flow_style=True, width=10_000).split())


def bundled() -> dict[str, Path]:
    """The documents that travel with the package: version -> file."""
    package = Path(__file__).parents[1]
    folder = package / "spec" if (package / "spec").is_dir() else package.parent / "spec"
    return {path.stem.removeprefix("srm-"): path for path in sorted(folder.glob("srm-*.yaml"))}


def load(source: str) -> Document:
    """Read a document: a bundled version such as "2.0.0", or the path of a file.

    Raises DocumentError for a file that cannot be read or is no OpenAPI 3.0 or 3.1, and for a
    document without deletePairing.
    """
    known = bundled()
    path = known.get(source, Path(source))
    data = _bytes(path, source, known)
    raw = _parsed(data, source)
    version = str(raw.get("openapi", ""))
    if not re.match(r"3\.[01](\.|$)", version):
        said = f"OpenAPI {version}" if version else "Swagger 2" if "swagger" in raw else "no OpenAPI"
        raise DocumentError(f"`{source}` is {said}", "a document in OpenAPI 3.0 or 3.1 is due")
    operations, _ = read_operations(raw)
    found = {name: each for name in SHAPES if (each := _find(operations, name)) is not None}
    if UNDER_TEST not in found:
        hint = "release 1.0.0 has none, 2.0.0 brought it: `--spec 2.0.0`, or the document of a later release"
        raise DocumentError(f"`{source}` has no `{UNDER_TEST}` (DELETE /pairings/{{pairing_id}})", hint)
    _check_references(raw)
    ours = {each.pointer for each in found.values()}
    notices = tuple(each for each in read_operations(raw)[1] if each.pointer.rpartition("/x-")[0] in ours)
    return Document(raw, source, hashlib.sha256(data).hexdigest(), operations, notices, found)


def _find(operations: tuple[Operation, ...], name: str) -> Operation | None:
    for each in operations:
        if each.id == name:
            return each
    method, shape = SHAPES[name]
    return next((each for each in operations if each.method == method and shape.search(each.path)), None)


def _bytes(path: Path, source: str, known: Mapping[str, Path]) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentError(f"`{source}` is larger than {LARGEST // 2**20} MiB", "an OpenAPI document is due")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        hint = f"name a file, or a bundled version: {', '.join(known)}"
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError(f"the OpenAPI document `{source}` cannot be read: {reason}", hint) from None


_Yaml = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Yaml):  # type: ignore[misc, valid-type]
    """YAML without dates and without twice the same key."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - theirs
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if isinstance(key, list | dict):
                raise yaml.YAMLError(f"a key that is no text in line {node.start_mark.line + 1}")
            if key in keys[:place]:
                raise yaml.YAMLError(
                    f"the key `{key}` stands twice, in line {node.value[place][0].start_mark.line + 1}"
                )
        return dict(super().construct_mapping(node, deep=deep))


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def _refuse_aliases(text: str) -> None:
    """Raise YAMLError for an alias: a few lines of them can stand for gigabytes."""
    for event in yaml.parse(text, Loader=_Yaml):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else "?"
            raise yaml.YAMLError(f"an alias in line {line}; write it out")


def _parsed(data: bytes, source: str) -> Mapping[str, Any]:
    try:
        text = data.decode("utf-8-sig")
        _refuse_aliases(text)
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made stricter
    except UnicodeDecodeError as error:
        raise DocumentError(f"`{source}` is not UTF-8 (byte {error.start})", "") from None
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        said = " ".join(str(error).split())[:300] or type(error).__name__
        raise DocumentError(f"`{source}` is neither JSON nor YAML: {said}", "") from None
    if not isinstance(raw, Mapping):
        raise DocumentError(f"`{source}` holds no OpenAPI document", "an object with `openapi` and `paths` is due")
    return raw


def _check_references(raw: Any) -> None:
    """Raise DocumentError for a reference anywhere that leads nowhere or outside."""
    pending = [raw]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            target = node.get("$ref")
            if isinstance(target, str):
                if not target.startswith("#/"):
                    hint = "bundle the document into one file first; nothing is fetched"
                    raise DocumentError(f"the document refers to `{target[:80]}`, outside itself", hint)
                lookup(raw, target)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
