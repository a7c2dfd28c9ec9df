"""Failures as steps that any HTTP tool can take: those of one request by what came before it, journeys turn by turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conformance.catalogue.reading import SUCCESS, end_of, is_success, task_id
from conformance.catalogue.travel import DELETIONS, LETTERS, Rule
from conformance.model.events import Observed
from conformance.model.observations import Journey, Turn
from conformance.model.terms import Outcome
from conformance.report.fingerprint import path_below
from conformance.report.single import single
from conformance.report.steps import MOVES, Scenario, Step
from conformance.report.wording import cited, first_finding

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.model.result import Judged, Result


def scenarios(result: Result) -> tuple[Scenario, ...]:
    """The failures of a result that can be walked again, each as short as it was seen."""
    broken = result.having(Outcome.FAIL, Outcome.WARN)
    found = (*_journeys(result), *filter(None, (single(each, result) for each in broken)))
    return tuple(_apart(each, number) for number, each in enumerate(found, 1))


def left_out(result: Result, found: Sequence[Scenario]) -> str:
    """Say which failures are not among the scenarios; empty where all are."""
    walked = {each.judged.id for each in found}
    missing = [each.id for each in result.having(Outcome.FAIL, Outcome.WARN) if each.id not in walked]
    return f"Not here, as plain requests and single answers do not tell them: {', '.join(missing)}" if missing else ""


def _apart(scenario: Scenario, number: int) -> Scenario:
    """A scenario whose pairings are its own: one that is deleted in the first is no use in the second."""
    if number == 1:
        return scenario
    steps = tuple(
        replace(
            each,
            path=re.sub(r"\{(pairing_\w+)\}", rf"{{\1_{number}}}", each.path),
            lists=(f"{each.lists[0]}_{number}", each.lists[1]) if each.lists else None,
        )
        for each in scenario.steps
    )
    return replace(scenario, steps=steps)


def _journeys(result: Result) -> tuple[Scenario, ...]:
    """The failing journeys, each the shortest that shows its failure."""
    broken = {each.id: each for each in result.having(Outcome.FAIL, Outcome.WARN) if each.id in set(Rule)}
    if not broken:
        return ()
    found: dict[str, tuple[Journey, Exchange]] = {}
    for event in result.recorded:
        if isinstance(event, Observed) and isinstance(event.observation, Journey):
            numbers = {each.number for each in _exchanges(event.observation)}
            for name, judged in broken.items():
                finding = first_finding(judged)
                if finding and finding.exchange.number in numbers:
                    found[name] = (event.observation, finding.exchange)
    return tuple(_scenario(broken[name], *found[name], result) for name in broken if name in found)


def _exchanges(journey: Journey) -> Iterator[Exchange]:
    for turn in journey.turns:
        yield from _of_turn(turn)


def _of_turn(turn: Turn) -> Iterator[Exchange]:
    yield from turn.exchanges
    for task in turn.tasks:
        yield from (task.first, *task.polls, *task.later)


def _scenario(judged: Judged, journey: Journey, failing: Exchange, result: Result) -> Scenario:
    finding = first_finding(judged)
    before, below = result.before.get(failing.number), path_below(result.base_url)
    login = before.login.removeprefix(below) if before else ""
    writer = _Writer(Rule(judged.id), failing, below, login or "/session")
    steps: list[Step] = []
    for turn in journey.turns:
        steps += writer.steps(turn)
        if any(each.number == failing.number for each in _of_turn(turn)):
            break
    title = f"{judged.title} ({cited(judged.clause)})"
    return Scenario(judged, title, finding.expected if finding else "", finding.got if finding else "", tuple(steps))


_OF_DELETION = {Rule.ACCEPTED: ("==", 202), Rule.SESSION: ("==", 401), Rule.ANSWER: ("<", 500)}


@dataclass(slots=True)
class _Writer:
    """Writes turns as steps.

    login: the path of the login. sessions: how many were opened. letters: pairing -> letter. tasks: id -> variable.
    """

    rule: Rule
    failing: Exchange
    below: str
    login: str
    number: int = 0
    session: str = ""
    sessions: int = 0
    elsewhere: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)

    def steps(self, turn: Turn) -> Iterator[Step]:
        """A turn as steps; none for one that only takes a pairing."""
        self.number += 1
        if turn.pairing:
            self.letters.setdefault(turn.pairing, LETTERS[len(self.letters) % len(LETTERS)])
        letter = self.letters.get(turn.pairing, "")
        says = " ".join(filter(None, (turn.action, letter)))
        if turn.action in MOVES:
            yield Step(self._name(turn.action), MOVES[turn.action].says, move=turn.action)
        elif turn.action == "log-in":
            self.sessions, self.session = self.sessions + 1, f"session_{self.sessions + 1}"
            yield self._login(self.session, says)
        elif turn.action in DELETIONS:
            yield from self._deletion(turn, says)
        elif turn.exchanges:
            yield self._plain(turn, says)
        yield from self._ends(turn, says)

    def _name(self, action: str, *more: str) -> str:
        return "-".join((f"step-{self.number}", action, *more))

    def _login(self, session: str, says: str) -> Step:
        due = (">=", 200)
        keep = {session: "session_id"}
        return Step(self._name("log-in", session), says, "login", "POST", self.login, "", "admin", keep, status=due)

    def _path(self, exchange: Exchange, turn: Turn) -> str:
        path = exchange.request.target.removeprefix(self.below)
        letter = self.letters.get(turn.pairing, "")
        return path.replace(turn.pairing, f"{{pairing_{letter}}}") if turn.pairing else path

    def _is_failing(self, exchange: Exchange) -> bool:
        return exchange.number == self.failing.number

    def _as_it_was(self, exchange: Exchange) -> tuple[str, int] | None:
        """What the next steps build on; of a refusal nothing, as a target that was mended may do otherwise."""
        return ("<", 300) if is_success(exchange) else None

    def _plain(self, turn: Turn, says: str) -> Step:
        """A request that changes no pairing; of a failing look what should have come is due."""
        exchange = turn.exchanges[-1]
        request = exchange.request
        status, lists = self._as_it_was(exchange), None
        if self._is_failing(exchange) and turn.action == "look":
            status = ("==", 404) if self.rule is Rule.GONE else ("==", 200)
        elif self._is_failing(exchange) and turn.action == "list":
            last = list(self.letters.values())[-1]
            lists = (f"pairing_{last}", self.rule is Rule.STAYS)
        elif self._is_failing(exchange):
            status = ("<", 500)
        basic = "remote" if turn.action == "remote-login" else ""
        path = self._path(exchange, turn).partition("?")[0]
        name = self._name(turn.action)
        return Step(
            name, says, exchange.operation, request.method, path, self.session, basic, status=status, lists=lists
        )

    def _deletion(self, turn: Turn, says: str) -> Iterator[Step]:
        exchange, session = turn.exchanges[0], self.session
        if turn.action == "delete-elsewhere":
            if not self.elsewhere:
                self.elsewhere = "session_elsewhere"
                yield self._login(self.elsewhere, "log-in elsewhere")
            session = self.elsewhere
        status = self._as_it_was(exchange)
        if self._is_failing(exchange) and not any(_ended_so(self.failing, turn)):
            status = _OF_DELETION.get(self.rule, (">=", 400))
        keep: dict[str, str] = {}
        named = task_id(exchange)
        if named and status == ("<", 300):
            variable = self.tasks.setdefault(named, f"task_{len(self.tasks) + 1}")
            keep = {variable: "id"}
        name = self._name(turn.action)
        path = self._path(exchange, turn)
        yield Step(name, says, exchange.operation, exchange.request.method, path, session, "", keep, status=status)

    def _ends(self, turn: Turn, says: str) -> Iterator[Step]:
        for task in turn.tasks:
            variable = self.tasks.get(task_id(task.first) or "")
            if not variable or not task.polls:
                continue
            poll = task.polls[-1]
            path = poll.request.target.removeprefix(self.below).replace(task_id(task.first) or "", f"{{{variable}}}")
            end = "==" if end_of(task) == SUCCESS else "!="
            if any(self._is_failing(each) for each in (*task.polls, *task.later)):
                end = "==" if self.rule is Rule.ACCEPTED else "!="
            session = self.elsewhere if turn.action == "delete-elsewhere" else self.session
            shared = ("getTaskInfo", "GET", path, session)
            yield Step(self._name("wait", variable), f"{says}: until its task has ended", *shared, wait=True)
            yield Step(self._name("end", variable), f"{says}: how its task ended", *shared, status=("==", 200), end=end)


def _ended_so(failing: Exchange, turn: Turn) -> Iterator[bool]:
    """Whether it is the end of a task, and not the first answer, that fails."""
    for task in turn.tasks:
        yield any(each.number == failing.number for each in (*task.polls, *task.later))
