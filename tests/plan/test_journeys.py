"""Journeys drawn and played: possible where they stand, the same for the same seed, telling between them."""

from __future__ import annotations

from functools import cache

import pytest

from conformance.catalogue.travel import Rule
from conformance.evidence import read_events
from conformance.model.events import Observed
from conformance.model.observations import Journey
from conformance.model.terms import Outcome, RunVerdict
from conformance.plan.journeys import (
    ESSENTIAL,
    LONGEST,
    SHORTEST,
    closed,
    makes_sense,
    marks_in,
    pairings_in,
    scripts,
    shorter,
)
from conformance.plan.probes.journeys import EXTRA, JOURNEYS, PAIRINGS
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.run import judge_evidence, judge_target

SEEDS = range(4)


@cache
def drawn(seed):
    return scripts(seed, journeys=JOURNEYS, pairings=PAIRINGS)


def judged(folder, **server):
    with start(**server) as running:
        options = {"seed": 1, "out": str(folder / "run"), "depth": "deep", "only": tuple(Rule)}
        return judge_target(loads(running.profile(), environ={}, overrides=options))


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    return judged(tmp_path_factory.mktemp("right"))


def test_the_same_seed_draws_the_same():
    assert scripts(3, journeys=JOURNEYS, pairings=PAIRINGS) == drawn(3)


def test_another_seed_draws_others():
    assert len({drawn(seed) for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_script_is_possible_and_within_its_bounds(seed):
    assert len(drawn(seed)) == JOURNEYS
    assert sum(map(pairings_in, drawn(seed))) <= PAIRINGS
    for script in drawn(seed):
        assert makes_sense(script)
        assert SHORTEST <= len(script) <= LONGEST


@pytest.mark.parametrize("seed", SEEDS)
def test_between_them_scripts_try_what_is_essential(seed):
    tried = {mark for script in drawn(seed) for mark in marks_in(script)}

    assert tried >= ESSENTIAL


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_shorter_is_possible_too(seed):
    for script in drawn(seed):
        for found in shorter(script, len(script) - 1, "a"):
            assert makes_sense(found)
            assert len(found) < len(script)


def test_a_script_ends_with_the_site_up_and_a_look_at_all():
    actions = ("log-in", "take a", "remote-login a", "begin a", "poll b", "site-up", "take b")

    assert closed(actions) == (*actions[:4], "take b", "poll a", "look a", "look b", "list")


def test_what_is_impossible_makes_no_sense():
    assert not makes_sense(("log-in", "delete a"))
    assert not makes_sense(("log-in", "take a", "site-up"))
    assert not makes_sense(("log-in",))


def test_the_right_server_passes_and_no_more_pairings_are_used_than_said(right):
    mine = {each.id: each.verdict.outcome for each in right.requirements if each.id in set(Rule)}

    assert right.verdict is RunVerdict.CONFORMANT
    assert mine == dict.fromkeys(Rule, Outcome.PASS)
    assert len(right.pairings) <= PAIRINGS


def test_recorded_journeys_are_judged_the_same(right):
    again = judge_evidence(right.out / "evidence.jsonl")

    assert [each.verdict for each in again.requirements] == [each.verdict for each in right.requirements]


def test_what_was_played_is_what_was_drawn(right):
    seen = [each.observation for each in read_events(right.out / "evidence.jsonl") if isinstance(each, Observed)]

    assert tuple(each.script for each in seen if isinstance(each, Journey)) == drawn(1)


@pytest.mark.parametrize("variant", ["few-sessions", "another-client-at-work"])
def test_on_a_right_server_in_odd_clothes_every_rule_is_judged_and_held(tmp_path, variant):
    result = judged(tmp_path, variant=variant)

    assert {each.id: each.verdict.outcome for each in result.requirements if each.mandatory} == dict.fromkeys(
        Rule, Outcome.PASS
    )


@pytest.mark.parametrize("variant", ["counted-sessions", "logins-lost-with-the-site", "second-deletion-is-a-conflict"])
def test_a_right_server_in_odd_clothes_passes(tmp_path, variant):
    assert judged(tmp_path, variant=variant).verdict is RunVerdict.CONFORMANT


def test_a_failing_journey_is_told_at_its_shortest(tmp_path):
    result = judged(tmp_path, fault="refused-sessions-live-on")
    [broken] = result.having(Outcome.FAIL)

    assert broken.id == Rule.SESSION
    assert broken.verdict.message.startswith(
        "Expected 401 after the logout; got 400, at the end of this journey: log-in"
    )
    assert broken.verdict.message.count(";") <= 6
    assert len(result.pairings) <= PAIRINGS + EXTRA
