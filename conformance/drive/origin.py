"""Where a URL leads: host, port, TLS, the path below which everything lies, and the proxy before it."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from conformance.model.errors import UserError
from conformance.model.http import Headers

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """A server. prefix: the path of the base URL, without a slash at its end."""

    host: str
    port: int
    tls: bool
    prefix: str = ""

    @property
    def authority(self) -> str:
        """The value of `Host`: the port only where it is not the usual one."""
        return self._host if self.port == _PORTS["https" if self.tls else "http"] else self.with_port

    @property
    def with_port(self) -> str:
        """Host and port."""
        return f"{self._host}:{self.port}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def origin_of(url: str) -> Origin:
    """The origin of an http or https URL. Raises UserError for any other."""
    parts = _split(url)
    if parts.query or parts.fragment:
        raise UserError(f"`{_without_user(parts)}` has a query or a fragment; a base URL has none")
    if parts.username is not None:
        raise UserError(
            f"`{_without_user(parts)}` is given with a name or a password in it", "they belong into `[accounts.admin]`"
        )
    return Origin(str(parts.hostname), _port(parts), parts.scheme == "https", _plain(parts.path).rstrip("/"))


def target_of(url: str) -> tuple[Origin, str, str]:
    """Origin, request target and the value of Authorization (or empty) for a URL of its own."""
    parts = _split(url)
    target = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
    return Origin(str(parts.hostname), _port(parts), parts.scheme == "https"), target, _basic(parts)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UserError(
            f"`{url.rpartition('@')[2]}` is no http or https URL", "such as `https://srm.lab.example/api/rest/srm/v2`"
        )
    return parts


def _plain(text: str) -> str:
    """A path or query in ASCII; what is encoded stays as it is."""
    return quote(text, safe="/%?:@!$&'()*+,;=~-._")


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _without_user(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _basic(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    return basic(unquote(parts.username), unquote(parts.password or ""))


def basic(username: str, password: str) -> str:
    """The value of Authorization for a name and a password (RFC 7617, UTF-8)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. headers: its own, credentials among them."""

    host: str
    port: int
    headers: Headers = field(default=(), repr=False)

    def __str__(self) -> str:
        """Host and port; never its credentials."""
        return f"{self.host}:{self.port}"


def proxy_for(origin: Origin) -> Proxy | None:
    """The proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for an origin; loopback has none.

    Raises UserError for a proxy that is no `http://` URL.
    """
    url = getproxies_environment().get("https" if origin.tls else "http")
    if not url or is_loopback(origin.host) or proxy_bypass(origin.with_port):
        return None
    name = "HTTPS_PROXY" if origin.tls else "HTTP_PROXY"
    wrong = UserError(f"the proxy in {name} is no `http://` URL", "mend it, or name the target in NO_PROXY")
    try:
        parts = _split(url if "://" in url else f"http://{url}")
    except UserError:
        raise wrong from None
    if parts.scheme != "http":
        raise wrong
    credentials = _basic(parts)
    headers = (("Proxy-Authorization", credentials),) if credentials else ()
    return Proxy(str(parts.hostname), _port(parts), headers)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
