"""A waiver: a broken requirement that somebody answers for, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Waiver:
    """One requirement that may be broken. until: the last day on which it holds, in UTC."""

    id: str
    reason: str
    until: date
    owner: str = ""
    link: str = ""

    def holds_at(self, moment: float) -> bool:
        """Whether it is in force. moment: seconds since the epoch."""
        return datetime.fromtimestamp(moment, UTC).date() <= self.until
