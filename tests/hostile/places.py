"""Where a hostile answer stands, and the few ways to make one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from relay import Place, Real, Reply

OK = b"HTTP/1.1 200 OK\r\n"
JSON = b"Content-Type: application/json\r\n"
MIB = 1 << 20


def login(real: Real) -> bool:
    """The answer to a login that was granted."""
    return (real.method, real.path, real.status) == ("POST", "/session", 200)


def logout(real: Real) -> bool:
    """The answer to a logout."""
    return (real.method, real.path) == ("DELETE", "/session")


def listing(real: Real) -> bool:
    """The list of pairings."""
    return (real.method, real.path) == ("GET", "/pairings")


def accepted(real: Real) -> bool:
    """The 202 of a deletion."""
    return real.method == "DELETE" and real.status == 202


def task(real: Real) -> bool:
    """A look at a task."""
    return real.method == "GET" and real.path.startswith("/tasks/")


def missing(real: Real) -> bool:
    """The 404 of a deletion."""
    return real.method == "DELETE" and real.status == 404


def remote(real: Real) -> bool:
    """The login to the remote site."""
    return real.path.endswith("/remote-session")


def anything(_: Real) -> bool:
    """Every answer."""
    return True


def after(number: int, place: Place = anything) -> Place:
    """The answers of a place from the n-th on."""
    seen = {"": 0}

    def where(real: Real) -> bool:
        # the relay asks twice for each answer: once to count, once to choose
        seen[""] += place(real)
        return place(real) and seen[""] > 2 * number

    return where


def raw(data: bytes) -> Reply:
    """These bytes, whatever was asked."""
    return lambda _: data


def body(data: bytes, *headers: tuple[str, str]) -> Reply:
    """The right status and another body."""
    return lambda real: real.again(data, *headers)


def members(**changed: Any) -> Reply:
    """The right answer with other members in its object."""
    return lambda real: real.changed(**changed)


def headers(*more: tuple[str, str]) -> Reply:
    """The right answer with further headers."""
    return lambda real: real.again(None, *more)


def status(number: int, *more: tuple[str, str]) -> Reply:
    """The right answer with another status, and further headers."""
    return lambda real: real.again(None, *more, status=number)


def whole(length: int) -> bytes:
    """A head that promises a JSON body of so many bytes."""
    return OK + JSON + b"Content-Length: %d\r\n\r\n" % length


async def pieces(first: bytes, again: bytes, *, every: float = 0, times: int = 0) -> AsyncIterator[bytes]:
    """A beginning, and then the same bytes again and again. times: 0 for ever. every: seconds between two."""
    yield first
    count = 0
    while not times or count < times:
        count += 1
        await asyncio.sleep(every)
        yield again


def endless(first: bytes, again: bytes, *, every: float = 0, times: int = 0) -> Reply:
    """A beginning, and then the same bytes again and again."""
    return lambda _: pieces(first, again, every=every, times=times)


def slowly(data: bytes, every: float) -> Reply:
    """Bytes one by one, and after the last one silence."""

    async def one_by_one() -> AsyncIterator[bytes]:
        for each in data:
            yield bytes([each])
            await asyncio.sleep(every)
        await asyncio.Event().wait()

    return lambda _: one_by_one()


def silence(_: Real) -> AsyncIterator[bytes]:
    """Nothing, for ever."""
    return pieces(b"", b"", every=3600)


def entries(count: int, **more: Any) -> bytes:
    """A list of so many made-up pairings, as JSON."""
    made = [{"pairing_id": f"00000000-0000-4000-8000-{number:012x}"} for number in range(count)]
    return json.dumps({"list": made, **more}).encode()
