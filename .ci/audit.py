"""Ask the OSV database for advisories on every pinned dependency: `make audit`.

Ends with 1 when there are any, with 0 when there are none, and with 0 and the word `skipped` when
the database cannot be reached: nothing is known then. OSV_URL names another copy of it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

LOCKS = Path(__file__).parents[1] / "requirements"
URL = os.environ.get("OSV_URL", "https://api.osv.dev/v1/querybatch")
PATIENCE = 10
"""Seconds for the answer."""
REFUSED = 400
"""The status for a question that is none: then the fault is here."""
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(folder: Path) -> list[tuple[str, str]]:
    """Name and version of everything that is pinned, each once."""
    found = (pin for lock in sorted(folder.glob("*.txt")) for pin in PIN.findall(lock.read_text(encoding="utf-8")))
    return sorted(set(found))


def ask(pinned: list[tuple[str, str]]) -> list[list[str]]:
    """The ids of the advisories on each.

    Raises OSError when the database cannot be reached; ValueError, LookupError, TypeError, AttributeError or
    RecursionError for what is no answer.
    """
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pinned]
    if not URL.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError(f"{URL} is neither https nor on this machine")
    request = Request(URL, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"})  # noqa: S310 - looked at above
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - looked at above
        results = json.load(answer)["results"]
    if len(results) != len(pinned):
        raise ValueError(f"{len(results)} answers to {len(pinned)} questions")
    return [_ids(each) for each in results]


def _ids(said: Any) -> list[str]:
    """The ids of the advisories in the answer to one question; that there are more pages is one, too."""
    more = ["and more"] if said.get("next_page_token") else []
    return [str(each["id"]) for each in said.get("vulns", ())] + more


def _skipped(error: Exception) -> int:
    sys.stdout.write(f"skipped: no advisories could be had of {URL} ({error}); nothing is known\n")
    return 0


def main() -> int:
    """Print what is known; the exit code."""
    pinned = pins(LOCKS)
    try:
        results = ask(pinned)
    except HTTPError as error:
        if error.code == REFUSED:
            sys.stdout.write(f"{URL} takes no such question ({error}): `.ci/audit.py` is to be mended\n")
            return 1
        return _skipped(error)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return _skipped(error)
    affected = {pin: ids for pin, ids in zip(pinned, results, strict=True) if ids}
    for (name, version), ids in affected.items():
        sys.stdout.write(f"{name} {version}: {', '.join(ids)}\n")
    sys.stdout.write(f"{len(pinned)} pinned dependencies, {len(affected)} with advisories\n")
    return 1 if affected else 0


if __name__ == "__main__":
    sys.exit(main())
