"""What usually breaks a requirement, what mends it, and an answer of each kind: what `explain` and the docs tell.

The examples are judged by a test, so that each really holds or breaks what it stands beside.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from conformance.catalogue.advice.answers import ANSWERS
from conformance.catalogue.advice.effects import EFFECTS
from conformance.catalogue.advice.tasks import TASKS
from conformance.catalogue.advice.words import Advice

__all__ = ["ADVICE", "Advice", "advice_for"]

ADVICE = (*TASKS, *EFFECTS, *ANSWERS)
"""In the order in which patterns are tried."""


def advice_for(requirement: str) -> Advice | None:
    """The advice on a requirement; None for one that another document makes and nobody here has met."""
    return next((each for each in ADVICE if fnmatchcase(requirement, each.ids)), None)
