from __future__ import annotations

from pathlib import Path

import pytest
from profiles import BASE_URL, problems, problems_of, read

from conformance.model.terms import Depth
from conformance.profile.load import loads
from conformance.profile.options import OPTIONS
from conformance.profile.settings import Options

RUN = """
[run]
depth = "quick"
seed = 1
only = ["status", "schema.task-id"]
skip = ["http"]
report = ["json=a.json", "junit=b.xml"]
out = "o"
attest = "k.pem"
waivers = "w.toml"
fail_on = "should"
shard = "1/3"
progress = false
quiet = true
"""
ENVIRON = {
    "SRM_CONFORMANCE_DEPTH": "deep",
    "SRM_CONFORMANCE_SEED": "2",
    "SRM_CONFORMANCE_ONLY": "http, effect",
    "SRM_CONFORMANCE_SKIP": "status",
    "SRM_CONFORMANCE_REPORT": "html=c.html",
    "SRM_CONFORMANCE_OUT": "p",
    "SRM_CONFORMANCE_ATTEST": "l.pem",
    "SRM_CONFORMANCE_WAIVERS": "v.toml",
    "SRM_CONFORMANCE_FAIL_ON": "must",
    "SRM_CONFORMANCE_SHARD": "2/3",
    "SRM_CONFORMANCE_NO_PROGRESS": "0",
    "SRM_CONFORMANCE_QUIET": "false",
    "SRM_CONFORMANCE_MAX_REQUESTS": "7",
    "SRM_CONFORMANCE_CONCURRENCY": "3",
    "SRM_CONFORMANCE_SPEC": "own.yaml",
}


def test_every_option_has_its_key_in_the_profile():
    assert (
        Options(
            depth=Depth.QUICK,
            seed=1,
            only=("status", "schema.task-id"),
            skip=("http",),
            report=(("json", "a.json"), ("junit", "b.xml")),
            out=Path("o"),
            attest=Path("k.pem"),
            waivers=Path("w.toml"),
            fail_on="should",
            shard=(1, 3),
            progress=False,
            quiet=True,
        )
        == read(RUN).options
    )


def test_the_environment_wins_over_the_profile():
    profile = read(RUN + "[limits]\nmax_requests = 100\nconcurrency = 1", ENVIRON)

    assert (
        Options(
            depth=Depth.DEEP,
            seed=2,
            only=("http", "effect"),
            skip=("status",),
            report=(("html", "c.html"),),
            out=Path("p"),
            attest=Path("l.pem"),
            waivers=Path("v.toml"),
            fail_on="must",
            shard=(2, 3),
            progress=True,
            quiet=False,
        )
        == profile.options
    )
    assert (profile.limits.max_requests, profile.limits.concurrency, profile.target.spec) == (7, 3, "own.yaml")


def test_the_command_line_wins_over_the_environment():
    profile = read(
        RUN,
        ENVIRON,
        depth="standard",
        seed="3",
        only=["a,b", "c"],
        report=["json=with,comma.json"],
        shard="3/3",
        max_requests="9",
        progress=False,
        base_url="http://other.example/",
    )
    options = profile.options

    assert (
        options.depth,
        options.seed,
        options.only,
        options.report,
        options.shard,
        options.progress,
    ) == (Depth.STANDARD, 3, ("a", "b", "c"), (("json", "with,comma.json"),), (3, 3), False)
    assert (profile.limits.max_requests, profile.target.base_url) == (9, "http://other.example")


def test_the_base_url_may_come_from_the_environment_alone():
    profile = loads("", environ={"SRM_CONFORMANCE_BASE_URL": BASE_URL})

    assert profile.target.base_url == BASE_URL


def test_values_may_be_given_as_they_are():
    options = read(seed=4, depth=Depth.QUICK, out="run").options

    assert (4, Depth.QUICK, Path("run")) == (options.seed, options.depth, options.out)


def test_an_empty_variable_is_one_that_is_not_set():
    assert read("", {"SRM_CONFORMANCE_DEPTH": "", "SRM_CONFORMANCE_SEED": ""}).options == Options()


@pytest.mark.parametrize("where", ["environ", "overrides"])
def test_an_empty_base_url_is_an_error_and_never_means_another_target(where: str):
    environ = {"SRM_CONFORMANCE_BASE_URL": ""} if where == "environ" else {}
    overrides = {"base_url": ""} if where == "overrides" else {}

    assert [each.what for each in problems_of("", environ, **overrides)] == ["is empty"]


@pytest.mark.parametrize(
    ("variable", "said", "what"),
    [
        ("SEED", "x", "is a string; an integer is due"),
        ("SEED", "1.5", "is a string; an integer is due"),
        ("MAX_REQUESTS", "0", "must be 1 or more"),
        ("CONCURRENCY", "5000", "must not be more than 1000"),
        ("DEPTH", "Deep", "is none of its values"),
        ("FAIL_ON", "may", "is none of its values"),
        ("SHARD", "0/2", "is not I/N with I from 1 to N"),
        ("QUIET", "perhaps", "is a string; true or false is due"),
        ("REPORT", "report.json", "is not FORMAT=PATH"),
        ("BASE_URL", "nowhere", "is no absolute http or https URL"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, said: str, what: str):
    (problem,) = problems("", {f"SRM_CONFORMANCE_{variable}": said})

    assert (f"SRM_CONFORMANCE_{variable}", what) == (problem.key, problem.what)


def test_a_wrong_option_is_named_as_on_the_command_line():
    (problem,) = problems("", depth="dep")

    assert (problem.key, problem.near) == ("--depth", "deep")


def test_a_value_of_the_profile_is_checked_even_where_another_wins():
    assert [each.key for each in problems("[limits]\nmax_requests = 0", max_requests="5")] == ["limits.max_requests"]


def test_options_of_all_places_are_told_wrong_at_once():
    found = problems("[run]\nseed = 'x'", {"SRM_CONFORMANCE_SHARD": "x"}, depth="x")

    assert {"run.seed", "SRM_CONFORMANCE_SHARD", "--depth"} == {each.key for each in found}


def test_no_two_options_share_a_variable():
    variables = [each.variable for each in OPTIONS.values()]

    assert len(set(variables)) == len(variables)
