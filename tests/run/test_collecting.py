"""While a recording is judged cyclic garbage is looked for seldom; afterwards as before, however it ended."""

from __future__ import annotations

import gc

import pytest

from conformance.run.collecting import SELDOM, seldom_collected


@pytest.fixture
def thresholds():
    before = gc.get_threshold()
    gc.set_threshold(500, 7, 9)
    yield (500, 7, 9)
    gc.set_threshold(*before)


def test_garbage_is_looked_for_seldom_meanwhile(thresholds):
    with seldom_collected():
        meanwhile = gc.get_threshold()

    assert meanwhile == (SELDOM, *thresholds[1:])


def test_afterwards_it_is_looked_for_as_before_though_it_failed(thresholds):
    with pytest.raises(ValueError, match="of the block"), seldom_collected():
        raise ValueError("of the block")

    assert gc.get_threshold() == thresholds
