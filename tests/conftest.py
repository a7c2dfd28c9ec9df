from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("calm", deadline=None)  # how long an example takes says nothing on a busy machine
settings.load_profile("calm")


@pytest.fixture(autouse=True)
def _as_wide_as_a_pipe(monkeypatch):
    """What runs the tests side by side tells its workers how wide a terminal is; there is none."""
    monkeypatch.delenv("COLUMNS", raising=False)
