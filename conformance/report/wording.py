"""The sentences that every report says alike: the verdict, the claim, what stayed open and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.model.result import Before, WaiverState
from conformance.model.terms import Area, Outcome, RunVerdict
from conformance.report.reproduce import variables

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.model.result import Judged, Result, WaiverUse
    from conformance.model.terms import Clause, Finding

COLUMNS: Mapping[str, tuple[Outcome, ...]] = {
    "pass": (Outcome.PASS,),
    "fail": (Outcome.FAIL,),
    "warn": (Outcome.WARN,),
    "waived": (Outcome.WAIVED,),
    "unjudged": (Outcome.NOT_TESTED, Outcome.INCONCLUSIVE),
    "not applicable": (Outcome.NOT_APPLICABLE,),
}
"""The table by area: heading -> the outcomes counted under it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Mandatory requirements that stayed open for the same reason, and the way out."""

    reason: str
    way_out: str
    requirements: tuple[Judged, ...]


def headline(result: Result) -> str:
    """Say the verdict and why in one sentence; it begins with the verdict, and an alarm comes before all else."""
    if result.alarms:
        word, _, why = _headline(result).partition(": ")
        return f"{word}: {' '.join(result.alarms)} Besides: {why}"
    return _headline(result)


def _headline(result: Result) -> str:
    """The verdict and why, an alarm left out."""
    if result.replayed:
        return f"{result.verdict}: {_again(result)}"
    due, still_open = len(result.mandatory()), len(result.open())
    if result.verdict is RunVerdict.NON_CONFORMANT:
        return f"{result.verdict}: {_broken(result)}" + (
            f"; {still_open} of {due} mandatory requirements not judged" if still_open else ""
        )
    if result.verdict is RunVerdict.CONFORMANT:
        return f"{result.verdict}: {_nothing_broken(result)}, and {_all(due)} judged"
    if not due:
        return f"{result.verdict}: no mandatory requirement was selected, so nothing is proven"
    if not still_open:
        return f"{result.verdict}: {_nothing_broken(result)}, but a part of the run is missing"
    seen = "" if result.having(Outcome.FAIL) else f"{_nothing_broken(result)}, but "
    return f"{result.verdict}: {seen}{still_open} of {due} mandatory requirements {_were(still_open)} not judged"


def _again(result: Result) -> str:
    """What became of the failure that was to be seen again."""
    if result.verdict is RunVerdict.NON_CONFORMANT:
        return f"the failure {result.replayed} was seen again"
    if result.verdict is RunVerdict.CONFORMANT:
        return f"the failure {result.replayed} was not seen again: it held this time, and nothing else was judged"
    return f"whether the failure {result.replayed} is still there could not be judged"


def claim(result: Result) -> str:
    """Say what the verdict is about, and everything that makes it smaller."""
    spec = result.spec
    parts = [f"{spec.operation} of {spec.title} {spec.version}"]
    parts.append(f"all areas but {', '.join(result.without)}" if result.without else "all areas")
    parts.append("hazards too" if result.hazards else "no hazards")
    return "; ".join([*parts, *result.narrowing])


def by_area(result: Result) -> dict[Area, tuple[int, ...]]:
    """How many requirements of each area fall under each of COLUMNS; areas without requirements are left out."""
    table = {}
    for area in Area:
        outcomes = [each.outcome for each in result.requirements if each.area is area]
        if outcomes:
            table[area] = tuple(sum(each in counted for each in outcomes) for counted in COLUMNS.values())
    return table


def gaps(result: Result) -> tuple[Gap, ...]:
    """Group what the claim needs judged and was not, the reason that explains most first."""
    groups: dict[str, list[Judged]] = {}
    for each in result.open():
        groups.setdefault(each.verdict.message, []).append(each)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return tuple(Gap(reason, way_out(reason, tuple(each)), tuple(each)) for reason, each in ordered)


def way_out(reason: str, requirements: tuple[Judged, ...]) -> str:
    """Say what makes requirements judged that stayed open for this reason."""
    pieces = " and ".join(dict.fromkeys(re.findall(r"no (?:pairing \()?(`\[[^`]+`)", reason)))
    areas = ", ".join(f'"{area}"' for area in dict.fromkeys(each.area for each in requirements))
    if reason.startswith(("passive traffic", "the recorded traffic", "a recording")):
        return "judge the target itself: `srm-conformance run -p PROFILE` sends what a recording does not show"
    if any(each.outcome is Outcome.INCONCLUSIVE for each in requirements):
        return "look at the evidence; `srm-conformance doctor -p PROFILE` tries accounts, supply and levers once"
    if "`[pairings] most" in reason:
        return "raise `[pairings] most`: so many pairings may be used up"
    if pieces:
        return f"add {pieces} to the profile, or leave the area out of the claim: `[claim] without = [{areas}]`"
    return "`srm-conformance doctor -p PROFILE` says what is missing"


def not_claimed(result: Result) -> tuple[Judged, ...]:
    """The requirements that were not judged and that the claim does not need."""
    return tuple(each for each in result.having(Outcome.NOT_TESTED, Outcome.INCONCLUSIVE) if not each.mandatory)


def first_finding(judged: Judged) -> Finding | None:
    """The finding to read first; None where nothing was found."""
    return next(iter(judged.verdict.findings), None)


def shown_exchange(judged: Judged) -> Exchange | None:
    """The exchange that shows the verdict; None where nothing was seen."""
    found = first_finding(judged)
    return found.exchange if found else next(iter(judged.verdict.evidence), None)


def notes(exchange: Exchange, result: Result) -> tuple[str, ...]:
    """Say what to know before sending a request again: what to put into variables, and what it may delete."""
    before = result.before.get(exchange.number, Before())
    every = (*(each for _, each in before.requests), exchange)
    told = [said for each in every for said in variables(each, result.session_header)]
    told += _of_the_run(before)
    for each in result.pairings:
        if before.used_up and each.pairing == before.pairing:
            continue
        if each.pairing and each.pairing in exchange.request.target:
            if each.spent:
                told.append(f"pairing {each.pairing} is gone: put a given-up one in its place")
            elif exchange.request.method != "GET":
                told.append(f"pairing {each.pairing} still exists: this may delete it")
    # A variable that holds a session of an account needs no second note for another session of the same.
    kept = [each for each in told if not any(other != each and each.startswith(f"{other} (its") for other in told)]
    return tuple(dict.fromkeys((*kept, *_conditions(before))))


def _of_the_run(before: Before) -> Iterator[str]:
    """Say what stands for the ids that only the run could use."""
    if before.used_up:
        yield f"SRM_PAIRING is the id of a pairing that is given up, as it may be deleted ({before.pairing} is used up)"
    if before.task:
        yield "SRM_TASK is the id of the task that the answer to the deletion names"


A_WHILE = 0.5
"""Seconds after the end of a task from which on it is told how long after."""


def _conditions(before: Before) -> Iterator[str]:
    """Say what no line brings about."""
    after = " after the remote login" if before.requests else ""
    yield from (f"the lever `{each}` has to be applied{after}" for each in before.levers)
    if before.beside:
        yield f"another deletion left at the same instant (exchange {before.beside}), which no line shows"
    if before.behind:
        yield f"it went behind exchange {before.behind} on one connection: one `curl` sends both, `--next` between them"
    if before.late > A_WHILE:
        yield f"it was sent {before.late:.1f} s after the end of the task"
    if before.early:
        yield "it was sent before the task had ended: send it at once, and again and again"
    if before.suspects:
        many = f"{len(before.suspects)} requests" if before.suspects[1:] else "a request"
        yield (
            f"{many} for the same pairing had been refused before it, the last as exchange {before.suspects[-1]}: what "
            "was refused then may have come into effect late"
        )
    if before.journey:
        yield "a whole journey comes before it, which the message tells"


def cited(clause: Clause) -> str:
    """Where a clause stands, in words: `RFC 9110 15.5.6`, `SRM REST API 2.0.0 #/paths/...`."""
    section = re.fullmatch(r"#section-([0-9.]+)", clause.pointer)
    if section:
        return f"{clause.document} {section[1]}"
    return f"{clause.document} {clause.pointer if clause.pointer.startswith('#') else '#' + clause.pointer}"


def link(clause: Clause) -> str:
    """The address of a clause of a standard; empty for the document in force, which may be anybody's file."""
    rfc = re.fullmatch(r"RFC ([0-9]{1,5})", clause.document)
    section = re.fullmatch(r"#section-[0-9.]+", clause.pointer)
    return f"https://www.rfc-editor.org/rfc/rfc{rfc[1]}{section[0]}" if rfc and section else ""


_STALE = {
    WaiverState.EXPIRED: "ran out and covers nothing any more: mend the target, or renew the waiver",
    WaiverState.NOT_NEEDED: "is no longer needed, for the requirement passes: take it out",
    WaiverState.IDLE: "covers nothing, for the requirement was not judged",
}


def stale(uses: Sequence[WaiverUse]) -> tuple[str, ...]:
    """Say which waivers cover nothing, and why."""
    return tuple(
        f"The waiver of {each.requirement} {_STALE[each.state]}. {each.in_words()}"
        for each in uses
        if each.state in _STALE
    )


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 pairing`, `1,200 requests`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _broken(result: Result) -> str:
    fails, warns = len(result.having(Outcome.FAIL)), len(result.having(Outcome.WARN))
    told = [f"{counted(fails, 'MUST')} broken"] if fails else []
    if warns and result.fail_on == "should":
        told.append(f"{counted(warns, 'SHOULD')} broken")
    return ", ".join(told) or "broken requirements"


def _nothing_broken(result: Result) -> str:
    waived = len(result.having(Outcome.WAIVED))
    said = "no MUST or SHOULD was broken" if result.fail_on == "should" else "no MUST was broken"
    return f"{said} but {counted(waived, 'waived one')}" if waived else said


def _all(due: int) -> str:
    if not due:
        return "what was selected was"
    return "the one mandatory requirement was" if due == 1 else f"all {due} mandatory requirements were"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
