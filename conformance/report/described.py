"""The document that workflows speak of: that of the run, completed by what the run borrowed from ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from conformance.document.load import NEEDED, UNDER_TEST, bundled, load
from conformance.document.operation import names_in
from conformance.document.pointer import follow
from conformance.model.errors import UserError

if TYPE_CHECKING:
    from conformance.document.load import Document
    from conformance.document.operation import Operation
    from conformance.report.steps import Step

_TAME_ID = re.compile(r"\{\w+\}|[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
"""A variable, or an id that every runner sends as it is written."""
_NAMES = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Described:
    """An OpenAPI document, and what it calls the operations that a run asks for.

    raw: empty where the document is no longer where the run had it. operations: by the names that the run gives them.
    """

    raw: dict[str, Any]
    operations: Mapping[str, Operation]

    def name_of(self, operation: str) -> str:
        """What the document calls an operation."""
        return self.operations[operation].id

    def parameters(self, step: Step) -> dict[str, str] | None:
        """The path parameters of a step's request, in braces where a variable is; None where it is no such request.

        Of another path than the operation's, or an id that has to be sent in one spelling, no workflow can speak.
        """
        if step.operation not in self.operations:
            return None
        path = self.operations[step.operation].path
        pattern = "([^/?]*)".join(map(re.escape, _NAMES.split(path)))
        found = re.fullmatch(pattern, step.path)
        given = dict(zip(names_in(path), found.groups(), strict=True)) if found else None
        return given if given is not None and all(map(_TAME_ID.fullmatch, given.values())) else None


def described(source: str) -> Described:
    """The document of a run, with each operation that it asks for under an id of its own."""
    try:
        document, gone = load(source), False
    except UserError:
        document, gone = load(list(bundled())[-1]), True
    paths = dict(document.raw["paths"])
    known = {name: _put(paths, document, name, each) for name, each in _asked(document).items()}
    return Described({} if gone else {**document.raw, "paths": paths}, known)


def _asked(document: Document) -> dict[str, Operation]:
    return {name: each for name in (UNDER_TEST, *NEEDED) if (each := document.reach(name)) is not None}


def _put(paths: dict[str, Any], document: Document, name: str, operation: Operation) -> Operation:
    """Write an operation into the paths, where it is not there or has no id; the operation as it stands there then."""
    lacks_id = operation.id == f"{operation.method} {operation.path}"
    if name not in document.borrowed and not lacks_id:
        return operation
    # Two paths that differ in the names of their parameters alone are one path to OpenAPI.
    path = next((each for each in paths if _NAMES.sub("{}", each) == _NAMES.sub("{}", operation.path)), operation.path)
    put = replace(operation, id=name if lacks_id else operation.id, path=path)
    item, _ = follow(document.raw, paths.get(path, {}), "#/paths")
    method = operation.method.lower()
    paths[path] = {**item, method: {**(item.get(method) or _bare(put)), "operationId": put.id}}
    return put


def _bare(operation: Operation) -> dict[str, Any]:
    """How to ask for an operation, and nothing of what it answers."""
    named = dict.fromkeys(names_in(operation.path))
    return {
        "summary": "Asked as the bundled document has it; the document of the run describes no such operation.",
        "security": [],
        "parameters": [{"name": each, "in": "path", "required": True, "schema": {"type": "string"}} for each in named],
        "responses": {"default": {"description": "Nothing is said of it."}},
    }
