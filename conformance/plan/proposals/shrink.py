"""The smallest request that still fails, found by Hypothesis from one that does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.plan.proposals.engine import Enough, away, shrunk
from conformance.plan.proposals.pieces import Pieces
from conformance.plan.proposals.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from conformance.plan.proposals.proposal import Proposal


class BudgetSpent(Exception):  # noqa: N818 - it is no error: the best so far stands
    """No more requests may be sent."""


@dataclass(slots=True)
class _Search:
    """What is known of which request fails.

    budget: how many more may be asked. verdicts: by what goes over the wire, so that nothing is asked twice.
    """

    fails: Callable[[Proposal], bool]
    sieve: Sieve
    best: Proposal
    budget: int
    verdicts: dict[object, bool] = field(default_factory=dict)

    def still_fails(self, proposal: Proposal) -> bool:
        """Whether a proposal is known to fail, or fails now; False for one that may not be sent.

        Raises Enough when the budget is spent.
        """
        known = self.verdicts.get(proposal.wire)
        if known is not None:
            return known
        if not self.sieve.passes(proposal):
            return False
        if self.budget <= 0:
            raise Enough
        self.budget -= 1
        try:
            failed = self.fails(proposal)
        except BudgetSpent as spent:
            self.budget = 0
            raise Enough from spent
        self.verdicts[proposal.wire] = failed
        if failed and proposal.size <= self.best.size:
            self.best = proposal
        return failed


def shrink(
    start: Proposal, *, fails: Callable[[Proposal], bool], seed: int, budget: int, live: Collection[str] = ()
) -> Proposal:
    """The smallest failing proposal found, `start` itself if nothing smaller fails.

    start: fails already, and is not asked again. fails: sends a request; asked at most `budget`
    times, each request once; it may raise BudgetSpent to end the search. live: ids of pairings,
    which nothing proposed on the way names. A start that is no hazard is not shrunk to one.
    The same for the same arguments and answers.
    """
    search = _Search(fails, Sieve(live, hazards=start.hazard), start, budget, {start.wire: True})
    with away():
        while search.budget > 0:
            before = search.best
            pieces = Pieces.of(before)
            shrunk(pieces.strategy(), pieces.build, is_start=before, fails=search.still_fails, seed=seed)
            if search.best == before:
                break
    return search.best
