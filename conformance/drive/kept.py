"""How much of the responses of a run is kept: equal ones once, and all together no more than memory and disk bear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.model.bounds import KIB, LARGE, MIB, MOST_DISTINCT, MOST_RECORDED

if TYPE_CHECKING:
    from conformance.model.http import Response


class Kept:
    """Counts what the responses of a run take."""

    def __init__(self) -> None:
        self._bodies: dict[bytes, bytes] = {}
        self._distinct = 0
        self._recorded = 0

    def within(self, response: Response) -> Response | None:
        """The response, its body shared with equal ones; None when there is no room left for it."""
        size = len(response.body) + sum(len(name) + len(value) for name, value in response.headers)
        if size < LARGE:
            return response
        known = response.body in self._bodies
        fresh = size - len(response.body) if known else size
        if self._distinct + fresh > MOST_DISTINCT or self._recorded + size > MOST_RECORDED:
            return None
        self._distinct += fresh
        self._recorded += size
        return replace(response, body=self._bodies.setdefault(response.body, response.body))


NO_ROOM = (
    f"a response of more than {LARGE // KIB} KiB, after the large ones of this run had come to "
    f"{MOST_DISTINCT // MIB} MiB that differ or {MOST_RECORDED // MIB} MiB in all"
)
"""Why a response is not kept."""
