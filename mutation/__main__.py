"""How many mutants of our judges the tests kill: `make mutate`, or `python -m mutation lifecycle judge` for some.

What lives and is not explained in `explained.toml` is told, and the exit code is 1.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TypedDict

import click

from mutation.explained import ROOT, explained, named
from mutation.mutants import Mutant, mutants
from mutation.trial import survives, warm_up

CATALOGUE = ROOT / "conformance" / "catalogue"
MODULES = (ROOT / "conformance" / "judge.py", *sorted(CATALOGUE.glob("*.py")))
TABLE = "tests/catalogue/test_the_table_of_requirements.py"
DETOURS = "tests/catalogue/test_detours.py"
ALSO = {
    "effect": ("tests/honesty/test_judge.py",),
    "__init__": ("tests/catalogue/test_contract.py",),
    "requirement": ("tests/catalogue/test_contract.py",),
    "status": ("tests/catalogue/test_contract.py",),
    "errors": ("tests/catalogue/test_contract.py",),
    "connectivity": ("tests/catalogue/test_contract.py", DETOURS),
    "authentication": ("tests/catalogue/test_contract.py", DETOURS),
    "permission": ("tests/catalogue/test_contract.py", DETOURS),
    "http": ("tests/catalogue/test_contract.py",),
    "journeys": ("tests/catalogue/test_travel*.py", "tests/catalogue/test_contract.py"),
    "refusal": ("tests/catalogue/test_authentication.py", "tests/catalogue/test_permission.py", DETOURS),
}
"""Module -> tests that judge it under another name."""
RESULTS = ROOT / "mutants"
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end -->\n"


def _found(*patterns: str) -> list[str]:
    return sorted(str(each.relative_to(ROOT)) for pattern in patterns for each in ROOT.glob(pattern))


def tests_of(path: Path) -> list[str]:
    """The tests of one module, by their names; `ALSO` has those that are named otherwise."""
    if path.parent != CATALOGUE:
        return _found("tests/honesty/test_judge*.py")
    return [*_found(f"tests/catalogue/test_{path.stem}*.py", *ALSO.get(path.stem, ())), TABLE]


def lived(path: Path, tried: list[Mutant]) -> list[Mutant]:
    """The mutants of a module that its tests let live."""
    tests = tests_of(path)
    untouched = Mutant(tried[0].module, "", 0, "", "", path.read_text(encoding="utf-8"))
    if not survives(untouched, path, tests):
        raise click.ClickException(f"the tests of {path.stem} fail without a mutant")
    found = []
    with click.progressbar(tried, label=f"{path.stem:>16}", file=sys.stderr) as bar:
        for mutant in bar:
            if survives(mutant, path, tests):
                found.append(mutant)
                if named(mutant) not in explained():
                    click.echo(f"\n{path.relative_to(ROOT)}:{mutant.line}\n  {named(mutant)}")
    return found


class Measured(TypedDict):
    """What came of a module: how many mutants it has, how many were tried, and those that lived."""

    date: str
    mutants: int
    tried: int
    lived: list[str]


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - of who measures


def _load() -> dict[str, Measured]:
    return {each.stem: json.loads(each.read_text(encoding="utf-8")) for each in sorted(RESULTS.glob("*.json"))}


def _keep(module: str, measured: Measured) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{module}.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")


def figures(results: dict[str, Measured]) -> str:
    """The results as a table, module by module."""
    rows, sums = [], [0, 0, 0, 0]
    for module, each in results.items():
        told = len([one for one in each["lived"] if one in explained()])
        counts = [each["mutants"], each["tried"], told, len(each["lived"]) - told]
        sums = [one + other for one, other in zip(sums, counts, strict=True)]
        rows.append(_row(f"`{module}`", *counts))
    head = "| module | mutants | tried | killed | explained | neither |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
    dates = sorted(each["date"] for each in results.values())
    return f"{head}{''.join(rows)}{_row('all', *sums)}\nMeasured from {dates[0]} to {dates[-1]}.\n"


def _row(name: str, every: int, tried: int, told: int, open_: int) -> str:
    killed = tried - told - open_
    return f"| {name} | {every:,} | {tried:,} | {killed:,} ({killed / tried:.1%}) | {told} | {open_} |\n"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--again", is_flag=True, help="Only the mutants that lived the last time.")
@click.option("--one-in", type=click.IntRange(1), default=1, help="A sample: every so manieth mutant.")
@click.option("--write", is_flag=True, help="Put the figures into docs/mutation.md.")
def main(names: tuple[str, ...], *, again: bool, one_in: int, write: bool) -> None:
    """Try the mutants of these modules, or of all."""
    began = monotonic()
    chosen = [each for each in MODULES if not names or each.stem in names]
    warm_up()
    alive: set[str] = set()
    for path in chosen:
        every = mutants(path, ROOT)
        last = _load().get(path.stem)
        again_too = again and last is not None
        tried = [each for each in every if named(each) in last["lived"]] if again_too and last else every[::one_in]
        found = [named(each) for each in (lived(path, tried) if tried else [])]
        alive |= {*found}
        count = last["tried"] if again_too and last else len(tried)
        _keep(path.stem, Measured(date=_today(), mutants=len(every), tried=count, lived=found))
    results = _load()
    click.echo(figures(results))
    if write:
        head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}{figures(results)}{END}{rest.partition(END)[2]}", encoding="utf-8")
    unexplained = alive - explained().keys()
    click.echo(f"{monotonic() - began:.0f} s, {len(unexplained)} lived unexplained", err=True)
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
