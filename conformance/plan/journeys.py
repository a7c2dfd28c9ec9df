"""Journeys drawn ahead: scripts of actions that a client might take, each possible where it stands.

Hypothesis draws many from a small model of a right target; of these the few are kept that between them
put most deletions after most others, with a new session or an outage of the remote site in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from conformance.catalogue.travel import LETTERS
from conformance.plan.proposals.engine import away, draws

Script = tuple[str, ...]
Mark = tuple[str, ...]
"""Two events of pairings, and what lay between them."""

SHORTEST, LONGEST = 6, 15
"""Actions in a script."""
MOST_AT_ONCE = 2
"""Pairings in a script."""
MOST_MOVES = 2
"""How often the remote site goes down or up again in a script; on a real target each may take a while."""
DRAWN = 2500
_CHOICES = LONGEST
ESSENTIAL = frozenset(
    {
        ("refused", "", "", "after the logout there"),
        ("refused", "new session", "", "look there"),
        ("refused", "", "", "deleted, of another"),
        ("failed", "", "outage", "elsewhere there"),
        ("failed", "", "outage", "deleted"),
        ("deleted", "new session", "", "look gone"),
        ("deleted", "new session", "", "again gone"),
    }
)
"""What every set of journeys tries if it can: event, what lay between (of sessions, of the site), event."""
_TELLING = ("refused", "failed", "deleted")
"""Events that a target may remember wrongly."""
_PREPARING = ("take", "remote-login")
"""Events that show nothing by themselves."""


@dataclass(slots=True)
class _Model:
    """What a right target would hold after the actions so far.

    fates: letter -> `there`, `running`, `gone`. ready: letter -> the moves of the remote site at the remote login
        of this session; after an outage nobody knows whether that still holds.
    session: number of sessions opened; open: whether the last one still is.
    moves: how often the remote site went down or up.
    events: what befell the pairings: letter, event, session, moves.
    """

    fates: dict[str, str] = field(default_factory=dict)
    ready: dict[str, int] = field(default_factory=dict)
    session: int = 0
    open: bool = False
    site_is_up: bool = True
    moves: int = 0
    events: list[tuple[str, str, int, int]] = field(default_factory=list)

    def possible(self) -> dict[str, int]:
        """The actions that make sense now, and how often each is to be drawn against the others."""
        if not self.session:
            return {"log-in": 1}
        found: dict[str, int] = {}
        if self.site_is_up and len(self.fates) < MOST_AT_ONCE:
            found[f"take {LETTERS[len(self.fates)]}"] = 2
        if not self.fates:
            return found
        found |= {"log-out": 4, "delete-unknown": 1} if self.open else {"log-in": 8}
        found["list"] = 1
        if "running" not in self.fates.values() and self.moves < MOST_MOVES:
            found |= {"site-down": 4} if self.site_is_up else {"site-up": 8}
        for letter, fate in self.fates.items():
            found |= self._with(letter, fate)
        return found

    def _with(self, letter: str, fate: str) -> dict[str, int]:
        found = {f"delete {letter}": 6, f"look {letter}": 1, f"delete-elsewhere {letter}": 2}
        if fate == "running":
            found = {f"delete {letter}": 3, f"look {letter}": 1, f"poll {letter}": 6}
        elif self.open and self.site_is_up and fate == "there":
            sure = self.ready.get(letter) == self.moves
            found |= {f"begin {letter}": 2} if sure else {f"remote-login {letter}": 16 if letter in self.ready else 8}
        return found

    def may(self, action: str) -> bool:
        """Whether an action of a script makes sense now."""
        return action in self.possible()

    def act(self, action: str) -> None:
        """Bring about what an action does on a right target."""
        verb, _, letter = action.partition(" ")
        match verb:
            case "log-in":
                self.session, self.open = self.session + 1, True
            case "log-out":
                self.open = False
                self.ready.clear()
            case "site-down" | "site-up":
                self.site_is_up = verb == "site-up"
                self.moves += 1
            case "take":
                self.fates[letter] = "there"
            case "remote-login":
                self.ready[letter] = self.moves
        if letter:
            event = self._event(verb, letter)
            self.events.append((letter, event, self.session, self.moves))

    def _event(self, verb: str, letter: str) -> str:
        """What an action is to its pairing; deletions change it."""
        fate = self.fates[letter]
        if verb == "look":
            return f"look {fate}"
        if verb == "delete-elsewhere":
            return f"elsewhere {fate}"
        if verb == "poll":
            self.fates[letter] = "gone"
        if verb not in ("delete", "begin"):
            return verb
        if not self.open:
            return f"after the logout {fate}"
        if fate != "there":
            self.fates[letter] = "gone"
            return f"again {fate}"
        return self._first(verb, letter)

    def _first(self, verb: str, letter: str) -> str:
        if letter not in self.ready:
            return "refused"
        if not self.site_is_up:
            return "failed"
        self.fates[letter] = "running" if verb == "begin" else "gone"
        if self.ready[letter] != self.moves:
            return "deleted perhaps"
        return "deleted" if verb == "delete" else "begun"

    def closing(self) -> list[str]:
        """What brings a journey to where all can be seen."""
        last = [] if self.site_is_up else ["site-up"]
        last += [f"poll {letter}" for letter, fate in self.fates.items() if fate == "running"]
        return [*last, *(f"look {letter}" for letter in self.fates), "list"]

    def marks(self) -> frozenset[Mark]:
        """Which telling event came before which other, and what lay between."""
        return frozenset(
            (
                before,
                "new session" if other != session else "",
                "outage" if moved != moves else "",
                after if letter == of else f"{after}, of another",
            )
            for place, (letter, before, session, moves) in enumerate(self.events)
            if before in _TELLING
            for of, after, other, moved in self.events[place + 1 :]
            if after not in _PREPARING
        )


def script_of(choices: Sequence[int]) -> Script:
    """The script that numbers stand for: each picks among the actions that make sense then."""
    model, script = _Model(), list[str]()
    for choice in choices:
        action = _pick(model.possible(), choice)
        model.act(action)
        script.append(action)
        if len(script) + len(model.closing()) >= LONGEST - 1:
            break
    return (*script, *model.closing())


def _pick(possible: dict[str, int], choice: int) -> str:
    within = choice % sum(possible.values())
    for action, weight in possible.items():
        if within < weight:
            return action
        within -= weight
    raise AssertionError("a choice is less than all weights together")


def makes_sense(script: Script) -> bool:
    """Whether each action is possible where it stands."""
    model = _Model()
    for action in script:
        if not (model.may(action) or action in model.closing()):
            return False
        model.act(action)
    return bool(model.fates)


def closed(actions: Sequence[str]) -> Script:
    """Actions with what brings them to an end; actions that make no sense where they stand are left out."""
    model, script = _Model(), list[str]()
    for action in actions:
        if model.may(action):
            model.act(action)
            script.append(action)
    return (*script, *(each for each in model.closing() if each not in script[-1:]))


def shorter(script: Script, until: int, letter: str) -> Iterator[Script]:
    """Shorter scripts that may fail where one did, the boldest first.

    until: how many actions lead to the failure. letter: the pairing that it is about; empty for none.
    """
    *before, last = script[:until]
    alone = [*(each for each in before if _matters(each, letter)), last]
    if letter:
        alone = [each.replace(f" {letter}", f" {LETTERS[0]}") for each in alone]
    candidates = [alone, [*before, last]]
    for size in (4, 2, 1):
        candidates += [[*before[:place], *before[place + size :], last] for place in range(1, len(before), size)]
    for each in map(closed, candidates):
        if len(each) < len(script) and makes_sense(each):
            yield each


def _matters(action: str, letter: str) -> bool:
    """Whether an action may matter to a pairing: it changes something, and concerns it or all of them."""
    verb, _, other = action.partition(" ")
    return verb not in ("look", "list", "delete-unknown") and (not letter or other in ("", letter))


def pairings_in(script: Script) -> int:
    """How many pairings a script takes."""
    return sum(action.startswith("take ") for action in script)


def marks_in(script: Script) -> frozenset[Mark]:
    """What a script tries, as pairs of events."""
    model = _Model()
    for action in script:
        model.act(action)
    return model.marks()


def scripts(seed: int, *, journeys: int, pairings: int) -> tuple[Script, ...]:
    """Scripts that try most between them, within a number of pairings; the same for the same seed."""
    from hypothesis import strategies as st  # noqa: PLC0415 - 0.2 s, seldom used

    random = Random(f"{seed} journeys")  # noqa: S311 - repeatable, not secret
    choices = st.lists(st.integers(0, 2**16 - 1), min_size=_CHOICES, max_size=_CHOICES)
    with away():
        drawn = [script_of(each) for each in islice(draws(choices, random), DRAWN)]
    sound = [each for each in drawn if len(each) >= SHORTEST and pairings_in(each)]
    chosen, tried = list[Script](), set[Mark]()
    while sound and len(chosen) < journeys:
        spare = pairings - sum(map(pairings_in, chosen)) - (journeys - len(chosen) - 1)
        affordable = [each for each in sound if pairings_in(each) <= spare]
        if not affordable:
            break
        best = max(affordable, key=lambda each: _worth(marks_in(each), tried))
        chosen.append(best)
        tried |= marks_in(best)
    return tuple(chosen)


def _worth(marks: frozenset[Mark], tried: set[Mark]) -> int:
    """How much a script adds to what others try."""
    return 50 * len((marks & ESSENTIAL) - tried) + sum(
        1 if after.endswith("another") else 3 for *_, after in marks - tried
    )
