"""Judge every hostile target in a process of its own and write what came of it as a page.

python tests/hostile/table.py > docs/hostile-targets.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from cases import CASES
from relay import Case, hostile
from runner import Apart

from conformance.report.visible import clip, one_line

HEAD = """\
# Hostile targets

No answer of a target, however broken or malicious, may crash the tool, hang it, mislead it or speak through its
reports. Each case below is the right reference server behind a relay that puts other bytes in the place of some
answers. It is judged over real HTTP (quick depth, nine requirements, every report written) in a process of its own;
the tests judge the same cases and check, beside verdict and reason, that every report is well-formed and inert.

`request_timeout` is {timeouts} s, as each case needs. The memory is the process' peak; about {floor:.0f} MiB of it is
the tool with its libraries, before anything was asked.

    python tests/hostile/table.py > docs/hostile-targets.md

Measured on {day}, Python {python}, two cores: {count} cases, {crashes} crashes, at most
{peak:.0f} MiB; {middle:.1f} s in the middle, {longest:.1f} s at most.

| case | verdict | what the tool said | peak MiB | seconds |
| --- | --- | --- | --- | --- |
"""


def judged(case: Case) -> dict[str, Any]:
    """A case, judged."""
    with TemporaryDirectory() as folder, hostile(case) as relay, Apart() as process:
        found = process.judged(relay.profile(), folder, case.also)
        return found | {"reason": found.get("reason", "").replace(folder, "...")}


def row(name: str, found: dict[str, Any]) -> str:
    """A line of the table; what a target said is shown, and does nothing."""
    said = one_line(clip(found["reason"] or "all that was judged held", 150), 220)
    inert = "".join(f"\\{char}" if char in "\\|<>[]`*_&" else char for char in said)
    return f"| {name} | {found.get('verdict', 'crashed')} | {inert} | {found['peak']:.0f} | {found['seconds']:.1f} |"


def told(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The page."""
    rows = list(found.values())
    seconds = [each["seconds"] for each in rows if "seconds" in each]
    yield HEAD.format(
        timeouts=", ".join(f"{each:g}" for each in sorted({case.timeout for case in CASES.values()})),
        floor=min(each["peak"] for each in rows),
        day=datetime.now(UTC).date(),
        python=".".join(map(str, sys.version_info[:2])),
        count=len(rows),
        crashes=sum("crash" in each for each in rows),
        peak=max(each["peak"] for each in rows),
        middle=median(seconds),
        longest=max(seconds),
    )
    for name, each in found.items():
        yield row(name, each | {"seconds": each.get("seconds", 0.0)}) + "\n"


def main() -> None:
    """Judge all, telling on stderr how far it is."""
    found = {}
    for number, (name, case) in enumerate(CASES.items(), 1):
        sys.stderr.write(f"{number}/{len(CASES)} {name}\n")
        found[name] = judged(case)
    sys.stdout.write("".join(told(found)))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
