"""The plan of a run, for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.plan.forecast import given_up, in_words, left_without, pairings_needed, seconds_needed
from conformance.plan.selection import WITHOUT_LOGIN, Plan
from conformance.plan.selection import plan as choose
from conformance.report.console import Page
from conformance.report.wording import counted
from conformance.run.cautions import cautions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.plan.forecast import Need
    from conformance.plan.probe import Probe
    from conformance.profile.settings import Profile

HAZARDOUS = "hazards"


def print_plan(profile: Profile) -> None:
    """Print what a run of this profile does. Raises UserError for a wrong document or selection."""
    every = requirements(load(profile.target.spec))
    chosen = choose(every, profile)
    page = Page(sys.stdout)
    for number, stage in enumerate(chosen.stages, 1):
        page.head(f"{number}", f" {stage.title}{' (side by side)' if stage.side_by_side else ''}")
        for probe in stage.probes:
            page.fact(f"{probe.name:<18}", f"{probe.sends}: {_cost(probe)}", "  ")
        page.blank()
    _blocked(page, chosen)
    _pairings(page, chosen, profile)
    page.fact("target", profile.target.base_url)
    judged = sum(each.id not in chosen.skipped and not each.not_applicable for each in every)
    page.fact("judges", f"{counted(judged, 'requirement')} of {len(every)}")
    if chosen.narrowing:
        page.fact("claim", "; ".join(chosen.narrowing))
    if "remote" in profile.missing() and any(probe.logs_in for probe in chosen.probes):
        page.fact("lacks", f"{profile.missing()['remote']}: {WITHOUT_LOGIN}")
    for name, said in cost_in_words(chosen, profile):
        page.fact(name, said)
    for said in cautions(profile):
        page.fact("note", said)
    page.send()


def cost_in_words(
    chosen: Plan, profile: Profile, *, available: int | None = None, usual: float = 0.0
) -> Iterator[tuple[str, str]]:
    """What a run costs: a name and a sentence for requests, time, pairings and hazards.

    available: pairings that a run may use; None where nobody has looked. usual: seconds that the target takes for one
    request; 0 where nobody has looked.
    """
    limits = profile.limits
    yield "sends", f"about {counted(chosen.requests, 'request')}, {limits.max_requests:,} at most"
    yield "takes", _time(chosen, profile, usual)
    yield "pairings", _deleted(chosen, profile, available)
    if profile.pairings.keep:
        yield "keeps", ", ".join(profile.pairings.keep)
    yield "hazards", _hazards(chosen, profile)


def _time(chosen: Plan, profile: Profile, usual: float) -> str:
    limits = profile.limits
    seconds = seconds_needed(min(chosen.requests, limits.max_requests), limits, each=usual)
    caps = [f"{limits.requests_per_minute} requests a minute"] if limits.requests_per_minute else []
    caps += [f"{each} a minute in a session" for each in [limits.session_requests_per_minute] if each]
    cap = ", ".join(caps) or "no cap of requests"
    if not seconds:
        return f"as long as the target needs: {cap} (`[limits] requests_per_minute`)"
    pace = f", {usual * 1000:.0f} ms for one" if usual else ""
    most = f"; {in_words(60 * limits.max_minutes)} at most (`max_minutes`)" if limits.max_minutes else ""
    return f"about {in_words(seconds)} ({cap}{pace}), and the time that tasks need{most}"


def _deleted(chosen: Plan, profile: Profile, available: int | None) -> str:
    pairings, needed = profile.pairings, pairings_needed(chosen)
    if not needed:
        return "none is used"
    there = min(len(given_up(pairings)), pairings.most) if available is None else available
    spent = sum(each.spent for each in needed)
    said = f"{counted(len(needed), 'pairing')} wanted, of which a right target deletes {spent}"
    if pairings.supply is not None and (available is None or available >= len(needed)):
        said += f"; {len(given_up(pairings))} given up by id, the supply makes the rest"
    else:
        said += f"; {there} there" if available is not None else f"; {there} given up by id"
        missed = left_without(chosen, there)
        said += f", too few for {', '.join(each.name for each in missed)}" if missed else ""
    return f"{said}; never more than {pairings.most} are used, and no other is ever aimed at"


def _hazards(chosen: Plan, profile: Profile) -> str:
    risky = [probe.name for probe in chosen.probes if HAZARDOUS in probe.needs]
    if risky:
        return f"sent: {', '.join(risky)}; a broken target might take them for other pairings"
    allowed = "selected" if profile.claim.hazards else "allowed (`[claim] hazards = true`)"
    return f"none is sent: none is {allowed}"


def _cost(probe: Probe) -> str:
    used = probe.own + probe.more
    uses = f", {counted(used, 'pairing')} used up" if used else ""
    shared = (
        ""
        if not probe.shared
        else ", on the shared pairing" + (", which it deletes" if probe.name == "deletion" else "")
    )
    return f"about {counted(probe.requests, 'request')}{uses}{shared}"


def _blocked(page: Page, chosen: Plan) -> None:
    for name, reasons in chosen.blocked.items():
        page.fact(f"{name:<18}", f"left out: {'; '.join(reasons)}")
    if chosen.blocked:
        page.blank()


def _pairings(page: Page, chosen: Plan, profile: Profile) -> None:
    """Which pairing is used for what, as far as the profile names them."""
    needed, ids = pairings_needed(chosen), given_up(profile.pairings)
    for place, need in enumerate(needed[: profile.pairings.most]):
        supplied = "one of the supply" if profile.pairings.supply else "none is left"
        page.fact(ids[place] if place < len(ids) else supplied, _fate(need))
    if needed:
        page.blank()


def _fate(need: Need) -> str:
    names = [probe.name for probe in need.probes]
    if not need.spent:
        return f"left as it was, after {', '.join(names)}"
    before = [name for name in names if name != "deletion"] if len(names) > 1 else []
    return f"deleted by {'deletion' if 'deletion' in names else names[0]}" + (
        f", after {', '.join(before)}" if before else ""
    )
