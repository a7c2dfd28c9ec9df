"""What every report says about the way to the target, beside the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.drive.origin import is_loopback, origin_of, proxy_for
from conformance.drive.tls import context_of

if TYPE_CHECKING:
    from conformance.profile.settings import Profile

UNVERIFIED = "TLS certificates were not verified (`verify_tls = false`): who answered is not proven."


def cautions(profile: Profile) -> tuple[str, ...]:
    """Sentences for the reader of a report. Raises UserError for a proxy that cannot be used."""
    origin = origin_of(profile.target.base_url)
    proxy = proxy_for(origin)
    said = []
    if origin.tls and profile.target.verify_tls is False:
        said.append(UNVERIFIED)
    if not origin.tls and not is_loopback(origin.host):
        said.append("The target was reached without TLS: passwords and session ids could be read on the way.")
    if proxy is not None:
        name = "HTTPS_PROXY" if origin.tls else "HTTP_PROXY"
        said.append(f"The target was reached by way of the proxy {proxy} ({name} of the environment).")
    return tuple(said)


def check_way(profile: Profile) -> None:
    """Find out before a run whether its target can be approached as the profile and the environment say.

    Raises UserError for a base URL, a proxy, a CA bundle or a client certificate that cannot be used.
    """
    if origin_of(profile.target.base_url).tls:
        context_of(profile.target)
    cautions(profile)
