"""A requirement: one obligation, its clause, and the pure function that judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conformance.catalogue.contract import Contract
from conformance.model.terms import Area, Clause, Depth, Finding, Level, Unjudged

Judgement = Iterator[Finding | Unjudged]
Judge = Callable[[Any, Contract], Judgement]
Cites = Callable[[Contract], Clause]

NOTHING_CAME_UP = "nothing came up that it could be judged on"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a conformant target does, in one sentence, and how it is judged.

    id: area and name; a promise to users, never renumbered.
    title: the obligation in the present tense, so that both PASS and FAIL read well.
    reason: why this level, where the text alone does not tell.
    over: names of the probes that are run for it; what others saw of its kind it judges too.
    of: types of observation it looks at.
    where: which of those; the others are passed over in silence.
    judge: yields a Finding for each breach, Unjudged where this evidence allows no judgement,
        and nothing where the obligation was kept.
    hazards: can only be judged with requests that a broken target might take for another pairing.
    not_applicable: why the document in force does not ask for it; empty where it does.
    unseen: why a run that went as planned may still have nothing to judge it on.
    needs: what the profile has to provide for it (Profile.missing), beside what its probes need.
    """

    id: str
    title: str
    level: Level
    area: Area
    clause: Clause
    over: tuple[str, ...]
    of: tuple[type, ...]
    judge: Judge
    where: Callable[[Any], bool] = lambda _: True
    reason: str = ""
    depth: Depth = Depth.QUICK
    hazards: bool = False
    not_applicable: str = ""
    unseen: str = NOTHING_CAME_UP
    needs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Family:
    """The requirements of one area, in the order of their reading."""

    area: Area
    _made: list[Callable[[Contract], tuple[Requirement, ...]]] = field(default_factory=list)

    def must(self, cites: Cites, **rest: Any) -> Callable[[Judge], Judge]:
        """Declare what the text forces; id and title come from the judge's name and docstring."""
        return self._declare(Level.MUST, cites, rest)

    def should(self, cites: Cites, *, reason: str, **rest: Any) -> Callable[[Judge], Judge]:
        """Declare what the text suggests; the reason says why it is no MUST."""
        return self._declare(Level.SHOULD, cites, {"reason": reason, **rest})

    def _declare(self, level: Level, cites: Cites, rest: dict[str, Any]) -> Callable[[Judge], Judge]:
        def declare(judge: Judge) -> Judge:
            title = (judge.__doc__ or "").strip().splitlines()[0]
            name = f"{self.area}.{judge.__name__.replace('_', '-')}"
            self._made.append(
                lambda contract: (Requirement(name, title, level, self.area, cites(contract), judge=judge, **rest),)
            )
            return judge

        return declare

    def rule(self, make: Callable[[Contract], Iterator[Requirement]]) -> Callable[[Contract], Iterator[Requirement]]:
        """Declare a rule: one function that makes requirements from the document or a table."""
        self._made.append(lambda contract: tuple(make(contract)))
        return make

    def requirements(self, contract: Contract) -> tuple[Requirement, ...]:
        """All requirements of this family for a contract."""
        return tuple(each for made in self._made for each in made(contract))
