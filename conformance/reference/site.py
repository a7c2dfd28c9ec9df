"""What there is: accounts, sessions, pairings and tasks, and the time of the request at hand."""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

EDIT = "VcDr.RemoteSite.com.vmware.vcDr.Edit"
READ = ("System.View", "System.Read")


@dataclass(frozen=True, slots=True)
class Account:
    """Who may log in, and what for. privileges: as x-dr-permissions names them."""

    username: str
    password: str = field(repr=False)
    privileges: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a site; the remote one belongs to the other site of each pairing."""

    admin: Account
    viewer: Account
    remote: Account

    @classmethod
    def with_new_passwords(cls) -> Accounts:
        """Make the accounts; nobody can know their passwords but from the profile."""
        return cls(
            Account("administrator@vsphere.local", secrets.token_urlsafe(12), frozenset({EDIT, *READ})),
            Account("viewer@vsphere.local", secrets.token_urlsafe(12), frozenset(READ)),
            Account("administrator@remote.local", secrets.token_urlsafe(12)),
        )


@dataclass(slots=True)
class Session:
    """A session of an account. over: why it no longer holds: `logged-out`, `expired`, or nothing.

    opened: seconds since the epoch. uses: requests that were made with it.
    remote: ids of the pairings whose remote site it is logged in to.
    """

    token: str = field(repr=False)
    account: Account
    opened: float
    over: str = ""
    uses: int = 0
    remote: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Pairing:
    """Two paired sites. itself: a site paired with itself, as some lists show one."""

    id: str
    name: str
    itself: bool = False


@dataclass(slots=True)
class Task:
    """Work that takes time. queued, starts, ends: seconds since the epoch.

    error: why it will end in ERROR; empty when it will end in SUCCESS.
    done: its effect has come about.
    """

    id: str
    operation: str
    pairing: Pairing
    queued: float
    starts: float
    ends: float
    error: str = ""
    done: bool = False


@dataclass(slots=True)
class Site:
    """Everything that changes. clock: tells seconds since the epoch; time: its reading for this request."""

    clock: Callable[[], float] = time.time
    accounts: Accounts = field(default_factory=Accounts.with_new_passwords)
    pairings: dict[str, Pairing] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    tasks: dict[str, Task] = field(default_factory=dict)
    remote_is_up: bool = True
    requests: int = 0
    time: float = 0.0

    def open_session(self, account: Account) -> Session:
        """Open a session; its id is a UUID in base64, as in the document's example."""
        session = Session(b64encode(str(uuid4()).encode()).decode(), account, self.time)
        self.sessions[session.token] = session
        return session

    def expire_sessions(self) -> None:
        """Let every open session run out."""
        for session in self.sessions.values():
            session.over = session.over or "expired"

    def add(self, identity: str, *, itself: bool = False) -> Pairing:
        """Add a pairing."""
        pairing = Pairing(identity, f"site-{len(self.pairings) + 1}", itself=itself)
        self.pairings[identity] = pairing
        return pairing

    def remove(self, pairing: Pairing) -> None:
        """Remove a pairing, and with it every login to its remote site."""
        self.pairings.pop(pairing.id, None)
        for session in self.sessions.values():
            session.remote.discard(pairing.id)
