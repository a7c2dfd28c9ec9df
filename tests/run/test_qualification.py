"""What counts as caught, as exact and as a false alarm when the judge is judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.model.terms import Level, RunVerdict
from conformance.run.qualify import Case, Judgement, recall

NONE = frozenset()
FAULT = Case("f", "fault", "Is wrong.", frozenset({"effect.a"}))
CAUGHT = Judgement(FAULT, 1, RunVerdict.NON_CONFORMANT, frozenset({"effect.a"}), NONE, NONE, 1, 1, 1.0)
RIGHT = Judgement(Case("v", "variant", "Is right."), 1, RunVerdict.CONFORMANT, NONE, NONE, NONE, 1, 1, 1.0)


@pytest.mark.parametrize(
    ("judgement", "caught", "exact"),
    [
        (CAUGHT, True, True),
        (replace(CAUGHT, failed=NONE), False, False),
        (replace(CAUGHT, failed=NONE, warned=frozenset({"effect.a"})), False, True),  # a MUST that only warns
        (replace(CAUGHT, failed=frozenset({"effect.b"})), False, False),  # the wrong one is blamed
        (replace(CAUGHT, failed=frozenset({"effect.a", "effect.b"})), True, False),
        (
            replace(CAUGHT, case=replace(FAULT, level=Level.SHOULD), failed=NONE, warned=frozenset({"effect.a"})),
            True,
            True,
        ),
    ],
)
def test_a_fault_is_caught_by_the_requirement_that_it_breaks(judgement, caught, exact):
    assert (judgement.caught, judgement.exact) == (caught, exact)


@pytest.mark.parametrize("verdict", [RunVerdict.NON_CONFORMANT, RunVerdict.INCOMPLETE, None])
def test_a_right_server_that_is_not_conformant_is_a_false_alarm(verdict):
    assert replace(RIGHT, verdict=verdict).false_alarm
    assert not RIGHT.false_alarm


def test_a_warning_is_a_false_alarm_where_a_right_server_need_not_heed_it():
    warned = replace(RIGHT, warned=frozenset({"errors.say-something"}))
    may_be = replace(warned, case=replace(RIGHT.case, warns=warned.warned))

    assert (warned.false_alarm, may_be.false_alarm) == (True, False)


def test_recall_counts_wrong_servers_by_area_level_and_rarity():
    missed = replace(CAUGHT, failed=NONE)
    [row] = recall([CAUGHT, missed, RIGHT])

    assert (row.area, row.level, row.rare, row.runs, row.caught, row.exact) == ("effect", "must", False, 2, 1, 1)
