"""A failure that one request shows, as steps: what has to come before it, the request, what is due of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import DELETE, GET_PAIRING, GET_TASK, LOGOUT
from conformance.catalogue.reading import body_of, is_success
from conformance.model.terms import Area
from conformance.report.fingerprint import path_below
from conformance.report.reproduce import REMOTE_LOGIN, in_its_place, session_in
from conformance.report.steps import LEVERS, MOVES, Scenario, Step, is_tame
from conformance.report.wording import cited, first_finding

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.model.result import Before, Judged, Result
    from conformance.model.terms import Finding

LOOKS = 8
"""Looks at a task that has not ended; what one state alone shows may have passed before the first."""
_USUAL = ("host", "user-agent", "accept", "accept-encoding", "content-length", "authorization")
_METHODS = {DELETE: "DELETE", GET_PAIRING: "GET", GET_TASK: "GET", LOGOUT: "DELETE", REMOTE_LOGIN: "POST"}
_POINTER = re.compile(r"(?:/[A-Za-z_][A-Za-z0-9_]*)+")
"""Pointers that mean nothing more in a file of any runner."""
_TYPES = re.compile(r": (integer|string|boolean|object|array)\b")
_DUE = re.compile(r", where an? (integer|string|boolean|object|array) is due\Z")
_STATUS = re.compile(r"(\d{3})\b(?! or|, \d)")


def single(judged: Judged, result: Result) -> Scenario | None:
    """The steps that show a failure; None where plain requests cannot, or no single answer says whether it failed."""
    finding = first_finding(judged)
    before = result.before.get(finding.exchange.number) if finding else None
    if finding is None or before is None or set(before.levers) - set(LEVERS):
        return None
    if before.journey or before.beside or before.behind:
        return None
    every = (*(each for _, each in before.requests), finding.exchange)
    always = judged.area is Area.SCHEMA or not before.early
    due = _due(finding, always=always, of_error=judged.area is Area.ERRORS)
    if not due or not all(map(_is_plain, every)):
        return None
    steps = tuple(_Writer(result, before).steps(finding.exchange, due))
    title = f"{judged.title} ({cited(judged.clause)})"
    return Scenario(judged, title, finding.expected, finding.got, steps)


def _is_plain(exchange: Exchange) -> bool:
    """Whether a request is one that any client sends: no odd header, no body, a whole session id or none."""
    request, session = exchange.request, session_in(exchange)
    plain = all(name.lower() in _USUAL or (session and value == session) for name, value in request.headers)
    made = any(each in session for each in (" cut", "other-case", "other-end", "unlike"))
    odd = exchange.odd or made or "?" in request.target
    return plain and not (request.body or odd) and _METHODS.get(exchange.operation) == request.method


def _due(finding: Finding, *, always: bool, of_error: bool) -> dict[str, Any]:
    """What is due of the answer, as fields of a step; empty where this answer alone does not say it.

    always: what came is wrong at whatever time it comes. of_error: it is the body of an error that is judged; a member
        of any other refusal is none that a right server has to send.
    """
    exchange = finding.exchange
    if finding.at:
        telling = _POINTER.fullmatch(finding.at) and (is_success(exchange) or of_error)
        return _of_member(finding, body_of(exchange), always=always) if telling else {}
    said = _STATUS.match(finding.expected)
    if said and int(said[1]) != exchange.status:
        return {"status": ("==", int(said[1]))}
    if exchange.status is not None and finding.got.startswith(str(exchange.status)):
        return {"status": ("!=", exchange.status)}
    return {}


def _of_member(finding: Finding, body: Any, *, always: bool) -> dict[str, Any]:
    """What is due of a part of the answer: the type that the document names, else another value than came."""
    names = tuple(finding.at[1:].split("/"))
    for name in names[:-1]:
        body = body.get(name) if isinstance(body, dict) else None
    if not isinstance(body, dict):
        return {}
    kind = _TYPES.search(finding.expected) or _DUE.search(finding.got)
    if names[-1] not in body:
        return {"member": (names, "exists", None)}
    value = body[names[-1]]
    if kind and type(value).__name__ != {"integer": "int", "string": "str", "boolean": "bool"}.get(kind[1]):
        return {"member": (names, kind[1], value)}
    if not always:
        return {}
    if finding.expected.startswith("no "):
        return {"member": (names, "==", None)}
    said = (value is None or isinstance(value, str | bool)) and is_tame(value)
    return {"member": (names, "!=", value)} if said else {}


class _Writer:
    """Writes the steps of one failure. sessions: as evidence names them -> variable."""

    def __init__(self, result: Result, before: Before) -> None:
        self._result, self._before = result, replace(before, used_up=True)
        self._sessions: dict[str, str] = {}
        self._number = 0

    def steps(self, failing: Exchange, due: dict[str, Any]) -> Iterator[Step]:
        """All steps; what is due of the failing request comes last."""
        for said, each in self._before.requests:
            yield from self._log_in(each)
            waits = each.operation == GET_TASK
            status = ("<", 300) if is_success(each) and not waits else None
            keep = {"task_1": "id"} if self._before.task and said == "the deletion" else {}
            yield self._sent(each, said, status=status, wait=waits, keep=keep)
        yield from self._log_in(failing)
        moves = [LEVERS[each] for each in self._before.levers]
        yield from (self._moved(applies) for applies, _ in moves)
        for _ in range(LOOKS if self._before.early else 1):
            yield self._sent(failing, "the request that shows it", **due)
        yield from (self._moved(undoes) for _, undoes in moves if undoes)

    def _name(self, action: str) -> str:
        self._number += 1
        return f"step-{self._number}-{action}"

    def _moved(self, move: str) -> Step:
        return Step(self._name(move), MOVES[move].says, move=move)

    def _log_in(self, exchange: Exchange) -> Iterator[Step]:
        mask = session_in(exchange)
        if mask and mask not in self._sessions:
            variable = self._sessions[mask] = f"session_{len(self._sessions) + 1}"
            account = exchange.account or "admin"
            keep = {variable: "session_id"}
            path = self._before.login.removeprefix(path_below(self._result.base_url)) or "/session"
            yield Step(
                self._name("log-in"), f"log in as {account}", "login", "POST", path, "", account, keep,
                status=("<", 300),
            )  # fmt: skip

    def _sent(self, exchange: Exchange, says: str, **due: Any) -> Step:
        path = in_its_place(exchange, self._before).request.target.removeprefix(path_below(self._result.base_url))
        for name, variable in (("pairing", "pairing_a"), ("task", "task_1")):
            path = path.replace(f"[{name} of another run]", f"{{{variable}}}")
        return Step(
            self._name(exchange.operation),
            says,
            exchange.operation,
            exchange.request.method,
            path,
            self._sessions.get(session_in(exchange), ""),
            "remote" if exchange.operation == REMOTE_LOGIN else "",
            **due,
        )
