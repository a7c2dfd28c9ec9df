"""What a doctor says of one piece of a profile, and the way out where it does not work."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.model.http import Trouble

if TYPE_CHECKING:
    from conformance.model.http import Exchange

SHOWN = 8
"""Ids of pairings in one sentence."""


class State(StrEnum):
    """What a doctor found of a piece of the profile."""

    WORKS = "works"
    FAILS = "fails"
    UNKNOWN = "unknown"  # it could not be learnt harmlessly, or at all
    NOTE = "note"  # a fact; nothing that works or fails


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    name: as the profile names it: `accounts.viewer`. breaks: the need (Profile.missing) that is not
    met because of it; empty where a run can do without.
    """

    name: str
    state: State
    said: str
    way_out: str = ""
    breaks: str = ""


@dataclass(slots=True)
class Findings:
    """What was found so far, in the order of finding."""

    told: list[Check] = field(default_factory=list)

    def works(self, name: str, said: str) -> None:
        """Note what works."""
        self.told.append(Check(name, State.WORKS, said))

    def fails(self, name: str, said: str, way_out: str, breaks: str = "") -> None:
        """Note what does not work."""
        self.told.append(Check(name, State.FAILS, said, way_out, breaks))

    def unknown(self, name: str, said: str) -> None:
        """Note what could not be learnt."""
        self.told.append(Check(name, State.UNKNOWN, said))

    def note(self, name: str, said: str, way_out: str = "") -> None:
        """Note a fact."""
        self.told.append(Check(name, State.NOTE, said, way_out))


def way_of_trouble(exchange: Exchange) -> str:
    """The way out where no response came."""
    match exchange.trouble:
        case Trouble.UNREACHABLE:
            return "look at host, port, firewall, and at HTTP_PROXY, HTTPS_PROXY and NO_PROXY"
        case Trouble.TLS:
            return "`verify_tls` takes the CA bundle that vouches for the target, `client_cert` what it asks of you"
        case Trouble.TIMEOUT:
            return "`[target] request_timeout` gives it longer"
        case _:
            return "is `base_url` right about http and https, and about the port?"


def way_of_login(exchange: Exchange, account: str) -> str:
    """The way out where a login was refused."""
    key = f"`[accounts.{account}]`"
    match exchange.status:
        case None:
            return way_of_trouble(exchange)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.BAD_REQUEST:
            return f"check `username` and `password` of {key}; an account that is locked is refused too"
        case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED:
            return f"look at `base_url`: it was `{exchange.request.method} {exchange.request.target}`"
        case HTTPStatus.TOO_MANY_REQUESTS:
            return "wait, and cap the run with `[limits] requests_per_minute`"
        case _:
            return "the target itself is not well: see its log"


def ids_in_words(ids: tuple[str, ...] | list[str]) -> str:
    """Some ids, and how many more."""
    more = len(ids) - SHOWN
    return ", ".join(ids[:SHOWN]) + (f" and {more} more" if more > 0 else "")
