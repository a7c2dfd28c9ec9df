"""Judging one observation by one requirement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from telling import Tells, saying, telling

from conformance.catalogue.contract import Contract
from conformance.document.load import load


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract(load("2.0.0"))


@pytest.fixture(scope="session")
def tells(contract: Contract) -> Tells:
    return telling(contract)


@pytest.fixture(scope="session")
def says(tells: Tells) -> Callable[[str, Any], str]:
    return saying(tells)
