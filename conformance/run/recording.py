"""Judge traffic that somebody else recorded."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.evidence import EVIDENCE, EvidenceWriter, Recording
from conformance.model.events import Judgement
from conformance.recorded import RecordingError, Wish, record
from conformance.run.collecting import seldom_collected
from conformance.run.conclude import conclude
from conformance.run.digests import catalogue_digest, tool_digest

if TYPE_CHECKING:
    from conformance.model.result import Result
    from conformance.model.waiver import Waiver

DOCUMENT = "2.0.0"
"""The document that a recording is judged by, unless another is named."""
_HEAD = 64 * 1024
_EVIDENCE = re.compile(rb'\s*\{\s*"(?:version|event)"\s*:')


def is_recording(path: Path) -> bool:
    """Whether a file is more likely a HAR than evidence of our own."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise RecordingError(f"`{path}` cannot be read: {error.strerror}") from error
    if _EVIDENCE.match(head):
        return False
    named = path.name.lower().endswith((".har", ".har.gz", ".har.json"))
    return named or head[:2] == b"\x1f\x8b" or b'"log"' in head.replace(b"\0", b"")


def judge_recording(
    path: Path,
    *,
    out: Path | None = None,
    base_url: str = "",
    spec: str = "",
    waivers: Sequence[Waiver] = (),
    fail_on: str = "must",
) -> Result:
    """Make evidence of a HAR and judge it; nothing is sent.

    out: the folder for the evidence; None for a new one. base_url: of the target, where the HAR has several.
    Raises UserError for what is no HAR, and where it is not clear which target is meant.
    """
    folder = out or _new_folder()
    document = load(spec or DOCUMENT)
    digests = tool_digest(), catalogue_digest(requirements(document))
    evidence = folder / EVIDENCE
    events = record(path, evidence, document, Wish(base_url, tuple(waivers), fail_on, *digests))
    with seldom_collected():
        result = replace(conclude(events, document, out=folder), recorded=Recording(evidence))
    with EvidenceWriter(evidence, further=True) as writer:
        for each in result.requirements:
            writer.write(Judgement(each.id, each.outcome, each.verdict.message))
    return result


def _new_folder() -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return Path("srm-conformance-runs") / f"{stamp}-recorded-{secrets.token_hex(2)}"
