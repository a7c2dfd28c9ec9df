"""Hypothesis, used quietly: no folder in the working directory, no database, every draw from a seed of ours."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from hypothesis.strategies import SearchStrategy

_Drawn = TypeVar("_Drawn")
_Built = TypeVar("_Built")
_OCTETS = 1024
"""Bytes of randomness for one draw; a draw that asks for more is given up."""
_UNTIL_START = 10
"""Draws in which the start has to come up; Hypothesis tries the smallest draw before it asks its backend."""
_BACKEND = "srm-conformance-greatest"
_home = RLock()


@contextmanager
def away() -> Iterator[None]:
    """Let Hypothesis keep its tables in a folder that goes away, not under the working directory.

    The folder is one for the process: a second thread waits for its turn.
    """
    from hypothesis.configuration import set_hypothesis_home_dir, storage_directory  # noqa: PLC0415 - 0.2 s, seldom used

    with _home, TemporaryDirectory(prefix="srm-conformance-", ignore_cleanup_errors=True) as folder:
        before = storage_directory(intent_to_write=False).home_directory
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(before)


def draws(strategy: SearchStrategy[_Drawn], random: Random) -> Iterator[_Drawn]:
    """Draw from a strategy for ever; some draws come to nothing and are left out. Run it within `away`.

    A generated test would mix in constants that Hypothesis finds in whatever modules happen to be
    loaded, so the same seed would not always draw the same. Driven by bytes it does not.
    """
    from hypothesis import given, settings  # noqa: PLC0415 - 0.2 s, seldom used

    drawn = list[_Drawn]()

    @settings(database=None)
    @given(strategy)
    def note(value: _Drawn) -> None:
        drawn.append(value)

    run = cast("Any", note).hypothesis.fuzz_one_input
    while True:
        run(random.randbytes(_OCTETS))
        yield from drawn
        drawn.clear()


def shrunk(
    strategy: SearchStrategy[_Drawn],
    build: Callable[[_Drawn], _Built],
    *,
    is_start: _Built,
    fails: Callable[[_Built], bool],
    seed: int,
) -> None:
    """Let Hypothesis minimise from the greatest draw of a strategy, which has to build `is_start`.

    fails: told of each value tried; it keeps the best, and may raise Enough. Run it within `away`.
    """
    from hypothesis import HealthCheck, Phase, Verbosity, given, settings  # noqa: PLC0415 - 0.2 s, seldom used
    from hypothesis import seed as seeded  # noqa: PLC0415 - likewise

    begun = False

    @seeded(seed)
    @settings(
        backend=_greatest(),
        database=None,
        deadline=None,
        derandomize=False,
        max_examples=_UNTIL_START,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=tuple(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(strategy)
    def holds(drawn: _Drawn) -> None:
        nonlocal begun
        value = build(drawn)
        begun = begun or value == is_start
        if begun and fails(value):
            raise _FailsError

    with suppress(_FailsError, Enough):
        holds()


class Enough(BaseException):
    """Nothing more is to be tried; no Exception, because Hypothesis would take that for a failure of the test."""


class _FailsError(Exception):
    """What Hypothesis makes smaller."""


def _greatest() -> str:
    """The name of a backend of Hypothesis that begins with the greatest value of each draw."""
    from hypothesis.internal.conjecture.providers import (  # noqa: PLC0415 - likewise
        AVAILABLE_PROVIDERS,
    )

    AVAILABLE_PROVIDERS[_BACKEND] = f"{__package__}.greatest.GreatestProvider"
    return _BACKEND
