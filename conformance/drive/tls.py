"""TLS as the profile wants it, and what a handshake with it shows."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.model.errors import UserError

if TYPE_CHECKING:
    from conformance.drive.wire import Wire
    from conformance.profile.settings import Target


def trust(verify: bool | Path) -> ssl.SSLContext:  # noqa: FBT001 - the profile's own three-way value
    """TLS that trusts as the profile says. Raises OSError for a CA bundle that cannot be read."""
    if isinstance(verify, bool):
        context = ssl.create_default_context()
        if not verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
    else:
        context = ssl.create_default_context(cafile=str(verify))
    context.set_alpn_protocols(["http/1.1"])
    return context


def context_of(target: Target) -> ssl.SSLContext:
    """TLS for a target. Raises UserError for a CA bundle or a client certificate that cannot be used."""
    try:
        context = trust(target.verify_tls)
    except OSError as error:
        raise UserError(
            f"the CA bundle `{target.verify_tls}` cannot be used: {_reason(error)}",
            "a file of certificates in PEM, each from `-----BEGIN CERTIFICATE-----` on",
        ) from None
    if target.client_cert is not None:
        _present(context, target, target.client_cert)
    return context


def _present(context: ssl.SSLContext, target: Target, certificate: Path) -> None:
    # Without a password at hand OpenSSL would ask for one on the terminal.
    password = target.client_key_password.value if target.client_key_password else ""
    try:
        context.load_cert_chain(certificate, target.client_key, lambda: password)
    except (OSError, ValueError) as error:
        key = f" with the key `{target.client_key}`" if target.client_key else ""
        raise UserError(
            f"the client certificate `{certificate}`{key} cannot be used: {_reason(error)}",
            "both in PEM; the key of that certificate, in the same file or in `client_key`; "
            "`client_key_password` for one that is locked",
        ) from None


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return (error.reason or "no PEM that can be read").replace("_", " ").lower()
    return getattr(error, "strerror", None) or "no PEM that can be read"


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a TLS handshake showed.

    version: such as `TLSv1.3`. sha256: of the certificate, in hexadecimal.
    subject, issuer: their names; empty where nothing was verified. until: the last moment of the
    certificate, seconds since the epoch; None where nothing was verified.
    """

    version: str
    sha256: str
    subject: str = ""
    issuer: str = ""
    until: float | None = None


async def handshake(wire: Wire) -> Handshake:
    """Connect to an origin with TLS and part again, nothing sent. Raises Broken."""
    line = await wire.open()
    try:
        secured = line.transport.get_extra_info("ssl_object") if line.transport else None
        if secured is None:
            raise TypeError("the origin has no TLS")
        whole = secured.getpeercert(binary_form=True) or b""
        told = secured.getpeercert() or {}
        until = ssl.cert_time_to_seconds(told["notAfter"]) if "notAfter" in told else None
        return Handshake(
            str(secured.version()),
            hashlib.sha256(whole).hexdigest(),
            _name(told.get("subject")),
            _name(told.get("issuer")),
            until,
        )
    finally:
        line.close()


def _name(parts: Any) -> str:
    """The common name of a subject or an issuer, else its last part."""
    pairs = [pair for each in parts or () for pair in each]
    common = [value for name, value in pairs if name == "commonName"]
    return str((common or [value for _, value in pairs] or [""])[-1])
