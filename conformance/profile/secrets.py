"""Secrets of a profile: a string, `{ env = "NAME" }` or `{ file = "path" }`; none ever stands in a problem."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from conformance.profile.problems import ProfileError
from conformance.profile.settings import Secret
from conformance.profile.table import Table, kind_of, read_text

if TYPE_CHECKING:
    from conformance.profile.lines import Path as KeyPath
    from conformance.profile.table import Source

FORMS = 'a string, { env = "NAME" } or { file = "path" }'
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_FIELD = re.compile(r"[\t\x20-\x7e\x80-\xff]*\Z")


def secret(table: Table, key: str) -> Secret | None:
    """A secret under a key; None where there is none, or where it cannot be had."""
    value = table.value(key)
    if value is None:
        return None
    at = (*table.at, key)
    if isinstance(value, str):
        return _kept(table.source, at, value)
    if isinstance(value, dict):
        return _elsewhere(table.source, at, value)
    table.wrong(key, f"is {kind_of(value)}; a secret is {FORMS}")
    return None


def for_header(table: Table, key: str) -> Secret | None:
    """A secret that goes into a header as it is."""
    found = secret(table, key)
    if found is not None and not _FIELD.match(found.value):
        table.wrong(key, "holds a line end or another character that no header can carry")
        return None
    return found


def headers(table: Table, key: str) -> dict[str, str | Secret]:
    """A table of headers: names and values, secrets among them."""
    inner = table.table(key)
    found: dict[str, str | Secret] = {}
    for name in inner.values if inner else ():
        value = inner.value(name) if inner else None
        if inner is None or not _TOKEN.match(name):
            table.source.wrong((*table.at, key, name), "is no name of a header")
        elif isinstance(value, str) and _FIELD.match(value):
            found[name] = value
        elif (kept := for_header(inner, name)) is not None:
            found[name] = kept
    return found


def json_value(source: Source, at: KeyPath, value: Any) -> Any:
    """A value that goes out as JSON; a table that is just `env` or `file` becomes the secret."""
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(next(iter(value.values())), str) and next(iter(value)) in ("env", "file"):
            return _elsewhere(source, at, value)
        return {name: json_value(source, (*at, name), each) for name, each in value.items()}
    if isinstance(value, list):
        return [json_value(source, (*at, place), each) for place, each in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        source.wrong(at, "is no number that JSON has")
    elif not isinstance(value, (str, int, float)):
        source.wrong(at, "is a date or time, which JSON has not", "write it as a string")
    return value


def _elsewhere(source: Source, at: KeyPath, value: dict[str, Any]) -> Secret | None:
    table = Table(source, value, at)
    variable, file = table.text("env"), table.text("file")
    table.close("a secret", f"a secret is {FORMS}")
    if len(value) != 1 and ("env" in value) == ("file" in value):
        source.wrong(at, "must have one of `env` and `file`", f"a secret is {FORMS}")
    elif variable:
        return _of_variable(source, at, variable)
    elif file:
        return _of_file(source, at, file)
    elif not value:
        source.wrong(at, "is an empty table", f"a secret is {FORMS}")
    return None


def _of_variable(source: Source, at: KeyPath, name: str) -> Secret | None:
    found = source.environ.get(name)
    if found is None:
        source.wrong(at, f"needs the environment variable `{name}`, which is not set", f"export {name}=...")
        return None
    return _kept(source, at, found, f"the environment variable `{name}`")


def _of_file(source: Source, at: KeyPath, name: str) -> Secret | None:
    path = source.folder / name
    try:
        text = read_text(path, "the secret")
    except ProfileError as error:
        source.wrong(at, f"is in `{path}`: {error.problems[0].what}", "the path starts at the profile's folder")
        return None
    line = text.removesuffix("\n").removesuffix("\r")
    return _kept(source, at, line, f"the file `{path}`")


def _kept(source: Source, at: KeyPath, value: str, of: str = "") -> Secret | None:
    if not value:
        source.wrong(at, f"is empty: {of} holds nothing" if of else "is empty")
        return None
    return Secret(value)
