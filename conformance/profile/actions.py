"""What the operator provides: a request to something beside the target, or a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conformance.profile.secrets import headers, json_value
from conformance.profile.settings import Action, CommandAction, HttpAction, Lever, Supply

if TYPE_CHECKING:
    from conformance.profile.table import Table

EXAMPLE = "such as `https://srm.lab.example/api/rest/srm/v2`"
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*\Z")
_VISIBLE = re.compile(r"[\x21-\x7e]+\Z")


def fault_of_url(url: str) -> tuple[str, str]:
    """What keeps a text from being an absolute http or https URL, and the way out; empty for one that is.

    The words hold nothing of the URL, which may bear a password.
    """
    if not _VISIBLE.match(url):
        return "holds a blank, a control character or one beyond ASCII", "percent-encode it"
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        return "is no absolute http or https URL", EXAMPLE
    if "@" in parts.netloc:
        return "holds a user name or password, which would stand in every report", "take it out of the URL"
    return "", ""


def fault_of_base_url(url: str) -> tuple[str, str]:
    """What keeps a text from being a base URL, and the way out."""
    fault = fault_of_url(url)
    if not fault[0] and ("?" in url or "#" in url):
        return "has a query or a fragment; a base URL has none", EXAMPLE
    return fault


def levers(table: Table | None) -> dict[str, Lever]:
    """The levers of a profile."""
    found = {}
    for name in ("remote_site_down", "expire_sessions"):
        if table and (inner := table.table(name)) and (lever := _lever(inner)):
            found[name] = lever
    if table:
        table.close("`[levers]`")
    return found


def supply(table: Table | None) -> Supply | None:
    """`[pairings.supply]`: one of http, command and create."""
    if table is None:
        return None
    body = table.table("create")
    create = json_value(body.source, body.at, dict(body.values)) if body else None
    action = _action(table, "create")
    pointer = table.text("ids", empty=True)
    if not _POINTER.match(pointer):
        table.wrong("ids", "is no JSON pointer", 'such as "/ids"')
    if table.has("ids") and not table.has("http"):
        table.wrong("ids", "says where the answer to `http` has the ids, and there is no `http`", "leave it out")
    elif table.has("http") and not table.has("ids"):
        table.wrong("ids", "is missing", 'a JSON pointer to the id or ids in the answer, such as "/ids"')
    table.close("`[pairings.supply]`")
    return Supply(
        http=action if isinstance(action, HttpAction) else None,
        command=action if isinstance(action, CommandAction) else None,
        create=create,
        ids=pointer,
    )


def _lever(table: Table) -> Lever | None:
    table.require("apply", hint="{ http = { ... } } or { command = [ ... ] }")
    moves = [_move(table, key) for key in ("apply", "undo")]
    settle = table.seconds("settle", 0.0, zero=True)
    table.close("a lever")
    return Lever(moves[0], moves[1], settle) if moves[0] else None


def _move(table: Table, key: str) -> Action | None:
    inner = table.table(key)
    if inner is None:
        return None
    action = _action(inner)
    inner.close("an action")
    return action


def _action(table: Table, *also: str) -> Action | None:
    """Read `http` or `command`, exactly one of them and of what else may take their place."""
    ways = ("http", "command", *also)
    given = [each for each in ways if table.has(each)]
    if len(given) != 1:
        named = ", ".join(f"`{each}`" for each in ways)
        table.wrong("", f"must have exactly one of {named}, and has {'none' if not given else len(given)}")
    request = table.table("http")
    http = _http(request) if request else None
    command = _command(table)
    return http or command


def _http(table: Table) -> HttpAction:
    table.require("method", "url")
    method, url = table.text("method"), table.text("url")
    if not _METHOD.match(method or "GET"):
        table.wrong("method", "is no method of HTTP")
    elif method != method.upper():
        table.wrong("method", "is not in capitals; the methods of HTTP are")
    what, hint = fault_of_url(url) if url else ("", "")
    if what:
        way = "send it in `headers`, as `Authorization`" if "password" in what else hint
        table.wrong("url", what, way)
    body = json_value(table.source, (*table.at, "json"), table.value("json")) if table.has("json") else None
    action = HttpAction(method, url, body, headers(table, "headers"))
    table.close("`http`")
    return action


def _command(table: Table) -> CommandAction | None:
    said = table.value("command")
    if said is None:
        return None
    if not isinstance(said, list) or not said or not all(isinstance(each, str) for each in said) or not said[0]:
        hint = 'such as ["./new-pairing.sh", "--one"]; a secret reaches a program by the environment, not by arguments'
        table.wrong("command", "is no array of strings, the program first", hint)
        return None
    if any("\0" in each for each in said):
        table.wrong("command", "holds a NUL, which no program can be given")
    return CommandAction(tuple(said))
