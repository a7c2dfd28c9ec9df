"""Digests of what a verdict hangs on beside the target: the tool, its catalogue, the profile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import conformance
from conformance.drive.mask import is_telling
from conformance.profile.settings import Secret

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.profile.settings import Profile

_BESIDE = ("__pycache__", "spec")
"""Folders of the package that are no part of the tool: caches, and the documents, which have digests of their own."""
_OF_THE_RUN = ("options", "folder", "source")
"""Parts of a profile that say how one run is done, not what is judged."""


@cache
def tool_digest() -> str:
    """The digest of the package's files: of their names and contents."""
    root = Path(conformance.__file__).parent
    files = [each for each in root.rglob("*") if each.is_file() and not set(each.relative_to(root).parts) & {*_BESIDE}]
    contents = [(str(each.relative_to(root)), hashlib.sha256(each.read_bytes()).hexdigest()) for each in files]
    return _digest(sorted(contents))


def catalogue_digest(requirements: Iterable[Requirement]) -> str:
    """The digest of the catalogue: of ids, levels, clauses and titles."""
    return _digest([[each.id, each.level, *asdict(each.clause).values(), each.title] for each in requirements])


def profile_digest(profile: Profile) -> str:
    """The digest of what a profile says of target, accounts, pairings, levers, claim and limits, secrets left out."""
    return _digest(
        {each.name: public(getattr(profile, each.name)) for each in fields(profile) if each.name not in _OF_THE_RUN}
    )


def public(value: Any) -> Any:
    """JSON of a profile without what is secret: by its kind, or by the name that it stands under."""
    match value:
        case Secret():
            return "secret"
        case dict():
            hidden = {name: "secret" for name, each in value.items() if isinstance(each, str) and is_telling(name)}
            return {name: hidden.get(name) or public(each) for name, each in value.items()}
        case list() | tuple():
            return [public(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {each.name: public(getattr(value, each.name)) for each in fields(value)}
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
