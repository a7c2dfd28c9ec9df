"""Read an OpenAPI 3.0 or 3.1 document, JSON or YAML, ours or anybody's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from conformance.document.extensions import Notice
from conformance.document.operation import Operation, Property, names_in, read_operations, read_properties
from conformance.document.pointer import DocumentError, follow, lookup
from conformance.document.soundness import check_schema
from conformance.document.text import parsed
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

NEEDED = ("login", "logout", "getPairings", "getPairing", "getTaskInfo", "createRemoteSession")
"""What a run asks for whatever it judges; a document without one of them is completed from ours."""

_BELOW = re.compile(r"(.*)/pairings/\{[^}/]+\}")
"""A path of a pairing; before it what ours stand below too."""
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
    borrowed: operations that a run needs and the document lacks, as ours has them: how to ask, nothing to judge by.
    """

    raw: Mapping[str, Any]
    source: str
    sha256: str
    operations: tuple[Operation, ...] = ()
    notices: tuple[Notice, ...] = ()
    _known: Mapping[str, Operation] = field(default_factory=dict)
    borrowed: Mapping[str, Operation] = field(default_factory=dict)
    _properties: dict[str, tuple[Property, ...]] = field(default_factory=dict, init=False, repr=False)
    _clauses: dict[str, Clause] = field(default_factory=dict, init=False, repr=False)

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

    def reach(self, name: str) -> Operation | None:
        """An operation to ask with: the document's own, else a borrowed one; None where there is neither."""
        return self._known.get(name) or self.borrowed.get(name)

    def properties(self, operation: Operation, status: str) -> tuple[Property, ...]:
        """The properties of the object that a declared response carries; none without a schema."""
        answer = operation.answer(int(status)) if status.isdecimal() else operation.answers.get(status)
        pointer = next(iter(answer.media.values()), "") if answer else ""
        if pointer and pointer not in self._properties:  # every requirement of the Task asks for them
            self._properties[pointer] = read_properties(self.raw, pointer)
        return self._properties.get(pointer, ())

    def at(self, pointer: str) -> Any:
        """The node at a JSON pointer. Raises DocumentError when there is none."""
        return lookup(self.raw, pointer)

    def clause(self, pointer: str, text: str | None = None) -> Clause:
        """Cite a place of the document. text: takes the place of the document's own words.

        Raises DocumentError when the place does not exist.
        """
        if text:
            self.at(pointer)
            return Clause(self.name, pointer, text[:_TEXT])
        if pointer not in self._clauses:
            self._clauses[pointer] = Clause(self.name, pointer, _words(self.raw, self.at(pointer))[:_TEXT])
        return self._clauses[pointer]


def _words(raw: Mapping[str, Any], node: Any) -> str:
    for each in (node, follow(raw, node, "")[0]):
        for key in ("description", "summary") if isinstance(each, Mapping) else ():
            if isinstance(each.get(key), str):
                return str(each[key])
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
    versions = bundled()
    data = _bytes(versions.get(source, Path(source)), source, versions)
    raw = parsed(data, source)
    version = str(raw.get("openapi", ""))
    if not re.match(r"3\.[01](\.|$)", version):
        said = f"OpenAPI {version}" if version else "Swagger 2" if "swagger" in raw else "no OpenAPI"
        raise DocumentError(f"`{source}` is {said}", "a document in OpenAPI 3.0 or 3.1 is due")
    _check_references(raw)
    operations, notices = read_operations(raw)
    known = _known(operations, source)
    _check_schemas(raw, known)
    ours = {each.pointer for each in known.values()}
    told = tuple(each for each in notices if each.pointer.partition("/x-")[0] in ours)
    return Document(raw, source, hashlib.sha256(data).hexdigest(), operations, told, known, _borrowed(known, source))


def _known(operations: tuple[Operation, ...], source: str) -> dict[str, Operation]:
    """The operations that a run knows, of those that a document has."""
    under_test = _find(operations, UNDER_TEST, "")
    if under_test is None:
        hint = "release 1.0.0 has none, 2.0.0 brought it: `--spec 2.0.0`, or the document of a later release"
        raise DocumentError(f"`{source}` has no `{UNDER_TEST}` (DELETE /pairings/{{pairing_id}})", hint)
    if len(names_in(under_test.path)) != 1:
        hint = "one parameter is due, the pairing's id: a document where other things are in the path cannot be tested"
        raise DocumentError(f"`{UNDER_TEST}` has the path `{under_test.path}`", hint)
    base = re.sub(r"/[^/]+/\{[^}/]+\}$", "", under_test.path)
    found = {name: each for name in SHAPES if (each := _find(operations, name, base)) is not None}
    for each in found.values():
        missing = [name for name in names_in(each.path) if name not in each.path_parameters]
        if missing:
            raise DocumentError(f"`{each.pointer}` has `{{{missing[0]}}}` in its path and no such path parameter", "")
    return found


def _borrowed(known: Mapping[str, Operation], source: str) -> dict[str, Operation]:
    """What a run needs beside the operations of a document: our paths below its base, and no answers to judge by."""
    missing = [name for name in NEEDED if name not in known]
    if not missing:
        return {}
    ours, under_test = _newest(), known[UNDER_TEST]
    base = _BELOW.match(under_test.path)
    if base is None:
        names = ", ".join(f"`{each}`" for each in missing)
        hint = "they can be asked for as ours has them only beside a path that ends in `/pairings/{pairing_id}`"
        raise DocumentError(f"`{source}` does not describe {names}, which a run needs", hint)
    return {
        name: replace(
            ours[name],
            path=base[1] + ours[name].path,
            pointer=under_test.pointer,
            answers={},
            session_header=under_test.session_header if ours[name].session_header else None,
            extensions=(),
            methods_of_path=(),
        )
        for name in missing
    }


@cache
def _newest() -> Mapping[str, Operation]:
    """The operations of the newest document of ours."""
    path = list(bundled().values())[-1]
    return _known(read_operations(parsed(path.read_bytes(), str(path)))[0], str(path))


def _find(operations: tuple[Operation, ...], name: str, base: str) -> Operation | None:
    """An operation by its id, else by its method and its path below `base`; with one parameter at most."""
    for each in operations:
        if each.id == name:
            return each
    method, shape = SHAPES[name]
    like = (each for each in operations if each.method == method and shape.search(each.path))
    fitting = (each for each in like if not base or shape.fullmatch(each.path.removeprefix(base)))
    return next(fitting, None)


def _check_schemas(raw: Mapping[str, Any], known: Mapping[str, Operation]) -> None:
    """Raise DocumentError for a schema of a known operation's answer that nothing can be judged by."""
    pointers = (
        schema for each in known.values() for answer in each.answers.values() for schema in answer.media.values()
    )
    for pointer in dict.fromkeys(pointers):
        if pointer:
            check_schema(raw, pointer)


def _bytes(path: Path, source: str, known: Mapping[str, Path]) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentError(f"`{source}` is larger than {LARGEST // 2**20} MiB", "an OpenAPI document is due")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        hint = f"name a file, or a bundled version: {', '.join(known)}"
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError(f"the OpenAPI document `{source}` cannot be read: {reason}", hint) from None


def _check_references(raw: Any) -> None:
    """Raise DocumentError for a reference anywhere that leads nowhere or outside."""
    pending = [raw]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            follow(raw, node, "#")
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
