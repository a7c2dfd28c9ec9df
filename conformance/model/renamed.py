"""Requirements that were renamed: an id is a promise, so an old one goes on meaning what it meant.

Whoever reads an id that was written before (a report, evidence, a waiver, a command line) reads it through `today`.
"""

from __future__ import annotations

RENAMED: dict[str, str] = {}
"""Old id -> the one of today. Nothing is ever taken out, and no old id is given to another requirement."""


def today(name: str) -> str:
    """The id that a requirement has today; the same for one that was never renamed."""
    return RENAMED.get(name, name)


def ever(name: str) -> tuple[str, ...]:
    """Every id that a requirement has or had, that of today first."""
    return (name, *(old for old, now in RENAMED.items() if now == name))
