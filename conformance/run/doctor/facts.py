"""What the answers to a doctor tell by the way: clock, limits, speed; and the handshake of TLS."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from statistics import median
from typing import TYPE_CHECKING

from conformance.drive.line import Broken
from conformance.drive.origin import is_loopback, origin_of, proxy_for
from conformance.drive.pace import Clock
from conformance.drive.tls import context_of, handshake
from conformance.drive.wire import Wire
from conformance.plan.forecast import in_words

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.profile.settings import Profile
    from conformance.run.doctor.checks import Findings

CLOCK_WRONG = 60.0
"""Seconds by which a clock may be off before it is worth a warning."""
SOON = 30
"""Days before its end from which on a certificate is worth a warning."""
_LIMIT = re.compile(r"(?:^|-)rate-?limit|^retry-after$", re.IGNORECASE)


async def tls(profile: Profile, found: Findings) -> None:
    """Tell of the TLS of the target, and of the proxy before it."""
    origin = origin_of(profile.target.base_url)
    proxy = proxy_for(origin)
    if proxy is not None:
        name = "HTTPS_PROXY" if origin.tls else "HTTP_PROXY"
        found.note("proxy", f"requests to the target go by way of {proxy} ({name} of the environment)")
    if not origin.tls:
        if not is_loopback(origin.host):
            found.note("tls", "none: passwords and session ids can be read on the way", "an https `base_url`")
        return
    timeout, context = profile.target.request_timeout, context_of(profile.target)
    try:
        seen = await handshake(Wire(origin, timeout=timeout, clock=Clock(), context=context, proxy=proxy))
    except Broken as broken:
        found.fails("tls", broken.detail, "`verify_tls` takes the CA bundle that vouches for the target")
        return
    if profile.target.verify_tls is False:
        said = f"{seen.version}; the certificate was not verified, its SHA-256 is {seen.sha256}"
        found.note("tls", said, "the path of a CA bundle in `verify_tls` proves who answers")
        return
    days = ((seen.until or 0.0) - time.time()) / 86400
    until = datetime.fromtimestamp(seen.until or 0.0, UTC).date()
    said = f"{seen.version}, {seen.subject or 'a certificate'} by {seen.issuer or 'nobody named'}, until {until}"
    found.works("tls", said)
    if days < SOON:
        found.note("tls", f"the certificate runs out in {max(0, int(days))} days", "renew it before a run fails")


def of_exchanges(profile: Profile, exchanges: Sequence[Exchange], found: Findings) -> None:
    """Tell of the target's clock and of its limits."""
    off = _clock(exchanges)
    if off is not None:
        side = "ahead of" if off > 0 else "behind"
        told = "the same as here" if abs(off) < 2 else f"{in_words(abs(off))} {side} the one here"  # noqa: PLR2004 - Date tells whole seconds
        way = "set one of them right: times of tasks are compared with it" if abs(off) > CLOCK_WRONG else ""
        found.note("clock", f"the target's is {told}", way)
    limits = _limits(exchanges)
    if limits:
        found.note("limits", f"the target tells of a limit: {limits}", "`[limits] requests_per_minute` keeps to one")
    if any(each.status == 429 for each in exchanges):  # noqa: PLR2004 - Too Many Requests
        found.note("limits", "the target asked to wait (429)", "a lower `[limits] requests_per_minute`")
    if not profile.limits.requests_per_minute and not is_loopback(origin_of(profile.target.base_url).host):
        said = "the profile caps nothing; the product's own limiter (8.8 and later) allows 50 a minute in a session"
        found.note("limits", said, "`[limits] requests_per_minute = 50`")


def _clock(exchanges: Sequence[Exchange]) -> float | None:
    """Seconds by which the target's clock is ahead; None where it does not tell."""
    seen = []
    for each in exchanges:
        date = each.response.header("Date") if each.response else None
        try:
            told = parsedate_to_datetime(date or "").timestamp()
        except (ValueError, TypeError, OverflowError):
            continue
        # A Date is cut to whole seconds: half a second is the likeliest rest.
        seen.append(told + 0.5 - each.at - each.seconds / 2)
    return median(seen) if seen else None


def _limits(exchanges: Sequence[Exchange]) -> str:
    last: dict[str, str] = {}
    for each in exchanges:
        for name, value in each.response.headers if each.response else ():
            if _LIMIT.search(name):
                last[name] = value[:80]
    return ", ".join(f"{name}: {value}" for name, value in list(last.items())[:8])


def speed(exchanges: Sequence[Exchange]) -> float:
    """The usual seconds of an exchange; 0 where none was answered."""
    times = [each.seconds for each in exchanges if each.response is not None]
    return median(times) if times else 0.0
