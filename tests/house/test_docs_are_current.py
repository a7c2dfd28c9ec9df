"""What the documents show is what the tool prints and reads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.faces.catalogue import print_catalogue
from conformance.profile.load import loads
from conformance.profile.waivers import load_waivers

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
CATALOGUE = ROOT / "docs" / "catalogue.md"


def test_the_catalogue_page_is_what_the_command_prints(capsys):
    print_catalogue("2.0.0", "markdown")

    printed = capsys.readouterr().out
    assert CATALOGUE.read_text(encoding="utf-8") == printed, (
        "out of date: srm-conformance requirements --format markdown > docs/catalogue.md"
    )


def examples(language):
    found = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for page in PAGES:
        for number, match in enumerate(found.finditer(page.read_text(encoding="utf-8")), 1):
            yield pytest.param(match[1], id=f"{page.name}-{number}")


def test_the_readme_has_an_example_of_a_profile():
    assert any("[target]" in each.values[0] for each in examples("toml") if each.id.startswith("README"))


@pytest.mark.parametrize("text", list(examples("toml")))
def test_an_example_of_a_file_is_read(text, tmp_path):
    if "waiver" in tomllib.loads(text):
        path = tmp_path / "waivers.toml"
        path.write_text(text, encoding="utf-8")
        assert load_waivers(path, [each.id for each in requirements(load("2.0.0"))])
    else:
        names = re.findall(r'env = "(\w+)"', text)
        whole = text if "[target]" in text else f'[target]\nbase_url = "https://srm.lab.example"\n{text}'
        profile = loads(whole, environ={name: f"made-up-{name}" for name in names})
        assert profile.target.base_url.startswith("http")
