from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _as_wide_as_a_pipe(monkeypatch):
    """What runs the tests side by side tells its workers how wide a terminal is; there is none."""
    monkeypatch.delenv("COLUMNS", raising=False)
