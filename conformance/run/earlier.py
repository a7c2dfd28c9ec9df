"""What came before a request and has to come before it again, for it to show the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf, nextafter
from typing import TYPE_CHECKING
from urllib.parse import unquote

from conformance.catalogue.contract import DELETE, GET_PAIRING, GET_TASK, LOGIN, LOGOUT
from conformance.catalogue.reading import body_of, has_ended, is_success, task_id
from conformance.model.events import Event, Exchanged, LeverMoved, PairingSpent, PairingTaken, ProbeEnded
from conformance.model.result import Before
from conformance.report.reproduce import REMOTE_LOGIN, session_in

if TYPE_CHECKING:
    from conformance.model.http import Exchange

JOURNEYS = "journeys"
_READING = ("GET", "HEAD", "OPTIONS")
UNTIL = "until the task has ended"


class Earlier:
    """Takes the events of a run one after another and keeps what changed a pairing, its session or the site."""

    def __init__(self) -> None:
        self._pairings: dict[str, bool] = {}
        self._logins: list[Exchange] = []
        self._sessions: list[Exchange] = []
        self._deletions: list[Exchange] = []
        self._ended: dict[str, Exchange] = {}
        self._levers: list[LeverMoved] = []
        self._journeys: set[int] = set()
        self._latest = 0.0
        self._took: dict[int, str] = {}

    def see(self, event: Event) -> None:
        """Take note of an event."""
        match event:
            case PairingTaken():
                self._pairings.setdefault(event.pairing, False)
            case PairingSpent():
                self._pairings[event.pairing] = True
                if event.wrongly:
                    self._took[event.by] = event.pairing
            case LeverMoved(error=""):
                self._levers.append(event)
            case ProbeEnded():
                self._levers += self._over()
            case Exchanged():
                self._exchange(event.exchange, event.probe)
            case _:
                pass

    def _over(self) -> list[LeverMoved]:
        """The levers that nothing undoes: what they do is done at once, and concerns the probe that asked for it."""
        undone = {each.lever for each in self._levers if not each.applied}
        end = nextafter(self._latest, inf)
        return [replace(each, applied=False, at=end) for each in self._levers if each.lever not in undone]

    def _exchange(self, exchange: Exchange, probe: str) -> None:
        self._latest = max(self._latest, exchange.at)
        if probe == JOURNEYS:
            self._journeys.add(exchange.number)
        if exchange.operation == REMOTE_LOGIN and is_success(exchange):
            self._logins.append(exchange)
        elif exchange.operation in (LOGIN, LOGOUT) and is_success(exchange):
            self._sessions.append(exchange)
        elif _changes(exchange) and (is_success(exchange) or self._named(exchange)):
            self._deletions.append(exchange)
        elif exchange.operation == GET_TASK and has_ended(exchange):
            self._ended.setdefault(task_id(exchange) or "", exchange)

    def _named(self, exchange: Exchange) -> str:
        """The pairing of the run that a request names; empty for none."""
        return next((each for each in self._pairings if each in exchange.request.target), "")

    def of(self, exchange: Exchange) -> Before:
        """What has to come before an exchange."""
        if exchange.number in self._journeys:
            return Before(journey=True, login=self._opening(exchange))
        deletion = self._deletion_of(exchange)
        login = self._login(deletion or exchange)
        end = self._ended.get(task_id(deletion) or "") if deletion else None
        ended = end if end is not None and end.number < exchange.number else None
        said = "the deletion" if deletion and is_success(deletion) else "the same request, which was refused"
        left = ("the logout of the session", self._logout(exchange))
        steps = (("the remote login, in the same session", login), (said, deletion), (UNTIL, ended), left)
        pairing = self._named(deletion or exchange) or (self._named(login) if login else "")
        return Before(
            tuple((said, each) for said, each in steps if each is not None),
            levers=tuple(self._applied(exchange.at)),
            beside=self._beside(exchange) or (self._beside(deletion) if deletion else 0),
            behind=exchange.behind,
            late=exchange.at - ended.at if ended else 0.0,
            early=exchange.operation == GET_TASK and deletion is not None and ended is None,
            pairing=pairing,
            used_up=self._is_used_up(pairing),
            task=(task_id(deletion) or "") if deletion else "",
            suspects=tuple(self._suspects(exchange)),
            login=self._opening(exchange),
        )

    def _suspects(self, exchange: Exchange) -> Iterator[int]:
        """The refused deletions of a pairing before the refused one that is said to have taken it."""
        pairing = self._took.get(exchange.number, "")
        for each in self._deletions if pairing and not is_success(exchange) else ():
            if each.number < exchange.number and pairing in each.request.target and not is_success(each):
                yield each.number

    def _is_used_up(self, pairing: str) -> bool:
        """Whether the run used it up, or a deletion of it succeeded that may be carried out yet."""
        asked = (each for each in self._deletions if is_success(each))
        return self._pairings.get(pairing, False) or any(pairing and self._named(each) == pairing for each in asked)

    def _applied(self, at: float) -> Iterator[str]:
        """The levers that were applied at a time."""
        last = {each.lever: each.applied for each in self._levers if each.at <= at}
        return (lever for lever, applied in last.items() if applied)

    def _deletion_of(self, exchange: Exchange) -> Exchange | None:
        """The deletion that has to come before it: that of the task it looks at, or of the pairing that it names."""
        earlier = [each for each in reversed(self._deletions) if each.number < exchange.number]
        if exchange.operation == GET_TASK:
            named = unquote(exchange.request.target.partition("?")[0].rpartition("/")[2])
            return next((each for each in earlier if task_id(each) == named), None)
        pairing = self._named(exchange)
        same = (exchange.request.method, exchange.request.target, exchange.request.headers)
        for each in earlier if pairing else ():
            alike = same == (each.request.method, each.request.target, each.request.headers)
            if self._named(each) == pairing and (is_success(each) or alike) and not _together(each, exchange):
                return each
        return None

    def _login(self, exchange: Exchange) -> Exchange | None:
        """The remote login that a deletion builds on: of its pairing, or of any where it names none and succeeded."""
        session, pairing = session_in(exchange), self._named(exchange)
        if not session or not _changes(exchange) or not (pairing or is_success(exchange)):
            return None
        return next(
            (
                each
                for each in reversed(self._logins)
                if each.number < exchange.number and session_in(each) == session and pairing in each.request.target
            ),
            None,
        )

    def _logout(self, exchange: Exchange) -> Exchange | None:
        """The logout of the session that a request was sent in, where nothing opened it again before or since.

        A login that takes the place of another is followed by the logout of that one, which bears the same name.
        """
        session, opened, last = session_in(exchange), 0, None
        for each in (each for each in self._sessions if each.number < exchange.number and session):
            if each.operation == LOGIN:
                opened += session == _opened(each)
            elif session == session_in(each):
                opened, last = max(0, opened - 1), each
        return None if opened else last

    def _opening(self, exchange: Exchange) -> str:
        """The target of the login that opened the session of a request, else of the first; empty where none did."""
        logins = [each for each in self._sessions if each.operation == LOGIN]
        opened = (each for each in logins if _opened(each) == session_in(exchange))
        return next((each.request.target for each in (*opened, *logins[:1])), "")

    def _beside(self, exchange: Exchange) -> int:
        """The number of another deletion that was under way when a deletion left; 0 for none."""
        beside = (
            each.number for each in self._deletions if each.number != exchange.number and _together(each, exchange)
        )
        return next(beside, 0) if _changes(exchange) else 0


def _opened(exchange: Exchange) -> str:
    """The session that a login opened, as evidence names it; empty for none."""
    body = body_of(exchange)
    return str(body.get("session_id", "")) if isinstance(body, dict) else ""


def _together(one: Exchange, other: Exchange) -> bool:
    """Whether one request was under way when the other left."""
    return one.at < other.at + other.seconds and other.at < one.at + one.seconds


def _changes(exchange: Exchange) -> bool:
    """Whether a request asks for the deletion of a pairing, or by another method might bring it about."""
    return exchange.operation == DELETE or (
        exchange.operation == GET_PAIRING and exchange.request.method not in _READING
    )
