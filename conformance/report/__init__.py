"""Reports: one Result, told to people, scripts and CI servers. `FORMATS` lists them."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from conformance.model.errors import UserError
from conformance.model.result import Result
from conformance.report.as_html import html_report
from conformance.report.as_json import json_report
from conformance.report.as_junit import junit_report
from conformance.report.as_markdown import markdown_report

FORMATS: Mapping[str, Callable[[Result], str]] = {
    "json": json_report,
    "junit": junit_report,
    "markdown": markdown_report,
    "html": html_report,
}
"""Format -> what makes its text."""


def check(form: str, path: Path) -> None:
    """Find out before a run whether its report can be written.

    Raises UserError for a format that there is not, naming the nearest, and for a path that is a
    folder or lies in what is none.
    """
    _maker(form)
    if path.is_dir():
        raise UserError(
            f"the report `{path}` is a folder", f"name a file, such as `{form}={path / ('report.' + form)}`"
        )
    parent = next((each for each in path.absolute().parents if each.exists()), path.absolute().parent)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise UserError(f"the report `{path}` cannot be written: `{parent}` is no folder that may be written to")


def write(form: str, result: Result, path: Path) -> None:
    """Write a report, whole or not at all, readable by its owner only; missing folders are made.

    Raises UserError as `check` does, and when the system refuses to write.
    """
    text = _maker(form)(result)
    try:
        _put(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UserError(f"the report `{path}` cannot be written: {error.strerror or error}") from error


def _maker(form: str) -> Callable[[Result], str]:
    if form not in FORMATS:
        near = get_close_matches(form, FORMATS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(FORMATS)}"
        raise UserError(f"`{form}` is no format of a report", hint)
    return FORMATS[form]


def _put(path: Path, data: bytes) -> None:
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        path.write_bytes(data)  # a pipe or a terminal: nothing there can be replaced
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
