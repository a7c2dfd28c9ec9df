"""One run at a time on one target: a lock of the operating system, which ends with the process that holds it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.drive.origin import origin_of
from conformance.model.errors import UserError

_TELLING = 4096
"""Bytes that the holder of a lock says of itself at most."""


class TargetBusy(UserError):  # noqa: N818 - says what the target is
    """Another run is under way on the same target."""


@contextmanager
def sole_run(base_url: str, folder: Path | None) -> Iterator[None]:
    """Keep every other run of this user off a target until the block ends.

    folder: where this run keeps its evidence, for who is refused meanwhile; None for a doctor's visit.
    Raises TargetBusy, which names the other run; UserError when no lock can be had at all.
    """
    origin = origin_of(base_url)
    name = f"{'https' if origin.tls else 'http'}://{origin.with_port.lower()}"
    path = _folder() / _file_name(origin.with_port.lower())
    descriptor = _taken(path, name)
    try:
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "in": f"in `{folder}`" if folder else "a `doctor`",
            "since": time.time(),
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)  # while it is still held, so that nobody else's is taken away
        os.close(descriptor)


def _taken(path: Path, name: str) -> int:
    """The descriptor of a file that is locked and still has its name."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UserError(f"no lock can be had at `{path}`: {error.strerror or error}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = _busy(name, os.pread(descriptor, _TELLING, 0))
            os.close(descriptor)
            raise busy from None
        except OSError as error:
            os.close(descriptor)
            raise UserError(f"no lock can be had at `{path}`: {error.strerror or error}") from error
        if _is_at(descriptor, path):
            return descriptor
        os.close(descriptor)  # its holder took it away just now: the next one has the name


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _busy(name: str, told: bytes) -> TargetBusy:
    who = "which has not said yet who it is"
    try:
        holder: Any = json.loads(told)
        since = datetime.fromtimestamp(holder["since"], UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = f"process {holder['pid']} on {holder['host']}, since {since}, {holder['in']}"
    except (ValueError, TypeError, LookupError, OverflowError, OSError):
        pass
    return TargetBusy(
        f"another run is under way on `{name}`: {who}",
        "wait until it has ended, or end it with Ctrl-C there: two runs at once would take each other's deletions "
        "for defects of the target",
    )


def _file_name(authority: str) -> str:
    readable = re.sub(r"[^a-z0-9.-]", "_", authority)[:60]
    return f"{readable}-{hashlib.sha256(authority.encode()).hexdigest()[:16]}.lock"


def _folder() -> Path:
    """The folder of this user's locks, closed to others."""
    state = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser()
    for folder in (state / "srm-conformance" / "locks", Path(tempfile.gettempdir()) / f"srm-conformance-{os.getuid()}"):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = folder.stat()
        except OSError:
            continue
        if found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode) and os.access(folder, os.W_OK):
            return folder
    raise UserError("there is no folder for locks", "set XDG_STATE_HOME to a folder that may be written to")
