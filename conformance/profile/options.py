"""The options of a run: the command line wins, then the environment, then the profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.model.errors import UserError
from conformance.model.renamed import today
from conformance.model.terms import Depth
from conformance.profile.actions import fault_of_base_url
from conformance.profile.problems import Problem, nearest
from conformance.profile.settings import Options
from conformance.profile.table import kind_of

if TYPE_CHECKING:
    from conformance.profile.table import Table

PREFIX = "SRM_CONFORMANCE_"
FAIL_ON = ("must", "should")
MOST_AT_ONCE = 1000
"""Requests side by side."""
MOST_MINUTES = 7 * 24 * 60
"""Of a run; a session lasts no longer."""


class _WrongError(Exception):
    """A value is not what the option takes; says what it must be, and the way out."""

    def __init__(self, what: str, hint: str = "", near: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.near = what, hint, near


Read = Callable[[Any], Any]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongError(f"is {kind_of(value)}; a string is due")
    if not value or "\0" in value:
        raise _WrongError("holds a NUL" if value else "is empty")
    return value


def _whole(least: int, most: int = 2**63 - 1) -> Read:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _WrongError(f"is {kind_of(value)}; an integer is due")
        if not least <= value <= most:
            raise _WrongError(f"must be {least} or more" if value < least else f"must not be more than {most}")
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(f"is {kind_of(value)}; true or false is due")
    return value


def _one_of(*known: str) -> Read:
    def read(value: Any) -> str:
        said = _text(value)
        if said not in known:
            raise _WrongError("is none of its values", f"one of {', '.join(known)}", nearest(said, known))
        return said

    return read


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(f"is {kind_of(value)}; an array of strings is due")
    parts = [part.strip() for each in value for part in _text(each).split(",")]
    return tuple(dict.fromkeys(today(part) for part in parts if part))


def _reports(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(f"is {kind_of(value)}; an array of FORMAT=PATH is due")
    pairs = []
    for each in value:
        form, equals, path = _text(each).partition("=")
        if not (form and equals and path):
            raise _WrongError("is not FORMAT=PATH", "such as `json=report.json`")
        pairs.append((form.strip(), path))
    return tuple(pairs)


def _shard(value: Any) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", _text(value))
    shard = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= shard[0] <= shard[1]:
        raise _WrongError("is not I/N with I from 1 to N", "such as `1/3`")
    return shard


def _base_url(value: Any) -> str:
    what, hint = fault_of_base_url(_text(value))
    if what:
        raise _WrongError(what, hint)
    return _text(value).rstrip("/")


def reports_of(said: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """The reports that `--report` asks for. Raises UserError for what is not FORMAT=PATH."""
    try:
        return tuple((form, Path(path)) for form, path in _reports(list(said)))
    except _WrongError as wrong:
        raise UserError(f"`--report` {wrong.what}", wrong.hint) from wrong


@dataclass(frozen=True, slots=True)
class Option:
    """An option. flag: on the command line; it names the environment variable too.

    read: checks a value. text: makes one from the text of the environment or the command line.
    inverted: the flag says the opposite of the key (`--no-progress`).
    """

    flag: str
    read: Read
    text: Callable[[str], Any] = lambda said: said
    inverted: bool = False

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.flag.strip("-").upper().replace("-", "_")


def _as_whole(said: str) -> Any:
    return int(said.strip()) if re.fullmatch(r"-?[0-9]{1,20}", said.strip()) else said


def _as_flag(said: str) -> Any:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return words.get(said.strip().lower(), said)


def _as_list(said: str) -> list[str]:
    return [each for each in said.split(",") if each.strip()]


OPTIONS: Mapping[str, Option] = {
    "base_url": Option("BASE_URL", _base_url),
    "spec": Option("--spec", _text),
    "max_requests": Option("--max-requests", _whole(1), _as_whole),
    "max_minutes": Option("--max-minutes", _whole(0, MOST_MINUTES), _as_whole),
    "concurrency": Option("--concurrency", _whole(1, MOST_AT_ONCE), _as_whole),
    "depth": Option("--depth", _one_of(*Depth)),
    "seed": Option("--seed", _whole(0), _as_whole),
    "only": Option("--only", _names, _as_list),
    "skip": Option("--skip", _names, _as_list),
    "report": Option("--report", _reports, _as_list),
    "out": Option("--out", _text),
    "resume": Option("--resume", _text),
    "attest": Option("--attest", _text),
    "waivers": Option("--waivers", _text),
    "fail_on": Option("--fail-on", _one_of(*FAIL_ON)),
    "shard": Option("--shard", _shard),
    "progress": Option("--no-progress", _flag, _as_flag, inverted=True),
    "quiet": Option("--quiet", _flag, _as_flag),
}
"""Every option by its key; the first five stand in other tables of a profile than `[run]`."""

ELSEWHERE = ("base_url", "spec", "max_requests", "max_minutes", "concurrency")
_PATHS = ("out", "resume", "attest", "waivers")


def from_outside(
    environ: Mapping[str, str], overrides: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The options that the environment and the command line give, checked, and what is wrong with them.

    overrides: by key; text as on the command line, or the value itself. None is not given.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, option in OPTIONS.items():
        said = environ.get(option.variable)
        # An empty variable is one that is not set; but who names an empty target means no other one.
        if said or (said is not None and key == "base_url"):
            _take(values, problems, key, _of_variable(option, said), option.variable)
        given = overrides.get(key)
        if given is not None:
            value = option.text(given) if isinstance(given, str) else given
            _take(values, problems, key, value, option.flag)
    return values, tuple(problems)


def _of_variable(option: Option, said: str) -> Any:
    value = option.text(said)
    return not value if option.inverted and isinstance(value, bool) else value


def _take(values: dict[str, Any], problems: list[Problem], key: str, value: Any, name: str) -> None:
    try:
        read = OPTIONS[key].read(value)
    except _WrongError as wrong:
        problems.append(Problem("", None, name, wrong.what, wrong.hint, wrong.near))
    else:
        values[key] = Path(read) if key in _PATHS else read


def options(table: Table | None, chosen: Mapping[str, Any]) -> Options:
    """`[run]` of a profile, and what was chosen outside of it."""
    values = _of_profile(table) if table else {}
    values |= {key: value for key, value in chosen.items() if key not in ELSEWHERE}
    if "depth" in values:
        values["depth"] = Depth(values["depth"])
    return Options(**values)


def _of_profile(table: Table) -> dict[str, Any]:
    values: dict[str, Any] = {}
    folder = table.source.folder
    for key, option in OPTIONS.items():
        if key not in ELSEWHERE and table.has(key):
            try:
                values[key] = option.read(table.value(key))
            except _WrongError as wrong:
                table.wrong(key, wrong.what, wrong.hint, wrong.near)
    for key in _PATHS:
        if key in values:
            values[key] = folder / values[key]
    if "report" in values:
        values["report"] = tuple((form, str(folder / path)) for form, path in values["report"])
    table.close("`[run]`")
    return values
