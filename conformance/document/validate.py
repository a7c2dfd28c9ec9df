"""Where a response departs from the document: openapi-core judges the schema, strict parsing the rest.

The only module that knows openapi-core; it is imported when the first response is judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from conformance.document.operation import Answer, Operation
from conformance.model.http import Response

if TYPE_CHECKING:
    from openapi_core import OpenAPI

    from conformance.document.load import Document

DEEPEST = 200
"""Levels of nesting that are read; a Task has two."""
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One departure from the document.

    kind: `media-type`, `json`, `names`, `charset` or `schema`.
    path: where in the body; for a missing property its name stands last.
    rule: the keyword that is broken, such as `type` or `required`; empty but for `schema`.
    """

    kind: str
    path: tuple[str | int, ...]
    rule: str
    text: str


def parse(body: bytes) -> Any:
    """Parse a JSON text as RFC 8259 has it: UTF-8 without BOM, no NaN, bounded in depth.

    Raises ValueError with a plain reason.
    """
    return _decoded(body)[0]


def _decoded(body: bytes) -> tuple[Any, tuple[str, ...]]:
    """The value and the names that stand twice in one object."""
    if not body.strip():
        raise ValueError("an empty body")
    if body.startswith(b"\xef\xbb\xbf"):
        raise ValueError("a byte order mark before the JSON text")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from None
    if _depth(text) > DEEPEST:
        raise ValueError(f"nested more than {DEEPEST} levels deep")
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            names = [name for name, _ in items]
            twice.extend(dict.fromkeys(name for name in names if names.count(name) > 1))
        return found

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=_no_number), tuple(twice)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos} of {len(text)}") from None
    except ValueError as error:
        said = str(error)
        reason = "a number of thousands of digits" if "digits" in said else said
        raise ValueError(reason) from None


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _depth(text: str) -> int:
    """How deep arrays and objects are nested; counted before parsing, so that nothing overflows."""
    deepest = depth = 0
    for mark in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def problems(document: Document, operation: Operation, response: Response) -> tuple[Problem, ...]:
    """Every departure of a response from what the document declares for its status.

    None where the document declares no content, or does not list the status at all.
    """
    answer = operation.answer(response.status)
    if answer is None or not answer.media:
        return ()
    kind = response.header("content-type")
    return _validator(document).problems(operation, answer, response.status, kind, response.body)


@lru_cache(maxsize=8)
def _validator(document: Document) -> _Validator:
    return _Validator(document)


class _Validator:
    """Judges responses of one document; each distinct body once."""

    def __init__(self, document: Document) -> None:
        self._openapi = _openapi(document.raw)
        self._judged: dict[tuple[str, int, str | None, bytes], tuple[Problem, ...]] = {}

    def problems(
        self, operation: Operation, answer: Answer, status: int, kind: str | None, body: bytes
    ) -> tuple[Problem, ...]:
        key = (operation.id, status, kind, body)
        if key not in self._judged:
            if len(self._judged) >= 4096:  # noqa: PLR2004 - bodies kept in mind
                self._judged.clear()
            self._judged[key] = tuple(self._find(operation, answer, status, kind, body))
        return self._judged[key]

    def _find(
        self, operation: Operation, answer: Answer, status: int, kind: str | None, body: bytes
    ) -> Iterable[Problem]:
        media = (kind or "").partition(";")[0].strip().lower()
        declared = {each.lower(): each for each in answer.media}
        other = media not in declared
        if other:
            yield Problem("media-type", (), "", f"the Content-Type `{kind:.80}`" if kind else "no Content-Type")
        judged = declared.get(media, next(iter(answer.media)))
        if not re.search(r"[/+]json$", judged):
            return
        charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", kind or "", re.IGNORECASE)
        if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
            yield Problem("charset", (), "", f"charset {charset[1][:40]}")
        try:
            _, twice = _decoded(body)
        except ValueError as error:
            if not (other and media):  # what calls itself something else is not expected to be JSON
                yield Problem("json", (), "", str(error))
            return
        yield from (Problem("names", (name,), "", f"the name `{name[:40]}` twice in one object") for name in twice)
        if answer.media[judged]:
            yield from self._schema(operation, status, judged, body)

    def _schema(self, operation: Operation, status: int, media: str, body: bytes) -> Iterable[Problem]:
        from openapi_core.exceptions import OpenAPIError  # noqa: PLC0415 - loaded when first needed

        try:
            self._openapi.validate_response(_Request(operation), _Response(status, media, body))
        except OpenAPIError as error:
            broken = getattr(error.__cause__, "schema_errors", None)
            if broken is None:
                yield Problem("schema", (), "", f"{error.__cause__ or error}"[:200])
                return
            yield from _distinct(broken)


def _openapi(raw: Mapping[str, Any]) -> OpenAPI:
    from openapi_core import OpenAPI  # noqa: PLC0415 - 0.4 s, only where a response is judged

    paths = {path: _without_servers(item) for path, item in raw.get("paths", {}).items()}
    return OpenAPI.from_dict({key: value for key, value in raw.items() if key != "servers"} | {"paths": paths})


def _without_servers(item: Any) -> Any:
    """A path item without `servers`: the base URL is the profile's, not the document's."""
    if not isinstance(item, Mapping):
        return item
    kept = {key: value for key, value in item.items() if key != "servers"}
    return {
        key: {k: v for k, v in value.items() if k != "servers"} if isinstance(value, Mapping) else value
        for key, value in kept.items()
    }


def _distinct(broken: Iterable[Any]) -> Iterable[Problem]:
    """openapi-core's schema errors as problems, one a place and rule; no enum where the type is wrong already."""
    found: dict[tuple[tuple[str | int, ...], str], Problem] = {}
    for each in broken:
        path = tuple(each.absolute_path)
        if each.validator == "required":
            present = each.instance if isinstance(each.instance, Mapping) else {}
            missing = next(
                (name for name in each.validator_value if name not in present and f"'{name}'" in each.message), ""
            )
            path = (*path, missing)
        found.setdefault((path, each.validator), Problem("schema", path, each.validator, _in_words(each)))
    return [one for (path, rule), one in found.items() if rule != "enum" or (path, "type") not in found]


def _in_words(error: Any) -> str:
    value = _shown(error.instance)
    match error.validator:
        case "type":
            return f"{value} ({_kind(error.instance)}) where the type is {error.validator_value}"
        case "required":
            return str(error.message)[:_SHOWN].replace("'", "`") + ", and missing"
        case "enum":
            return f"{value}, which is none of the listed values"
        case "format":
            return f"{value}, which is no {error.validator_value}"
        case rule:
            return f"{value}, against `{rule}` {_shown(error.validator_value)}"


def _kind(value: Any) -> str:
    names = {
        bool: "a boolean",
        int: "an integer",
        float: "a float",
        str: "a string",
        list: "an array",
        dict: "an object",
    }
    return names.get(type(value), "null")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


class _Request:
    """The request that openapi-core finds the operation by; its parameters are not judged."""

    host_url = "http://localhost"
    content_type = ""
    body = None

    def __init__(self, operation: Operation) -> None:
        from openapi_core.datatypes import RequestParameters  # noqa: PLC0415 - loaded when first needed

        self.method = operation.method.lower()
        self.path = re.sub(r"\{[^}]+\}", "x", operation.path)
        self.parameters = RequestParameters()


class _Response:
    """A response as openapi-core wants it."""

    def __init__(self, status: int, media: str, body: bytes) -> None:
        self.status_code = status
        self.content_type = media
        self.data = body
        self.headers: Mapping[str, Any] = {}
