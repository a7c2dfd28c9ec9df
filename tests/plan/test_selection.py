from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.model.errors import UserError
from conformance.model.terms import Depth
from conformance.plan.selection import lacking_for, plan
from conformance.plan.stages import probes
from conformance.profile.settings import Account, Claim, HttpAction, Lever, Options, Pairings, Profile, Secret, Target

CATALOGUE = requirements(load("2.0.0"))
ACCOUNT = Account("a", Secret("b"))
LEVER = Lever(HttpAction("POST", "http://lab"))
FULL = Profile(
    Target("http://h"),
    {"admin": ACCOUNT, "viewer": ACCOUNT, "remote": ACCOUNT},
    Pairings(("x",)),
    {"remote_site_down": LEVER, "expire_sessions": LEVER},
    Claim(hazards=True),
)


def chosen(**options):
    return plan(CATALOGUE, replace(FULL, options=Options(**options)))


def names(planned):
    return {probe.name for probe in planned.probes}


def test_a_deep_run_of_a_full_profile_runs_every_probe():
    planned = chosen(depth=Depth.DEEP)

    assert names(planned) == set(probes())
    assert (planned.skipped, planned.blocked) == ({}, {})


def test_each_depth_includes_the_one_before():
    quick, standard, deep = (names(chosen(depth=each)) for each in Depth)

    assert quick < standard < deep


def test_only_one_area_runs_only_its_probes():
    planned = chosen(only=("permission",))

    assert names(planned) == {"no-privilege"}
    assert planned.narrowing[0] == "only permission"
    assert "status.deletion-is-accepted" in planned.skipped


def test_what_is_skipped_is_not_sent_where_nothing_else_needs_it():
    planned = chosen(skip=("robustness", "effect.odd-requests-deletes-nothing", "errors"))

    assert "odd-requests" not in names(planned)
    assert planned.skipped["robustness.no-server-error"] == "left out by --skip"


def test_an_area_left_out_of_the_claim_is_not_sent():
    planned = plan(CATALOGUE, replace(FULL, claim=Claim(without=("concurrency", "effect", "lifecycle", "schema"))))

    assert "one-session-race" not in names(planned)
    assert planned.skipped["lifecycle.task-ends"] == "the claim leaves out the area lifecycle"


@pytest.mark.parametrize("number", range(1, 6))
def test_a_shard_leaves_to_another_what_that_one_can_show_and_it_cannot(number):
    no_lever = replace(FULL, levers={}, options=Options(depth=Depth.STANDARD, shard=(number, 5)))
    planned = plan(CATALOGUE, no_lever)
    able = {each.id for each in CATALOGUE if not lacking_for(each, no_lever.missing())}

    for each in CATALOGUE:
        if each.id in able - set(planned.skipped) and not each.not_applicable:
            assert names(planned) & set(each.over), each.id


def test_shards_share_the_probes_and_leave_no_requirement_out():
    shards = [chosen(depth=Depth.DEEP, shard=(number, 3)) for number in (1, 2, 3)]

    assert set.union(*map(names, shards)) == set(probes())
    assert sum(len(names(each)) for each in shards) == len(probes())
    judged = [{each.id for each in CATALOGUE} - set(shard.skipped) for shard in shards]
    assert set.union(*judged) == {each.id for each in CATALOGUE}


def test_what_the_profile_lacks_blocks_a_probe_and_is_named():
    planned = plan(CATALOGUE, replace(FULL, accounts={"admin": ACCOUNT, "remote": ACCOUNT}))

    assert planned.blocked == {"no-privilege": ("the profile has no `[accounts.viewer]`",)}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"only": ("permision",)}, "permission"),
        ({"skip": ("schema.task-idd",)}, "schema.task-id"),
        ({"only": ("permission",), "skip": ("permission",)}, "requirements"),
        ({"only": ("concurrency.two-sessions-one-success",), "depth": Depth.QUICK}, "requirements"),
    ],
)
def test_a_selection_that_judges_nothing_is_refused(options, said):
    with pytest.raises(UserError) as error:
        chosen(**options)

    assert said in error.value.hint


def test_a_plan_foretells_requests_and_pairings():
    planned = chosen()

    assert 500 < planned.requests < 1500
    assert planned.pairings == 8
