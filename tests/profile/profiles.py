"""Profiles as texts, and what reading one says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.profile.load import loads
from conformance.profile.problems import Problem, ProfileError
from conformance.profile.settings import Profile

BASE_URL = "https://srm.lab.example/api/rest/srm/v2"
TARGET = f'[target]\nbase_url = "{BASE_URL}"\n'


def read(text: str = "", environ: Mapping[str, str] | None = None, **overrides: Any) -> Profile:
    """A profile of the smallest target and this text; nothing of the real environment."""
    return loads(TARGET + text, file="profile.toml", environ=environ or {}, overrides=overrides)


def problems(text: str = "", environ: Mapping[str, str] | None = None, **overrides: Any) -> tuple[Problem, ...]:
    """What is wrong with such a profile; nothing when it is right."""
    return problems_of(TARGET + text, environ, **overrides)


def problems_of(text: str, environ: Mapping[str, str] | None = None, **overrides: Any) -> tuple[Problem, ...]:
    """What is wrong with a whole profile."""
    try:
        loads(text, file="profile.toml", environ=environ or {}, overrides=overrides)
    except ProfileError as error:
        return error.problems
    return ()


def wrong(text: str, environ: Mapping[str, str] | None = None, **overrides: Any) -> dict[str, str]:
    """Key -> what is wrong with it."""
    return {each.key: each.what for each in problems(text, environ, **overrides)}
