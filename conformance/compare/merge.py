"""The reports of several shards as one: the claim of the whole run, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.compare.diff import unlike
from conformance.model.errors import UserError
from conformance.model.result import PairingUse, Result, WaiverState, WaiverUse, overall
from conformance.model.terms import Level, Outcome, RunVerdict
from conformance.plan.selection import ANOTHER_SHARD, BESIDES_HAZARDS, shard_in
from conformance.report.as_json import as_json
from conformance.report.latency import Latency, together
from conformance.report.reading import Report
from conformance.report.wording import counted, stale

if TYPE_CHECKING:
    from conformance.model.result import Judged

_STRONGEST = (Outcome.FAIL, Outcome.WARN, Outcome.WAIVED, Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.NOT_TESTED)
"""Of several verdicts on a requirement the first here holds: one breach is a breach, one judgement is a judgement."""
_BROKEN = (Outcome.FAIL, Outcome.WARN, Outcome.WAIVED)


@dataclass(frozen=True, slots=True)
class Part:
    """A report that is merged. shard: (1, 1) for that of a whole run. result: without the words about the shard."""

    report: Report
    shard: tuple[int, int]
    result: Result

    @property
    def name(self) -> str:
        """The shard as the command line has it."""
        return "{}/{}".format(*self.shard)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a part says of a requirement. written: as it stands in the report."""

    part: Part
    judged: Judged
    written: Mapping[str, Any]

    @property
    def rank(self) -> int:
        """The smaller holds. What was mostly trouble is no pass because a few answers came elsewhere."""
        outcome = self.judged.outcome
        if outcome is Outcome.INCONCLUSIVE and self.judged.verdict.examples:
            return _STRONGEST.index(Outcome.PASS) - 1
        return _STRONGEST.index(outcome) if outcome in _STRONGEST else len(_STRONGEST)

    @property
    def elsewhere(self) -> bool:
        """Whether it only says that another shard judges it."""
        return self.judged.outcome is Outcome.NOT_TESTED and self.judged.verdict.message.startswith(ANOTHER_SHARD)


def merge(reports: Sequence[Report]) -> Report:
    """One report out of those of several shards. Raises UserError for what cannot be one claim."""
    parts = tuple(_part(each) for each in reports)
    _check(parts)
    missing = sorted(set(range(1, parts[0].shard[1] + 1)) - {each.shard[0] for each in parts})
    due = _due(parts)
    lines = [_requirement(entries, missing, due) for entries in _entries(parts)]
    judged = tuple(each for each, _ in lines)
    result = _result(parts, judged, missing)
    latency = together([each.report.latency for each in parts])
    written = as_json(result) | {
        "requirements": [each for _, each in lines],
        "latency": [_figures(each) for each in latency],
        "shards": [_shard(each) for each in parts],
    }
    return Report(Path(), written, result, latency)


def _part(report: Report) -> Part:
    shard, narrowing = shard_in(report.result.narrowing)
    return Part(report, shard, replace(report.result, narrowing=narrowing))


def _check(parts: Sequence[Part]) -> None:
    first = parts[0]
    for each in parts[1:]:
        if each.shard[1] != first.shard[1]:
            raise UserError(
                f"`{first.report.path}` is shard {first.name} and `{each.report.path}` is shard {each.name}: "
                "they are no parts of the same whole",
                "merge the shards of one partition, I/N with the same N",
            )
        apart = [odd for odd in unlike(first.result, each.result) if odd.what != "interrupted"]
        if apart:
            told = "; ".join(f"{odd.what}: {odd.before} and {odd.now}" for odd in apart)
            raise UserError(
                f"`{first.report.path}` and `{each.report.path}` cannot be one claim: {told}",
                "`srm-conformance diff` compares two reports that are not alike",
            )


def _entries(parts: Sequence[Part]) -> Iterator[tuple[Entry, ...]]:
    """What the parts say of each requirement, in the order of the first part that has it."""
    found: dict[str, list[Entry]] = {}
    for part in parts:
        for judged, written in zip(part.result.requirements, part.report.written["requirements"], strict=True):
            found.setdefault(judged.id, []).append(Entry(part, judged, written))
    return (tuple(each) for each in found.values())


def _due(parts: Sequence[Part]) -> frozenset[str]:
    """What the claim of the whole needs judged; a shard that holds no MUST calls its SHOULDs due, the whole may not."""
    due = [each for part in parts for each in part.result.mandatory()]
    musts = frozenset(each.id for each in due if each.level is Level.MUST)
    return musts or frozenset(each.id for each in due)


def _requirement(
    entries: tuple[Entry, ...], missing: Sequence[int], due: frozenset[str]
) -> tuple[Judged, dict[str, Any]]:
    """The verdict of the whole on a requirement, and how it stands in the report. due: what the claim needs judged."""
    said = [each for each in entries if not each.elsewhere]
    if not said:
        return _of_missing(entries[0], missing)
    first = min(said, key=lambda each: each.rank)
    outcome = first.judged.outcome
    alike = [each for each in said if each.judged.outcome is outcome]
    examples = sum(each.judged.verdict.examples for each in said)
    message = _message(first, said, examples)
    mandatory = first.judged.id in due
    verdict = replace(first.judged.verdict, message=message, examples=examples)
    written = {
        **first.written,
        "mandatory": mandatory,
        "message": message,
        "examples": examples,
        "findings_total": sum(each.written["findings_total"] for each in alike),
        "shard": first.part.name,
    }
    return replace(first.judged, verdict=verdict, mandatory=mandatory), written


def _message(first: Entry, said: Sequence[Entry], examples: int) -> str:
    """The message of the verdict that holds, and where it comes from when it is a breach."""
    if len(said) == 1 and first.part.shard[1] == 1:
        return first.judged.verdict.message
    if first.judged.outcome is Outcome.PASS:
        return f"Held on all {examples} judged."
    if first.judged.outcome not in _BROKEN:
        return "; ".join(dict.fromkeys(each.judged.verdict.message for each in said))[:500]
    rest = [f"{each.judged.outcome} in shard {each.part.name}" for each in said if each is not first]
    also = f"; {', '.join(rest)}" if rest else ""
    return f"{first.judged.verdict.message} (In shard {first.part.name}{also}.)"


def _of_missing(entry: Entry, missing: Sequence[int]) -> tuple[Judged, dict[str, Any]]:
    """A requirement that every shard at hand leaves to another one."""
    of = entry.part.shard[1]
    which = ", ".join(f"{each}/{of}" for each in missing)
    beside = entry.judged.verdict.message.endswith(BESIDES_HAZARDS)
    message = f"belongs to a shard whose report is missing: {which}" + (BESIDES_HAZARDS if beside else "")
    mandatory = entry.judged.level is Level.MUST and not beside
    judged = replace(entry.judged, verdict=replace(entry.judged.verdict, message=message), mandatory=mandatory)
    return judged, {**entry.written, "message": message, "mandatory": mandatory}


def _result(parts: Sequence[Part], judged: tuple[Judged, ...], missing: Sequence[int]) -> Result:
    results = [each.result for each in parts]
    waivers = tuple(_waivers(results))
    verdict = overall(judged, results[0].fail_on)
    if verdict is RunVerdict.CONFORMANT and (missing or any(_held_back(each) for each in results)):
        verdict = RunVerdict.INCOMPLETE
    told = [said for each in results for said in each.warnings if said not in stale(each.waivers)]
    return replace(
        results[0],
        started=min(each.started for each in results),
        seconds=sum(each.seconds for each in results),
        verdict=verdict,
        requirements=judged,
        requests=sum(each.requests for each in results),
        pairings=tuple(_pairings(results)),
        warnings=tuple(dict.fromkeys((*told, *stale(waivers), *_notes(parts, missing)))),
        waivers=waivers,
        interrupted=any(each.interrupted for each in results),
        out=None,
    )


def _held_back(result: Result) -> bool:
    """Whether nothing good is said of a run although its verdicts are good: it lost a pairing, or left a lever."""
    said = overall(result.requirements, result.fail_on)
    return result.verdict is RunVerdict.INCOMPLETE and said is RunVerdict.CONFORMANT


def _notes(parts: Sequence[Part], missing: Sequence[int]) -> Iterator[str]:
    """What to know of the parts."""
    of = parts[0].shard[1]
    if missing:
        which = ", ".join(f"{each}/{of}" for each in missing)
        yield f"Merged of {len(parts)} reports; missing is that of {counted(len(missing), 'shard')}: {which}."
    elif of > 1:
        yield f"Merged of {len(parts)} reports, of {of} shards; numbers of exchanges are those of each shard."
    names = [each.name for each in parts]
    for name in dict.fromkeys(each for each in names if names.count(each) > 1):
        yield f"Shard {name} was given {names.count(name)} times; where its verdicts differ, a breach holds."
    seeds = list(dict.fromkeys(each.result.seed for each in parts))
    if len(seeds) > 1:
        yield f"The shards ran with different seeds: {', '.join(map(str, seeds))}."
    cut = [each.name for each in parts if each.result.interrupted]
    if cut:
        yield f"Interrupted was {', '.join(cut)}."


def _pairings(results: Sequence[Result]) -> Iterator[PairingUse]:
    """Each pairing once, with all that was done to it."""
    uses: dict[str, list[PairingUse]] = {}
    for each in (use for result in results for use in result.pairings):
        uses.setdefault(each.pairing, []).append(each)
    for pairing, seen in uses.items():
        spent = next((each for each in seen if each.wrongly), None) or next((each for each in seen if each.spent), None)
        purposes = tuple(dict.fromkeys(name for each in seen for name in each.purposes))
        yield replace(spent or seen[0], pairing=pairing, purposes=purposes)


def _waivers(results: Sequence[Result]) -> Iterator[WaiverUse]:
    """Each waiver once: it covers if it does so in one part, and is idle only if it is so in all."""
    states = list(WaiverState)  # in the order of their weight
    found: dict[tuple[str, str], WaiverUse] = {}
    for use in (each for result in results for each in result.waivers):
        known = found.get((use.requirement, use.reason))
        if known is None or states.index(use.state) < states.index(known.state):
            found[use.requirement, use.reason] = use
    return iter(found.values())


def _figures(latency: Latency) -> dict[str, Any]:
    return {name: getattr(latency, name) for name in ("operation", "count", "median", "p95")}


def _shard(part: Part) -> dict[str, Any]:
    written = part.report.written
    kept = {name: written[name] for name in ("started", "seconds", "seed", "verdict", "requests", "interrupted")}
    return {"shard": part.name, **kept, "evidence": written["evidence"]}
