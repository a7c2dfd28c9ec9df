"""The house is in order: layers, wheel, dependencies, what a start loads, and what no file names."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = (*sorted((ROOT / "conformance").rglob("*.py")), ROOT / "conformance_pytest.py")


def ran(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - our own


def test_the_layers_hold():
    linter = Path(sysconfig.get_path("scripts")) / "lint-imports"

    found = ran(str(linter), "--no-cache", "--no-logo")

    assert found.returncode == 0, found.stdout + found.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    built = ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert built.returncode == 0, built.stdout + built.stderr
    [path] = folder.glob("*.whl")
    with ZipFile(path) as packed:
        yield packed


NEEDED = [
    "conformance/spec/srm-2.0.0.yaml",
    "conformance/report/report.schema.json",
    "conformance/compare/diff.schema.json",
    "conformance/report/html/templates/page.html",
    "conformance/report/html/templates/report.css",
    "conformance/report/html/templates/report.js",
    "conformance/py.typed",
    "conformance_pytest.py",
]


@pytest.mark.parametrize("name", NEEDED)
def test_the_wheel_holds_what_a_run_needs(wheel, name):
    assert wheel.read(name) == (ROOT / name.replace("conformance/spec", "spec")).read_bytes()


def test_the_wheel_holds_every_module_and_nothing_that_is_none_of_its_business(wheel):
    modules = {each.relative_to(ROOT).as_posix() for each in SOURCES}

    assert {each for each in wheel.namelist() if each.endswith(".py")} == modules
    assert {each.split("/")[0] for each in wheel.namelist()} == {
        "conformance",
        "conformance_pytest.py",
        f"srm_conformance-{PROJECT['version']}.dist-info",
    }


def test_the_wheel_has_the_command_and_the_pytest_face(wheel):
    [name] = [each for each in wheel.namelist() if each.endswith("entry_points.txt")]
    lines = wheel.read(name).decode().splitlines()

    assert lines[lines.index("[console_scripts]") + 1] == "srm-conformance = conformance.faces.cli:main"
    assert lines[lines.index("[pytest11]") + 1] == "srm-conformance = conformance_pytest"


def imported(path):
    """First parts of the absolute imports of a module, wherever they stand in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).split(".")[0]


def plain(name):
    """A distribution's name as names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def third_party():
    ours = {"conformance", "conformance_pytest", *sys.stdlib_module_names}
    return {name for path in SOURCES for name in imported(path)} - ours


def declared():
    return {plain(re.split(r"[<>=!~; \[]", each)[0]) for each in PROJECT["dependencies"]}


def test_what_is_imported_is_declared():
    providers = packages_distributions()
    undeclared = {name for name in third_party() if not declared() & {plain(each) for each in providers.get(name, ())}}

    assert undeclared == set()


def test_what_is_declared_is_imported():
    providers = packages_distributions()
    used = {plain(each) for name in third_party() for each in providers.get(name, ())}

    assert declared() - used == set()


HEAVY = ("schemathesis", "hypothesis", "openapi_core", "starlette", "uvicorn", "rich", "jinja2", "pytest")


def test_the_command_line_starts_without_what_is_heavy():
    script = "import json, sys, conformance.faces.cli; print(json.dumps(list(sys.modules)))"

    found = ran(sys.executable, "-c", script)

    assert set(HEAVY) & set(json.loads(found.stdout)) == set()


@pytest.fixture(scope="module")
def texts():
    """Every text file that is tracked, or would be: path -> text."""
    listed = ran("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode:
        pytest.skip("this is no checkout")
    paths = [ROOT / each for each in listed.stdout.split("\0") if each]
    return {each.relative_to(ROOT).as_posix(): text for each in paths if (text := _text(each)) is not None}


def _text(path):
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else None
    except UnicodeDecodeError:
        return None


def test_lock_files_pin_by_version_and_hash_and_say_not_from_where():
    locks = sorted((ROOT / "requirements").iterdir())

    assert locks
    for lock in locks:
        lines = [each.strip() for each in lock.read_text(encoding="utf-8").splitlines()]
        odd = [each for each in lines if not re.match(r"[\w.-]+(\[[\w,-]+\])?==|--hash=sha256:[0-9a-f]{64}|#|$", each)]
        assert odd == [], lock.name
        assert not any("://" in each for each in lines), lock.name


STEMS = ("py" + "pi", "python" + "hosted", "npm" + "js", "crates", "ruby" + "gems", "ana" + "conda", "conda", "maven")
"""First parts of the hosts of package registries; the whole host stands nowhere, not even here."""


def test_no_file_names_the_host_of_a_package_registry(texts):
    host = re.compile(
        rf"(?<![\w-])(?:{'|'.join(STEMS)})\.(?:org|com|io|net)\b|\b(?:simple|registry)\.[\w-]+\.\w+", re.IGNORECASE
    )

    assert {path: found[0] for path, text in texts.items() if (found := host.search(text))} == {}


def test_no_file_says_where_packages_come_from(texts):
    option = re.compile(r"(?<!no-emit-)\b(?:extra-)?index-url\b|--find-links|--trusted-host|--proxy\b")
    ours = Path(__file__).relative_to(ROOT).as_posix()

    assert [path for path, text in texts.items() if path != ours and option.search(text)] == []


def test_no_file_names_a_path_of_this_machine(texts):
    places = {ROOT, ROOT.parent, Path.home(), Path(sys.prefix), Path(sys.base_prefix)}
    system = {Path("/"), Path("/usr"), Path("/usr/local"), Path("/opt"), Path("/home"), Path("/root")}
    named = sorted(re.escape(each.as_posix()) for each in places - system)
    here = re.compile(rf"(?<![\w.\-/}}])(?:{'|'.join(named)})(?![\w-])")

    assert {path: found[0] for path, text in texts.items() if (found := here.search(text))} == {}
