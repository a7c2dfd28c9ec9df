"""Operations of a document as values, references followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.document.extensions import Extension, Notice, read
from conformance.document.pointer import DocumentError, below, escaped, follow, lookup

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
    query_parameters: tuple[str, ...] = ()

    def documented(self, status: int | None) -> bool:
        """Whether the document lists a status, by itself, as a range (4XX) or as `default`; never where none came."""
        return status is not None and self.answer(status) is not None

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
        if not str(path).startswith("/"):  # an extension
            continue
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
        path_parameters=tuple(each for each in names_in(path) if each in _parameters(raw, node, item, pointer, "path")),
        answers=_answers(raw, node, pointer),
        session_header=_session_header(raw, node),
        extensions=extensions,
        methods_of_path=methods,
        query_parameters=_parameters(raw, node, item, pointer, "query"),
    )
    return operation, notices


def _mapping(node: Any, pointer: str) -> Mapping[str, Any]:
    if not isinstance(node, Mapping):
        raise DocumentError(f"the document has no object at `{pointer}`", "an OpenAPI document is due")
    return node


def _parameters(raw: Any, node: Any, item: Any, pointer: str, place: str) -> tuple[str, ...]:
    """The parameters of a place (`path`, `query`) that are declared; load() tells of path parameters that are not."""
    named = []
    for each in [*_listed(item.get("parameters"), pointer), *_listed(node.get("parameters"), pointer)]:
        parameter, _ = follow(raw, each, pointer)
        if isinstance(parameter, Mapping) and parameter.get("in") == place:
            named.append(str(parameter.get("name")))
    return tuple(dict.fromkeys(named))


def names_in(path: str) -> list[str]:
    """The names in braces in a path: `/pairings/{pairing_id}` -> `pairing_id`."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


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
        here = below(pointer, "responses", str(status))
        response, place = follow(raw, each, here)
        content = _mapping(_mapping(response, here).get("content") or {}, below(place, "content"))
        media = {
            str(kind): below(place, "content", str(kind), "schema")
            if isinstance(body, Mapping) and "schema" in body
            else ""
            for kind, body in content.items()
        }
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
    found: dict[str, tuple[Any, str]] = {}
    required: set[str] = set()
    for schema, here in _parts(raw, pointer, frozenset()):
        required.update(each for each in _list(schema.get("required")) if isinstance(each, str))
        for name, node in _mapping(schema.get("properties") or {}, f"{here}/properties").items():
            found[str(name)] = (node, below(here, "properties", str(name)))
    return tuple(_property(raw, name, place, required=name in required) for name, (_, place) in found.items())


def _parts(raw: Any, pointer: str, above: frozenset[str]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """A schema and all that `allOf` joins to it. above: what it is a part of, so that no circle is run in."""
    schema, here = follow(raw, lookup(raw, pointer), pointer)
    if not isinstance(schema, Mapping) or here in above:
        return
    for place, _ in enumerate(_list(schema.get("allOf"))):
        yield from _parts(raw, below(here, "allOf", str(place)), above | {here})
    yield schema, here


def _property(raw: Any, name: str, pointer: str, *, required: bool) -> Property:
    written = lookup(raw, pointer)
    parts = list(_parts(raw, _choice(raw, pointer), frozenset()))
    kinds = [kind for schema, _ in parts for kind in _kinds(schema)]
    described = [written, *(schema for schema, _ in reversed(parts))]
    said = (each.get("description") for each in described if isinstance(each, Mapping))
    return Property(
        name,
        pointer,
        required=required,
        nullable=_choice(raw, pointer) != pointer or "null" in kinds or _nullable(written, parts),
        type=" or ".join(dict.fromkeys(kind for kind in kinds if kind != "null")),
        enum=tuple(value for schema, _ in parts for value in _list(schema.get("enum")) if value is not None),
        description=next((str(each) for each in said if each), ""),
    )


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type")
    return [kinds] if isinstance(kinds, str) else [str(each) for each in _list(kinds)]


def _nullable(written: Any, parts: list[tuple[Mapping[str, Any], str]]) -> bool:
    """Whether `nullable` stands beside a property's reference, or in the schema itself."""
    return any(isinstance(each, Mapping) and each.get("nullable") is True for each in (written, *_last(parts)))


def _last(parts: list[tuple[Mapping[str, Any], str]]) -> list[Mapping[str, Any]]:
    return [schema for schema, _ in parts[-1:]]


def _choice(raw: Any, pointer: str) -> str:
    """Where a choice is between one schema and null (as 3.1 writes it), the place of that schema; else the same."""
    schema, here = follow(raw, lookup(raw, pointer), pointer)
    for key in ("oneOf", "anyOf"):
        choices = _list(schema.get(key)) if isinstance(schema, Mapping) else []
        real = [place for place, each in enumerate(choices) if each != {"type": "null"}]
        if len(real) == 1 and len(choices) > 1:
            return below(here, key, str(real[0]))
    return pointer
