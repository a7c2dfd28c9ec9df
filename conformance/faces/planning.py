"""The plan of a run, for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.plan.selection import Plan
from conformance.plan.selection import plan as choose
from conformance.report.console import Page
from conformance.report.wording import counted

if TYPE_CHECKING:
    from conformance.plan.probe import Probe
    from conformance.profile.settings import Pairings, Profile


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
    page.fact("target", profile.target.base_url)
    judged = sum(each.id not in chosen.skipped and not each.not_applicable for each in every)
    page.fact("judges", f"{counted(judged, 'requirement')} of {len(every)}")
    if chosen.narrowing:
        page.fact("claim", "; ".join(chosen.narrowing))
    page.fact("sends", f"about {counted(chosen.requests, 'request')}, {profile.limits.max_requests:,} at most")
    _deleted(page, chosen, profile.pairings)
    page.send()


def _cost(probe: Probe) -> str:
    uses = f", {counted(probe.own, 'pairing')} used up" if probe.own else ""
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


def _deleted(page: Page, chosen: Plan, pairings: Pairings) -> None:
    most = min(chosen.pairings, pairings.most)
    if not most:
        page.fact("deletes", "no pairing, on a target that is right")
        return
    ids = [each for each in pairings.ids if each not in pairings.keep]
    supplied = " and what the supply gives" if pairings.supply else ""
    page.fact("deletes", f"{counted(most, 'pairing')} on a target that is right; never more than {pairings.most}")
    page.fact("", f"out of {', '.join(ids) or 'no named ones'}{supplied}; no other pairing is ever aimed at")
    if pairings.keep:
        page.fact("keeps", ", ".join(pairings.keep))
