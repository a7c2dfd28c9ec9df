"""A source of choices for Hypothesis that always takes the greatest: where shrinking begins."""

from __future__ import annotations

from typing import Any

from hypothesis.internal.conjecture.providers import PrimitiveProvider


class GreatestProvider(PrimitiveProvider):
    """Draws whole numbers, each as great as it may be; a strategy of anything else is not for it."""

    lifetime = "test_case"

    def draw_integer(self, min_value: int | None = None, max_value: int | None = None, **_: Any) -> int:
        """The greatest value allowed. Raises ValueError where there is none."""
        if max_value is None:
            raise ValueError(f"there is no greatest whole number from {min_value} on")
        return max_value

    def draw_boolean(self, p: float = 0.5) -> bool:
        """True, where that can be."""
        return p > 0

    def draw_float(self, **_: Any) -> float:
        """Not drawn here."""
        raise NotImplementedError

    def draw_string(self, *_: Any, **__: Any) -> str:
        """Not drawn here."""
        raise NotImplementedError

    def draw_bytes(self, *_: Any, **__: Any) -> bytes:
        """Not drawn here."""
        raise NotImplementedError
