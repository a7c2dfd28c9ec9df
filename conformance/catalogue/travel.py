"""The way of a journey: the truth after each turn, and what each answer says against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from conformance.catalogue.connectivity import NOT_AUTHENTICATED, SERVER_DOWN
from conformance.catalogue.contract import ACCEPTED, Contract
from conformance.catalogue.reading import (
    ERROR,
    SUCCESS,
    at_once,
    end_of,
    ids_in,
    is_gone,
    is_success,
    task_id,
    unmeasured,
    why_unread,
)
from conformance.model.observations import Journey, Task, Turn
from conformance.model.terms import Finding, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange

DELETIONS = ("delete", "begin", "delete-elsewhere")
"""Actions that ask for the deletion of a pairing."""
LETTERS = "abcdef"


class Rule(StrEnum):
    """What is judged on the way; the ids of the requirements."""

    STAYS = "effect.journeys-keep-the-rest"
    GONE = "effect.journeys-delete-for-good"
    CONTRACT = "connectivity.journeys-keep-the-contract"
    SESSION = "authentication.journeys-end-with-the-session"
    ACCEPTED = "status.journeys-are-accepted-when-due"
    ANSWER = "robustness.journeys-meet-no-server-error"


class Said(NamedTuple):
    """What a turn says of a rule; None: it was kept."""

    rule: Rule
    what: Finding | Unjudged | None


class Fate(Enum):
    """What is known of a pairing. OPEN: a deletion may be under way, so that all may come of it."""

    THERE = 1
    OPEN = 2
    GONE = 3


class Due(Enum):
    """What the answers so far ask of a deletion. OPEN: any sane answer will do."""

    SUCCESS = 1
    NO_SUCCESS = 2
    REFUSAL = 3
    NO_SECOND = 4
    OPEN = 5


class Standing(Enum):
    """What is known of the journey's session. UNSURE: it ran out, or its logout was refused."""

    OPEN = 1
    OVER = 2
    UNSURE = 3


def states_are_errors(contract: Contract) -> bool:
    """Whether the connectivity contract says ERROR for both states of the remote site."""
    return all(contract.connectivity.get(each) == ERROR for each in (NOT_AUTHENTICATED, SERVER_DOWN))


@dataclass(slots=True)
class _Deed:
    """An accepted deletion whose end was not seen yet."""

    pairing: str
    due: Due


@dataclass(slots=True)
class _Truth:
    """What the answers so far have told.

    fresh: nothing but logins came since the session was opened, so it cannot have run out.
    logins: pairing -> whether the session is surely logged in to its remote site; without it: surely not.
    listed: the pairings of the last list, but those of strangers, which may go at any time.
    succeeded: pairing -> ids of its tasks that ended in SUCCESS.
    told: the turns so far as a program, each with what came of it.
    """

    contract: Contract
    standing: Standing = Standing.UNSURE
    fresh: bool = False
    site_is_up: bool = True
    logins: dict[str, bool] = field(default_factory=dict)
    fates: dict[str, Fate] = field(default_factory=dict)
    deeds: dict[str, _Deed] = field(default_factory=dict)
    succeeded: dict[str, set[str]] = field(default_factory=dict)
    lost_sight: set[str] = field(default_factory=set)
    listed: frozenset[str] = frozenset()
    told: list[str] = field(default_factory=list)

    def finding(self, rule: Rule, expected: str, got: str, exchange: Exchange) -> Said:
        program = "; ".join(self.told)
        if "-elsewhere" in program:
            program += " (elsewhere: in another session, without remote login)"
        return Said(rule, Finding(expected, f"{got}, at the end of this journey: {program}", exchange))

    def due_of(self, turn: Turn) -> Due:
        """What is due of a deletion that begins now."""
        fate = self.fates.get(turn.pairing, Fate.OPEN)
        elsewhere = turn.action == "delete-elsewhere"
        if fate is not Fate.THERE:
            return Due.NO_SECOND if fate is Fate.GONE else Due.OPEN
        if not elsewhere and self.standing is Standing.OVER:
            return Due.REFUSAL
        if not elsewhere and self.standing is Standing.UNSURE:
            return Due.OPEN
        if not self.site_is_up or elsewhere or turn.pairing not in self.logins:
            return Due.NO_SUCCESS if states_are_errors(self.contract) else Due.OPEN
        alone = Fate.OPEN not in self.fates.values()
        return Due.SUCCESS if self.logins[turn.pairing] and alone else Due.OPEN

    def may_be_500(self, turn: Turn) -> bool:
        """Whether the contract has an error for a deletion that begins now."""
        if not self.site_is_up:
            return True
        unsure = turn.action == "delete-elsewhere" or not self.logins.get(turn.pairing, False)
        return unsure and self.fates.get(turn.pairing) in (Fate.THERE, Fate.OPEN)

    def let_go(self, pairing: str = "") -> None:
        """What stood fast no longer does: accepted deletions may end either way."""
        for deed in self.deeds.values():
            if not pairing or deed.pairing == pairing:
                deed.due = Due.OPEN


def walk(journey: Journey, contract: Contract) -> Iterator[Said]:
    """Everything that a journey says of the rules, in the order of time."""
    truth = _Truth(contract)
    letters: dict[str, str] = {}
    for turn in journey.turns:
        if turn.pairing:
            letters.setdefault(turn.pairing, LETTERS[len(letters) % len(LETTERS)])
        truth.told.append(_told(turn, letters.get(turn.pairing, "")))
        if turn.action in DELETIONS:
            yield from _deletion(truth, turn)
        elif turn.action == "delete-unknown":
            yield from _answered(truth, turn, may_be_500=not truth.site_is_up)
        elif turn.action == "look":
            yield from _look(truth, turn)
        elif turn.action == "list":
            yield from _list(truth, turn)
        else:
            _moved(truth, turn)
        for task in turn.tasks:
            yield from _ended(truth, task)
        truth.fresh = turn.action == "log-in" or (truth.fresh and turn.action in ("remote-login", "take"))


def _told(turn: Turn, letter: str) -> str:
    """A turn in words: `delete a (202, ERROR)`."""
    came = [each.in_words() for each in turn.exchanges[-1:]]
    came += [end_of(task) or "no end" for task in turn.tasks]
    return " ".join(filter(None, (turn.action, letter, f"({', '.join(came)})" if came else "")))


def _moved(truth: _Truth, turn: Turn) -> None:
    """Bring about what a turn changes that deletes nothing and asks for nothing."""
    granted = bool(turn.exchanges) and is_success(turn.exchanges[-1])
    match turn.action:
        case "take":
            truth.fates[turn.pairing] = Fate.THERE
        case "log-in":
            truth.standing = Standing.OPEN if granted else Standing.UNSURE
            truth.logins.clear()
            truth.let_go()
        case "log-out":
            truth.standing = Standing.OVER if granted else Standing.UNSURE
            truth.let_go()
        case "remote-login":
            truth.logins[turn.pairing] = granted and truth.site_is_up and truth.standing is Standing.OPEN
            truth.let_go(turn.pairing)
        case "site-down" | "site-up":
            truth.site_is_up = turn.action == "site-up"
            truth.logins = dict.fromkeys(truth.logins, False)
            truth.let_go()


def _answered(truth: _Truth, turn: Turn, *, may_be_500: bool) -> Iterator[Said]:
    """No server error, but where the contract has one."""
    answer = turn.exchanges[0]
    status = answer.status
    unclear = unmeasured(answer)
    if unclear or status is None:
        yield Said(Rule.ANSWER, unclear or Unjudged("no answer came"))
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR and not (
        may_be_500 and truth.contract.operation.documented(status)
    ):
        yield truth.finding(Rule.ANSWER, "202 or a refusal (4xx)", str(status), answer)
    else:
        yield Said(Rule.ANSWER, None)


_RULE_OF = {
    Due.SUCCESS: Rule.ACCEPTED,
    Due.NO_SUCCESS: Rule.CONTRACT,
    Due.REFUSAL: Rule.SESSION,
    Due.NO_SECOND: Rule.GONE,
}


def _deletion(truth: _Truth, turn: Turn) -> Iterator[Said]:
    due, answer = truth.due_of(turn), turn.exchanges[0]
    may_be_500 = truth.may_be_500(turn)
    yield from _answered(truth, turn, may_be_500=may_be_500)
    unclear = unmeasured(answer)
    ran_out = answer.status == HTTPStatus.UNAUTHORIZED and due is not Due.REFUSAL
    ran_out = ran_out and (turn.action == "delete-elsewhere" or not truth.fresh)
    if ran_out and turn.action != "delete-elsewhere":
        truth.standing = Standing.UNSURE if truth.standing is Standing.OPEN else truth.standing
    if due is not Due.OPEN:
        if unclear or ran_out:
            yield Said(_RULE_OF[due], unclear or Unjudged("the session had run out"))
        else:
            yield from _at_once(truth, due, answer)
    _note(truth, turn, due, harmless=may_be_500)


def _at_once(truth: _Truth, due: Due, answer: Exchange) -> Iterator[Said]:
    """Judge the first answer to a deletion; what hangs on the end of its task waits for that."""
    rule, accepted = _RULE_OF[due], answer.status == ACCEPTED
    if due is Due.SUCCESS:
        if not accepted:
            yield truth.finding(rule, "202, as nothing stands against the deletion", answer.in_words(), answer)
    elif due is Due.REFUSAL:
        kept = answer.status == HTTPStatus.UNAUTHORIZED
        yield Said(rule, None) if kept else truth.finding(rule, "401 after the logout", answer.in_words(), answer)
    elif accepted:
        return
    elif answer.status is None or is_success(answer):
        expected = "a refusal, or a Task that ends in ERROR"
        yield truth.finding(rule, expected, answer.in_words(), answer)
    elif answer.status < HTTPStatus.BAD_REQUEST:
        yield Said(rule, Unjudged(f"a redirect ({answer.status}) is neither a success nor an error"))
    else:
        yield Said(rule, None)


def _note(truth: _Truth, turn: Turn, due: Due, *, harmless: bool) -> None:
    """Note what a deletion may do to its pairing."""
    answer, pairing = turn.exchanges[0], turn.pairing
    status = answer.status
    if status == ACCEPTED:
        truth.deeds.setdefault(_name(answer), _Deed(pairing, due))
    refused = status is not None and (
        HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        or (harmless and truth.contract.operation.documented(status) and not is_success(answer))
    )
    if not refused and truth.fates.get(pairing) is not Fate.GONE:
        truth.fates[pairing] = Fate.OPEN
    if not refused and status != ACCEPTED:
        truth.lost_sight.add(pairing)


def _name(first: Exchange) -> str:
    """What a task is known by: its id, else the number of the answer."""
    return task_id(first) or f"exchange {first.number}"


def _ended(truth: _Truth, task: Task) -> Iterator[Said]:
    """Judge the end of an accepted deletion; one end is judged once."""
    name, end = _name(task.first), end_of(task)
    deed = truth.deeds.get(name)
    if deed is None:
        return
    rule = _RULE_OF.get(deed.due)
    if end is None:
        if rule:
            yield Said(rule, Unjudged("a task was not seen to end"))
        return
    del truth.deeds[name]
    yield from (_success if end == SUCCESS else _failure)(truth, deed, task)


def _success(truth: _Truth, deed: _Deed, task: Task) -> Iterator[Said]:
    last, name, rule = (task.first, *task.polls)[-1], _name(task.first), _RULE_OF.get(deed.due)
    earlier = truth.succeeded.setdefault(deed.pairing, set())
    if earlier - {name}:
        yield truth.finding(Rule.GONE, "one deletion that succeeds", "a second one that does", last)
    elif deed.due is Due.NO_SUCCESS:
        expected = "a refusal, or a Task that ends in ERROR"
        yield truth.finding(Rule.CONTRACT, expected, "a Task that ends in SUCCESS", last)
    elif rule:
        yield Said(rule, None)
    earlier.add(name)
    truth.fates[deed.pairing] = Fate.GONE


def _failure(truth: _Truth, deed: _Deed, task: Task) -> Iterator[Said]:
    last, rule = (task.first, *task.polls)[-1], _RULE_OF.get(deed.due)
    if deed.due is Due.SUCCESS:
        yield truth.finding(Rule.ACCEPTED, "a Task that ends in SUCCESS", f"one that ends in {end_of(task)}", last)
    elif rule:
        yield Said(rule, None)
    under_way = any(each.pairing == deed.pairing for each in truth.deeds.values())
    lost = under_way or deed.pairing in truth.lost_sight
    if truth.fates.get(deed.pairing) is Fate.OPEN and not lost:
        truth.fates[deed.pairing] = Fate.THERE


def _look(truth: _Truth, turn: Turn) -> Iterator[Said]:
    answer, fate = turn.exchanges[0], truth.fates.get(turn.pairing)
    shown = answer.status == HTTPStatus.OK
    unknown = Unjudged("whether the pairing is there could not be read")
    if fate is Fate.GONE:
        if shown:
            yield truth.finding(Rule.GONE, "404 after a deletion that succeeded", "200", answer)
        else:
            yield Said(Rule.GONE, None if is_gone(answer) else unknown)
    elif fate is Fate.THERE and truth.site_is_up:
        if is_gone(answer):
            yield truth.finding(Rule.STAYS, "200, as no deletion was accepted", answer.in_words(), answer)
        else:
            yield Said(Rule.STAYS, None if shown else unknown)


def _list(truth: _Truth, turn: Turn) -> Iterator[Said]:
    listed = ids_in(turn.exchanges)
    if listed is None:
        yield Said(Rule.STAYS, Unjudged(f"the list of pairings could not be read: it {why_unread(turn.exchanges)}"))
        return
    last, whole = turn.exchanges[-1], at_once(turn.exchanges) is not None
    there = {pairing for pairing, fate in truth.fates.items() if fate is Fate.THERE and truth.site_is_up}
    for pairing in truth.fates:
        if truth.fates[pairing] is Fate.GONE and pairing in listed:
            yield truth.finding(Rule.GONE, f"a list without {pairing}", "one that has it", last)
        elif whole and pairing in there - listed:
            yield truth.finding(Rule.STAYS, f"{pairing} in the list", "a list without it", last)
    if truth.site_is_up:
        others = sorted(truth.listed - listed - truth.fates.keys())
        for lost in others if whole else ():
            yield truth.finding(Rule.STAYS, f"{lost} still in the list", "a list without it", last)
        truth.listed = (listed if whole else truth.listed | listed) - set(turn.strangers)
        passed_over = not whole and (others or there - listed)  # as one cut into pages anew may do
        yield Said(Rule.STAYS, Unjudged("the list, which came in parts, lacks a pairing") if passed_over else None)
