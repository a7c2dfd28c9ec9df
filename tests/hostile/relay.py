"""A hostile target: the right reference server behind a relay that puts other bytes in the place of some answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from conformance.reference.serve import start

HERE = Path(__file__).parent
CERTIFICATES = {
    "expired": HERE / "expired.pem",
    "other-name": HERE / "other-name.pem",
    "self-signed": HERE.parent / "drive" / "loopback.pem",
}
HANDSHAKES = {
    "cut": b"\x16\x03\x03\x00\x7a\x02\x00\x00",
    "old": b"\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02"
    + bytes(32)
    + b"\x00\xc0\x13\x00",  # a ServerHello of TLS 1.1
    "alert": b"\x15\x03\x01\x00\x02\x02\x46",  # fatal: protocol_version
}
MOST_HEAD = 4 << 20


@dataclass(frozen=True)
class Real:
    """A request, and what the right server answered. path: below the base URL. nth: how often the place was met."""

    method: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    address: str
    nth: int = 0

    def again(self, body: bytes | None = None, *headers: tuple[str, str], status: int = 0) -> bytes:
        """The same answer with another body, further headers, another status."""
        body = self.body if body is None else body
        lines = [f"HTTP/1.1 {status or self.status} Whatever", f"Content-Length: {len(body)}"]
        kind = [each for each in self.headers if each[0].lower() == "content-type"] or [
            ("Content-Type", "application/json")
        ]
        lines += [f"{name}: {value}" for name, value in (*kind, *headers)]
        return "\r\n".join((*lines, "", "")).encode("latin-1") + body

    def changed(self, **members: Any) -> bytes:
        """The same answer with other members in its JSON object; a refusal stays one."""
        if not self.body:
            return self.again()
        return self.again(json.dumps(json.loads(self.body) | members).encode())


Place = Callable[[Real], bool]
Reply = Callable[[Real], bytes | AsyncIterator[bytes]]


@dataclass(frozen=True)
class Case:
    """One hostile answer, and what the tool has to make of it.

    where: the answers of the right server whose place it takes. verdict: of the run.
    says: words that a report has to hold, which are the true reason.
    session: the session id that it gives out; the relay knows whose it is.
    end: after the bytes the connection is closed, reset, or held.
    tls: the certificate shown, or how the handshake goes wrong; empty for plain HTTP. bundle: what the profile trusts.
    heavy: its memory is measured.
    lab: the supply and the levers are behind the relay too. also: requirements that are judged beside the usual ones.
    """

    name: str
    where: Place
    reply: Reply
    verdict: str
    says: str
    session: str = ""
    end: str = "close"
    timeout: float = 3.0
    tls: str = ""
    bundle: str = ""
    heavy: bool = False
    warns: bool = False
    lab: bool = False
    also: tuple[str, ...] = ()


@dataclass
class Relay:
    """Runs a case: a reference server of its own, and the relay before it, on loopback in threads."""

    case: Case
    strangers: list[str] = field(default_factory=list)
    """First lines of requests that came to another origin."""

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._upstream = stack.enter_context(start(slower=0.2))
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
            self._thread.start()
            stack.callback(self._stop)
            self._tasks: set[asyncio.Task[Any]] = set()
            self._nth = 0
            self._session = ""
            self._on_loop(self._listen())
            self._leaving = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.close()

    def _on_loop(self, what: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    def _stop(self) -> None:
        self._on_loop(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for server in (self._server, self._elsewhere):
            server.close()
        tasks = self._tasks - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _listen(self) -> None:
        self._elsewhere = await asyncio.start_server(self._other_origin, "127.0.0.1", 0)
        self.other = f"127.0.0.1:{self._elsewhere.sockets[0].getsockname()[1]}"
        handler = self._rude if self.case.tls in ("mute", *HANDSHAKES) else self._serve
        context = _context(self.case.tls)
        self._server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context, limit=MOST_HEAD)
        scheme = "https" if self.case.tls else "http"
        self.address = f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def profile(self) -> str:
        """A profile for it, with every account and lever that a run may want."""
        most = -1 if self.case.lab else 1
        text = self._upstream.profile().replace(self._upstream.address, self.address, most)
        verify = f'\nverify_tls = "{CERTIFICATES[self.case.bundle]}"' if self.case.bundle else ""
        text = text.replace("task_timeout = 3.0", "task_timeout = 1.0")
        return text.replace("request_timeout = 3.0", f"request_timeout = {self.case.timeout}{verify}")

    async def _other_origin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            self.strangers.append((await reader.readuntil(b"\r\n")).decode("latin-1").strip())
        writer.close()

    async def _rude(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Meet a TLS handshake with half of one, or with silence."""
        self._tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        await reader.read(1)
        if self.case.tls == "mute":
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        writer.write(HANDSHAKES.get(self.case.tls, b""))
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1]) if length else 0)
            await self._answer(head, body, writer)
        self._tasks.discard(asyncio.current_task())  # type: ignore[arg-type]
        writer.close()

    async def _answer(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        raw, real = await self._ask(head, body)
        if not self.case.where(real):
            writer.write(raw)
            await writer.drain()
            return
        reply = self.case.reply(real)
        for piece in [reply] if isinstance(reply, bytes) else []:
            writer.write(piece)
        if not isinstance(reply, bytes):
            async for piece in reply:
                writer.write(piece)
                await writer.drain()
        await writer.drain()
        if self.case.end == "hold":
            await asyncio.Event().wait()
        if self.case.end == "reset":
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def _ask(self, head: bytes, body: bytes) -> tuple[bytes, Real]:
        """What the right server answers, as bytes and read."""
        if self.case.session:
            evil = self.case.session.encode("latin-1")
            head = head.replace(b"x-dr-session: " + evil, b"x-dr-session: " + self._session.encode())
        host, port = self._upstream.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head[:-2] + b"Connection: close\r\n\r\n" + body)
        raw = await reader.read()
        writer.close()
        real = self._read(head, raw)
        if real.path == "/session" and real.method == "POST" and real.status == 200:
            self._session = json.loads(real.body)["session_id"]
        return raw, real

    def _read(self, head: bytes, raw: bytes) -> Real:
        method, target, _ = head.decode("latin-1").split("\r\n", 1)[0].split(" ", 2)
        top, _, body = raw.partition(b"\r\n\r\n")
        first, *rest = top.decode("latin-1").split("\r\n")
        headers = tuple((name, value.strip()) for name, _, value in (each.partition(":") for each in rest))
        path = target.partition("?")[0].removeprefix("/api/rest/srm/v2")
        real = Real(method, path, int(first.split(" ")[1]), headers, body, self.other, self._nth)
        self._nth += self.case.where(real)
        return real


def _context(kind: str) -> ssl.SSLContext | None:
    if kind not in CERTIFICATES:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES[kind])
    return context


@contextlib.contextmanager
def hostile(case: Case) -> Iterator[Relay]:
    """Run the target of a case until the block ends."""
    with Relay(case) as relay:
        yield relay
