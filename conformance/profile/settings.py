"""A profile as values, all checked, all secrets resolved and kept out of `repr`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.model.terms import Depth


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret's value; prints as `***`."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        """Stars, so that no message gives it away by accident."""
        return "***"

    __repr__ = __str__


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs in: name and password, or a ready session id."""

    username: str = ""
    password: Secret | None = None
    session: Secret | None = None


@dataclass(frozen=True, slots=True)
class HttpAction:
    """A request to something beside the target: the lab, an orchestrator."""

    method: str
    url: str
    json: Any = None
    headers: dict[str, str | Secret] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommandAction:
    """A program with its arguments, run without a shell in the profile's folder."""

    argv: tuple[str, ...]


Action = HttpAction | CommandAction


@dataclass(frozen=True, slots=True)
class Lever:
    """What only the operator can bring about. settle: seconds to wait after each move."""

    apply: Action
    undo: Action | None = None
    settle: float = 0.0


@dataclass(frozen=True, slots=True)
class Supply:
    """Where fresh pairings come from: one of http, command, create.

    ids: JSON pointer to the id, or the list of ids, in the answer of `http`.
    create: the body for createPairing; secrets resolved.
    """

    http: HttpAction | None = None
    command: CommandAction | None = None
    create: dict[str, Any] | None = None
    ids: str = ""


@dataclass(frozen=True, slots=True)
class Pairings:
    """What may be deleted, and nothing else is."""

    ids: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    most: int = 16
    supply: Supply | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The server to judge. verify_tls: True, False or a CA bundle. request_timeout: seconds.

    client_cert: what the tool proves with who it is, PEM; None for nothing. client_key: its key,
    None where it is in the same file.
    """

    base_url: str
    spec: str = "2.0.0"
    verify_tls: bool | Path = True
    client_cert: Path | None = None
    client_key: Path | None = None
    client_key_password: Secret | None = None
    request_timeout: float = 10.0
    headers: dict[str, str | Secret] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the run claims to judge. without: areas left out."""

    without: tuple[str, ...] = ()
    hazards: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """task_timeout, poll_interval: seconds.

    requests_per_minute: in all. session_requests_per_minute: that bear the same session id. 0 is no cap.
    max_minutes: of the whole run; 0 is no limit.
    """

    task_timeout: float = 60.0
    poll_interval: float = 0.2
    max_requests: int = 5000
    max_minutes: int = 240
    requests_per_minute: int = 0
    session_requests_per_minute: int = 0
    concurrency: int = 8


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line, the environment and `[run]` of a profile say about the run itself.

    report: (format, path) pairs. attest: the key that signs the result. fail_on: `must` or `should`.
    shard: (I, N), I from 1. resume: the folder of a run that was cut off, to be gone on with.
    """

    depth: Depth = Depth.STANDARD
    seed: int | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    report: tuple[tuple[str, str], ...] = ()
    out: Path | None = None
    resume: Path | None = None
    attest: Path | None = None
    waivers: Path | None = None
    fail_on: str = "must"
    shard: tuple[int, int] = (1, 1)
    progress: bool = True
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about one target. folder: where relative paths and commands start."""

    target: Target
    accounts: dict[str, Account] = field(default_factory=dict)
    pairings: Pairings = field(default_factory=Pairings)
    levers: dict[str, Lever] = field(default_factory=dict)
    claim: Claim = field(default_factory=Claim)
    limits: Limits = field(default_factory=Limits)
    options: Options = field(default_factory=Options)
    folder: Path = field(default_factory=Path)
    source: str = ""

    def missing(self) -> dict[str, str]:
        """What the profile lacks of what a full run needs: need -> the missing piece, in words.

        Needs: `admin`, `viewer`, `remote` (accounts with credentials), `pairings`,
        `remote_site_down`, `expire_sessions` (levers), `hazards`; `sessions`, `viewer_sessions`
        (an account's own beside a ready one).
        """
        lacks: dict[str, str] = {}
        for name in ("admin", "viewer", "remote"):
            account = self.accounts.get(name)
            if account is None or (account.password is None and account.session is None):
                lacks[name] = f"the profile has no `[accounts.{name}]`"
        for need, name in (("sessions", "admin"), ("viewer_sessions", "viewer")):
            account = self.accounts.get(name)
            if account is not None and account.session is not None and account.password is None:
                why = f"`[accounts.{name}]` has a ready session and no password, so no other session can be opened"
                lacks[need] = why
        if not self.pairings.ids and self.pairings.supply is None:
            lacks["pairings"] = "the profile gives up no pairing (`[pairings] ids` or `[pairings.supply]`)"
        for name in ("remote_site_down", "expire_sessions"):
            if name not in self.levers:
                lacks[name] = f"the profile has no `[levers.{name}]`"
        if not self.claim.hazards:
            lacks["hazards"] = "the profile does not allow hazards (`[claim] hazards = true`)"
        return lacks
