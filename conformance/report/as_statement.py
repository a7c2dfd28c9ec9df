"""An in-toto statement (test-result v0.1): what was judged, with what, and what came of it, bound by digests.

| in the statement | is |
| --- | --- |
| subject | the evidence |
| configuration | the document in force, the files of the tool that judged, the profile without its secrets |
| result | PASSED where the run is conformant, WARNED where a SHOULD is broken or a MUST waived; else FAILED |
| passedTests, warnedTests, failedTests | requirements that were judged |
| EXTENSION | what test-result has no word for: verdict, claim, target, times, waivers, **what was not judged** |

A run that is incomplete has not passed: its result is FAILED, and the verdict in the extension says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.model.result import WaiverState
from conformance.model.terms import Outcome, RunVerdict
from conformance.report.reproduce import without_user
from conformance.report.visible import rfc3339, whole_characters
from conformance.report.wording import claim, headline

if TYPE_CHECKING:
    from conformance.model.result import Judged, Result

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"
EXTENSION = "urn:srm-conformance:run:v1"
"""What this tool adds is named by a URI, as in-toto asks, so that it meets no field of others."""

PASSED, WARNED, FAILED = "PASSED", "WARNED", "FAILED"
TOOL, DOCUMENT, PROFILE = "srm-conformance", "document in force", "profile, secrets left out"
TEXT_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Bound:
    """What a statement binds beside a result: its evidence, the tool that judged, the profile where it is known."""

    evidence: str
    evidence_sha256: str
    tool_version: str
    tool_sha256: str
    profile_sha256: str = ""


def statement(result: Result, bound: Bound) -> dict[str, Any]:
    """Bind a result to its evidence and to what it was judged with."""
    return {
        "_type": STATEMENT,
        "subject": [{"name": _text(bound.evidence) or "evidence", "digest": {"sha256": bound.evidence_sha256}}],
        "predicateType": PREDICATE,
        "predicate": {
            "result": outcome(result),
            "configuration": [_document(result), *_tool_and_profile(bound)],
            "passedTests": _ids(result, Outcome.PASS),
            "warnedTests": _ids(result, *_only_warned(result)),
            "failedTests": _ids(result, *_failing(result)),
            EXTENSION: _of_run(result),
        },
    }


def outcome(result: Result) -> str:
    """The result in in-toto's words, which have none for a run that judged too little: it has not passed."""
    if result.verdict is not RunVerdict.CONFORMANT or result.interrupted:
        return FAILED
    return WARNED if result.having(Outcome.WARN, Outcome.WAIVED) else PASSED


def outcomes(result: Result) -> dict[str, str]:
    """Id of a requirement -> its verdict."""
    return {_text(each.id): str(each.outcome) for each in result.requirements}


def _failing(result: Result) -> tuple[Outcome, ...]:
    return (Outcome.FAIL, Outcome.WARN) if result.fail_on == "should" else (Outcome.FAIL,)


def _only_warned(result: Result) -> tuple[Outcome, ...]:
    return (Outcome.WAIVED,) if result.fail_on == "should" else (Outcome.WARN, Outcome.WAIVED)


def _ids(result: Result, *of: Outcome) -> list[str]:
    return [_text(each.id) for each in result.having(*of)]


def _document(result: Result) -> dict[str, Any]:
    spec = result.spec
    told = {"title": spec.title, "version": spec.version, "source": spec.source, "operation": spec.operation}
    known = {name: _text(each) for name, each in told.items()}
    return {"name": DOCUMENT, "digest": {"sha256": _text(spec.sha256)}, "annotations": known}


def _tool_and_profile(bound: Bound) -> list[dict[str, Any]]:
    version = {"version": _text(bound.tool_version)}
    tool = {"name": TOOL, "digest": {"sha256": bound.tool_sha256}, "annotations": version}
    profile = {"name": PROFILE, "digest": {"sha256": _text(bound.profile_sha256)}}
    return [tool, profile] if bound.profile_sha256 else [tool]


def _of_run(result: Result) -> dict[str, Any]:
    return {
        "verdict": str(result.verdict),
        "headline": _text(headline(result)),
        "claim": _text(claim(result)),
        "target": _text(without_user(result.base_url)),
        "started": rfc3339(result.started),
        "ended": rfc3339(result.started + max(0.0, result.seconds)),
        "recordedBy": _text(result.tool_version),
        "seed": result.seed,
        "requests": result.requests,
        "interrupted": result.interrupted,
        "failOn": result.fail_on,
        "pairingsDeleted": [_text(each) for each in result.deleted],
        "unjudgedTests": [_unjudged(each) for each in result.having(Outcome.NOT_TESTED, Outcome.INCONCLUSIVE)],
        "notApplicableTests": _ids(result, Outcome.NOT_APPLICABLE),
        "waivers": [
            {
                "test": _text(each.requirement),
                "reason": _text(each.reason),
                "until": _text(each.until),
                "owner": _text(each.owner),
                "link": _text(each.link),
                "covers": each.state is WaiverState.COVERS,
            }
            for each in result.waivers
        ],
        "warnings": [_text(each) for each in result.warnings],
    }


def _unjudged(judged: Judged) -> dict[str, Any]:
    reason = _text(judged.verdict.message)
    return {"test": _text(judged.id), "verdict": str(judged.outcome), "mandatory": judged.mandatory, "reason": reason}


def _text(text: str) -> str:
    return whole_characters(text, TEXT_SHOWN)
