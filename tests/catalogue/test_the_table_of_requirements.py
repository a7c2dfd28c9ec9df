"""Every requirement as one line, as `requirements.txt` has it; its words stand in docs/catalogue.md."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.faces.catalogue import print_catalogue

TABLE = Path(__file__).with_name("requirements.txt")
USUAL = "nothing came up that it could be judged on"
CATALOGUE = Path(__file__).parents[2] / "docs" / "catalogue.md"


def as_line(each):
    kinds = " ".join(kind.__name__ for kind in each.of)
    hazards = " with hazards" if each.hazards else ""
    absent = f" (not applicable: {each.not_applicable})" if each.not_applicable else ""
    unseen = "" if each.unseen == USUAL else f" (or not: {each.unseen})"
    return f"{each.id}: {each.level}, {each.depth}{hazards}: {kinds} of {' '.join(each.over)}{absent}{unseen}"


def test_each_requirement_is_judged_on_what_the_table_says():
    lines = [as_line(each) for each in requirements(load("2.0.0"))]

    assert "\n".join(lines) + "\n" == TABLE.read_text(encoding="utf-8")


def test_each_requirement_says_what_the_catalogue_page_has():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        print_catalogue("2.0.0", "markdown")

    assert printed.getvalue() == CATALOGUE.read_text(encoding="utf-8")
