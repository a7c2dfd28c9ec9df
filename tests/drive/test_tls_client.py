"""The tool proves who it is with a certificate, says which one it met, and tells what cannot be used."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from pathlib import Path
from typing import Any

import pytest

from conformance.drive.line import Broken
from conformance.drive.origin import Origin
from conformance.drive.pace import Clock
from conformance.drive.tls import Handshake, context_of, handshake
from conformance.drive.wire import Answer, Wire
from conformance.model.errors import UserError
from conformance.model.http import Request, Trouble
from conformance.profile.settings import Secret, Target

LOOPBACK = Path(__file__).parent / "loopback.pem"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await writer.drain()
    except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def strict() -> ssl.SSLContext:
    """A server that lets nobody in who does not prove who they are."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOOPBACK)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(LOOPBACK)
    return context


def meeting(act: Any, **target: Any) -> Any:
    """What comes of meeting that server as a profile says."""

    async def whole() -> Any:
        server = await asyncio.start_server(answering, "127.0.0.1", 0, ssl=strict())
        port = server.sockets[0].getsockname()[1]
        context = context_of(Target("https://target", verify_tls=target.pop("verify_tls", LOOPBACK), **target))
        wire = Wire(Origin("127.0.0.1", port, tls=True), timeout=5, clock=Clock(), context=context)
        try:
            return await act(wire)
        finally:
            await wire.close()
            server.close()
            await asyncio.sleep(0)

    return asyncio.run(whole())


async def asked(wire: Wire) -> Answer:
    return await wire.send(Request("GET", "/x", (("Host", "target"),)), own=True)


def test_a_client_certificate_of_the_profile_is_shown_to_the_target() -> None:
    found = meeting(asked, client_cert=LOOPBACK)

    assert found.response is not None
    assert found.response.body == b"ok"


def test_without_its_certificate_a_strict_target_sends_nothing() -> None:
    found = meeting(asked)

    assert found.response is None
    assert found.trouble in (Trouble.TLS, Trouble.CLOSED)


def test_a_handshake_tells_whose_certificate_it_met_and_how_long_it_holds() -> None:
    found = meeting(handshake, client_cert=LOOPBACK)

    der = ssl.PEM_cert_to_DER_cert(LOOPBACK.read_text()[LOOPBACK.read_text().index("-----BEGIN CERT") :].strip())
    assert isinstance(found, Handshake)
    assert found.sha256 == hashlib.sha256(der).hexdigest()
    assert found.version.startswith("TLSv1.")
    assert found.issuer == found.subject != ""
    assert found.until is not None


def test_what_was_not_verified_is_not_repeated() -> None:
    found = meeting(handshake, client_cert=LOOPBACK, verify_tls=False)

    assert (found.subject, found.until) == ("", None)


def test_a_handshake_with_what_nobody_vouches_for_says_why_it_failed() -> None:
    with pytest.raises(Broken, match="is not trusted: self-signed certificate"):
        meeting(handshake, client_cert=LOOPBACK, verify_tls=True)


@pytest.mark.parametrize(
    ("name", "text"),
    [("client_cert", "no certificate"), ("client_key", "no key"), ("verify_tls", "no bundle")],
)
def test_a_file_that_is_no_pem_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "x.pem").write_text(text)
    parts: dict[str, Any] = {"client_cert": LOOPBACK} | {name: tmp_path / "x.pem"}

    with pytest.raises(UserError, match=r"x\.pem. cannot be used"):
        context_of(Target("https://target", **parts))


LOCKED = Path(__file__).parent / "locked.pem"
"""A key that `marker-of-the-key` opens, made for these tests."""


@pytest.mark.parametrize("password", [None, Secret("marker-wrong")])
def test_a_locked_key_is_not_asked_about_on_the_terminal(password: Secret | None) -> None:
    target = Target("https://target", client_cert=LOOPBACK, client_key=LOCKED, client_key_password=password)

    with pytest.raises(UserError) as caught:
        context_of(target)

    assert "client_key_password" in caught.value.hint
    assert "marker" not in caught.value.message


def test_a_locked_key_is_opened_with_its_password() -> None:
    found = meeting(asked, client_cert=LOOPBACK, client_key=LOCKED, client_key_password=Secret("marker-of-the-key"))

    assert found.response is not None
