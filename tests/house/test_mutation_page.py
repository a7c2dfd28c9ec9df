"""What is told of mutants is about code that exists; the figures themselves are measured by `make mutate`."""

from __future__ import annotations

import re
from pathlib import Path

from mutation.explained import explained

ROOT = Path(__file__).parents[2]
PLACES = (ROOT / "conformance" / "catalogue", ROOT / "conformance")


def lines_of(module):
    [path] = [each for folder in PLACES if (each := folder / f"{module}.py").exists()]
    return " ".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines())


def test_an_explained_mutant_changes_what_stands_in_its_module():
    for name in explained():
        module, _, rest = name.partition(" ")
        before = rest.partition(": ")[2].partition(" -> ")[0]
        assert before in lines_of(module), name


def test_every_explanation_says_why():
    assert all(explained().values())


def test_the_page_has_figures_of_modules_that_exist():
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    measured = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))

    assert measured <= {each.stem for each in PLACES[0].glob("*.py")} | {"judge"}
