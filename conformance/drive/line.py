"""One connection: bytes go out as they are meant, an HTTP/1.1 response comes in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from typing import TYPE_CHECKING, NamedTuple, cast

import h11

from conformance.drive.coding import Undecodable, decoded
from conformance.model.bounds import LARGEST_BODY, LARGEST_HEAD, MOST_BUFFERED, MOST_HEADERS, MOST_INTERIM
from conformance.model.http import Headers, Response, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

_SLICE = 16 * 1024  # h11 checks the size of a head only between the pieces it is fed
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
_EMPTY_LINES = b"\r\n"
_ENOUGH = 5  # bytes: `HTTP/`
_SWITCHING = 101
_NO_CONTENT = (204, 304)
_NO_HTTP = "no HTTP/1.1 response: it does not begin with `HTTP/`"


class Broken(Exception):  # noqa: N818 - a state of the line, turned into a Trouble by the wire
    """No response came, or none that can be read.

    silent: not one byte had come.
    """

    def __init__(self, trouble: Trouble, detail: str, *, silent: bool = False) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail
        self.silent = silent


class Received(NamedTuple):
    """A whole response. again: the connection may be used again. surplus: bytes that came behind it, unasked."""

    response: Response
    again: bool
    surplus: int


class Line(asyncio.Protocol):
    """A connection of our own, plain or TLS."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.reused = False
        self._came = bytearray()
        self._over = False
        self._failure: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came, up to a bound; the sender waits until that is read."""
        self._came += data
        if len(self._came) > MOST_BUFFERED and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note that nothing more will come; the transport closes itself."""
        self._over = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end, and why."""
        self._over = True
        self._failure = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    @property
    def reusable(self) -> bool:
        """Whether the connection stands and nothing came unasked."""
        return not self._over and not self._came and self.transport is not None and not self.transport.is_closing()

    def write(self, data: bytes) -> None:
        """Send bytes as they are; a connection that is gone is noticed when reading."""
        if self.transport is not None and not self._over:
            self.transport.write(data)
            self._acknowledge_at_once()

    def _acknowledge_at_once(self) -> None:
        """Ask the system not to delay acknowledgements of the response.

        A server that writes head and body apart with Nagle's algorithm on waits for the first to be
        acknowledged, which otherwise takes 40 ms a response. Linux alone knows this, until it forgets.
        """
        sock = self.transport.get_extra_info("socket") if self.transport else None
        if sock is not None and _QUICKACK is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def close(self) -> None:
        """End the connection at once."""
        if self.transport is not None:
            self.transport.abort()

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        if not self._came and not self._over:
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        piece = bytes(self._came[:_SLICE])
        del self._came[:_SLICE]
        if len(self._came) <= MOST_BUFFERED and self.transport is not None and not self.transport.is_reading():
            self.transport.resume_reading()
        return piece

    async def receive(self, method: str) -> Received:
        """The response to a request of this method. Raises Broken."""
        state = _expecting(method)
        reading = _Reading()
        came = bytearray()  # no more than tells whether it is HTTP, and that anything came
        ended = False
        try:
            while True:
                event = state.next_event()
                if event is h11.NEED_DATA:
                    piece = await self.read()
                    ended = not piece
                    if ended and self._failure is not None:
                        raise self._ended(bytes(came))
                    came += piece[: _ENOUGH - len(came)]
                    state.receive_data(piece)
                elif reading.take(event):
                    break
        except h11.RemoteProtocolError as error:
            raise (self._ended(bytes(came)) if ended else _garbled(error, bytes(came), reading)) from None
        behind = bytes(state.trailing_data[0]) + bytes(self._came)
        again = state.their_state is h11.DONE and not behind
        return Received(reading.response(method), again, len(behind.strip(_EMPTY_LINES)))

    def _ended(self, came: bytes) -> Broken:
        """What it means that the connection ended before the response did. came: its first bytes."""
        if came and not came.startswith(b"HTTP/"[: len(came)]):
            return Broken(Trouble.GARBLED, _NO_HTTP)
        if isinstance(self._failure, ssl.SSLError):
            return Broken(Trouble.TLS, f"TLS failed: {self._failure.reason}")
        how = "was reset" if self._failure is not None else "ended"
        where = "within the response" if came else "before any byte of a response"
        return Broken(Trouble.CLOSED, f"the connection {how} {where}", silent=not came)


class _Reading:
    """A response in the making."""

    def __init__(self) -> None:
        self.head: h11.Response | None = None
        self._body = bytearray()
        self._interim = 0

    def take(self, event: object) -> bool:
        """Take what h11 found; whether the response is whole."""
        match event:
            case h11.InformationalResponse():
                self._interim += 1
                if self._interim > MOST_INTERIM or event.status_code == _SWITCHING:
                    raise Broken(Trouble.GARBLED, f"{self._interim} interim responses (1xx) and no answer")
            case h11.Response():
                self.head = event
                if len(event.headers) > MOST_HEADERS:
                    raise Broken(Trouble.TOO_LARGE, f"the response has more than {MOST_HEADERS} headers")
            case h11.Data():
                self._body += event.data
                if len(self._body) > LARGEST_BODY:
                    raise Broken(Trouble.TOO_LARGE, f"the body is larger than {LARGEST_BODY:,} bytes")
            case _:  # EndOfMessage, or PAUSED after a CONNECT that was granted
                return True
        return False

    def response(self, method: str) -> Response:
        """The whole response."""
        assert self.head is not None  # noqa: S101 - h11 gives the head before the end
        headers = _as_text(self.head.headers.raw_items())
        body = bytes(self._body)
        if body and method != "HEAD" and self.head.status_code not in _NO_CONTENT:
            body = self._undone(body, headers)
        return Response(self.head.status_code, headers, body, bytes(self.head.reason).decode("latin-1"))

    def _undone(self, body: bytes, headers: Headers) -> bytes:
        codings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        try:
            return decoded(body, codings, LARGEST_BODY)
        except Undecodable as left:
            raise Broken(left.trouble, left.detail) from None


def _garbled(error: h11.RemoteProtocolError, came: bytes, reading: _Reading) -> Broken:
    """What is wrong with bytes that are no response, in words of HTTP. came: the first of them."""
    if error.error_status_hint == 431:  # noqa: PLR2004 - how h11 says that a head is too large
        part = "the head of the response is" if reading.head is None else "the head of a chunk, or the trailers, are"
        return Broken(Trouble.TOO_LARGE, f"{part} larger than {LARGEST_HEAD:,} bytes")
    if not came.startswith(b"HTTP/"):
        return Broken(Trouble.GARBLED, _NO_HTTP)
    if "_SWITCH" in str(error):
        return Broken(Trouble.GARBLED, "101 Switching Protocols, which nobody asked for")
    said = str(error).partition(": bytearray(")[0]
    return Broken(Trouble.GARBLED, f"no HTTP/1.1 response: {'illegal status line' if 'status_code' in said else said}")


def _expecting(method: str) -> h11.Connection:
    """A state machine that has sent a request; only HEAD and CONNECT change how a response is framed."""
    state = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD)
    stand_in = method if method in ("HEAD", "CONNECT") else "GET"
    state.send(h11.Request(method=stand_in, target="/", headers=[("Host", "target")]))
    state.send(h11.EndOfMessage())
    return state


def _as_text(items: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in items)
