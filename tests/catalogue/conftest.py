"""Judging one observation by one requirement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.terms import Finding, Unjudged


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract(load("2.0.0"))


@pytest.fixture(scope="session")
def says(contract: Contract) -> Callable[[str, Any], str]:
    """`pass`, `finding`, `unjudged`, or `passed over` for what a requirement says of an observation."""
    known = {each.id: each for each in requirements(contract.document)}

    def say(requirement: str, seen: Any) -> str:
        judge = known[requirement]
        if not isinstance(seen, judge.of) or not judge.where(seen):
            return "passed over"
        said = list(judge.judge(seen, contract))
        if any(isinstance(each, Finding) for each in said):
            return "finding"
        return "unjudged" if any(isinstance(each, Unjudged) for each in said) else "pass"

    return say
