"""Exchanges that observations refer to by number: those asked for last in memory, the others to be had again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from conformance.model.bounds import MIB
from conformance.model.http import Exchange

KEPT = 8 * MIB
"""Bytes, as they are written, of the exchanges that are kept in memory."""


class Recall:
    """Gives exchanges by their number. again: gets one that is no longer in memory, and says how many bytes it is.

    again raises LookupError for a number that stands for none.
    """

    def __init__(self, again: Callable[[int], tuple[Exchange, int]]) -> None:
        self._again = again
        self._kept: OrderedDict[int, tuple[Exchange, int]] = OrderedDict()
        self._size = 0

    def keep(self, exchange: Exchange, size: int) -> None:
        """Keep an exchange that will be asked for. size: in bytes, as it is written."""
        _, before = self._kept.pop(exchange.number, (exchange, 0))
        self._kept[exchange.number] = exchange, size
        self._size += size - before
        while self._size > KEPT and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone

    def find(self, number: int) -> Exchange:
        """The exchange of a number. Raises LookupError where there is none."""
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number][0]
        exchange, size = self._again(number)
        self.keep(exchange, size)
        return exchange
