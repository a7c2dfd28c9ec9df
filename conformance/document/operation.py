"""Operations of a document as values, references followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.document.extensions import Extension, Notice, read
from conformance.document.pointer import DocumentError, escaped, follow, lookup

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
X = TypeVar("X", bound=Extension)


@dataclass(frozen=True, slots=True)
class Answer:
    """A declared response. media: media type -> pointer to its schema ("" without one)."""

    status: str
    pointer: str
    description: str
    media: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object schema."""

    name: str
    pointer: str
    required: bool
    nullable: bool
    type: str
    enum: tuple[Any, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation. session_header: the apiKey header that it asks for; None when it asks for none."""

    id: str
    method: str
    path: str
    pointer: str
    path_parameters: tuple[str, ...]
    answers: Mapping[str, Answer]
    session_header: str | None
    extensions: tuple[Extension, ...]
    methods_of_path: tuple[str, ...]

    def documented(self, status: int) -> bool:
        """Whether the document lists a status, by itself, as a range (4XX) or as `default`."""
        return bool({str(status), f"{status // 100}XX", f"{status // 100}xx", "default"} & self.answers.keys())

    def answer(self, status: int) -> Answer | None:
        """The declared response for a status; None where there is none."""
        names = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        return next((self.answers[each] for each in names if each in self.answers), None)

    def extension(self, kind: type[X]) -> X | None:
        """A vendor extension of the operation by its type."""
        return next((each for each in self.extensions if isinstance(each, kind)), None)


def read_operations(raw: Mapping[str, Any]) -> tuple[tuple[Operation, ...], tuple[Notice, ...]]:
    """Every operation of a document, and notices of its vendor extensions.

    Raises DocumentError for a document that is no OpenAPI.
    """
    operations: list[Operation] = []
    notices: list[Notice] = []
    for path, item in _mapping(raw.get("paths"), "#/paths").items():
        item, _ = follow(raw, item, escaped("paths", str(path)))  # noqa: PLW2901 - the same item, reference followed
        methods = tuple(each.upper() for each in METHODS if each in _mapping(item, escaped("paths", str(path))))
        for method in methods:
            operation, said = _operation(raw, str(path), method, item, methods)
            operations.append(operation)
            notices.extend(said)
    return tuple(operations), tuple(notices)


def _operation(
    raw: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any], methods: tuple[str, ...]
) -> tuple[Operation, tuple[Notice, ...]]:
    pointer = escaped("paths", path, method.lower())
    node = _mapping(item[method.lower()], pointer)
    extensions, notices = read(node, pointer)
    name = node.get("operationId")
    operation = Operation(
        id=name if isinstance(name, str) else f"{method} {path}",
        method=method,
        path=path,
        pointer=pointer,
        path_parameters=_path_parameters(raw, path, node, item, pointer),
        answers=_answers(raw, node, pointer),
        session_header=_session_header(raw, node),
        extensions=extensions,
        methods_of_path=methods,
    )
    return operation, notices


def _mapping(node: Any, pointer: str) -> Mapping[str, Any]:
    if not isinstance(node, Mapping):
        raise DocumentError(f"the document has no object at `{pointer}`", "an OpenAPI document is due")
    return node


def _path_parameters(raw: Any, path: str, node: Any, item: Any, pointer: str) -> tuple[str, ...]:
    named = []
    for each in [*_listed(item.get("parameters"), pointer), *_listed(node.get("parameters"), pointer)]:
        parameter, _ = follow(raw, each, pointer)
        if isinstance(parameter, Mapping) and parameter.get("in") == "path":
            named.append(str(parameter.get("name")))
    in_path = [part.partition("}")[0] for part in path.split("{")[1:]]
    missing = [each for each in in_path if each not in named]
    if missing:
        raise DocumentError(f"`{pointer}` has `{{{missing[0]}}}` in its path and no such path parameter", "")
    return tuple(in_path)


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def _listed(node: Any, pointer: str) -> list[Any]:
    if node is None:
        return []
    if not isinstance(node, list):
        raise DocumentError(f"the document has no list at `{pointer}/parameters`", "an OpenAPI document is due")
    return node


def _answers(raw: Any, node: Any, pointer: str) -> dict[str, Answer]:
    found = {}
    for status, each in _mapping(node.get("responses", {}), f"{pointer}/responses").items():
        if str(status).startswith("x-"):
            continue
        here = f"{pointer}/responses/{status}"
        response, _ = follow(raw, each, here)
        content = _mapping(_mapping(response, here).get("content") or {}, f"{here}/content")
        media = {}
        for kind, body in content.items():
            place = f"{here}/content/{str(kind).replace('/', '~1')}/schema"
            media[str(kind)] = place if isinstance(body, Mapping) and "schema" in body else ""
        found[str(status)] = Answer(str(status), here, str(response.get("description", "")), media)
    return found


def _session_header(raw: Mapping[str, Any], node: Mapping[str, Any]) -> str | None:
    for alternative in _list(node.get("security", raw.get("security"))):
        for name in alternative if isinstance(alternative, Mapping) else ():
            scheme, _ = follow(raw, lookup(raw, escaped("components", "securitySchemes", str(name))), "#/security")
            if isinstance(scheme, Mapping) and scheme.get("type") == "apiKey" and scheme.get("in") == "header":
                return str(scheme.get("name"))
    return None


def read_properties(raw: Any, pointer: str) -> tuple[Property, ...]:
    """The properties of the object schema at a pointer, `allOf` merged, references followed."""
    found: dict[str, Property] = {}
    required: set[str] = set()
    for schema, here in _parts(raw, pointer, depth=0):
        required.update(each for each in _list(schema.get("required")) if isinstance(each, str))
        for name, node in _mapping(schema.get("properties") or {}, f"{here}/properties").items():
            found[str(name)] = _property(raw, str(name), node, f"{here}/properties/{name}")
    return tuple(_required(each, each.name in required) for each in found.values())


def _required(prop: Property, required: bool) -> Property:  # noqa: FBT001 - a fact, no switch
    return Property(prop.name, prop.pointer, required, prop.nullable, prop.type, prop.enum, prop.description)


_DEEPEST = 16
"""Schemas within schemas; a document that goes deeper refers to itself."""


def _parts(raw: Any, pointer: str, *, depth: int) -> Iterator[tuple[Mapping[str, Any], str]]:
    schema, here = follow(raw, lookup(raw, pointer), pointer)
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    for place, _ in enumerate(_list(schema.get("allOf"))):
        yield from _parts(raw, f"{here}/allOf/{place}", depth=depth + 1)
    yield schema, here


def _property(raw: Any, name: str, node: Any, pointer: str) -> Property:
    schema, _ = follow(raw, node, pointer)
    schema = schema if isinstance(schema, Mapping) else {}
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else _list(kinds)
    nullable = schema.get("nullable") is True or "null" in kinds
    kind = next((str(each) for each in kinds if each != "null"), "")
    enum = tuple(each for each in _list(schema.get("enum")) if each is not None)
    return Property(
        name,
        pointer,
        required=False,
        nullable=nullable,
        type=kind,
        enum=enum,
        description=str(schema.get("description", "")),
    )
