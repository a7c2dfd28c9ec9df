"""Where a response departs from the document: openapi-core judges the schema, strict parsing the rest.

The only module that knows openapi-core; it is imported when the first response is judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from conformance.document.kinds import Kinds
from conformance.document.operation import Answer, Operation
from conformance.document.strict import BeyondBounds, Path, parse, parse_once, repeated
from conformance.document.wording import broken, shown
from conformance.model.http import Response
from conformance.model.lately import Lately

if TYPE_CHECKING:
    from openapi_core.validation.schemas.validators import SchemaValidator

    from conformance.document.load import Document

__all__ = ["Problem", "parse", "parse_once", "problems"]

_KEPT = 4096
"""Judged bodies that are kept in mind."""
_LATELY = 64
"""Responses judged last: a history has about ten looks."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One departure from the document.

    kind: `media-type`, `json`, `names`, `charset` or `schema`; `bounds` for a body that is left unread,
        which is no departure at all.
    path: where in the body; for a missing property its name stands last.
    rule: the keyword that is broken, such as `type` or `required`; empty but for `schema`.
    text: what came, and for `schema` what was due.
    pointer: what in the document is departed from.
    """

    kind: str
    path: Path
    rule: str
    text: str
    pointer: str = ""


def problems(document: Document, operation: Operation, response: Response) -> tuple[Problem, ...]:
    """Every departure of a response from what the document declares for its status.

    None where the document declares no content, or does not list the status at all.
    """
    return _judge(document).problems(operation, response)


@lru_cache(maxsize=8)
def _judge(document: Document) -> _Judge:
    return _Judge(document)


class _Judge:
    """Judges responses of one document; each distinct body once."""

    def __init__(self, document: Document) -> None:
        self._raw = document.raw
        self._validators: dict[str, SchemaValidator] = {}
        self._judged: dict[tuple[str, str | None, bytes], tuple[Problem, ...]] = {}
        self.problems = Lately(self._problems, most=_LATELY)
        self._kinds: dict[str, Kinds] = {}
        self._right: set[tuple[str, tuple[Any, ...]]] = set()

    def _problems(self, operation: Operation, response: Response) -> tuple[Problem, ...]:
        answer = operation.answer(response.status)
        if answer is None or not answer.media:
            return ()
        kind, body = response.header("content-type"), response.body
        key = answer.pointer, kind, body
        if key not in self._judged:
            if len(self._judged) >= _KEPT:
                self._judged.clear()
            self._judged[key] = tuple(self._find(answer, kind, body))
        return self._judged[key]

    def _find(self, answer: Answer, kind: str | None, body: bytes) -> Iterator[Problem]:
        media = _essence(kind or "")
        declared = _declared(answer, media)
        if declared is None:
            text = f"the Content-Type `{shown(kind)}`" if kind else "no Content-Type"
            yield Problem("media-type", (), "", text, answer.pointer)
        judged = declared if declared is not None else next(iter(answer.media))
        if not _is_json(media if declared is not None else _essence(judged)):
            return
        yield from _charset(kind or "", answer.pointer)
        value = parse_once(body)
        if isinstance(value, ValueError):
            if isinstance(value, BeyondBounds):
                yield Problem("bounds", (), "", str(value), answer.pointer)
            elif declared is not None or not media:  # what calls itself something else is not expected to be JSON
                yield Problem("json", (), "", str(value), answer.pointer)
            return
        for path in repeated(value):
            yield Problem("names", path, "", f"the name `{shown(path[-1])}` twice in one object", answer.pointer)
        if answer.media[judged]:
            yield from self._schema(answer.media[judged], value)

    def _schema(self, pointer: str, value: Any) -> Iterator[Problem]:
        from openapi_core.validation.schemas.exceptions import InvalidSchemaValue  # noqa: PLC0415 - when first needed

        if pointer not in self._validators:
            self._validators[pointer] = _validator(self._raw, pointer)
            self._kinds[pointer] = Kinds(self._raw, pointer)
        kind = self._kinds[pointer].of(value)
        if kind is not None and (pointer, kind) in self._right:
            return
        try:
            self._validators[pointer].validate(value)
        except InvalidSchemaValue as error:
            found = broken(self._raw, pointer, error.schema_errors)
            yield from (Problem("schema", each.path, each.rule, each.text, each.pointer) for each in found)
        except RecursionError:  # a schema that leads to itself, and a body that goes along
            yield Problem("bounds", (), "", "nested too deep to be judged", pointer)
        else:
            if kind is not None and len(self._right) < _KEPT:
                self._right.add((pointer, kind))


@lru_cache(maxsize=256)
def _essence(media: str) -> str:
    """A media type without parameters, in lower case."""
    return media.partition(";")[0].strip().lower()


def _declared(answer: Answer, media: str) -> str | None:
    """The declared media type that covers one, the most exact first; None where none does."""
    if media in answer.media:
        return media
    keys = sorted(answer.media, key=lambda key: _essence(key).count("*"))
    return next((key for key in keys if media and _covers(_essence(key), media)), None)


def _covers(declared: str, media: str) -> bool:
    if declared == media:
        return True
    return re.fullmatch(r"(\*|[^*/]+)/\*", declared) is not None and fnmatchcase(media, declared.replace("[", "[[]"))


@lru_cache(maxsize=256)
def _is_json(media: str) -> bool:
    return re.search(r"[/+]json$", media) is not None


def _charset(kind: str, pointer: str) -> Iterator[Problem]:
    if ";" not in kind:
        return
    found = re.search(r";\s*charset\s*=\s*\"?([^\s;\"]*)", kind, re.IGNORECASE)
    if found and found[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        yield Problem("charset", (), "", f"charset {shown(found[1])}", pointer)


def _validator(raw: Mapping[str, Any], pointer: str) -> SchemaValidator:
    """What judges values by the schema at a pointer; about 0.4 s for the first one."""
    from jsonschema_path import SchemaPath  # noqa: PLC0415 - openapi-core's own way to name a schema
    from openapi_core.validation.schemas import (  # noqa: PLC0415 - when first needed
        oas30_read_schema_validators_factory,
        oas31_schema_validators_factory,
    )

    modern = str(raw.get("openapi")).startswith("3.1")
    factory = oas31_schema_validators_factory if modern else oas30_read_schema_validators_factory
    plain = _judgeable(raw, modern=modern) | {"jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base"}
    spec = schema = SchemaPath.from_dict(plain)
    for part in pointer.split("/")[1:]:
        schema = schema / part.replace("~1", "/").replace("~0", "~")
    return factory.create(spec, schema, extra_format_validators=_FORMATS)


def _judgeable(node: Any, *, modern: bool, named: bool = False) -> Any:
    """A copy without what only misleads openapi-core.

    `discriminator` merely hints which schema to try, and its judge falls over odd values. In OpenAPI 3.0
    nothing beside `$ref` counts, and there it would.
    named: the keys are names of properties or schemas, so none is a keyword.
    """
    if isinstance(node, Mapping):
        if not (named or modern) and isinstance(node.get("$ref"), str):
            return {"$ref": node["$ref"]}
        return {
            key: _judgeable(value, modern=modern, named=key in ("properties", "schemas") and not named)
            for key, value in node.items()
            if named or key != "discriminator"
        }
    return [_judgeable(each, modern=modern) for each in node] if isinstance(node, list) else node


def _within(bits: int, value: object) -> bool:
    """Whether an integer fits; what is no integer is for `type` to tell. 3.1 counts 1e30 as one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return True
    most: int = 2 ** (bits - 1)
    return -most <= value < most


def _is_base64(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", value) is not None


_FORMATS: dict[str, Callable[[Any], bool]] = {
    "int32": lambda value: _within(32, value),
    "int64": lambda value: _within(64, value),
    "byte": _is_base64,  # openapi-core's own raises for letters beyond ASCII
}
