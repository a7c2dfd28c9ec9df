"""Reports made by hand, as they are after reading."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from made_results import judged, result

from conformance.model.result import Judged, Result
from conformance.model.terms import Level, Outcome, RunVerdict
from conformance.report.as_json import as_json
from conformance.report.reading import Report, read_report


def published(name: str) -> Draft202012Validator:
    """The published schema of what a command prints; strict."""
    path = resources.files("conformance.compare") / f"{name}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


P, F, W = Outcome.PASS, Outcome.FAIL, Outcome.WARN
NOT, INC, WAIVED = Outcome.NOT_TESTED, Outcome.INCONCLUSIVE, Outcome.WAIVED


def must(name: str, outcome: Outcome = P, message: str = "m", **rest: Any) -> Judged:
    """A mandatory requirement whose title is its own."""
    return judged(name, outcome, message, **({"title": f"The title of {name}."} | rest))


def should(name: str, outcome: Outcome = P, message: str = "m") -> Judged:
    """A requirement that is no MUST."""
    return must(name, outcome, message, level=Level.SHOULD, mandatory=False)


def said(*requirements: Judged, **rest: Any) -> Result:
    """A result with the verdict that its requirements make."""
    broken = any(each.outcome is F for each in requirements)
    still_open = any(each.open for each in requirements)
    verdict = RunVerdict.NON_CONFORMANT if broken else RunVerdict.INCOMPLETE if still_open else RunVerdict.CONFORMANT
    return result(*requirements, **({"verdict": verdict} | rest))


def put(path: Path, seen: Result, **rest: Any) -> Path:
    """Write a report. rest: properties in place of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_json(seen) | rest), encoding="utf-8")
    return path


def report(folder: Path, seen: Result, name: str = "r.json", **rest: Any) -> Report:
    """Write a report and read it."""
    return read_report(put(folder / name, seen, **rest))


def latency(count: int, median: float, p95: float, operation: str = "deletePairing") -> list[dict[str, Any]]:
    """Figures as a report holds them."""
    return [{"operation": operation, "count": count, "median": median, "p95": p95}]
