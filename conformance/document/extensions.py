"""Vendor extensions: one reader each, where the irregularities of the text stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.document.pointer import below

PERMISSIONS = "x-dr-permissions"
CONNECTIVITY = "x-dr-remote-site-connectivity-contract"
STATES = ("not-authenticated", "server-down")
VALUES = ("ERROR", "OK", "FULL_DATA", "PARTIAL_DATA", "DEPENDS_ON_PROVIDED_PARAMS")


@dataclass(frozen=True, slots=True)
class Permissions:
    """The privileges that an operation asks for, written as one string or as a list."""

    names: tuple[str, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class ConnectivityContract:
    """State of the remote site -> what the operation does in it; a document may name one state only."""

    states: Mapping[str, str]
    pointer: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the document that nothing here judges, in plain words."""

    pointer: str
    text: str


Extension = Permissions | ConnectivityContract
Reading = tuple[Extension | None, tuple[Notice, ...]]


def _permissions(value: Any, pointer: str) -> Reading:
    names = value.get("permissions") if isinstance(value, dict) else None
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, list) or not names or not all(isinstance(each, str) and each for each in names):
        text = f"`{PERMISSIONS}` names no permission: `permissions` is due, a string or a list of strings"
        return None, (Notice(pointer, text),)
    others = sorted(str(key) for key in value if key != "permissions")
    notices = [
        Notice(below(pointer, str(key)), f"`{PERMISSIONS}` has the unknown key `{key}`; it is not judged")
        for key in others
    ]
    return Permissions(tuple(names), pointer), tuple(notices)


def _connectivity(value: Any, pointer: str) -> Reading:
    if not isinstance(value, dict):
        return None, (Notice(pointer, f"`{CONNECTIVITY}` is no mapping of states to what the operation does"),)
    states: dict[str, str] = {}
    notices = []
    for key, does in value.items():
        if key not in STATES:
            text = f"`{CONNECTIVITY}` has the unknown state `{key}`; it is not judged (known: {', '.join(STATES)})"
            notices.append(Notice(below(pointer, str(key)), text))
        elif does not in VALUES:
            known = ", ".join(VALUES)
            text = f"`{CONNECTIVITY}` gives `{key}` the unknown value `{does!s:.60}`; it is not judged (known: {known})"
            notices.append(Notice(below(pointer, str(key)), text))
        else:
            states[key] = does
    return ConnectivityContract(states, pointer), tuple(notices)


READERS: Mapping[str, Callable[[Any, str], Reading]] = {
    PERMISSIONS: _permissions,
    CONNECTIVITY: _connectivity,
}
"""A new extension costs a reader, a line here, and a family of requirements."""


def read(node: Mapping[str, Any], pointer: str) -> tuple[tuple[Extension, ...], tuple[Notice, ...]]:
    """The vendor extensions of an operation, and notices of what has no reader."""
    found: list[Extension] = []
    notices: list[Notice] = []
    for key, value in node.items():
        if not str(key).startswith("x-"):
            continue
        reader = READERS.get(key)
        if reader is None:
            text = f"the vendor extension `{key}` has no reader; it is not judged"
            notices.append(Notice(below(pointer, str(key)), text))
            continue
        extension, said = reader(value, below(pointer, str(key)))
        notices.extend(said)
        if extension is not None:
            found.append(extension)
    return tuple(found), tuple(notices)
