"""Reports: one Result, told to people, scripts and CI servers. `FORMATS` lists them."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from conformance.model.errors import UserError
from conformance.model.result import Result
from conformance.report.as_allure import OWN, allure_files
from conformance.report.as_arazzo import arazzo_files
from conformance.report.as_har import har_pieces
from conformance.report.as_hurl import hurl_report
from conformance.report.as_json import json_report
from conformance.report.as_junit import junit_report
from conformance.report.as_markdown import markdown_report
from conformance.report.as_sarif import sarif_report
from conformance.report.form import Folder, Streamed
from conformance.report.html import html_report

FORMATS: Mapping[str, Callable[[Result], str]] = {
    "json": json_report,
    "junit": junit_report,
    "markdown": markdown_report,
    "html": html_report,
    "sarif": sarif_report,
    "har": Streamed(har_pieces),
    "allure": Folder(allure_files, OWN),
    "hurl": hurl_report,
    "arazzo": Folder(arazzo_files, own="journeys."),
}
"""Format -> what makes its text. A Folder makes several files, a Streamed a text that may be long."""


def check(form: str, path: Path) -> None:
    """Find out before a run whether its report can be written.

    Raises UserError for a format that there is not, naming the nearest, for a path that is a folder
    where a file is due or the other way round, and for one that lies in what is no folder.
    """
    maker = _maker(form)
    if isinstance(maker, Folder) and path.exists() and not path.is_dir():
        raise UserError(f"the report `{path}` is no folder", f"`{form}` writes many files: name a folder for them")
    if not isinstance(maker, Folder) and path.is_dir():
        raise UserError(
            f"the report `{path}` is a folder", f"name a file, such as `{form}={path / ('report.' + form)}`"
        )
    inside = path.absolute() / "file" if isinstance(maker, Folder) else path.absolute()
    parent = next((each for each in inside.parents if each.exists()), inside.parent)
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise UserError(f"the report `{path}` cannot be written: `{parent}` is no folder that may be written to")


def write(form: str, result: Result, path: Path) -> None:
    """Write a report, each file whole or not at all, readable by its owner only; missing folders are made.

    Raises UserError as `check` does, and when the system refuses to write.
    """
    maker = _maker(form)
    try:
        match maker:
            case Folder():
                _put_all(path, maker, result)
            case Streamed():
                put(path, maker.pieces(result))
            case _:
                put(path, (maker(result),))
    except OSError as error:
        raise UserError(f"the report `{path}` cannot be written: {error.strerror or error}") from error


def write_text(text: str, path: Path) -> None:
    """Write a text as `write` does. Raises UserError when the system refuses."""
    try:
        put(path, (text,))
    except OSError as error:
        raise UserError(f"the report `{path}` cannot be written: {error.strerror or error}") from error


def _put_all(folder: Path, maker: Folder, result: Result) -> None:
    """Write a folder of files; those that an earlier report left there, and this one has not, go."""
    written = set()
    for name, text in maker.files(result):
        put(folder / name, (text,))
        written.add(name)
    for each in folder.iterdir() if written else ():
        if each.name.startswith(maker.own) and each.name not in written and each.is_file():
            each.unlink()


def _maker(form: str) -> Callable[[Result], str]:
    if form not in FORMATS:
        near = get_close_matches(form, FORMATS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(FORMATS)}"
        raise UserError(f"`{form}` is no format of a report", hint)
    return FORMATS[form]


def put(path: Path, pieces: Iterable[str]) -> None:
    """Write a text, whole or not at all, readable by its owner only; missing folders are made. Raises OSError."""
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as pipe:  # or a terminal: nothing there can be replaced
            _pour(pieces, pipe)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            _pour(pieces, file)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _pour(pieces: Iterable[str], file: BinaryIO) -> None:
    file.writelines(each.encode("utf-8", "backslashreplace") for each in pieces)
