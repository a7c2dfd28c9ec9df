"""Journeys: many actions one after another, each judged by what the ones before it have led to.

The truth is rebuilt from the answers alone: which pairings are there, whose deletion is under way, what the
session may do, whether the remote site is up. Whatever the answers leave open is left unjudged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import Contract
from conformance.catalogue.requirement import Judge, Judgement, Requirement
from conformance.catalogue.travel import Rule, states_are_errors, walk
from conformance.document.extensions import ConnectivityContract
from conformance.model.observations import Journey
from conformance.model.terms import Area, Clause, Depth, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OVER = ("journeys",)

_TITLES = {
    Rule.STAYS: "On a journey a pairing stays unless its deletion has been accepted.",
    Rule.GONE: "On a journey a deleted pairing neither comes back nor is deleted again.",
    Rule.CONTRACT: "On a journey no deletion succeeds without remote login or while the remote site is down.",
    Rule.SESSION: "On a journey a deletion after the logout of its session is refused with 401.",
    Rule.ACCEPTED: "On a journey a deletion that nothing speaks against is accepted with 202 and succeeds.",
    Rule.ANSWER: "On a journey no deletion leads to a server error, but where the contract has one.",
}
_CITES: dict[Rule, Callable[[Contract], Clause]] = {
    Rule.STAYS: lambda contract: contract.here(),
    Rule.GONE: lambda contract: contract.here(),
    Rule.CONTRACT: lambda contract: contract.extension(ConnectivityContract),
    Rule.SESSION: lambda contract: contract.answer(401),
    Rule.ACCEPTED: lambda contract: contract.answer(202),
    Rule.ANSWER: lambda contract: contract.answer(500),
}
_REASONS = {
    Rule.STAYS: "What was done before, and in which session, is no reason to lose a pairing.",
    Rule.CONTRACT: "The document does not define the word ERROR; an error status and a Task that ends in ERROR fit it.",
    Rule.ACCEPTED: "Neither an earlier refusal nor an earlier session has a hold on the pairing.",
    Rule.ANSWER: "500 is for the unexpected; what a client did before is not.",
}


def journeys(area: Area, contract: Contract) -> Iterator[Requirement]:
    """What journeys show of an area, one requirement for each rule."""
    for rule in Rule:
        if rule.startswith(f"{area}."):
            yield Requirement(
                str(rule.value),
                _TITLES[rule],
                Level.MUST,
                area,
                _CITES[rule](contract),
                over=OVER,
                of=(Journey,),
                judge=_judge(rule),
                reason=_REASONS.get(rule, ""),
                depth=Depth.DEEP,
                not_applicable=_absent(rule, contract),
            )


def _absent(rule: Rule, contract: Contract) -> str:
    if rule is Rule.SESSION:
        return contract.no_session
    if rule is Rule.CONTRACT and not states_are_errors(contract):
        return "the document's connectivity contract does not say ERROR for both states"
    return ""


def _judge(rule: Rule) -> Judge:
    def judge(seen: Journey, contract: Contract) -> Judgement:
        said = [each.what for each in walk(seen, contract) if each.rule is rule]
        found = [each for each in said if isinstance(each, Finding)]
        if found:
            yield found[0]  # what follows may be its consequence
        elif None not in said:
            yield from (each for each in said if isinstance(each, Unjudged))
        if not said:
            yield Unjudged("no journey came to where it could be judged")

    return judge
