"""TLS is trusted as the profile says; a proxy of the environment carries both kinds of requests."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest
from miniature import listening

from conformance.drive.origin import Origin, Proxy, origin_of, proxy_for, target_of
from conformance.drive.pace import Clock
from conformance.drive.tls import trust
from conformance.drive.wire import Answer, Wire
from conformance.model.errors import UserError
from conformance.model.http import Request, Trouble

LOOPBACK = Path(__file__).parent / "loopback.pem"
"""A certificate for 127.0.0.1 that signs itself, and its key, made for these tests."""

GET = Request("GET", "/x", (("Host", "target"),))
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def secured() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOOPBACK)
    return context


async def one_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if head.startswith(b"CONNECT"):
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(secured())
        await reader.readuntil(b"\r\n\r\n")
    writer.write(OK)
    await writer.drain()


def over_tls(verify: bool | Path) -> Answer:  # noqa: FBT001 - the profile's own three-way value
    async def whole() -> Answer:
        server = await asyncio.start_server(one_answer, "127.0.0.1", 0, ssl=secured())
        port = server.sockets[0].getsockname()[1]
        wire = Wire(Origin("127.0.0.1", port, tls=True), timeout=2, clock=Clock(), context=trust(verify))
        answer = await wire.send(GET)
        await wire.close()
        server.close()
        await asyncio.sleep(0)
        return answer

    return asyncio.run(whole())


@pytest.mark.parametrize("verify", [False, LOOPBACK], ids=["nobody asked", "by its own bundle"])
def test_a_target_with_tls_is_trusted_as_the_profile_says(verify: bool | Path) -> None:  # noqa: FBT001
    found = over_tls(verify)

    assert found.response is not None
    assert found.response.body == b"ok"


def test_a_certificate_that_nobody_vouches_for_is_a_trouble() -> None:
    found = over_tls(verify=True)

    assert found.trouble is Trouble.TLS
    assert "self-signed certificate" in found.detail


def by_proxy(origin: Origin, **rest: Any) -> tuple[Answer, list[bytes]]:
    """The answer by way of a proxy, and the first lines that the proxy saw."""
    seen: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        class Noting:
            async def readuntil(self, mark: bytes) -> bytes:
                seen.append(await reader.readuntil(mark))
                return seen[-1]

        await one_answer(Noting(), writer)  # type: ignore[arg-type]

    async def whole() -> Answer:
        async with listening(proxy) as port:
            by = Proxy("127.0.0.1", port, (("Proxy-Authorization", "Basic x"),))
            wire = Wire(origin, timeout=2, clock=Clock(), proxy=by, **rest)
            answer = await wire.send(GET)
            await wire.close()
            return answer

    return asyncio.run(whole()), seen


def test_a_proxy_is_given_the_whole_address() -> None:
    answer, seen = by_proxy(Origin("srm.lab.example", 8080, tls=False))

    assert answer.response is not None
    assert seen[0].startswith(b"GET http://srm.lab.example:8080/x HTTP/1.1\r\n")
    assert b"\r\nProxy-Authorization: Basic x\r\n" in seen[0]


def test_a_proxy_opens_a_tunnel_for_tls() -> None:
    answer, seen = by_proxy(Origin("srm.lab.example", 443, tls=True), context=trust(verify=False))

    assert answer.response is not None
    assert seen[0].startswith(b"CONNECT srm.lab.example:443 HTTP/1.1\r\nHost: srm.lab.example:443\r\n")
    assert seen[1].startswith(b"GET /x HTTP/1.1\r\n")
    assert [b"Proxy-Authorization" in each for each in seen] == [True, False]


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("url", "no", "found"),
    [
        ("https://srm.lab.example/api", "", Proxy("proxy.lab.example", 3128)),
        ("https://srm.lab.example/api", "lab.example", None),
        ("https://127.0.0.1/api", "", None),
        ("https://localhost/api", "", None),
        ("http://srm.lab.example/api", "", None),
    ],
)
def test_the_environment_names_the_proxy(no_proxy: pytest.MonkeyPatch, url: str, no: str, found: Proxy | None) -> None:
    no_proxy.setenv("HTTPS_PROXY", "http://proxy.lab.example:3128")
    no_proxy.setenv("NO_PROXY", no)

    assert proxy_for(origin_of(url)) == found


def test_the_credentials_of_a_proxy_are_sent_and_not_shown(no_proxy: pytest.MonkeyPatch) -> None:
    no_proxy.setenv("HTTPS_PROXY", "http://me:marker@proxy.lab.example")
    found = proxy_for(origin_of("https://srm.lab.example"))

    assert found is not None
    assert found.headers == (("Proxy-Authorization", "Basic bWU6bWFya2Vy"),)
    assert "bWU6bWFya2Vy" not in repr(found) + str(found)


@pytest.mark.parametrize(
    "url",
    ["srm.lab.example", "ftp://x/", "http://", "http://x:0/", "http://x:99999/", "http://x/?q", "http://u:marker@x/"],
)
def test_what_is_no_base_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UserError) as caught:
        origin_of(url)

    assert "marker" not in caught.value.message


def test_a_url_of_the_lab_may_have_all_that_a_url_has() -> None:
    origin, target, authorization = target_of("http://me:pw@lab.example:9000/a%20b/\xe9?x=1&y=\xe9")

    assert (origin.with_port, target) == ("lab.example:9000", "/a%20b/%C3%A9?x=1&y=%C3%A9")
    assert authorization == "Basic bWU6cHc="
