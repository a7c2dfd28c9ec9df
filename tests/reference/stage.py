"""A server in process by a clock that stands still, what scenes ask of it again and again, and the transcript.

A transcript has one line for each answer. Ids and session ids are replaced by the order in which they were
met, so that two servers that behave alike have the same transcript.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote
from uuid import UUID

from conformance.reference import lab
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.site import Account, Site
from conformance.reference.wire import Answer, Ask

IDENTITY = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ROOT = "/".join(("", *BASE))
BEGINNING = 1_795_487_606.0


@dataclass
class Clock:
    """A clock that is moved by hand."""

    now: float = BEGINNING

    def __call__(self) -> float:
        return self.now


@dataclass
class Stage:
    """A server in process, and what it answered."""

    behaviour: Behaviour
    clock: Clock
    lines: list[str] = field(default_factory=list)
    strangers: count[int] = field(default_factory=lambda: count(1))
    connection: int = 0
    spelled: tuple[str, ...] = ()

    def ask(self, method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> Answer:
        """Send a request below the base path, or to the lab, and write down the answer."""
        path, _, query = target.partition("?")
        sent = Ask(
            method,
            path if path.startswith("/_lab") else ROOT + path,
            query,
            headers,
            body,
            self.connection,
            self.spelled,
        )
        reply = lab.respond(self.behaviour, sent) if path.startswith("/_lab") else self.behaviour.respond(sent)
        self.lines.append(f"{method} {reply!r}")
        return reply if isinstance(reply, Answer) else Answer(0)

    def read(self, method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> dict[str, object]:
        """The same, and the JSON object of the answer; empty where there is none."""
        try:
            found = json.loads(self.ask(method, target, *headers, body=body).body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def pass_time(self, seconds: float) -> None:
        """Move the clock."""
        self.clock.now += seconds


def basic(account: Account) -> tuple[str, str]:
    """The header with an account's credentials."""
    return ("authorization", "Basic " + b64encode(f"{account.username}:{account.password}".encode()).decode())


def stage_of(kind: type[Behaviour]) -> Stage:
    """A server of a kind, with two pairings in it."""
    clock = Clock()
    behaviour = kind(Site(clock))
    behaviour.site.time = clock()
    for _ in range(2):
        behaviour.site.add(behaviour.new_pairing_id())
    return Stage(behaviour, clock)


def stranger(stage: Stage) -> str:
    """An id that nothing has."""
    return str(UUID(int=(0xABCD << 100) + (4 << 76) + (8 << 60) + next(stage.strangers)))


def log_in(stage: Stage, account: Account) -> tuple[str, str]:
    """The header of a new session."""
    return ("x-dr-session", str(stage.read("POST", "/session", basic(account)).get("session_id")))


def supply(stage: Stage, *sessions: tuple[str, str]) -> str:
    """A new pairing, percent-encoded, with the remote login of these sessions."""
    pairing = quote(stage.read("POST", "/_lab/pairings")["ids"][0], safe="")  # type: ignore[index]
    for session in sessions:
        stage.ask("POST", f"/pairings/{pairing}/remote-session", session, basic(stage.behaviour.site.accounts.remote))
    return pairing


def follow(stage: Stage, answer: Answer, session: tuple[str, str], looks: int = 12) -> None:
    """Look at a task until it has ended and a little longer."""
    try:
        identity = quote(str(json.loads(answer.body)["id"]), safe="")
    except (ValueError, KeyError, TypeError):
        return
    for _ in range(looks):
        stage.ask("GET", f"/tasks/{identity}", session)
        stage.pass_time(0.02)


def look(stage: Stage, pairing: str, session: tuple[str, str]) -> None:
    """Look for a pairing by its id and in the list."""
    stage.ask("GET", f"/pairings/{pairing}", session)
    stage.ask("GET", "/pairings", session)


def transcript(stage: Stage) -> tuple[str, ...]:
    """What the server answered so far, with names in place of ids and secrets."""
    text = "\n".join(stage.lines)
    for number, token in enumerate(stage.behaviour.site.sessions):
        text = text.replace(token, f"session {number}").replace(token[:-1], f"cut session {number}")
    for name in ("admin", "viewer", "remote"):
        account: Account = getattr(stage.behaviour.site.accounts, name)
        text = text.replace(basic(account)[1], name).replace(account.password, f"password of {name}")
    met: dict[str, str] = {}
    text = IDENTITY.sub(lambda found: met.setdefault(found[0], _name_of(found[0], len(met))), text)
    return tuple(text.splitlines())


def _name_of(identity: str, number: int) -> str:
    return f"ID {number}" if identity != identity.lower() else f"id {number}"
