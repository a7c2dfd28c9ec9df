"""The ASGI application: a request from the wire to the behaviour, and its reply back to the wire.

The path is taken as it was sent (`raw_path`): frameworks decode it before they dispatch, and then
`%2F` cuts a path in two and `%2e%2e` climbs. That is why no router stands here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import h11
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

from conformance.reference import lab
from conformance.reference.wire import Answer, Ask, Framing, Raw, Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from conformance.reference.behaviour import Behaviour

MOST_BODY = 1 << 20
"""Bytes of a request's body that are read; more is refused with 413."""
NO_CONTENT = frozenset({204, 304})


class Connection(H11Protocol):
    """A connection that gives the application what ASGI keeps from it.

    Its transport, for answers that h11 would not send, and the names of headers as they were written.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Hand both over with each request."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport, "spelled": ()}
        read = self.conn.next_event

        def next_event() -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
            event = read()
            if isinstance(event, h11.Request):
                self.app_state["spelled"] = tuple(name.decode("latin-1") for name, _ in event.headers.raw_items())
            return event

        self.conn.next_event = next_event  # type: ignore[method-assign] # uvicorn makes the h11.Connection itself


class App:
    """The ASGI application. stopping: set when the server stops, and ends every delay."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return
        reply = Answer(413, (("connection", "close"),)) if body is None else self._reply(request, body)
        if reply.delay:
            await self._pass(reply.delay)
        await _send(reply, scope, receive, send)

    def _reply(self, request: Request, body: bytes) -> Reply:
        ask = Ask(
            request.method,
            request.scope["raw_path"].decode("latin-1"),
            request.scope["query_string"].decode("latin-1"),
            tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw),
            body,
            request.client.port if request.client else 0,
            request.scope["state"]["spelled"],
        )
        if ask.segments[:1] == (lab.SEGMENT,):
            return lab.respond(self.behaviour, ask)
        return self.behaviour.respond(ask)

    async def _pass(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            return


async def _read(request: Request) -> bytes | None:
    """The body of a request; None when it is too long."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return None
    return bytes(body)


async def _send(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    if isinstance(reply, Answer) and reply.framing is Framing.CLOSE:
        reply = Raw(_until_close(reply, scope["method"]))
    if isinstance(reply, Raw):
        await _send_raw(reply, scope["state"]["transport"], receive)
        return
    response = _response(reply)
    await response(scope, receive, send)


def _response(answer: Answer) -> Response:
    response: Response
    if answer.framing is Framing.CHUNKED and answer.status not in NO_CONTENT:
        response = StreamingResponse(_in_parts(answer.body), answer.status)
    else:
        response = Response(answer.body, answer.status)
    given = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    names = {name for name, _ in given}
    response.raw_headers = [*(each for each in response.raw_headers if each[0] not in names), *given]
    return response


async def _in_parts(body: bytes, size: int = 32) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _until_close(answer: Answer, method: str) -> bytes:
    """A response whose body ends with the connection."""
    lines = [f"HTTP/1.1 {answer.status} ", "connection: close"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    body = b"" if method == "HEAD" or answer.status in NO_CONTENT else answer.body
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


async def _send_raw(reply: Raw, transport: Any, receive: Receive) -> None:
    transport.write(reply.data)
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
