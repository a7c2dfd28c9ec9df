"""Start the reference server in this process, and stop it without a trace.

    with start(fault="progress-beyond-full") as server:
        Path("profile.toml").write_text(server.profile())

Several may run side by side: each has a thread, an event loop and a site of its own.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import uvicorn

from conformance.model.errors import UserError
from conformance.reference.app import App, Connection
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.faults import FAULTS
from conformance.reference.seeded import joined
from conformance.reference.site import Accounts, Site
from conformance.reference.variants import VARIANTS

MOST_HEAD = 1 << 20
"""Bytes of a request line with its headers that are read; far more than any gateway passes on."""
KEPT = 2
"""Pairings that are there from the beginning and are not given up."""
STARTING_S = 10.0
STOPPING_S = 1.0

PROFILE = """\
[target]
base_url = "{base_url}"
request_timeout = 3.0

[accounts.admin]
username = "{admin.username}"
password = "{admin.password}"

[accounts.viewer]
username = "{viewer.username}"
password = "{viewer.password}"
{remote}
[pairings]
keep = [{keep}]
most = 64
[pairings.supply]
http = {{ method = "POST", url = "{lab_url}/pairings", json = {{ count = 4 }} }}
ids = "/ids"
{outages}
[levers.expire_sessions]
apply = {{ http = {{ method = "POST", url = "{lab_url}/expire-sessions" }} }}

[claim]
hazards = true{without}

[limits]
task_timeout = 3.0
poll_interval = 0.02
"""
REMOTE = """
[accounts.remote]
username = "{remote.username}"
password = "{remote.password}"
"""
OUTAGES = """
[levers.remote_site_down]
apply = {{ http = {{ method = "POST", url = "{lab_url}/remote-site", json = {{ state = "down" }} }} }}
undo = {{ http = {{ method = "POST", url = "{lab_url}/remote-site", json = {{ state = "up" }} }} }}
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs. kept: ids of the pairings that a run must leave alone. remote: it has remote sites."""

    address: str
    accounts: Accounts = field(repr=False)
    kept: tuple[str, ...] = ()
    remote: bool = True

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return "/".join((self.address, *BASE))

    @property
    def lab_url(self) -> str:
        """Where the lab is (see `lab`)."""
        return f"{self.address}/_lab"

    def profile(self) -> str:
        """A profile, as TOML, with everything that a whole run needs."""
        keep = ", ".join(f'"{each}"' for each in self.kept)
        accounts = self.accounts
        return PROFILE.format(
            base_url=self.base_url,
            lab_url=self.lab_url,
            keep=keep,
            admin=accounts.admin,
            viewer=accounts.viewer,
            remote=REMOTE.format(remote=accounts.remote) if self.remote else "",
            outages=OUTAGES.format(lab_url=self.lab_url) if self.remote else "",
            without="" if self.remote else '\nwithout = ["connectivity"]',
        )


class _Server(uvicorn.Server):
    """Uvicorn, which tells when it is ready and stops as soon as it is told to."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self.app = app
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()

    async def main_loop(self) -> None:
        """Renew the Date header every second until told to stop."""
        while not self.app.stopping.is_set():
            await self.on_tick(0)
            try:
                async with asyncio.timeout(1.0):
                    await self.app.stopping.wait()
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything, without the pauses that uvicorn makes; what is open after a second is cut off."""
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(STOPPING_S):
                while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn keeps no event for it
                    await asyncio.sleep(0.001)
        except TimeoutError:
            for connection in list(state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    def stop(self) -> None:
        """Stop from another thread."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.app.stopping.set)


def _named(kind: str, name: str | None, table: dict[str, Any]) -> tuple[type[Behaviour], ...]:
    if name is None:
        return ()
    if name not in table:
        near = get_close_matches(name, table, n=1)
        hint = f"the nearest name is `{near[0]}`" if near else f"one of: {', '.join(table)}"
        raise UserError(f"there is no {kind} `{name}`", hint)
    return (table[name].behaviour,)


@contextmanager
def start(
    fault: str | None = None,
    variant: str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    slower: float = 1.0,
    clock: Callable[[], float] = time.time,
) -> Iterator[Running]:
    """Run a server until the block ends.

    port: 0 takes a free one. slower: what the durations of tasks are multiplied with.
    clock: tells seconds since the epoch; a test may pass one that it moves itself.
    Raises UserError for an unknown name and for an address that cannot be had.
    """
    chosen = joined(*_named("fault", fault, FAULTS), *_named("variant", variant, VARIANTS))
    behaviour = chosen(Site(clock))
    behaviour.queueing *= slower
    behaviour.running *= slower
    kept = tuple(behaviour.site.add(behaviour.new_pairing_id()).id for _ in range(KEPT))
    listener = _listen(host, port)
    named = f"[{host}]" if ":" in host else host
    remote = variant is None or VARIANTS[variant].remote
    running = Running(f"http://{named}:{listener.getsockname()[1]}", behaviour.site.accounts, kept, remote)
    server = _server(App(behaviour))
    thread = threading.Thread(target=server.run, args=([listener],), name=running.address, daemon=True)
    thread.start()
    try:
        if not server.ready.wait(STARTING_S):
            raise UserError(f"the reference server did not start within {STARTING_S:g} s")
        yield running
    finally:
        server.stop()
        thread.join()
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except (OSError, OverflowError) as error:
        raise UserError(f"cannot listen on {host} port {port}: {error}", "choose another with --port") from error


def _server(app: App) -> _Server:
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        loop="asyncio",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=MOST_HEAD,
    )
    return _Server(config, app)


def serve(host: str = "127.0.0.1", port: int = 0, fault: str | None = None, variant: str | None = None) -> None:
    """Run a server until Ctrl-C; what it prints on stdout is a profile for it, ready to be used."""
    with suppress(KeyboardInterrupt), start(fault, variant, host=host, port=port) as running:
        kind = " and ".join(filter(None, (fault and f"with fault {fault}", variant and f"as variant {variant}")))
        head = (
            f"# The reference server {kind or 'as it should be'}; its lab is at {running.lab_url}. Ctrl-C stops it.\n"
        )
        sys.stdout.write(f"{head}{running.profile()}")
        sys.stdout.flush()
        threading.Event().wait()
