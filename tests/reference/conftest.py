"""A right server, its clock in our hands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from over_http import Client
from stage import Clock

from conformance.reference.serve import start


@pytest.fixture
def clock() -> Clock:
    """The time of the server."""
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Iterator[Client]:
    """A client of a right server."""
    with start(clock=clock) as server:
        yield Client(server)
