"""The one door through which generated data comes in: hostile and merely unusual requests that name no pairing.

Curated ideas come first, because rare triggers need spread; then Hypothesis and schemathesis
combine and draw. Both are imported inside functions: most commands of the tool never need them.
"""

from __future__ import annotations

from conformance.plan.proposals.draw import propose
from conformance.plan.proposals.proposal import SESSION, Proposal
from conformance.plan.proposals.shrink import BudgetSpent, shrink

__all__ = ["SESSION", "BudgetSpent", "Proposal", "propose", "shrink"]
