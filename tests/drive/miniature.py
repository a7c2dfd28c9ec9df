"""A tiny target that can be told to misbehave, and a few short words for driving it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

from conformance.drive.driver import open_driver
from conformance.drive.pace import Clock
from conformance.model.events import Event, Exchanged, Missed, Warned
from conformance.model.http import Exchange
from conformance.model.steps import Session, Steps
from conformance.profile.settings import Account, Limits, Pairings, Profile, Secret, Target

ADMIN = Session("admin")
PAIRING = "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"
OTHER = "6a1f0c9e-2d44-4b1b-8a77-0c5d9e3f7b21"
THIRD = "9d2b8e10-7c3f-4a66-b1de-52f0a4c8e913"
PASSWORD = "hunter2-marker"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(handler: Handler) -> Any:
    """A server on loopback that treats each connection as the handler says; yields its port."""
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.current_task())  # type: ignore[arg-type]
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await handler(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    raw: bytes
    connection: int

    @property
    def path(self) -> str:
        return self.target.partition("?")[0].removeprefix("/api")

    @property
    def session(self) -> str:
        return self.headers.get("x-dr-session", "")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


async def read_request(reader: asyncio.StreamReader, connection: int = 0) -> Seen:
    head = await reader.readuntil(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest if each)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, _, rest_of_line = line.partition(" ")
    return Seen(method, rest_of_line.rpartition(" ")[0], headers, body, head + body, connection)


def answer(status: int, body: Any = None, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A response; a body that is no bytes is sent as JSON."""
    raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(raw)}"]
    lines += ["Content-Type: application/json"] if raw else []
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + raw


@dataclass
class Miniature:
    """Sessions, pairings, deletions that succeed at the second look.

    rule: asked first; what it returns is sent in place of the usual answer, None leaves it, and
        empty bytes end the connection.
    """

    pairings: list[str] = field(default_factory=lambda: [PAIRING, OTHER, THIRD])
    rule: Callable[[Seen], bytes | None] = lambda _: None
    sessions: set[str] = field(default_factory=set)
    requests: list[Seen] = field(default_factory=list)
    tasks: dict[str, list[str]] = field(default_factory=dict)
    base_url: str = ""
    numbers: Any = field(default_factory=lambda: count(1))
    connections: Any = field(default_factory=lambda: count(1))

    async def __aenter__(self) -> Self:
        self._listening = listening(self._serve)
        port = await self._listening.__aenter__()
        self.base_url = f"http://127.0.0.1:{port}/api"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._listening.__aexit__(None, None, None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = next(self.connections)
        while True:
            seen = await read_request(reader, connection)
            self.requests.append(seen)
            told = self.rule(seen)
            reply = self.usual(seen) if told is None else told
            if not reply:
                return
            writer.write(reply)
            await writer.drain()

    def usual(self, seen: Seen) -> bytes:
        if str(seen) == "POST /session":
            if "authorization" not in seen.headers:
                return answer(401)
            session = f"session-{next(self.numbers)}/+é".encode().hex()
            self.sessions.add(session)
            return answer(200, {"session_id": session})
        if seen.session not in self.sessions:
            return answer(401)
        return self._authenticated(seen)

    def _authenticated(self, seen: Seen) -> bytes:  # noqa: PLR0911 - one for each operation
        match (seen.method, *seen.path.strip("/").split("/")):
            case ("GET", "session"):
                return answer(200, {"username": "admin"})
            case ("DELETE", "session"):
                self.sessions.discard(seen.session)
                return answer(204)
            case ("GET", "pairings"):
                return answer(200, {"list": [{"pairing_id": each} for each in self.pairings]})
            case ("POST", "pairings"):
                return answer(202, self._begin("create"))
            case ("GET", "pairings", named):
                return answer(200, {"pairing_id": named}) if named in self.pairings else answer(404)
            case ("DELETE", "pairings", named):
                return answer(202, self._begin(named)) if named in self.pairings else answer(404)
            case ("POST", "pairings", _, "remote-session"):
                return answer(204) if "authorization" in seen.headers else answer(401)
            case ("GET", "tasks", named):
                return answer(200, self._look(named))
            case _:
                return answer(405)

    def _begin(self, what: str) -> dict[str, str]:
        name = f"task-{next(self.numbers)}"
        self.tasks[name] = [what, "RUNNING", "SUCCESS"]
        return {"id": name, "status": "QUEUED"}

    def _look(self, name: str) -> dict[str, str]:
        what, *states = self.tasks[name]
        if len(states) > 1:
            self.tasks[name] = [what, *states[1:]]
        elif what == "create":
            self.pairings.append(f"made-{name}")
            self.tasks[name] = ["done", "SUCCESS"]
        elif what in self.pairings:
            self.pairings.remove(what)
        return {"id": name, "status": states[0]}

    def said(self) -> list[str]:
        """Method and path of every request, in order."""
        return [str(each) for each in self.requests]


@dataclass(frozen=True)
class StandIn:
    """An operation as the driver needs it."""

    method: str
    path: str
    session_header: str | None = "x-dr-session"
    query_parameters: tuple[str, ...] = ()


_OPERATIONS = {
    "login": StandIn("POST", "/session", None),
    "getCurrentSession": StandIn("GET", "/session"),
    "logout": StandIn("DELETE", "/session"),
    "getPairings": StandIn("GET", "/pairings"),
    "createPairing": StandIn("POST", "/pairings"),
    "getPairing": StandIn("GET", "/pairings/{pairing_id}"),
    "deletePairing": StandIn("DELETE", "/pairings/{pairing_id}"),
    "createRemoteSession": StandIn("POST", "/pairings/{pairing_id}/remote-session"),
    "getTaskInfo": StandIn("GET", "/tasks/{taskId}"),
}


class Operations:
    """What the driver needs of a document."""

    def reach(self, operation_id: str, /) -> StandIn | None:
        return _OPERATIONS.get(operation_id)


@dataclass
class Ticking:
    """A clock whose time passes only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> Clock:
        return Clock(lambda: self.now, lambda: self.now, self.sleep)


ACCOUNTS = {
    "admin": Account("administrator", Secret(PASSWORD)),
    "viewer": Account("viewer", Secret("viewer-marker")),
    "remote": Account("remote", Secret("remote-marker")),
}


def profile(base_url: str, **parts: Any) -> Profile:
    """A profile for a miniature; parts take the place of the usual ones."""
    usual: dict[str, Any] = {
        "target": Target(base_url, request_timeout=2.0),
        "accounts": ACCOUNTS,
        "pairings": Pairings(ids=(PAIRING, OTHER)),
        "limits": Limits(task_timeout=5.0),
    }
    return Profile(**usual | parts)


async def play(given: Profile, *probes: Callable[[], Steps], ticking: Ticking | None = None) -> list[Event]:
    """The events of probes that run one after another."""
    events: list[Event] = []
    clock = (ticking or Ticking()).clock()
    async with open_driver(given, Operations(), events.append, clock=clock) as driver:
        for probe in probes:
            await driver.run_probe(probe.__name__, probe())
    return events


def run(*probes: Callable[[], Steps], ticking: Ticking | None = None, **parts: Any) -> tuple[Miniature, list[Event]]:
    """Run probes against a miniature; what is no part of a profile is a part of the miniature."""
    own = {name: parts.pop(name) for name in ("rule",) if name in parts}
    target = Miniature(**own, pairings=parts.pop("there", [PAIRING, OTHER, THIRD]))

    async def whole() -> list[Event]:
        async with target:
            made = {name: make(target) if callable(make) else make for name, make in parts.items()}
            return await play(profile(target.base_url, **made), *probes, ticking=ticking)

    return target, asyncio.run(whole())


def exchanges(events: Iterable[Event], operation: str = "") -> list[Exchange]:
    """The exchanges among events, of one operation or of all."""
    found = [each.exchange for each in events if isinstance(each, Exchanged)]
    return [each for each in found if operation in ("", each.operation)]


def missed(events: Iterable[Event]) -> list[str]:
    """Why probes did not end."""
    return [each.reason for each in events if isinstance(each, Missed)]


def warned(events: Iterable[Event]) -> list[str]:
    """What readers of the report are told."""
    return [each.text for each in events if isinstance(each, Warned)]
