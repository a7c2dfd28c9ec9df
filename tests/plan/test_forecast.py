"""What a run will cost is told before it is begun."""

from __future__ import annotations

import pytest

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.model.terms import Level
from conformance.plan.forecast import given_up, in_words, left_without, pairings_needed, seconds_needed
from conformance.plan.selection import is_mandatory, plan, untested
from conformance.profile.settings import Account, Limits, Pairings, Profile, Secret, Target

CATALOGUE = requirements(load("2.0.0"))
ACCOUNT = Account("a", Secret("b"))
PROFILE = Profile(Target("http://h"), {"admin": ACCOUNT, "remote": ACCOUNT}, Pairings(("x", "y"), keep=("y",)))
PLAN = plan(CATALOGUE, PROFILE)


def test_the_shared_pairing_is_wanted_first_and_then_one_for_each_that_is_used_up():
    first, *others = pairings_needed(PLAN)

    assert [each.name for each in first.probes][-1] == "deletion"
    assert [each.probes[0].name for each in others] == ["one-session-race", "two-session-race"] + [
        "distinct-deletions"
    ] * 4
    assert len(pairings_needed(PLAN)) == PLAN.pairings


def test_who_comes_last_goes_without():
    assert [each.name for each in left_without(PLAN, 4)] == ["distinct-deletions"]
    assert left_without(PLAN, PLAN.pairings) == ()


def test_deletions_side_by_side_do_with_fewer():
    assert PLAN.pairings == 7
    assert left_without(PLAN, 5) == ()


def test_what_is_to_be_kept_is_not_given_up():
    assert given_up(PROFILE.pairings) == ("x",)


def test_the_slower_of_cap_and_target_decides():
    assert seconds_needed(100, Limits(requests_per_minute=50), each=0.1) == 120
    assert seconds_needed(100, Limits(), each=0.1) == 10
    assert seconds_needed(100, Limits()) == 0


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (99, "99 s"), (120, "2 min"), (7500, "2 h 5 min")])
def test_a_span_of_time_is_said_as_people_say_it(seconds, said):
    assert in_words(seconds) == said


def test_what_nobody_can_judge_is_told_with_what_is_missing():
    told = untested(CATALOGUE, PLAN)

    assert told["permission.no-privilege"] == ("the profile has no `[accounts.viewer]`",)
    assert "status.deletion-is-accepted" not in told


def test_what_does_not_work_counts_as_missing():
    chosen = plan(CATALOGUE, PROFILE, broken={"remote": "the password is wrong"})

    assert chosen.blocked["deletion"] == ("the password is wrong",)


def test_the_claim_needs_no_hazards_that_were_not_allowed():
    hazardous = [each for each in CATALOGUE if each.hazards and each.level is Level.MUST]

    assert hazardous
    assert [each.id for each in hazardous if is_mandatory(each, (), hazards=False)] == []
    assert [each for each in hazardous if is_mandatory(each, (), hazards=True)] == hazardous
