"""The pytest face, as pytest meets it: options, and nothing else until one of them is given.

It lies outside of the package, so that starting pytest imports nothing of it.

    pytest --srm-profile profile.toml
"""

from __future__ import annotations

import os

import pytest

VARIABLE = "SRM_CONFORMANCE_PYTEST_PROFILE"
"""Environment variable in place of --srm-profile; not the one of the command line, so that no other test run of
the same shell begins to delete pairings."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("srm-conformance", "judging an SRM server")
    group.addoption(
        "--srm-profile",
        metavar="FILE",
        help="judge the target of this profile: one item per requirement, all judged by one run",
    )
    group.addoption(
        "--srm-fail-on",
        metavar="LEVEL",
        choices=("must", "should"),
        help="what fails an item: a broken MUST (as the profile has it, else the default), or a broken SHOULD too",
    )
    parser.addini("srm_profile", "like --srm-profile, from the folder of this file")
    parser.addini("srm_fail_on", "like --srm-fail-on")


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin when a profile is given."""
    profile = _profile(config)
    if not profile:
        return
    if hasattr(config, "workerinput") or getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("--srm-profile judges one target in one run, which `-n` would repeat: leave out `-n`")
    from conformance.faces.pytest_plugin import Plugin  # noqa: PLC0415 - only here is it needed

    fail_on = config.getoption("--srm-fail-on") or config.getini("srm_fail_on") or None
    config.pluginmanager.register(Plugin.of(config, profile, fail_on), "srm-conformance-run")


def _profile(config: pytest.Config) -> str:
    given = config.getoption("--srm-profile") or os.environ.get(VARIABLE)
    if given:
        return str(given)
    said = config.getini("srm_profile")
    return str(config.rootpath / said) if said else ""
