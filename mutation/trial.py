"""A mutant on trial: tests run against it, each mutant in a process of its own.

The process is forked from one that has loaded everything. In it the mutated module takes the place of the
right one, and whatever imports it is loaded again. Tests that need no more than a table and the fixtures of
tests/catalogue are run without pytest, whose own work takes ten times as long; where a file has others, pytest
runs it once more.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import inspect
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from itertools import product
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from mutation.mutants import Mutant

PATIENCE = 60
"""Seconds of processor time for the tests of a mutant; without one they take less than ten."""
QUIET = ("-o", "addopts=", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler")
TESTS = Path(__file__).resolve().parents[1] / "tests"
HELPERS = ("made", "telling", "turns", "documents")


class _Swap(MetaPathFinder, Loader):
    """Loads the mutated source in place of its module."""

    def __init__(self, mutant: Mutant, path: Path) -> None:
        self._mutant, self._path = mutant, path

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        package = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        return spec_from_file_location(fullname, self._path, loader=self, submodule_search_locations=package)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.source, str(self._path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102


def warm_up() -> None:
    """Load everything once, and what is slow to make."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:0] = [str(TESTS), str(TESTS / "catalogue"), str(TESTS / "honesty")]
    loading = importlib.import_module("conformance.document.load")
    loading.load = _each_once(loading.load)  # type: ignore[attr-defined]
    for name in ("conformance.judge", "conformance.faces.catalogue", "conformance.faces.covering", *HELPERS):
        importlib.import_module(name)
    contract = sys.modules["conformance.catalogue.contract"].Contract(loading.load("2.0.0"))
    contract.problems(sys.modules["made"].accepted())
    _run_plainly(importlib.import_module("test_contract"))  # for the documents that it reads
    del sys.modules["test_contract"]  # a trial loads it anew, with the mutant
    _imports()
    gc.disable()  # a child lives too short for it
    gc.freeze()


def _each_once(load: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same for documents that were read before, wherever they lay; no judge has a part in reading them."""
    known: dict[str | bytes, Any] = {}

    def read(source: str) -> Any:
        path = Path(source)
        key = path.read_bytes() if path.is_file() else source
        if key not in known:
            known[key] = load(source)
        return known[key]

    return read


def survives(mutant: Mutant, path: Path, tests: Sequence[str]) -> bool:
    """Whether these files of tests pass with the mutant in place of its module."""
    child = os.fork()
    if child == 0:
        _try(mutant, path, tests)
    _, status = os.waitpid(child, 0)
    return status == 0


def _try(mutant: Mutant, path: Path, tests: Sequence[str]) -> None:
    """Within the child: run the tests and leave without a word."""
    code = 1
    with contextlib.suppress(BaseException):
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        for name in _dependents(mutant.module):
            del sys.modules[name]
        sys.meta_path.insert(0, _Swap(mutant, path))
        rest = [each for each in tests if not _run_plainly(importlib.import_module(Path(each).stem))]
        for each in rest:
            del sys.modules[Path(each).stem]
        code = int(pytest.main([*QUIET, *rest])) if rest else 0
    os._exit(code)


def _dependents(module: str) -> set[str]:
    """A loaded module and those that import it, at whatever remove."""
    found, before = {module}, set[str]()
    while found != before:
        before = set(found)
        found |= {name for name, imported in _imports().items() if imported & found}
    return found


@cache
def _imports() -> dict[str, frozenset[str]]:
    ours = [each for each in sys.modules if each.startswith("conformance") or each in HELPERS]
    return {name: frozenset(_imported(sys.modules[name])) for name in ours}


def _imported(module: ModuleType) -> Iterator[str]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _run_plainly(module: ModuleType) -> bool:
    """Run the tests of a module that need no more than the fixtures of tests/catalogue; whether those were all."""
    telling = importlib.import_module("telling")
    document = importlib.import_module("conformance.document.load").load("2.0.0")
    contract = importlib.import_module("conformance.catalogue.contract").Contract(document)
    tells = telling.telling(contract)
    given = {"contract": contract, "tells": tells, "says": telling.saying(tells)}
    every = True
    for name, test in list(vars(module).items()):
        if not isinstance(test, FunctionType) or not name.startswith("test_"):
            continue
        marks = {mark.name for mark in getattr(test, "pytestmark", ())}
        cases = list(_cases(test)) if marks <= {"parametrize"} else []
        wanted = inspect.signature(test).parameters
        if cases and wanted.keys() <= given.keys() | cases[0].keys():
            for chosen in cases:
                test(**{each: {**given, **chosen}[each] for each in wanted})
        else:
            every = every and "skipif" in marks
    return every


def _cases(test: FunctionType) -> Iterator[dict[str, Any]]:
    """The parameters of each run of a test, by name."""
    tables = []
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names, rows = mark.args
            names = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
            tables.append([dict(zip(names, row if len(names) > 1 else (row,), strict=True)) for row in rows])
    for chosen in product(*tables):
        yield {name: value for each in chosen for name, value in each.items()}
