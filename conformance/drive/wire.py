"""HTTP/1.1 to one origin: connections kept alive or opened for a request, every failure a Trouble."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from conformance.drive.line import Broken, Line, Received
from conformance.drive.origin import Origin, Proxy
from conformance.model.http import Headers, Request, Response, Trouble

if TYPE_CHECKING:
    from conformance.drive.pace import Clock

MOST_IDLE = 32
"""Connections kept open for later requests."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request, nothing masked. at: seconds since the epoch. seconds: how long it took.

    surplus: bytes that came behind the response.
    """

    response: Response | None
    trouble: Trouble | None
    detail: str
    at: float
    seconds: float
    surplus: int = 0


class Connection:
    """A connection that requests go on one behind another, as long as the target keeps it open.

    last: the number of the exchange that was last on it.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.last = 0

    @property
    def stands(self) -> bool:
        """Whether a request would go behind another."""
        return bool(self.lines) and self.lines[-1].reusable

    def close(self) -> None:
        """End it."""
        while self.lines:
            self.lines.pop().close()


def octets(request: Request, *, proxied: str = "", also: Headers = ()) -> bytes:
    """A request as it goes over the wire, nothing changed.

    proxied: what stands before the target for a proxy. also: headers for the proxy.
    """
    lines = [f"{request.method} {proxied}{request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in (*request.headers, *also)]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + request.body


class _Watch:
    """When a request left, and how long ago that is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.start()

    def start(self) -> None:
        self.at, self._from = self._clock.wall(), self._clock.monotonic()

    @property
    def seconds(self) -> float:
        return self._clock.monotonic() - self._from


class Wire:
    """Sends requests to one origin.

    timeout: seconds for a connection, and again for an exchange.
    context: for an origin with TLS.
    """

    def __init__(
        self,
        origin: Origin,
        *,
        timeout: float,
        clock: Clock,
        context: ssl.SSLContext | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self._origin = origin
        self._timeout = timeout
        self._clock = clock
        self._context = context
        self._proxy = proxy
        self._idle: list[Line] = []

    def wall(self) -> float:
        """Seconds since the epoch."""
        return self._clock.wall()

    async def send(
        self, request: Request, *, own: bool = False, on: Connection | None = None, within: float = 0.0
    ) -> Answer:
        """Send a request and read the response.

        own: on a connection opened for this request and closed after it, and never sent twice.
        on: on this one, opened anew where it has ended, and never sent twice.
        Otherwise a kept connection that had ended before it answered is replaced once.
        within: seconds for the exchange, where that is more than the usual.
        """
        watch = _Watch(self._clock)
        idle = on.lines if on is not None else None if own else self._idle
        return await self._answer(self._exchange(request, watch, idle, max(within, self._timeout)), watch)

    async def _exchange(self, request: Request, watch: _Watch, idle: list[Line] | None, within: float) -> Received:
        """Send a request on one of the idle connections, or on a new one. idle: None for one of its own."""
        line = _kept(idle) or await self.open()
        data = self._octets(request)
        watch.start()
        line.write(data)
        try:
            return await self._receive(line, request, idle, within)
        except Broken as broken:
            ended = line.reused and broken.silent and broken.trouble is Trouble.CLOSED
            if not ended or idle is not self._idle:
                raise
        line = await self.open()
        watch.start()
        line.write(data)
        return await self._receive(line, request, idle, within)

    async def _receive(self, line: Line, request: Request, idle: list[Line] | None, within: float) -> Received:
        again = False
        try:
            async with asyncio.timeout(within):
                received = await line.receive(request.method)
                again = received.again
        except TimeoutError:
            raise Broken(Trouble.TIMEOUT, f"no whole response within {within:g} s") from None
        finally:
            if again and idle is not None and line.reusable and len(idle) < MOST_IDLE:
                line.reused = True
                idle.append(line)
            else:
                line.close()
        return received

    async def together(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """Send requests at the same instant: all but the last byte of each first, then the last bytes in one go.

        Each goes on a connection of its own, opened before. Raises Broken when one cannot be
        opened; nothing was sent then.
        """
        opened = await asyncio.gather(*(self.open() for _ in requests), return_exceptions=True)
        lines = [each for each in opened if isinstance(each, Line)]
        try:
            for each in opened:
                if isinstance(each, BaseException):
                    raise each
            for line, request in zip(lines, requests, strict=True):
                line.write(self._octets(request)[:-1])
            await asyncio.sleep(0)
            watch = _Watch(self._clock)
            for line, request in zip(lines, requests, strict=True):
                line.write(self._octets(request)[-1:])
            within = self._timeout
            both = zip(lines, requests, strict=True)
            receiving = [self._receive(line, request, None, within) for line, request in both]
            return tuple(await asyncio.gather(*(self._answer(each, watch) for each in receiving)))
        finally:
            for line in lines:
                line.close()

    async def _answer(self, receiving: Coroutine[object, object, Received], watch: _Watch) -> Answer:
        try:
            received = await receiving
        except Broken as broken:
            return Answer(None, broken.trouble, broken.detail, watch.at, watch.seconds)
        return Answer(received.response, None, "", watch.at, watch.seconds, received.surplus)

    def _octets(self, request: Request) -> bytes:
        if self._proxy is None or self._origin.tls:
            return octets(request)
        return octets(request, proxied=f"http://{self._origin.authority}", also=self._proxy.headers)

    async def open(self) -> Line:
        """A new connection. Raises Broken."""
        try:
            async with asyncio.timeout(self._timeout):
                return await (self._direct() if self._proxy is None else self._by_proxy(self._proxy))
        except TimeoutError:
            detail = f"no connection to {self._origin.authority} within {self._timeout:g} s"
            raise Broken(Trouble.UNREACHABLE, detail) from None
        except ssl.SSLCertVerificationError as error:
            detail = f"the certificate of {self._origin.authority} is not trusted: {error.verify_message}"
            raise Broken(Trouble.TLS, detail) from None
        except ssl.SSLError as error:
            raise Broken(Trouble.TLS, f"no TLS with {self._origin.authority}: {error.reason or error}") from None
        except OSError as error:
            if self._origin.tls and isinstance(error, ConnectionResetError | ConnectionAbortedError):
                detail = f"no TLS with {self._origin.authority}: the connection was cut off within the handshake"
                raise Broken(Trouble.TLS, detail) from None
            detail = f"no connection to {self._origin.authority}: {_in_words(error)}"
            raise Broken(Trouble.UNREACHABLE, detail) from None

    async def _direct(self) -> Line:
        loop = asyncio.get_running_loop()
        tls = self._context if self._origin.tls else None
        _, line = await loop.create_connection(Line, self._origin.host, self._origin.port, ssl=tls)
        return line

    async def _by_proxy(self, proxy: Proxy) -> Line:
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(Line, proxy.host, proxy.port)
        if not self._origin.tls or self._context is None:
            return line
        try:
            peer = self._origin.with_port
            headers = (("Host", peer), *proxy.headers)
            line.write(octets(Request("CONNECT", peer, headers)))
            _granted(proxy, (await line.receive("CONNECT")).response)
            secured = await loop.start_tls(
                cast("asyncio.Transport", line.transport), line, self._context, server_hostname=self._origin.host
            )
            line.transport = secured
        except BaseException:
            line.close()
            raise
        return line

    async def close(self) -> None:
        """End the kept connections."""
        while self._idle:
            self._idle.pop().close()
        await asyncio.sleep(0)


def _kept(idle: list[Line] | None) -> Line | None:
    """An idle connection that still stands."""
    while idle:
        line = idle.pop()
        if line.reusable:
            return line
        line.close()
    return None


def _granted(proxy: Proxy, response: Response) -> None:
    if response.status // 100 != 2:  # noqa: PLR2004 - any success opens the tunnel
        raise Broken(Trouble.UNREACHABLE, f"the proxy {proxy.host}:{proxy.port} answered {response.status}")


def _in_words(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, socket.gaierror):
        return "the name is unknown"
    if str(error).startswith("Multiple exceptions"):
        return "none of its addresses answers"
    return error.strerror or str(error) or type(error).__name__
