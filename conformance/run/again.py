"""What a later judging of the same evidence says otherwise than the run itself did, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from conformance import __version__
from conformance.model.terms import Level, Outcome
from conformance.run.digests import catalogue_digest, tool_digest

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.document.load import Document
    from conformance.model.events import Judgement, RunStarted
    from conformance.model.terms import Verdict

SHOWN = 40
"""Requirements that are named one by one; of the others the number is told."""


def judged_otherwise(
    head: RunStarted,
    recorded: Mapping[str, Judgement],
    requirements: Sequence[Requirement],
    verdicts: Sequence[Verdict],
    document: Document,
) -> tuple[str, ...]:
    """Sentences on what differs between the recorded judgements and these; none where nothing does.

    recorded: requirement id -> what the run said of it; empty for a run that did not come to judging.
    """
    changed = tuple(_changed(recorded, requirements, verdicts)) if recorded else ()
    shown = changed[:SHOWN]
    more = (f"{len(changed) - SHOWN} more requirements are judged otherwise.",) if len(changed) > SHOWN else ()
    return (*_why(head, document, requirements), *shown, *more)


def _why(head: RunStarted, document: Document, requirements: Sequence[Requirement]) -> Iterator[str]:
    if head.spec_sha256 != document.sha256:
        yield (
            f"Judged by another document than the run: {document.name} of `{document.source}`, sha256 "
            f"{document.sha256}; the run had {head.spec_version} of `{head.spec_source}`, sha256 {head.spec_sha256}."
        )
    if head.tool_version != __version__:
        yield f"Judged by srm-conformance {__version__}; the run was judged by {head.tool_version}."
    elif head.tool_sha256 and head.tool_sha256 != tool_digest():
        yield (
            f"Judged by srm-conformance {__version__} with other files (sha256 {tool_digest()}) than the run had "
            f"(sha256 {head.tool_sha256})."
        )
    if head.catalogue_sha256 and head.catalogue_sha256 != catalogue_digest(requirements):
        yield "The catalogue is another: ids, levels, clauses or titles of requirements differ from those of the run."


def _changed(
    recorded: Mapping[str, Judgement], requirements: Sequence[Requirement], verdicts: Sequence[Verdict]
) -> Iterator[str]:
    for requirement, verdict in zip(requirements, verdicts, strict=True):
        before = recorded.get(requirement.id)
        if before is None:
            yield f"{requirement.id} is new: {verdict.outcome}. {verdict.message}"
        elif _bare(before.outcome, requirement) is not _bare(verdict.outcome, requirement):
            yield (
                f"{requirement.id} is judged otherwise: {verdict.outcome}, and {before.outcome} by the run. "
                f"{verdict.message} The run said: {before.message}"
            )
    for name in recorded.keys() - {each.id for each in requirements}:
        yield f"{name} is judged no more: the run said {recorded[name].outcome}. {recorded[name].message}"


def _bare(outcome: Outcome, requirement: Requirement) -> Outcome:
    """An outcome as it was before a waiver covered it."""
    if outcome is not Outcome.WAIVED:
        return outcome
    return Outcome.FAIL if requirement.level is Level.MUST else Outcome.WARN
