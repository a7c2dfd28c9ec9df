"""The qualification of the tool, for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from conformance.model.errors import UserError
from conformance.model.terms import Depth
from conformance.profile.problems import nearest
from conformance.report.console import Page
from conformance.report.wording import counted
from conformance.run.qualify import Case, Judgement, as_json, cases, qualify, recall

if TYPE_CHECKING:
    from collections.abc import Sequence


def print_qualification(only: Sequence[str], *, seeds: int, depth: str, workers: int, form: str) -> int:
    """Judge the cases and print what came of them; 1 when one was missed or there was a false alarm."""
    chosen = _chosen(only)
    done = qualify(
        chosen, seeds=range(1, seeds + 1), depth=Depth(depth), workers=workers, on_judged=_progress(len(chosen) * seeds)
    )
    if form == "markdown":
        sys.stdout.write(_markdown(done))
    elif form == "json":
        sys.stdout.write(json.dumps(as_json(done), indent=1) + "\n")
    else:
        _print(done)
    return int(any(_is_bad(each) for each in done))


GROUPS: Mapping[str, Callable[[Case], bool]] = {
    "faults": lambda each: each.kind == "fault",
    "rare": lambda each: each.rare,
    "variants": lambda each: each.kind != "fault",
}
"""What `--only` takes beside the names of servers; the right server counts among the variants."""


def _chosen(only: Sequence[str]) -> tuple[Case, ...]:
    wanted = [part.strip() for each in only for part in each.split(",") if part.strip()]
    every = cases()
    known = [each.name for each in every]
    names = [each.name for group in wanted if group in GROUPS for each in every if GROUPS[group](each)]
    names += [each for each in wanted if each not in GROUPS]
    for name in names:
        if name not in known:
            near = nearest(name, [*known, *GROUPS])
            hint = f"did you mean `{near}`?" if near else "`srm-conformance serve --list` names them"
            raise UserError(f"`{name}` is no fault and no variant", hint)
    return cases(names)


def _progress(of: int) -> Callable[[Judgement], None]:
    done = 0

    def say(each: Judgement) -> None:
        nonlocal done
        done += 1
        sys.stderr.write(f"{done}/{of} {each.case.kind} {each.case.name}, seed {each.seed}: {_said(each)}\n")

    return say


def _is_bad(each: Judgement) -> bool:
    return bool(each.error) or (not each.caught if each.case.kind == "fault" else each.false_alarm)


def _said(each: Judgement) -> str:
    """What came of one judgement, in a few words."""
    if each.error:
        return f"the tool failed: {each.error}"
    if each.case.kind != "fault":
        blamed = sorted(each.failed | each.warned | each.unjudged)
        if each.false_alarm:
            return f"FALSE ALARM: {each.verdict}, {', '.join(blamed)}"
        return f"conformant, warned of {', '.join(sorted(each.warned))}" if each.warned else "conformant"
    if not each.caught:
        return f"MISSED{' (rare)' if each.case.rare else ''}"
    beside = sorted((each.failed | each.warned) - each.case.trips)
    if not beside:
        return "caught"
    return f"caught, and {', '.join(beside)}" + (f" ({each.case.besides})" if each.case.besides else "")


def _summary(done: Sequence[Judgement]) -> str:
    faults = [each for each in done if each.case.kind == "fault"]
    right = [each for each in done if each.case.kind != "fault"]
    caught, alarms = sum(each.caught for each in faults), sum(each.false_alarm for each in right)
    exact = sum(each.exact for each in faults)
    return (
        f"{caught} of {counted(len(faults), 'faulty run')} caught, {exact} of them by exactly the requirements they "
        f"break; {counted(alarms, 'false alarm')} in {counted(len(right), 'run')} of right servers"
    )


def _print(done: Sequence[Judgement]) -> None:
    page = Page(sys.stdout)
    for each in done:
        page.fact(f"{each.case.name:<32}", f"{_said(each)} ({each.requests} requests, {each.seconds:.1f} s)")
    page.blank()
    for row in recall(done):
        kind = f"{row.area}, {row.level}{', rare' if row.rare else ''}"
        page.fact(f"{kind:<32}", f"{row.caught} of {row.runs} caught, {row.exact} exactly")
    page.blank()
    page.say(_summary(done))
    page.send()


def _markdown(done: Sequence[Judgement]) -> str:
    lines = [
        _summary(done),
        "",
        "| area | level | rare | faulty runs | caught | exactly |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row.area} | {row.level} | {'yes' if row.rare else ''} | {row.runs} | {row.caught} | {row.exact} |"
        for row in recall(done)
    ]
    lines += ["", "| server | what it is | breaks | seed | result |", "| --- | --- | --- | --- | --- |"]
    for each in done:
        broken = ", ".join(f"`{name}`" for name in sorted(each.case.trips)) or "-"
        cells = (f"`{each.case.name}`", each.case.says, broken, str(each.seed), _said(each))
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join([*lines, ""])
