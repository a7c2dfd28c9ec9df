"""Whatever a profile holds, it is read or refused in plain words, and no secret stands in them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance.profile.lines import lines_of
from conformance.profile.load import load, loads
from conformance.profile.options import OPTIONS
from conformance.profile.problems import ProfileError

TOLD = "hunter2"
KEPT = "correct-horse"
PROFILE: dict[str, Any] = {
    "target": {
        "base_url": "https://srm.lab.example/api/rest/srm/v2",
        "spec": "2.0.0",
        "verify_tls": True,
        "request_timeout": 10.0,
        "headers": {"X-Key": TOLD, "X-Other": {"env": "KEPT"}},
    },
    "accounts": {
        "admin": {"username": "a", "password": {"env": "KEPT"}},
        "viewer": {"session": TOLD},
        "remote": {"username": "r", "password": TOLD},
    },
    "pairings": {
        "ids": ["one"],
        "keep": ["two"],
        "most": 3,
        "supply": {"http": {"method": "POST", "url": "http://h/p", "json": {"password": TOLD}}, "ids": "/ids"},
    },
    "levers": {"remote_site_down": {"apply": {"command": ["./down.sh"]}, "settle": 0.5}},
    "claim": {"without": ["http"], "hazards": False},
    "limits": {"task_timeout": 60.0, "max_requests": 5000, "concurrency": 8},
    "run": {"depth": "quick", "shard": "1/2", "report": ["json=r.json"], "seed": 1},
}
ENVIRON = {"KEPT": KEPT}

odd = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.lists(st.integers() | st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
    st.sampled_from([{"env": "KEPT"}, {"env": "NOT_SET"}, {"file": "/none"}, {"env": 1}, "", [], {}]),
)


def places(value: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, each in value.items() if isinstance(value, Mapping) else ():
        yield (*at, key)
        yield from places(each, (*at, key))


PLACES = sorted(places(PROFILE))


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The whole profile with some of it changed, taken away, or misspelt."""
    profile = json.loads(json.dumps(PROFILE))
    for path in draw(st.lists(st.sampled_from(PLACES), max_size=4)):
        with suppress(KeyError, TypeError, AttributeError):
            inner = profile
            for key in path[:-1]:
                inner = inner[key]
            value = inner.pop(path[-1])
            match draw(st.sampled_from(["change", "drop", "misspell", "double"])):
                case "change":
                    inner[path[-1]] = draw(odd)
                case "misspell":
                    inner[path[-1] + draw(st.text(min_size=1, max_size=2))] = value
                case "double":
                    inner[path[-1]] = value
                    inner[draw(st.text(max_size=4))] = draw(odd)
    return profile


def toml(value: Any) -> str:
    """A value as TOML, tables inline."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{ " + ", ".join(f"{toml(key)} = {toml(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(toml(each) for each in value) + "]"
        case str():
            return '"' + "".join(f"\\U{ord(char):08x}" if not _plain(char) else char for char in value) + '"'
        case _:
            return str(value)


def _plain(char: str) -> bool:
    return char.isascii() and char.isprintable() and char not in '"\\'


def words_of(text: str, environ: Mapping[str, str] = ENVIRON, **overrides: Any) -> str:
    """All that is said about a profile; empty when it is right."""
    try:
        loads(text, file="profile.toml", environ=environ, overrides=overrides)
    except ProfileError as error:
        return str(len(error.problems)) + repr(error) + error.message + error.hint + repr(error.problems)
    return ""


@given(mutated())
def test_a_mutated_profile_is_read_or_refused_without_a_secret(profile: dict[str, Any]):
    said = words_of("\n".join(f"{toml(key)} = {toml(each)}" for key, each in profile.items()))

    assert not {TOLD, KEPT} & {each for each in (TOLD, KEPT) if each in said}


def test_the_profile_that_is_mutated_is_right():
    assert words_of("\n".join(f"{key} = {toml(each)}" for key, each in PROFILE.items())) == ""


@given(st.text())
def test_any_text_is_read_or_refused(text: str):
    words_of(text)


@given(st.text(alphabet="[]{}=.,\"'#\n\\ ab1-", max_size=40))
def test_any_text_that_looks_like_toml_is_read_or_refused(text: str):
    words_of(text)


@given(st.text(alphabet="[]{}=.,\"'# \n\\ab1-", max_size=40))
def test_lines_are_found_in_any_text_without_an_error(text: str):
    lines_of(text)


@given(mutated())
def test_every_top_key_of_toml_has_a_line(profile: dict[str, Any]):
    text = "".join(f"{toml(key)} = {toml(each)}\n" for key, each in profile.items())

    assert {(key,): number for number, key in enumerate(tomllib.loads(text), 1)}.items() <= lines_of(text).items()


@given(st.dictionaries(st.sampled_from([each.variable for each in OPTIONS.values()]), st.text()))
def test_any_environment_is_taken_or_refused(environ: dict[str, str]):
    words_of("", environ)


@given(st.dictionaries(st.sampled_from(list(OPTIONS)), odd))
def test_any_options_are_taken_or_refused(overrides: dict[str, Any]):
    words_of("", **overrides)


@given(st.integers(0, 300), st.sampled_from(['"', "'", "=", "\n", "[", "", "\\", "#", "}"]))
def test_a_broken_toml_text_does_not_repeat_a_secret(at: int, broken: str):
    text = f"""[target]\nbase_url = "https://a:{TOLD}@h"\n[accounts.admin]\nusername = "a"\npassword = "{TOLD}"\n"""
    at = min(at, len(text))

    assert TOLD not in words_of(text[:at] + broken + text[at + len(broken) :])


@given(data=st.binary(max_size=80))
def test_any_file_is_read_or_refused(tmp_path_factory, data: bytes):
    path = tmp_path_factory.mktemp("profile") / "profile.toml"
    path.write_bytes(data)

    with suppress(ProfileError):
        load(path, environ={})
