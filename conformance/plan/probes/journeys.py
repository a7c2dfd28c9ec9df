"""Journeys: scripts of many actions, played in sessions of their own; a failing one is made shorter."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import ACCEPTED
from conformance.catalogue.reading import is_gone, is_success
from conformance.catalogue.travel import DELETIONS, LETTERS, Rule, walk
from conformance.model.observations import Journey, Task, Turn
from conformance.model.steps import (
    EvidenceMissing,
    Leave,
    Login,
    Logout,
    Pull,
    Release,
    RemoteLogin,
    Saw,
    Session,
    Spent,
    Step,
    Take,
)
from conformance.model.terms import Finding
from conformance.plan.journeys import Script, pairings_in, scripts, shorter
from conformance.plan.probes.asking import company, delete, follow, list_pairings, look_at, told_at_the_end

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.model.steps import Steps
    from conformance.plan.probe import Scene

JOURNEYS = 4
PAIRINGS = 6
"""Pairings that all journeys together use up on a right target."""
EXTRA = 6
"""Further pairings that may go into making a failing journey shorter."""
LEVER = "remote_site_down"
PURPOSE = "journeys through logins, outages and deletions"


@dataclass(slots=True)
class _Player:
    """A script being played.

    pairings: letter -> id. logged_in: letters with a remote login in this session.
    tasks: letter -> the announcing answers of its deletions, each with the session that it was given.
    lacking: why actions were left out; the journey goes on without them.
    """

    scene: Scene
    session: Session
    ids: Iterator[str]
    lacking: list[EvidenceMissing]
    turns: list[Turn] = field(default_factory=list)
    open: bool = False
    pairings: dict[str, str] = field(default_factory=dict)
    logged_in: set[str] = field(default_factory=set)
    tasks: dict[str, list[tuple[Exchange, Session]]] = field(default_factory=dict)

    def play(self, action: str) -> Steps:
        """Do what an action of the script says."""
        verb, _, letter = action.partition(" ")
        match verb:
            case "log-in":
                yield from self._log_in()
            case "log-out":
                exchange = yield Logout(self.session)
                self.open = False
                self.logged_in.clear()
                self.turns.append(Turn(verb, exchanges=(exchange,)))
            case "site-down" | "site-up":
                yield Pull(LEVER) if verb == "site-down" else Release(LEVER)
                self.turns.append(Turn(verb))
            case "take":
                self.pairings[letter] = yield Take(PURPOSE, own=True)
                self.turns.append(Turn(verb, self.pairings[letter]))
            case "remote-login":
                yield from self._log_in_remotely(letter)
            case "list":
                pages = yield from list_pairings(self.scene)
                _, strangers = yield from company(pages)
                self.turns.append(Turn(verb, exchanges=pages, strangers=strangers))
            case "delete-unknown":
                exchange = yield delete(self.scene, next(self.ids), self.session)
                self.turns.append(Turn(verb, exchanges=(exchange,)))
            case _:
                yield from self._with(verb, letter)

    def _with(self, verb: str, letter: str) -> Steps:
        """Do what concerns a pairing."""
        pairing = self.pairings[letter]
        if verb == "look":
            look = yield from look_at(self.scene, pairing, listed=False)
            self.turns.append(Turn(verb, pairing, (look.shown,)))
        elif verb == "poll":
            tasks = yield from self._followed(letter)
            self.turns.append(Turn(verb, pairing, tasks=tasks))
        elif verb == "delete-elsewhere":
            elsewhere = Session(self.session.account, f"{self.session.key}, elsewhere")
            try:
                yield from self._deleted(verb, letter, elsewhere)
            except EvidenceMissing as missing:
                self.lacking.append(missing)  # such as a session more than the target grants; the rest can be tried
        else:
            yield from self._deleted(verb, letter, self.session)

    def _deleted(self, verb: str, letter: str, session: Session) -> Steps:
        pairing = self.pairings[letter]
        call = delete(self.scene, pairing, session, pairing=pairing)
        exchange = yield call
        if exchange.status == HTTPStatus.UNAUTHORIZED and session == self.session and self.open:
            self.turns.append(Turn(verb, pairing, (exchange,)))  # it may have run out: once more in a new one
            yield from self._renewed()
            exchange = yield call
        tasks: tuple[Task, ...] = ()
        if exchange.status == ACCEPTED:
            self.tasks.setdefault(letter, []).append((exchange, session))
            tasks = () if verb == "begin" else (yield from self._followed(letter))
        self.turns.append(Turn(verb, pairing, (exchange,), tasks))

    def _followed(self, letter: str) -> Generator[Step, Any, tuple[Task, ...]]:
        """Follow the deletions of a pairing to their ends; what was followed is not followed again."""
        found = []
        for first, session in self.tasks.pop(letter, []):
            task, _ = yield from follow(self.scene, first, session)
            found.append(task)
        return tuple(found)

    def _log_in(self) -> Steps:
        exchange = yield Login(self.session)
        self.open = is_success(exchange)
        self.logged_in.clear()
        self.turns.append(Turn("log-in", exchanges=(exchange,)))

    def _log_in_remotely(self, letter: str) -> Steps:
        pairing = self.pairings[letter]
        exchange = yield RemoteLogin(self.session, pairing)
        if exchange.status == HTTPStatus.UNAUTHORIZED and self.open:
            yield from self._renewed()
            exchange = yield RemoteLogin(self.session, pairing)
        if is_success(exchange):
            self.logged_in.add(letter)
        self.turns.append(Turn("remote-login", pairing, (exchange,)))

    def _renewed(self) -> Steps:
        """A new session in place of one that ran out, with the remote logins of that one."""
        before = sorted(self.logged_in)
        yield from self._log_in()
        for letter in before:
            exchange = yield RemoteLogin(self.session, self.pairings[letter])
            if is_success(exchange):
                self.logged_in.add(letter)
            self.turns.append(Turn("remote-login", self.pairings[letter], (exchange,)))

    def spent(self) -> Steps:
        """The pairings that this journey has used up; wrongly: gone although no deletion was accepted."""
        for pairing in self.pairings.values():
            own = [each for each in self.turns if each.pairing == pairing]
            asked = [each.exchanges[0] for each in own if each.action in DELETIONS]
            accepted = [each for each in asked if is_success(each)]
            looks = [each.exchanges[0] for each in own if each.action == "look"]
            if accepted:
                yield Spent(pairing, accepted[0].number)
            elif asked and looks and is_gone(looks[-1]):
                yield Spent(pairing, asked[-1].number, wrongly=True)


def journeys(scene: Scene) -> Steps:
    """Play scripts that try much between them; where one fails, look for a shorter one that does too."""
    ids = scene.unknown_ids("journeys")
    spare, blamed, lacking = EXTRA, set[Rule](), list[EvidenceMissing]()
    for number, script in enumerate(scripts(scene.seed, journeys=JOURNEYS, pairings=PAIRINGS), 1):
        seen = yield from _played(scene, script, f"journey {number}", ids, lacking)
        for rule in [each for each in Rule if each in _broken(scene, seen) - blamed]:
            spare = yield from _shortened(scene, seen, rule, ids, spare)
            blamed.add(rule)
    told_at_the_end(lacking)


def one_journey(scene: Scene, script: Script) -> Steps:
    """Play one script, as it stands."""
    lacking: list[EvidenceMissing] = []
    yield from _played(scene, script, "journey 1", scene.unknown_ids("journeys"), lacking)
    told_at_the_end(lacking)


def _played(
    scene: Scene, script: Script, name: str, ids: Iterator[str], lacking: list[EvidenceMissing]
) -> Generator[Step, Any, Journey]:
    """Play a script and tell what was seen, be it that it cannot be played to its end.

    lacking: is told why actions were left out.
    """
    player = _Player(scene, Session("admin", name), ids, lacking)
    missing: EvidenceMissing | None = None
    try:
        for action in script:
            yield from player.play(action)
    except EvidenceMissing as reason:
        missing = reason
    seen = Journey(script, tuple(player.turns))
    yield Saw(seen)
    yield from player.spent()
    yield Leave()  # a target may grant few sessions at a time
    if missing is not None:
        raise missing
    return seen


def _broken(scene: Scene, seen: Journey) -> frozenset[Rule]:
    """The rules that a journey breaks."""
    return frozenset(each.rule for each in walk(seen, scene.contract) if isinstance(each.what, Finding))


def _shortened(scene: Scene, failing: Journey, rule: Rule, ids: Iterator[str], spare: int) -> Generator[Step, Any, int]:
    """Play shorter scripts as long as pairings are to be had for it; the number of pairings left for others."""
    tried = {failing.script}
    candidates = shorter(failing.script, *_where(scene, failing, rule))
    while (script := next((each for each in candidates if each not in tried), None)) is not None:
        tried.add(script)
        spare -= pairings_in(script)
        if spare < 0:
            return 0
        try:
            seen = yield from _played(scene, script, f"shorter {len(tried)} of {rule}", ids, [])
        except EvidenceMissing:
            with suppress(EvidenceMissing):
                yield Release(LEVER)
            return 0
        if rule in _broken(scene, seen):
            candidates = shorter(script, *_where(scene, seen, rule))
    return spare


def _where(scene: Scene, failing: Journey, rule: Rule) -> tuple[int, str]:
    """How many actions lead to the failure, and the letter of the pairing that it is about."""
    letters: dict[str, str] = {}
    for place, turn in enumerate(failing.turns, 1):
        if turn.pairing:
            letters.setdefault(turn.pairing, LETTERS[len(letters) % len(LETTERS)])
        if rule in _broken(scene, Journey((), failing.turns[:place])):
            return place, letters.get(turn.pairing, "")
    return len(failing.turns), ""
