"""What the document says of the operation under test, element by element, and which requirements judge it.

Most of it shows in the clauses that the requirements cite; `BESIDES` tells what they do not show,
`LIMITS` what nobody can bring about from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.document.operation import read_properties
from conformance.document.pointer import below, escaped, follow

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.document.load import Document
    from conformance.document.operation import Answer


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that the document says.

    kind: response, media type, property, value, security scheme, extension or extension key.
    name: for people, such as `202` or `Task.status = ERROR`. pointer: where it stands.
    judged_by: ids of requirements. limit: what cannot be brought about from outside, and why.
    An element with neither is judged by nothing.
    """

    kind: str
    name: str
    pointer: str
    judged_by: tuple[str, ...]
    limit: str


@dataclass(frozen=True, slots=True)
class _Found:
    """An element not yet looked up. key: what the tables below know it by. own: the id of its own requirement."""

    kind: str
    name: str
    pointer: str
    key: str
    own: str = ""


PERMISSIONS, CONNECTIVITY = "x-dr-permissions", "x-dr-remote-site-connectivity-contract"

BESIDES: Mapping[str, tuple[str, ...]] = {
    "response 403": ("permission.*",),
    "media type 2?? *": ("schema.task-media-type", "schema.task-body", "schema.task-names-*", "schema.task-charset"),
    "media type [45]?? *": ("errors.declared-media-type", "errors.declared-body"),
    "property 2?? /*_time": ("lifecycle.times-are-*", "lifecycle.times-do-not-change"),
    "property 2?? /error/message": ("lifecycle.error-says-something",),
    "value 2?? /status = SUCCESS": ("lifecycle.success-carries-no-error", "lifecycle.result-only-with-success"),
    "value 2?? /status = ERROR": ("lifecycle.error-says-something", "effect.error-leaves-the-pairing"),
    "value 2?? /status = CANCELLED": ("lifecycle.an-end-is-final", "lifecycle.result-only-with-success"),
    "value 2?? /status = *": ("lifecycle.moves-are-legal",),
    "security scheme apiKey header": ("authentication.*",),
    f"extension key {PERMISSIONS} permissions": ("permission.*",),
    f"extension key {CONNECTIVITY} not-authenticated": (
        "connectivity.not-authenticated*",
        "connectivity.login-serves-one-session",
        "connectivity.is-over-afterwards",
    ),
    f"extension key {CONNECTIVITY} server-down": ("connectivity.server-down*",),
}
"""Key of an element (with `*` and `?`) -> ids of requirements that judge it without citing it, `*` among them."""

_ON_ERROR = "seen only where a task ends in ERROR; a target may as well refuse at once"
_NO_500 = "nothing provokes it on a right server: that it does not come is judged, and its content where it does"
_ANY_400 = "no request is sure to bring it about: a malformed id may be answered with 404 too"

LIMITS: Mapping[str, str] = {
    "response 400": _ANY_400,
    "media type 400 *": _ANY_400,
    "response 5??": _NO_500,
    "media type 5?? *": _NO_500,
    "property 2?? /error*": _ON_ERROR,
    "value 2?? /status = ERROR": _ON_ERROR,
    "value 2?? /status = CANCELLED": "nothing lets a client cancel a task: judged only where a target does by itself",
}
"""Key of an element -> what of it cannot be brought about from outside, and why."""


def coverage(document: Document) -> tuple[Element, ...]:
    """Every element of the operation under test with what judges it; what is within arrays is left out."""
    contract = Contract(document)
    applying = [each for each in requirements(document) if not each.not_applicable]
    unread = {each.pointer: each.text for each in document.notices}
    found = (*_answers(contract), *_schemes(contract), *_extensions(contract))
    return tuple(_looked_up(each, applying, unread) for each in found)


def _looked_up(found: _Found, applying: Sequence[Requirement], unread: Mapping[str, str]) -> Element:
    patterns = [each for key, listed in BESIDES.items() if fnmatchcase(found.key, key) for each in listed]
    limit = unread.get(found.pointer) or next((LIMITS[key] for key in LIMITS if fnmatchcase(found.key, key)), "")
    judged_by = (
        each.id
        for each in applying
        if each.id == found.own or _cites(each, found) or any(fnmatchcase(each.id, one) for one in patterns)
    )
    return Element(found.kind, found.name, found.pointer, tuple(judged_by), limit)


def _cites(requirement: Requirement, found: _Found) -> bool:
    """Whether a requirement cites an element; a value stands at its property, of which more is said."""
    return found.kind != "value" and requirement.clause.pointer == found.pointer


def _answers(contract: Contract) -> Iterator[_Found]:
    seen: set[str] = set()
    for answer in contract.operation.answers.values():
        yield _Found("response", answer.status, answer.pointer, f"response {answer.status}")
        for media, schema in answer.media.items():
            name = f"{answer.status} {media}"
            place = schema.removesuffix("/schema") or below(answer.pointer, "content", media)
            yield _Found("media type", name, place, f"media type {name}")
            yield from _properties(contract.document, answer, schema, (), seen) if schema else ()


def _properties(
    document: Document, answer: Answer, pointer: str, above: tuple[str, ...], seen: set[str]
) -> Iterator[_Found]:
    """The properties of a schema and of what is within them. seen: where a schema was met, told once."""
    new = [each for each in read_properties(document.raw, pointer) if each.pointer not in seen]
    seen.update(each.pointer for each in new)  # before what is within them, which may hold the same schema again
    for prop in new:
        path = (*above, prop.name)
        name = f"{_owner(prop.pointer)}.{prop.name}"
        key = f"{answer.status} /{'/'.join(path)}"
        own = _requirement_for(answer, path[0])
        yield _Found("property", name, prop.pointer, f"property {key}", own)
        listed = f"{own}-is-listed" if answer.status.startswith("2") else own
        for value in prop.enum:
            yield _Found("value", f"{name} = {value}", prop.pointer, f"value {key} = {value}", listed)
        yield from _properties(document, answer, prop.pointer, path, seen)


def _requirement_for(answer: Answer, name: str) -> str:
    """The id of the requirement for a property of a body; it judges what is within the property too."""
    prefix = "schema.task" if answer.status.startswith("2") else "errors.response-error"
    return f"{prefix}-{name.replace('_', '-')}"


def _owner(pointer: str) -> str:
    """The name of the schema that a property stands in, or of the property that holds that schema."""
    return pointer.rpartition("/properties/")[0].rpartition("/")[2]


def _schemes(contract: Contract) -> Iterator[_Found]:
    raw = contract.document.raw
    asked = contract.document.at(contract.operation.pointer).get("security", raw.get("security"))
    alternatives = [each for each in asked if isinstance(each, Mapping)] if isinstance(asked, list) else []
    for name in dict.fromkeys(str(name) for alternative in alternatives for name in alternative):
        place = escaped("components", "securitySchemes", name)
        found, _ = follow(raw, contract.document.at(place), place)
        scheme = found if isinstance(found, Mapping) else {}
        yield _Found("security scheme", name, place, f"security scheme {scheme.get('type')} {scheme.get('in')}")


def _extensions(contract: Contract) -> Iterator[_Found]:
    pointer = contract.operation.pointer
    for name, value in contract.document.at(pointer).items():
        if str(name).startswith("x-"):
            here = below(pointer, str(name))
            yield _Found("extension", str(name), here, f"extension {name}")
            for key in value if isinstance(value, Mapping) else ():
                text = f"{name} {key}"
                yield _Found("extension key", text, below(here, str(key)), f"extension key {text}")
