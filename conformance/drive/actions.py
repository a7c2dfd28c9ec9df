"""What the operator provides beside the target: a request to the lab, or a program."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shlex
import signal
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from conformance import __version__
from conformance.drive.mask import Masker, raw, uncovered
from conformance.drive.origin import Origin, proxy_for, target_of
from conformance.drive.tls import trust
from conformance.drive.wire import Wire
from conformance.model.errors import UserError
from conformance.model.http import Headers, Request, header
from conformance.profile.settings import Action, CommandAction, HttpAction

if TYPE_CHECKING:
    from conformance.drive.journal import Journal
    from conformance.drive.pace import Clock

_SHOWN = 200
"""Characters of a program's or a lab's own words in a message."""


class ActionFailed(Exception):  # noqa: N818 - the outcome of an action
    """An action did not do what it should; the message says why, without secrets."""


class Actions:
    """Performs actions of a profile; who asks for one that changes anything notes it in the journal first.

    folder: where programs run. patience: seconds for one action.
    context_for: TLS for an origin; None asks for the usual trust.
    """

    def __init__(
        self,
        *,
        folder: Path,
        patience: float,
        masker: Masker,
        clock: Clock,
        journal: Journal,
        context_for: Callable[[Origin], ssl.SSLContext | None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.journal = journal
        self._patience = patience
        self._masker = masker
        self._clock = clock
        self._context_for = context_for

    async def perform(self, action: Action) -> bytes:
        """Do it; the body of the answer, or what the program printed. Raises ActionFailed."""
        if isinstance(action, CommandAction):
            return await self._run(action)
        return await self._ask(action)

    async def _ask(self, action: HttpAction) -> bytes:
        try:
            origin, target, authorization = target_of(action.url)
            proxy = proxy_for(origin)
        except UserError as error:
            raise ActionFailed(error.message) from error
        body = b"" if action.json is None else json.dumps(uncovered(action.json)).encode()
        request = Request(action.method, target, _headers(action, origin, authorization, body), body)
        context = (self._context_for(origin) or trust(verify=True)) if origin.tls else None
        wire = Wire(origin, timeout=self._patience, clock=self._clock, context=context, proxy=proxy)
        try:
            answer = await wire.send(request, own=True)
        except UnicodeEncodeError as error:
            raise ActionFailed(f"a header for `{origin.authority}` holds what is no byte of HTTP") from error
        shown = f"`{action.method} {origin.authority}{target}`"
        if answer.response is None:
            raise self._failed(f"{shown} was not answered ({answer.trouble}: {answer.detail})")
        if answer.response.status // 100 != 2:  # noqa: PLR2004 - any success
            told = answer.response.body.decode(errors="replace").strip()[:_SHOWN]
            raise self._failed(f"{shown} was answered with {answer.response.status}" + (f": {told}" if told else ""))
        return answer.response.body

    async def _run(self, action: CommandAction) -> bytes:
        name = action.argv[0] if action.argv else ""
        try:
            process = await asyncio.create_subprocess_exec(
                *action.argv,
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError, TypeError) as error:
            raise self._failed(f"`{name}` cannot be run: {getattr(error, 'strerror', None) or error}") from error
        try:
            async with asyncio.timeout(self._patience):
                printed, complaint = await process.communicate()
        except TimeoutError:
            raise self._failed(f"`{name}` did not end within {self._patience:g} s and was stopped") from None
        finally:
            await _stop(process)
        if process.returncode:
            told = complaint.decode(errors="replace").strip()[-_SHOWN:]
            raise self._failed(f"`{name}` ended with code {process.returncode}" + (f": {told}" if told else ""))
        return printed

    def _failed(self, why: str) -> ActionFailed:
        return ActionFailed(self._masker.words(why))


def by_hand(action: Action, folder: Path) -> str:
    """An action as a person would do it; what is secret in it is masked by who tells it."""
    if isinstance(action, CommandAction):
        return f"`{shlex.join(action.argv)}` in the folder `{folder.absolute()}`"
    url = urlsplit(action.url)
    shown = urlunsplit(url._replace(netloc=url.netloc.rpartition("@")[2]))
    body = "" if action.json is None else f" with the body {json.dumps(uncovered(action.json))}"
    return f"`{action.method} {shown}`{body}"


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End a program and what it started."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _headers(action: HttpAction, origin: Origin, authorization: str, body: bytes) -> Headers:
    own = tuple((name, raw(value)) for name, value in action.headers.items())
    usual = [
        ("Host", origin.authority),
        ("User-Agent", f"srm-conformance/{__version__}"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
    ]
    if authorization:
        usual.append(("Authorization", authorization))
    if body:
        usual.append(("Content-Type", "application/json"))
    if body or action.method.upper() in ("POST", "PUT", "PATCH"):
        usual.append(("Content-Length", str(len(body))))
    return (*((name, value) for name, value in usual if header(own, name) is None), *own)
