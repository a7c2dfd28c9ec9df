"""Read a profile, strictly: every key known, every value in its range, every secret resolved.

Whatever is wrong is found in one go; `ProfileError` holds all of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.document.load import bundled
from conformance.model.terms import Area
from conformance.profile.actions import EXAMPLE, fault_of_base_url, levers, supply
from conformance.profile.options import MOST_AT_ONCE, MOST_MINUTES, OPTIONS, from_outside, options
from conformance.profile.problems import Problem, ProfileError
from conformance.profile.secrets import for_header, headers, secret
from conformance.profile.settings import Account, Claim, Limits, Pairings, Profile, Target
from conformance.profile.table import Source, Table, read_text, read_toml

__all__ = ["ProfileError", "load", "loads"]

ACCOUNTS = ("admin", "viewer", "remote")


def load(
    path: Path | None,
    *,
    base_url: str | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Profile:
    """Read a profile from a file, or make one for a base URL alone.

    base_url: from the command line; wins over the environment and the profile.
    environ: for secrets and SRM_CONFORMANCE_...; the process's own when not given.
    overrides: options of the command line by key (profile.options.OPTIONS); None is not given.
    Raises ProfileError.
    """
    text = read_text(path, "the profile") if path else ""
    return loads(
        text,
        file=str(path) if path else "",
        folder=path.parent if path else Path(),
        environ=environ,
        overrides={**(overrides or {}), **({} if base_url is None else {"base_url": base_url})},
    )


def loads(
    text: str,
    *,
    file: str = "",
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Profile:
    """Read a profile from a text. file: what problems call it. Raises ProfileError."""
    environ = os.environ if environ is None else environ
    chosen, problems = from_outside(environ, overrides or {})
    source = Source(file, folder or Path(), environ, problems=list(problems))
    try:
        root = Table(source, read_toml(source, text))
        profile = _profile(root, chosen)
    except ProfileError as error:
        raise ProfileError([*problems, *error.problems]) from None
    except RecursionError:
        raise ProfileError([*problems, Problem(file, None, "", "nested too deeply")]) from None
    source.check()
    return profile


def _profile(root: Table, chosen: Mapping[str, Any]) -> Profile:
    profile = Profile(
        target=_target(root, chosen),
        accounts=_accounts(root.table("accounts")),
        pairings=_pairings(root.table("pairings")),
        levers=levers(root.table("levers")),
        claim=_claim(root.table("claim")),
        limits=_limits(root, chosen),
        options=options(root.table("run"), chosen),
        folder=root.source.folder,
        source=root.source.file,
    )
    root.close("a profile")
    return profile


def _target(root: Table, chosen: Mapping[str, Any]) -> Target:
    table = root.table("target") or Table(root.source, {}, ("target",))
    url = table.text("base_url")
    what, hint = fault_of_base_url(url) if url else ("", "")
    if what:
        table.wrong("base_url", what, hint)
    if not ("base_url" in table.values or "base_url" in chosen or _given_and_wrong(table.source)):
        table.wrong("base_url", "is missing", EXAMPLE)
    target = Target(
        base_url=chosen.get("base_url") or url.rstrip("/"),
        spec=chosen.get("spec") or _spec(table),
        verify_tls=_verify_tls(table),
        client_cert=_pem(table, "client_cert"),
        client_key=_pem(table, "client_key"),
        client_key_password=secret(table, "client_key_password"),
        request_timeout=table.seconds("request_timeout", 10.0),
        headers=headers(table, "headers"),
    )
    _for_whom(table)
    table.close("`[target]`")
    return target


def _given_and_wrong(source: Source) -> bool:
    """Whether a base URL came from outside, and that it is wrong has been noted already."""
    names = (OPTIONS["base_url"].flag, OPTIONS["base_url"].variable)
    return any(each.key in names for each in source.problems)


def _spec(table: Table) -> str:
    said = table.text("spec", "2.0.0")
    if said in bundled() or not table.has("spec"):
        return said
    path = table.file("spec")
    if path is None:
        known = ", ".join(bundled())
        table.wrong("spec", f"is neither a bundled version ({known}) nor a file", "the path starts at the profile")
        return said
    return str(path)


def _verify_tls(table: Table) -> bool | Path:
    value = table.value("verify_tls")
    if value is None or isinstance(value, bool):
        return value is not False
    path = table.file("verify_tls")
    if path is None:
        table.wrong("verify_tls", "is neither true, false nor the file of a CA bundle")
    return path or True


def _pem(table: Table, key: str) -> Path | None:
    path = table.file(key)
    if path is None and table.has(key):
        table.wrong(key, "is no file", "the path of a PEM file; it starts at the profile")
    return path


def _for_whom(table: Table) -> None:
    """A key without its certificate, or the password of no key, would be left out unseen."""
    if table.has("client_key") and not table.has("client_cert"):
        table.wrong("client_key", "belongs to a certificate, and there is no `client_cert`")
    if table.has("client_key_password") and not table.has("client_cert"):
        table.wrong("client_key_password", "opens the key of a certificate, and there is no `client_cert`")


def _accounts(table: Table | None) -> dict[str, Account]:
    found = {}
    for name in ACCOUNTS:
        if table and (inner := table.table(name)):
            found[name] = _account(inner, name)
    if table:
        _different(table, found)
        table.close("`[accounts]`")
    return found


def _account(table: Table, name: str) -> Account:
    username, password = table.text("username"), secret(table, "password")
    # The remote login is Basic auth alone: no session id takes its place.
    session = for_header(table, "session") if name != "remote" else None
    if ":" in username:
        table.wrong("username", "holds a colon, which Basic auth cannot carry (RFC 7617)")
    for key, value in (("username", username), ("password", password.value if password else "")):
        if any(ord(each) < 32 or ord(each) == 127 for each in value):  # noqa: PLR2004 - the control characters
            table.wrong(key, "holds a control character, which Basic auth cannot carry (RFC 7617)")
    if table.has("username") != table.has("password"):
        table.require("username", "password")
    elif not table.has("password") and "session" not in table.known.keys() & table.values.keys():
        ready = "" if name == "remote" else ", or a ready `session`"
        table.wrong("", f"has no credentials: `username` and `password`{ready}")
    table.close("an account")
    return Account(username, password, session)


def _different(table: Table, accounts: Mapping[str, Account]) -> None:
    """A viewer who is the admin would be taken for a target that does not look at privileges."""
    admin, viewer = accounts.get("admin"), accounts.get("viewer")
    if admin is None or viewer is None:
        return
    same_name = bool(viewer.username) and viewer.username.lower() == admin.username.lower()
    if same_name or (viewer.session is not None and viewer.session == admin.session):
        table.wrong("viewer", "is the same account as `admin`", "give one that lacks the privilege, or leave it out")


def _pairings(table: Table | None) -> Pairings:
    if table is None:
        return Pairings()
    pairings = Pairings(
        ids=table.strings("ids"),
        keep=table.strings("keep"),
        most=table.whole("most", 16, least=1),
        supply=supply(table.table("supply")),
    )
    table.close("`[pairings]`")
    return pairings


def _claim(table: Table | None) -> Claim:
    if table is None:
        return Claim()
    claim = Claim(table.words("without", "area", Area), table.flag("hazards", default=False))
    table.close("`[claim]`")
    return claim


def _limits(root: Table, chosen: Mapping[str, Any]) -> Limits:
    usual = Limits()
    table = root.table("limits") or Table(root.source, {}, ("limits",))
    most = table.whole("max_requests", usual.max_requests, least=1)
    minutes = table.whole("max_minutes", usual.max_minutes, least=0, most=MOST_MINUTES)
    at_once = table.whole("concurrency", usual.concurrency, least=1, most=MOST_AT_ONCE)
    limits = Limits(
        task_timeout=table.seconds("task_timeout", usual.task_timeout),
        poll_interval=table.seconds("poll_interval", usual.poll_interval),
        max_requests=chosen.get("max_requests", most),
        max_minutes=chosen.get("max_minutes", minutes),
        requests_per_minute=table.whole("requests_per_minute", usual.requests_per_minute, least=0),
        session_requests_per_minute=table.whole(
            "session_requests_per_minute", usual.session_requests_per_minute, least=0
        ),
        concurrency=chosen.get("concurrency", at_once),
    )
    table.close("`[limits]`")
    return limits
