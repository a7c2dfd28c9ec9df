"""What it means that a requirement had one outcome before and has another now: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from conformance.model.terms import Outcome


class Turn(StrEnum):
    """What became of a requirement."""

    SAME = "same"
    BROKEN = "broken"  # a breach that was not there, or was not known
    BLIND = "blind"  # judged before, and no longer: nobody can say whether it holds
    MENDED = "mended"  # broken before, and it holds now
    SEEN = "seen"  # holds, and could not be judged before
    OTHER = "other"  # neither better nor worse

    @property
    def worse(self) -> bool:
        """Whether it makes `diff` end with 1."""
        return self in (Turn.BROKEN, Turn.BLIND)


ABSENT = "absent"
"""In place of an outcome: the report does not have the requirement."""

_COLUMNS = (*Outcome, ABSENT)
_ROWS: Mapping[str, str] = {
    # from            to: pass   fail   warn   n-test inconc n-appl waived absent
    Outcome.PASS: "           same   BROKEN BROKEN BLIND  BLIND  other  BROKEN BLIND",
    Outcome.FAIL: "           mended same   other  BLIND  BLIND  other  other  BLIND",
    Outcome.WARN: "           mended BROKEN same   BLIND  BLIND  other  other  BLIND",
    Outcome.NOT_TESTED: "     seen   BROKEN BROKEN same   other  other  other  other",
    Outcome.INCONCLUSIVE: "   seen   BROKEN BROKEN other  same   other  other  other",
    Outcome.NOT_APPLICABLE: " seen   BROKEN BROKEN other  other  same   other  other",
    Outcome.WAIVED: "         mended BROKEN BROKEN BLIND  BLIND  other  same   BLIND",
    ABSENT: "                 seen   BROKEN BROKEN other  other  other  other  same",
}
"""Capitals are worse. Three principles, by which to settle a doubt:

- A breach that was not there, or not known, is worse, and so is one that no waiver covers any more.
- Whatever was judged and no longer is, is worse: a failure that is out of sight is not mended.
- What the document no longer asks for, and what is knowingly waived, is another thing, and not a worse one; but a
  waiver over what passed before covers a new breach.
"""

_TURNS: Mapping[tuple[str, str], Turn] = {
    (before, now): Turn(turn.lower())
    for before, turns in _ROWS.items()
    for now, turn in zip(_COLUMNS, turns.split(), strict=True)
}


def turn(before: Outcome | None, now: Outcome | None) -> Turn:
    """What became of a requirement; None for one that a report does not have."""
    return _TURNS[before or ABSENT, now or ABSENT]
