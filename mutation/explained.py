"""The mutants that no test can or need kill, with the reason of each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mutation.mutants import Mutant

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("explained.toml")


def named(mutant: Mutant) -> str:
    """A mutant as one line that outlives a move of its lines: `judge SHOWN: SHOWN = 5 -> SHOWN = 6`."""
    return f"{mutant.module.rpartition('.')[2]} {mutant.where}: {mutant.before} -> {mutant.after}"


@cache
def explained() -> Mapping[str, str]:
    """Name of a mutant -> why it lives."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {mutant: each["why"] for each in read["explained"] for mutant in each["mutants"]}
