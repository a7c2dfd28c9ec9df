"""The profile to start from is read as it is written, whatever it is filled with, and holds no secret."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.profile.load import loads
from conformance.profile.template import EXAMPLE, USERNAMES, VARIABLES, Known, template

SET = {name: f"marker-{name}" for name in VARIABLES.values()}
LAB = "http://127.0.0.1:9000/_lab"


@pytest.mark.parametrize("known", [Known(), Known(lab=LAB, per_minute=0), Known(usernames=(("admin", "a"),))])
def test_it_is_read_without_an_error_once_the_variables_are_set(known):
    profile = loads(template(known), environ=SET)

    assert profile.target.base_url == EXAMPLE
    assert profile.claim.hazards is False
    assert {name: str(each.password) for name, each in profile.accounts.items()} == dict.fromkeys(
        [name for name, username in known.usernames if username], "***"
    )


def test_it_names_the_variable_that_is_not_set():
    assert all(name in template(Known()) for name in SET)


def test_what_only_an_operator_knows_is_there_as_a_comment():
    text = template(Known())

    assert all(
        f"# [{each}]" in text for each in ("pairings.supply", "levers.remote_site_down", "levers.expire_sessions")
    )


def test_the_lab_of_the_reference_server_is_used_in_full():
    profile = loads(template(Known(lab=LAB)), environ=SET)

    assert profile.missing().keys() == {"hazards"}


def test_a_line_that_is_commented_out_is_right_once_it_is_not():
    text = template(Known()).replace("# settle", "settle")
    lever = text.index("# [levers.remote_site_down]")
    lines = text[lever:].split("#\n", 1)[0].splitlines()
    alone = "\n".join(each.removeprefix("# ") for each in lines)

    assert tomllib.loads(alone)["levers"]["remote_site_down"]["undo"]


@given(st.lists(st.text(max_size=300), max_size=3), st.text(min_size=1), st.lists(st.text(min_size=1), max_size=3))
def test_whatever_it_is_filled_with_stays_where_it_belongs(remarks, username, ids):
    text = template(Known(remarks=tuple(remarks), usernames=(("admin", username),), ids=tuple(ids)))

    values = tomllib.loads(text)
    assert values["accounts"].keys() == {"admin"}
    assert values["accounts"]["admin"]["username"] == username
    assert values["pairings"]["ids"] == ids
    assert values["target"]["base_url"] == EXAMPLE


def test_every_account_has_a_name_to_start_from():
    assert USERNAMES.keys() == VARIABLES.keys()
