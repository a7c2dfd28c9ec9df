"""What belongs together: a deletion, the looks at its task, and the looks at its pairing afterwards.

Only what the traffic forces is put together. Answers that overlap in time have no order, answers from a store show
another moment, other clients are not seen: what is then open is left out, so that no right target is accused.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from itertools import islice

from conformance.catalogue.contract import DELETE, GET_PAIRING, GET_PAIRINGS, GET_TASK, GET_TASKS
from conformance.catalogue.reading import SUCCESS
from conformance.model.http import Exchange, Request
from conformance.model.observations import Attempt, Deletion, Look, Observation, Task
from conformance.recorded.clocks import Clocks
from conformance.recorded.marks import Mark, has_ended, is_identity
from conformance.recorded.traffic import OTHER

WINDOW = 120.0
"""Seconds after the last sight of a running deletion in which a pairing of the same id is that same pairing."""
LONGEST_GAP = 3600.0
"""Seconds between two looks at a task after which its id may stand for another one."""
SOON = 60.0
"""Seconds after a 202 in which its own session has to be able to read the task."""
JUST = 0.5
"""Seconds after a task was last seen running in which, should it have ended, it has just ended."""
TICK = 0.001
"""Seconds: the grain of the times in a HAR."""
MOST_NEAR = 500
"""Exchanges of one kind within the window that are looked at."""
MOST_LOOKS = 12
"""Looks after the end that are kept of a pairing or a task."""
_UNSEEN = Request("", "")
"""What stands for the request of an exchange that is only referred to."""
RECORDED, NO_SESSION, LOGGED_OUT = "recorded", "no-session", "logged-out-session"


def observations(marks: Sequence[Mark], clocks: Clocks) -> Iterator[Observation]:
    """What a recording shows of each deletion. marks: in the order of time, numbered."""
    known = _Known(marks, clocks)
    for each in known.deletions:
        yield from known.seen(each)


@dataclass(slots=True)
class _History:
    """The looks at a task. end: the look that showed an end. running: when it was last seen without one."""

    polls: list[tuple[Mark, str]] = field(default_factory=list)
    later: list[tuple[Mark, str]] = field(default_factory=list)
    end: Mark | None = None
    shown: str | None = None
    running: float = 0.0


class _Known:
    """The exchanges by what they are about."""

    def __init__(self, marks: Sequence[Mark], clocks: Clocks) -> None:
        self.deletions: list[Mark] = []
        self._clocks = clocks
        self._by_task: dict[str, list[tuple[Mark, str, str | None]]] = defaultdict(list)
        self._by_id: dict[str, list[Mark]] = defaultdict(list)
        self._again: dict[str, list[Mark]] = defaultdict(list)
        self._lists: list[Mark] = []
        self._made: list[float] = []
        self._logouts: dict[str, Mark] = {}
        self._opened: Counter[str] = Counter()
        self._carried: set[str] = set()
        self._first_session = float("inf")
        self._announced: dict[str, set[str]] = defaultdict(set)
        self._first: dict[str, int] = {}
        for each in marks:
            self._take(each)

    def _take(self, mark: Mark) -> None:  # noqa: C901 - one case for each operation
        if mark.at < self._first_session and (is_identity(mark.session) or (mark.session or "").startswith("[")):
            self._first_session = mark.at
        if mark.operation == DELETE:
            self.deletions.append(mark)
            self._again[mark.pairing].append(mark)
        elif mark.operation == GET_PAIRING:
            self._by_id[mark.pairing].append(mark)
        elif mark.operation == GET_PAIRINGS:
            self._lists.append(mark)
        elif mark.operation == GET_TASK:
            self._by_task[mark.task].append((mark, "", mark.shown))
        elif mark.operation == GET_TASKS:
            for place, name, shown in mark.tasks:
                self._by_task[name].append((mark, f"/list/{place}", shown))
        elif mark.operation == "login" and mark.opened:
            self._opened[mark.opened] += 1
        elif mark.operation == "logout" and mark.session and mark.status == 204 and mark.end is not None:  # noqa: PLR2004
            self._logouts.setdefault(mark.session, mark)
        if mark.operation in ("createPairing", OTHER) and mark.method not in ("GET", "HEAD", "OPTIONS"):
            self._made.append(mark.at)
        if mark.task and mark.operation not in (GET_TASK, GET_TASKS):
            self._announced[mark.task].add(f"{mark.operation} {mark.pairing}")
            self._first.setdefault(mark.task, mark.number)

    def seen(self, call: Mark) -> Iterator[Observation]:
        """The observations of a deletion."""
        if not call.speaks:
            return
        condition = self._condition(call)
        history = self._history(call)
        task = _task(call, history or _History()) if 200 <= (call.status or 0) < 300 else None  # noqa: PLR2004
        if condition != RECORDED or history is None or history.shown != SUCCESS:
            yield Attempt(condition, call.pairing, exchange_of(call), task)
        if condition == RECORDED and history is not None and history.shown == SUCCESS and task is not None:
            again = self._second(call, history)
            looks, during = self._looks(call, history), self._during(call, history)
            yield Deletion(call.pairing, task, gone=looks, during=during, again=again)

    def _condition(self, call: Mark) -> str:
        """How the caller stood, where the traffic leaves no doubt and the answer tells something of it."""
        telling = call.status is not None and (call.status == 401 or 200 <= call.status < 300)  # noqa: PLR2004
        if not (telling and call.ordinary and not call.other_credentials):
            return RECORDED
        if call.session is None:
            return NO_SESSION if self._first_session < call.at else RECORDED
        logout = self._logouts.get(call.session)
        over = logout is not None and (logout.end or call.at) < call.at and self._clocks.alike(logout, call)
        once = self._opened[call.session] <= 1
        return LOGGED_OUT if over and once and is_identity(call.session) else RECORDED

    def _history(self, call: Mark) -> _History | None:
        """The looks at the task of a 202 in an order that cannot have been otherwise; None where no task is named."""
        if call.status != 202 or not call.task:  # noqa: PLR2004 - HTTP's own number
            return None
        history = _History(running=call.at)
        if has_ended(call.shown):
            history.end, history.shown = call, call.shown
        alone = len(self._announced[call.task]) == 1 and self._first[call.task] == call.number
        if not alone or call.end is None:
            return history  # the id stands for more than this deletion
        before = call.end
        for mark, part, shown in self._by_task[call.task]:
            if not self._is_look(call, mark, shown) or _may_be_forgotten(history, mark):
                continue
            if mark.at < before + TICK:
                continue  # it overlaps with the one before: which came first is open
            if mark.at > before + LONGEST_GAP or len(history.later) >= MOST_LOOKS:
                break
            _add(history, mark, part, shown)
            if mark.end is None:
                break
            before = mark.end
        return history

    def _is_look(self, call: Mark, mark: Mark, shown: str | None) -> bool:
        """Whether an exchange shows the task, or that it cannot be read though it has to be."""
        if not (mark.speaks and self._clocks.alike(call, mark)):
            return False
        if mark.status == 200:  # noqa: PLR2004 - HTTP's own number
            return shown is not None or mark.json
        if mark.page:
            return False
        soon = mark.at <= (call.end or call.at) + SOON
        return mark.status in (404, 410) and soon and call.session is not None and mark.session == call.session

    def _second(self, call: Mark, history: _History) -> Task | None:
        """A second deletion of the pairing after the first had succeeded, where its answer tells something."""
        for other in _within(self._again[call.pairing], history):
            if self._is_after(call, history, other) and other.plain and other.speaks:
                second = self._history(other)
                if other.status == 202:  # noqa: PLR2004 - HTTP's own number
                    told = second is not None and second.end is not None
                else:
                    told = other.status is not None and other.status not in (401, 403) and other.status < 500  # noqa: PLR2004
                if told:
                    return Task(exchange_of(other)) if second is None else _task(other, second)
        return None

    def _looks(self, call: Mark, history: _History) -> tuple[Look, ...]:
        """Looks at the pairing after its deletion had succeeded, those of both kinds that came first in one."""
        by_id = self._after(call, history, self._by_id[call.pairing], _shows_a_pairing)
        lists = self._after(call, history, self._lists, _shows_the_list)
        if not by_id and not lists:
            return ()
        rest = sorted((*by_id[1:], *lists[1:]), key=lambda each: each.number)[:MOST_LOOKS]
        return (_look(call, *by_id[:1], *lists[:1]), *(_look(call, each) for each in rest))

    def _after(self, call: Mark, history: _History, marks: Sequence[Mark], tells: Callable[[Mark], bool]) -> list[Mark]:
        """The first of those that tell something and began when the success had been seen."""
        found = (each for each in _within(marks, history) if tells(each) and self._is_after(call, history, each))
        return list(islice(found, MOST_LOOKS))

    def _during(self, call: Mark, history: _History) -> tuple[Look, ...]:
        """Looks at the pairing while its deletion ran."""
        until = history.end.at if history.end else call.at
        found = [
            each
            for each in _between(self._by_id[call.pairing], call.at, until)
            if call.end is not None
            and each.at > call.end
            and each.end
            and each.end < until
            and each.tells_presence
            and self._clocks.alike(call, each)
        ]
        return tuple(Look(call.pairing, exchange_of(each)) for each in found[:MOST_LOOKS])

    def _is_after(self, call: Mark, history: _History, other: Mark) -> bool:
        """Whether an exchange began when the success had been seen, while the id can only be that of this pairing."""
        ended = history.end.end if history.end else None
        if ended is None or not ended + TICK <= other.at <= history.running + WINDOW:
            return False
        return self._clocks.alike(call, other) and not self._made_between(call.at, other.end or float("inf"))

    def _made_between(self, start: float, stop: float) -> bool:
        """Whether a pairing may have been made in a while; where clocks differ, whether one was made at all."""
        if self._clocks.several:
            return bool(self._made)
        made = bisect_left(self._made, start)
        return made < len(self._made) and self._made[made] <= stop


def _between(marks: Sequence[Mark], start: float, stop: float) -> Iterator[Mark]:
    """Those that began between two moments, and no more of them than tell anything."""
    for place in range(bisect_left(marks, start, key=_began), len(marks)):
        if marks[place].at > stop:
            return
        yield marks[place]


def _within(marks: Sequence[Mark], history: _History) -> Iterator[Mark]:
    """Those that began after the end had been seen, within the window."""
    ended = history.end.end if history.end else None
    return islice(_between(marks, ended, history.running + WINDOW), MOST_NEAR) if ended is not None else iter(())


def _began(mark: Mark) -> float:
    return mark.at


def _shows_a_pairing(mark: Mark) -> bool:
    return mark.status in (200, 404, 410) and mark.tells_presence


def _shows_the_list(mark: Mark) -> bool:
    return mark.status == HTTPStatus.OK and mark.bare_list and mark.speaks


def _look(call: Mark, *asked: Mark) -> Look:
    """A look at the pairing of a deletion: by its id, in the list, or both."""
    by_id = [exchange_of(each) for each in asked if each.operation == GET_PAIRING]
    listed = tuple(exchange_of(each) for each in asked if each.operation == GET_PAIRINGS)
    return Look(call.pairing, by_id[0] if by_id else None, listed)


def _add(history: _History, mark: Mark, part: str, shown: str | None) -> None:
    if history.end is not None:
        history.later.append((mark, part))
        return
    history.polls.append((mark, part))
    if has_ended(shown):
        history.end, history.shown = mark, shown
    elif shown is not None:
        history.running = mark.at


def _may_be_forgotten(history: _History, mark: Mark) -> bool:
    """Whether a task that cannot be read had its end so long ago that it need not be kept any more."""
    return history.end is not None and mark.status in (404, 410) and mark.at > history.running + JUST


def _task(call: Mark, history: _History) -> Task:
    later = [each for each in history.later if history.end is not None and each[0].at <= history.running + WINDOW]
    return Task(
        exchange_of(call),
        tuple(exchange_of(mark, part) for mark, part in history.polls),
        tuple(exchange_of(mark, part) for mark, part in later),
    )


def exchange_of(mark: Mark, part: str = "") -> Exchange:
    """A reference to an exchange, as evidence has it: its number, and which part of its body is meant."""
    return _reference(mark.number, mark.operation, part)


@lru_cache(maxsize=4096)  # a list is looked at for a dozen deletions that were made just before
def _reference(number: int, operation: str, part: str) -> Exchange:
    return Exchange(number, operation, _UNSEEN, None, part=part)
