"""A signed attestation, checked and told in plain words."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.model.errors import UserError
from conformance.report.console import Page
from conformance.run.attest import (
    InvalidAttestationError,
    file_sha256,
    in_report,
    in_result,
    judged_again,
    stated,
    verified,
)
from conformance.run.digests import tool_digest
from conformance.run.keys import verifier

if TYPE_CHECKING:
    from conformance.run.attest import Attestation

VALID, INVALID = 0, 1
DIFFERENCES_SHOWN = 10


def print_verified(
    envelope: Path, key: Path, *, evidence: Path | None, document: Path | None, report: Path | None
) -> int:
    """Say what an envelope binds and whether what was given matches; the exit code. Raises UserError."""
    public = verifier(key)
    page = Page(sys.stdout)
    try:
        attestation = verified(envelope, public)
    except InvalidAttestationError as wrong:
        page.head("not valid", f": {wrong}")
        page.send()
        return INVALID
    for name, said in bound(attestation):
        page.fact(name, said)
    page.blank()
    faults = 0
    for holds, said in _checks(attestation, evidence, document, report):
        page.fact("matches" if holds else "DIFFERS", said)
        faults += not holds
    verdict = attestation.run["verdict"]
    if faults:
        page.head("not valid", ": signed by this key, but what was given is not what was signed")
    else:
        page.head("valid", f": signed by this key; the verdict is {verdict}")
    page.send()
    return INVALID if faults else VALID


def bound(attestation: Attestation) -> Iterator[tuple[str, str]]:
    """What an attestation binds, each with its name."""
    run, document = attestation.run, attestation.document
    counts = Counter(stated(attestation).values())
    yield "signed by", f"key {attestation.key}"
    yield "verdict", run["headline"]
    yield "claim", run["claim"]
    yield "target", run["target"]
    yield "time", f"{run['started']} to {run['ended']}"
    yield "document", f"{document['title']} {document['version']}, sha256 {attestation.document_sha256}"
    here = "as installed here" if attestation.tool_sha256 == tool_digest() else "other files than those installed here"
    yield "tool", f"srm-conformance {attestation.tool_version}, {here}, sha256 {attestation.tool_sha256}"
    yield "evidence", f"{attestation.subject}, sha256 {attestation.evidence_sha256}"
    yield "result", f"{attestation.result}: {', '.join(f'{number} {said}' for said, number in counts.items())}"


def _checks(
    attestation: Attestation, evidence: Path | None, document: Path | None, report: Path | None
) -> Iterator[tuple[bool, str]]:
    """Whether each thing that was given is what was signed, and what to say of it."""
    if document is not None:
        yield _same(document, attestation.document_sha256, "the document in force")
    if evidence is not None:
        same, said = _same(evidence, attestation.evidence_sha256, "the evidence that was judged")
        yield same, said
        if same:
            yield from _judged_again(attestation, evidence, document)
    if report is not None:
        yield from _of_report(attestation, report)


def _same(path: Path, sha256: str, what: str) -> tuple[bool, str]:
    found = file_sha256(path)
    return found == sha256, f"`{path}` is {what}" if found == sha256 else f"`{path}` is not {what}: sha256 {found}"


def _judged_again(attestation: Attestation, evidence: Path, document: Path | None) -> Iterator[tuple[bool, str]]:
    again = judged_again(attestation, evidence, document)
    if again.spec.sha256 != attestation.document_sha256:
        yield False, "the verdict was not judged again, as the document at hand is another one: give --document"
        return
    yield _verdicts(str(again.verdict), in_result(again), attestation, "judged again, the evidence")


def _of_report(attestation: Attestation, path: Path) -> Iterator[tuple[bool, str]]:
    report = _read(path)
    try:
        facts = {
            "the document": (report["spec"]["sha256"], attestation.document_sha256),
            "the target": (report["target"]["base_url"], attestation.run["target"]),
            "the time": (report["started"], attestation.run["started"]),
        }
        verdicts = in_report(report)
        verdict = str(report["verdict"])
    except (LookupError, TypeError, ValueError):
        raise UserError(f"`{path}` is no JSON report of srm-conformance", "made by `--report json=PATH`") from None
    yield from ((False, f"{what} in `{path}` is another one") for what, (told, due) in facts.items() if told != due)
    yield _verdicts(verdict, verdicts, attestation, f"`{path}`")


def _verdicts(verdict: str, told: Mapping[str, str], attestation: Attestation, what: str) -> tuple[bool, str]:
    """Whether a verdict and all those on requirements are the ones that were signed."""
    due = stated(attestation)
    names = [each for each in {**due, **told} if due.get(each) != told.get(each)]
    if verdict == attestation.run["verdict"] and not names:
        return True, f"{what} gives the same verdict, and the same for all {len(due)} requirements"
    shown = [f"{each} (signed: {due.get(each, 'nothing')}; now: {told.get(each, 'nothing')})" for each in names]
    more = f" and {len(names) - DIFFERENCES_SHOWN} more" if names[DIFFERENCES_SHOWN:] else ""
    return False, f"{what} gives {verdict}: {', '.join(shown[:DIFFERENCES_SHOWN])}{more}"


def _read(path: Path) -> dict[str, Any]:
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"the report `{path}` cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise UserError(f"`{path}` is no JSON report of srm-conformance", "made by `--report json=PATH`") from None
    if not isinstance(report, dict):
        raise UserError(f"`{path}` is no JSON report of srm-conformance", "made by `--report json=PATH`")
    return report
