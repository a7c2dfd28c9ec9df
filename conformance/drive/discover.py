"""What a target tells to who is not logged in: harmless questions, for a profile to start from."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance import __version__
from conformance.drive.line import Broken
from conformance.drive.origin import Origin, is_loopback, origin_of, proxy_for
from conformance.drive.pace import Clock
from conformance.drive.tls import Handshake, handshake, trust
from conformance.drive.wire import Wire
from conformance.model.http import Request, Trouble

if TYPE_CHECKING:
    from conformance.drive.wire import Answer

PATHS = ("/api/rest/srm/v2", "/dr-rest-api/srm/v2")
"""Where the product has the API, for a URL that names the host alone."""
LAB = "/_lab"
"""Where the bundled reference server has its lab."""
PATIENCE = 10.0
"""Seconds for each question."""
_KNOWN = (HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was learnt of a target.

    base_url: as given, or with the path at which the API was found. found: the API is there.
    said: what came, in words. tls: of the handshake; None without TLS or when it failed. distrust:
    why its certificate is not trusted; empty where it is. server: its `Server` header. lab: the URL
    of the lab of the bundled reference server; empty for any other target. proxy: on the way.
    """

    base_url: str
    found: bool = False
    said: str = ""
    tls: Handshake | None = None
    distrust: str = ""
    server: str = ""
    lab: str = ""
    proxy: str = ""
    loopback: bool = False


async def discover(base_url: str) -> Discovery:
    """Ask a target a few harmless questions. Raises UserError for a URL or a proxy that cannot be used."""
    origin = origin_of(base_url)
    proxy = proxy_for(origin)
    known = Discovery(base_url.rstrip("/"), proxy=str(proxy or ""), loopback=is_loopback(origin.host))
    wire = _wire(origin, trust(verify=True))
    answer = await _ask(wire, origin, f"{origin.prefix}/session")
    if answer.trouble is Trouble.TLS:
        # Who answers is not proven, and nothing secret is sent: the questions may be asked all the same.
        known, wire = replace(known, distrust=answer.detail), _wire(origin, trust(verify=False))
        answer = await _ask(wire, origin, f"{origin.prefix}/session")
    if answer.response is None:
        return replace(known, said=f"it does not answer ({answer.trouble}: {answer.detail})")
    if origin.tls:
        known = replace(known, tls=await _handshake(wire))
    known, answer = await _place(wire, origin, known, answer)
    if known.found and await _is_reference(wire, origin):
        known = replace(known, lab=f"{'https' if origin.tls else 'http'}://{origin.authority}{LAB}")
    await wire.close()
    server = answer.response.header("Server") if answer.response else ""
    return replace(known, server=server or "")


async def _place(wire: Wire, origin: Origin, known: Discovery, answer: Answer) -> tuple[Discovery, Answer]:
    """Where the API is: at the path that was given, or for none at one of the usual ones."""
    usual = PATHS if not origin.prefix else ()
    asked = [("", answer), *[(path, await _ask(wire, origin, f"{path}/session")) for path in usual]]
    for path, each in asked:
        if each.response is not None and each.response.status in _KNOWN:
            said = f"GET {origin.prefix}{path}/session was answered with {each.response.status}"
            if path or origin.prefix:
                return replace(known, base_url=known.base_url + path, found=True, said=said), each
    status = answer.response.status if answer.response else "nothing"
    return replace(known, said=f"GET {origin.prefix}/session was answered with {status}: the API is not there"), answer


async def _is_reference(wire: Wire, origin: Origin) -> bool:
    answer = await _ask(wire, origin, f"{LAB}/state")
    try:
        state = json.loads(answer.response.body) if answer.response else None
    except (ValueError, RecursionError):
        return False
    return isinstance(state, dict) and {"remote_site", "pairings", "sessions"} <= state.keys()


async def _handshake(wire: Wire) -> Handshake | None:
    try:
        return await handshake(wire)
    except Broken:
        return None


def _wire(origin: Origin, context: ssl.SSLContext) -> Wire:
    tls = context if origin.tls else None
    return Wire(origin, timeout=PATIENCE, clock=Clock(), context=tls, proxy=proxy_for(origin))


async def _ask(wire: Wire, origin: Origin, target: str) -> Answer:
    headers = (
        ("Host", origin.authority),
        ("User-Agent", f"srm-conformance/{__version__}"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
    )
    return await wire.send(Request("GET", target, headers))
