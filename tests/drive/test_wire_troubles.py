"""The wire: what is sent is what was meant, what comes is read strictly, every failure has its word."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable
from contextlib import closing

import pytest
from miniature import Handler, listening

from conformance.drive.coding import decoded
from conformance.drive.origin import Origin, origin_of
from conformance.drive.pace import Clock
from conformance.drive.tls import trust
from conformance.drive.wire import Answer, Connection, Wire
from conformance.model.bounds import LARGEST_BODY, LARGEST_HEAD
from conformance.model.http import Request, Trouble

GET = Request("GET", "/", (("Host", "target"),))
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def saying(*pieces: bytes, close: bool = True) -> Handler:
    """A server that says the same to every request."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if close:
                return

    return handler


def sent(handler: Handler, *requests: Request, timeout: float = 2.0, own: bool = False) -> list[Answer]:
    """The answers to requests sent one after another."""

    async def whole() -> list[Answer]:
        async with listening(handler) as port:
            wire = Wire(Origin("127.0.0.1", port, tls=False), timeout=timeout, clock=Clock())
            answers = [await wire.send(each, own=own) for each in requests or (GET,)]
            await wire.close()
            return answers

    return asyncio.run(whole())


def trouble(*pieces: bytes, request: Request = GET) -> tuple[Trouble | None, str]:
    """What was the trouble with a response."""
    (found,) = sent(saying(*pieces), request)
    return found.trouble, found.detail


def test_a_plain_response_is_read() -> None:
    (found,) = sent(saying(OK))

    assert found.response is not None
    assert (found.response.status, found.response.reason, found.response.body) == (200, "OK", b"ok")


def test_names_order_and_repetition_of_headers_are_kept() -> None:
    (found,) = sent(saying(b"HTTP/1.1 204 \r\nX-b: 1\r\nx-A: \xe9\r\nX-b: 2\r\n\r\n"))

    assert found.response is not None
    assert found.response.headers == (("X-b", "1"), ("x-A", "\xe9"), ("X-b", "2"))


def test_a_request_goes_out_byte_for_byte() -> None:
    got: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readexactly(len(wanted)))
        writer.write(OK)

    wanted = b"DeLeTe /a//../%2f\xff?x|y HTTP/1.1\r\nHost: h\r\nX-Odd :  \x01 v\xe4 \r\nHost: h\r\n\r\n\x00body"
    headers = (("Host", "h"), ("X-Odd ", " \x01 v\xe4 "), ("Host", "h"))
    sent(handler, Request("DeLeTe", "/a//../%2f\xff?x|y", headers, b"\x00body"))

    assert got == [wanted]


def test_a_refused_connection_is_unreachable() -> None:
    async def whole() -> Answer:
        return await Wire(Origin("127.0.0.1", 1, tls=False), timeout=2, clock=Clock()).send(GET)

    found = asyncio.run(whole())

    assert (found.trouble, found.detail) == (Trouble.UNREACHABLE, "no connection to 127.0.0.1:1: refused")


def test_silence_is_a_timeout() -> None:
    async def handler(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    (found,) = sent(handler, timeout=0.05)

    assert (found.trouble, found.detail) == (Trouble.TIMEOUT, "no whole response within 0.05 s")


def test_a_request_may_be_given_more_time_than_the_usual() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asyncio.get_running_loop().call_later(0.02, writer.write, OK)
        await reader.read()

    async def whole() -> Answer:
        async with listening(handler) as port:
            wire = Wire(Origin("127.0.0.1", port, tls=False), timeout=0.01, clock=Clock())
            found = await wire.send(GET, within=5.0)
            await wire.close()
            return found

    assert asyncio.run(whole()).response is not None


def test_half_a_body_and_then_silence_is_a_timeout() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK[:-1])
        await reader.read()

    (found,) = sent(handler, timeout=0.05)

    assert found.trouble is Trouble.TIMEOUT


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ((), "before any byte"),
        ((b"HTT",), "within the response"),
        ((b"HTTP/1.1 200 OK\r\nContent-", b"Length: 2"), "within the response"),
        ((OK[:-1],), "within the response"),
        ((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",), "within the response"),
    ],
)
def test_an_end_before_the_end_of_the_response_is_closed(pieces: tuple[bytes, ...], words: str) -> None:
    found, detail = trouble(*pieces)

    assert found is Trouble.CLOSED
    assert words in detail


@pytest.mark.parametrize(
    "piece",
    [
        b"hello",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 twohundred OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 40,
    ],
)
def test_what_is_no_http_is_garbled(piece: bytes) -> None:
    assert trouble(piece)[0] is Trouble.GARBLED


def test_interim_responses_are_passed_over() -> None:
    (found,) = sent(saying(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", OK))

    assert found.response is not None
    assert found.response.status == 200


def test_an_overlarge_head_is_too_large() -> None:
    assert trouble(b"HTTP/1.1 200 OK\r\nX: " + b"a" * (LARGEST_HEAD + 20_000))[0] is Trouble.TOO_LARGE


def test_an_overlarge_body_is_too_large() -> None:
    length = LARGEST_BODY + 1
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length

    assert trouble(head, b"a" * length)[0] is Trouble.TOO_LARGE


def test_a_body_that_grows_beyond_all_bounds_when_decoded_is_too_large() -> None:
    bomb = gzip.compress(b"\0" * (LARGEST_BODY + 1))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)

    assert trouble(head, bomb)[0] is Trouble.TOO_LARGE


def test_a_coded_body_is_decoded_although_nobody_asked_for_it() -> None:
    coded = gzip.compress(b'{"id": 1}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded)
    (found,) = sent(saying(head, coded))

    assert found.response is not None
    assert found.response.body == b'{"id": 1}'


def _raw(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-15)
    return made.compress(data) + made.flush()


@pytest.mark.parametrize("code", [zlib.compress, _raw], ids=["zlib", "raw"])
def test_both_meanings_of_deflate_are_decoded(code: Callable[[bytes], bytes]) -> None:
    assert decoded(code(b"plain"), "deflate", 100) == b"plain"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "unheard-of", "identity", ""])
def test_a_body_that_cannot_be_decoded_stays_as_it_came(coding: str) -> None:
    assert decoded(b"as it came", coding, 100) == b"as it came"


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_head_response_has_no_body_whatever_its_length_says(method: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
    (found,) = sent(saying(head), Request(method, "/"))

    assert (found.trouble is None) == (method == "HEAD")


def test_a_granted_connect_is_an_answer() -> None:
    (found,) = sent(saying(b"HTTP/1.1 200 OK\r\n\r\n"), Request("CONNECT", "/pairings/x"))

    assert found.response is not None


def counted(handler_of: Callable[[int], Handler]) -> tuple[Handler, list[int]]:
    """A handler that treats its n-th connection its own way, and the connections so far."""
    opened: list[int] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(len(opened))
        await handler_of(opened[-1])(reader, writer)

    return handler, opened


def test_a_connection_is_kept_for_the_next_request() -> None:
    handler, opened = counted(lambda _: saying(OK, close=False))
    sent(handler, GET, GET, GET)

    assert len(opened) == 1


def test_an_own_connection_is_used_once() -> None:
    handler, opened = counted(lambda _: saying(OK, close=False))
    sent(handler, GET, GET, own=True)

    assert len(opened) == 2


def test_a_connection_with_bytes_after_the_response_is_not_used_again() -> None:
    handler, opened = counted(lambda _: saying(OK + b"HTTP/1.1 500 Smuggled\r\n\r\n", close=False))
    answers = sent(handler, GET, GET)

    assert [each.response.status for each in answers if each.response] == [200, 200]
    assert len(opened) == 2


def _silent_at_the_second_request(reader_closes: int) -> Callable[[int], Handler]:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await reader.readuntil(b"\r\n\r\n")

    return lambda number: once if number < reader_closes else saying(OK)


def test_a_kept_connection_that_ended_is_replaced_once() -> None:
    handler, opened = counted(_silent_at_the_second_request(1))
    answers = sent(handler, GET, GET)

    assert [each.trouble for each in answers] == [None, None]
    assert len(opened) == 2


def test_a_fresh_connection_that_ends_is_not_replaced() -> None:
    handler, opened = counted(lambda _: saying())
    answers = sent(handler, GET)

    assert [each.trouble for each in answers] == [Trouble.CLOSED]
    assert len(opened) == 1


def test_a_target_without_tls_is_told_from_one_with() -> None:
    async def whole() -> Answer:
        async with listening(saying(OK)) as port:
            wire = Wire(Origin("127.0.0.1", port, tls=True), timeout=0.5, clock=Clock(), context=trust(verify=False))
            return await wire.send(GET)

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def answered() -> Answer:
        async with listening(plain) as port:
            origin = Origin("127.0.0.1", port, tls=True)
            return await Wire(origin, timeout=2, clock=Clock(), context=trust(verify=False)).send(GET)

    assert asyncio.run(answered()).trouble is Trouble.TLS
    assert asyncio.run(whole()).trouble is not None


def test_all_requests_but_their_last_bytes_are_there_before_the_first_last_byte() -> None:
    async def whole() -> list[bytes]:
        first: list[bytes] = []
        seen = asyncio.Event()

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            first.append(b"whole")
            if len(first) == 3:
                seen.set()
            await seen.wait()
            writer.write(OK)

        async with listening(handler) as port:
            wire = Wire(Origin("127.0.0.1", port, tls=False), timeout=2, clock=Clock())
            answers = await wire.together((GET, GET, GET))
            assert [each.trouble for each in answers] == [None] * 3
            assert len({each.at for each in answers}) == 1
        return first

    assert asyncio.run(whole()) == [b"whole"] * 3


@pytest.mark.parametrize(
    ("url", "authority", "prefix"),
    [
        ("https://srm.lab.example/api/rest/srm/v2", "srm.lab.example", "/api/rest/srm/v2"),
        ("https://srm.lab.example:443/", "srm.lab.example", ""),
        ("https://srm.lab.example:8443", "srm.lab.example:8443", ""),
        ("http://[::1]:8080/x/", "[::1]:8080", "/x"),
        ("http://[fe80::2]", "[fe80::2]", ""),
    ],
)
def test_base_urls_with_and_without_port_and_path(url: str, authority: str, prefix: str) -> None:
    origin = origin_of(url)

    assert (origin.authority, origin.prefix) == (authority, prefix)


def counting() -> Handler:
    """A server that tells of each request which one on its connection it is."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = 0
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            place += 1
            last = b"Connection: close\r\n" if b"/last" in head else b""
            writer.write(b"HTTP/1.1 200 OK\r\n" + last + b"Content-Length: 1\r\n\r\n" + str(place).encode())
            await writer.drain()

    return handler


def told_on_one_connection(*targets: str) -> list[tuple[bytes, bool]]:
    """What a counting server tells of each request, and whether that would go behind another."""

    async def whole() -> list[tuple[bytes, bool]]:
        told = []
        async with listening(counting()) as port:
            wire = Wire(Origin("127.0.0.1", port, tls=False), timeout=2.0, clock=Clock())
            with closing(Connection()) as connection:
                for target in targets:
                    behind = connection.stands
                    answer = await wire.send(Request("DELETE", target, (("Host", "target"),)), own=True, on=connection)
                    assert answer.response is not None
                    told.append((answer.response.body, behind))
            await wire.close()
        return told

    return asyncio.run(whole())


def test_requests_go_one_behind_another_on_one_connection() -> None:
    assert told_on_one_connection("/", "/", "/") == [(b"1", False), (b"2", True), (b"3", True)]


def test_where_the_target_ends_it_the_next_goes_on_another() -> None:
    assert told_on_one_connection("/last", "/", "/") == [(b"1", False), (b"1", False), (b"2", True)]


@pytest.mark.parametrize(
    ("behind", "surplus"),
    [(b"", 0), (b"more", 4), (b"\r\n", 0), (b"\r\n\r\nx\r\n", 1)],
)
def test_bytes_behind_a_response_are_counted(behind: bytes, surplus: int) -> None:
    (found,) = sent(saying(OK + behind))

    assert found.response is not None
    assert (found.response.body, found.surplus) == (b"ok", surplus)


def test_a_body_in_answer_to_head_is_behind_the_response() -> None:
    (found,) = sent(saying(OK), Request("HEAD", "/", (("Host", "target"),)))

    assert found.response is not None
    assert (found.response.body, found.surplus) == (b"", 2)
