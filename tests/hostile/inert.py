"""What a target says does nothing in a report: every format is well-formed, and nothing in it is active."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from sarif_kit.validate import validation_errors

import conformance.report

SCHEMA = json.loads((Path(conformance.report.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
ACTIVE = {"script", "img", "svg", "iframe", "object", "embed", "form", "input", "video", "audio", "base"}
DRAWN = {"svg", "form", "input"}
"""Of these the HTML report has its own; what they may hold is tested on any result, and in a browser."""
OURS = files("conformance.report.html").joinpath("templates", "report.js").read_text(encoding="utf-8")
SCRIPT = f"<script>{OURS}</script>"
FORMULA = ("=", "+", "-", "@", "\t")


def faults(folder: Path) -> list[str]:
    """What is wrong with the reports in a folder; nothing if all is well."""
    found = []
    for path in sorted(folder.glob("report.*")):
        check = CHECKS.get(path.suffix[1:], _none)
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            text = file.read_text(encoding="utf-8")
            found += [f"{path.name}: {each}" for each in (*raw_characters(text), *check(text))]
    return found


def raw_characters(text: str) -> list[str]:
    """Characters that do something to who looks at the text as it is."""
    odd = {char for char in text if not char.isprintable() and char not in "\n\t"}
    return [f"raw {', '.join(sorted(map(ascii, odd)))}"] if odd else []


def _none(_: str) -> list[str]:
    return []


def _json(text: str) -> list[str]:
    return [each.message[:200] for each in Draft202012Validator(SCHEMA).iter_errors(json.loads(text))]


def _sarif(text: str) -> list[str]:
    return validation_errors(json.loads(text))


def _har(text: str) -> list[str]:
    return [] if json.loads(text)["log"]["version"] == "1.2" else ["no HAR 1.2"]


def _allure(text: str) -> list[str]:
    """What acts in the description of a result, which is shown as Markdown; the other files are no Markdown."""
    return _markdown(json.loads(text).get("description", "")) if text.startswith('{\n  "uuid"') else []


def _xml(text: str) -> list[str]:
    root = ET.fromstring(text)  # noqa: S314 - our own report
    return [] if root.tag == "testsuites" else [f"the root is {root.tag}"]


class _Active(HTMLParser):
    """Collects what could act in a page: elements, handlers, links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"<{tag}>"] if tag in ACTIVE else []
        for name, value in attrs:
            trusted = name not in ("href", "src") or (value or "").startswith(("https://www.rfc-editor.org/", "#"))
            if name.startswith("on") or not trusted:
                self.found.append(f"{name}={value!r}")


def _active(text: str) -> list[str]:
    parser = _Active()
    parser.feed(text)
    parser.close()
    return parser.found


def _html(text: str) -> list[str]:
    """Our own script stands in it once, and nothing else that acts."""
    before, script, after = text.partition(SCRIPT)
    found = [each for each in _active(before + after) if each.strip("<>") not in DRAWN]
    return found if script else [*found, "our own script is not in it"]


def _markdown(text: str) -> list[str]:
    return _active(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def _csv(text: str) -> list[str]:
    cells: list[Any] = [cell for row in csv.reader(StringIO(text)) for cell in row]
    return [f"the cell {cell[:40]!r} is a formula" for cell in cells if cell.startswith(FORMULA)]


CHECKS = {
    "json": _json,
    "sarif": _sarif,
    "har": _har,
    "allure": _allure,
    "junit": _xml,
    "html": _html,
    "markdown": _markdown,
    "csv": _csv,
}
