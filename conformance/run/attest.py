"""Attestations: a result bound to its evidence and signed (in-toto in a DSSE 1.0 envelope), and such a one checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error as SecuresystemslibError

from conformance import __version__
from conformance.model.errors import UserError
from conformance.model.events import RunStarted
from conformance.model.terms import Outcome
from conformance.model.waiver import Waiver
from conformance.report import put
from conformance.report.as_statement import DOCUMENT, EXTENSION, PREDICATE, STATEMENT, TOOL, Bound, outcomes, statement
from conformance.run.conclude import judge_evidence
from conformance.run.digests import tool_digest
from conformance.run.keys import signer

if TYPE_CHECKING:
    from securesystemslib.signer import SSlibKey

    from conformance.model.result import Result

ENVELOPE = "attestation.dsse.json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
LISTS = {"passedTests": "passed", "warnedTests": "warned or waived", "failedTests": "failed"}
"""Field of the predicate -> what it says of the requirements in it."""


_ENVELOPE = {"payload": str, "payloadType": str, "signatures": [{"keyid": str, "sig": str}]}
_DIGEST = {"name": str, "digest": {"sha256": str}}
_WAIVER = dict.fromkeys(("test", "reason", "until", "owner", "link"), str)
_SHAPE = {
    "_type": str,
    "subject": [_DIGEST],
    "predicateType": str,
    "predicate": {
        "result": str,
        "configuration": [_DIGEST],
        "passedTests": [str],
        "warnedTests": [str],
        "failedTests": [str],
        EXTENSION: {
            **dict.fromkeys(("verdict", "headline", "claim", "target", "started", "ended", "failOn"), str),
            "unjudgedTests": [{"test": str, "verdict": str}],
            "notApplicableTests": [str],
            "waivers": [_WAIVER],
        },
    },
}
"""What is read of a statement; whatever else it holds is left alone, as in-toto asks."""


class InvalidAttestationError(Exception):
    """An attestation is none, is not of this key, or was changed."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement whose signature holds. key: identifies the key that signed. predicate: its own words."""

    key: str
    subject: str
    evidence_sha256: str
    document_sha256: str
    document: Mapping[str, str]
    tool_sha256: str
    tool_version: str
    result: str
    run: Mapping[str, Any]
    predicate: Mapping[str, Any]


def attest(result: Result, evidence: Path, key: Path) -> Path:
    """Sign what a result says of a file of evidence; where the envelope lies now: beside it. Raises UserError."""
    signing = signer(key)
    made = statement(result, bound_of(result, evidence))
    payload = json.dumps(made, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    envelope = Envelope(payload, PAYLOAD_TYPE, {})
    envelope.sign(signing)
    path = evidence.parent / ENVELOPE
    try:
        put(path, (json.dumps(envelope.to_dict(), indent=2) + "\n",))
    except OSError as error:
        raise UserError(f"the attestation `{path}` cannot be written: {error.strerror or error}") from error
    return path


def bound_of(result: Result, evidence: Path) -> Bound:
    """What a statement on a result binds beside the result itself."""
    head = next((each for each in result.recorded if isinstance(each, RunStarted)), None)
    return Bound(
        evidence=evidence.name,
        evidence_sha256=file_sha256(evidence),
        tool_version=__version__,
        tool_sha256=tool_digest(),
        profile_sha256=head.profile_sha256 if head else "",
    )


def file_sha256(path: Path) -> str:
    """The digest of a file. Raises UserError when it cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise UserError(f"`{path}` cannot be read: {error.strerror or error}") from None
    return digest.hexdigest()


def verified(path: Path, key: SSlibKey) -> Attestation:
    """The attestation in an envelope that this key signed.

    Raises UserError when it cannot be read, InvalidAttestationError for all that is wrong with it.
    """
    envelope = _envelope(path)
    try:
        envelope.verify([key], 1)
    except (SecuresystemslibError, ValueError):  # a payload type that no bytes hold
        raise InvalidAttestationError("it is not signed by this key, or was changed after it was signed") from None
    if envelope.payload_type != PAYLOAD_TYPE:
        raise InvalidAttestationError(f"its payload is no in-toto statement but {envelope.payload_type!r}")
    try:
        return _attestation(json.loads(envelope.payload), key.keyid)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise InvalidAttestationError("it is signed, but says nothing that this tool reads: no test result") from None


def _envelope(path: Path) -> Envelope:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UserError(f"the attestation `{path}` cannot be read: {error.strerror or error}") from None
    try:
        said = json.loads(text)
        if _fits(said, _ENVELOPE):
            return Envelope.from_dict(said)
    except (SecuresystemslibError, ValueError, LookupError, TypeError, RecursionError):
        pass
    raise InvalidAttestationError("it is no DSSE envelope")


def _attestation(said: Any, key: str) -> Attestation:
    """Read a statement. Raises LookupError, TypeError or ValueError for what is none of ours."""
    if not _fits(said, _SHAPE) or (said["_type"], said["predicateType"]) != (STATEMENT, PREDICATE):
        raise ValueError("another kind of statement")
    predicate, (subject,) = said["predicate"], said["subject"]
    bound = {each["name"]: each for each in predicate["configuration"]}
    made = Attestation(
        key=key,
        subject=subject["name"],
        evidence_sha256=subject["digest"]["sha256"],
        document_sha256=bound[DOCUMENT]["digest"]["sha256"],
        document=bound[DOCUMENT]["annotations"],
        tool_sha256=bound[TOOL]["digest"]["sha256"],
        tool_version=bound[TOOL]["annotations"]["version"],
        result=predicate["result"],
        run=predicate[EXTENSION],
        predicate=predicate,
    )
    waivers(made)
    if not _fits([made.document["title"], made.document["version"], made.tool_version], [str]):
        raise ValueError("words are due")
    return made


def _fits(value: Any, shape: Any) -> bool:
    """Whether a value is of a type, a list of such values, or an object that has these members at least."""
    match shape:
        case dict():
            return isinstance(value, dict) and all(
                name in value and _fits(value[name], each) for name, each in shape.items()
            )
        case [each]:
            return isinstance(value, list) and all(_fits(one, each) for one in value)
        case _:
            return isinstance(value, shape)


def stated(attestation: Attestation) -> dict[str, str]:
    """Id of a requirement -> what the attestation says of it."""
    told = {each: said for field, said in LISTS.items() for each in attestation.predicate[field]}
    told |= dict.fromkeys(attestation.run["notApplicableTests"], str(Outcome.NOT_APPLICABLE))
    return told | {each["test"]: each["verdict"] for each in attestation.run["unjudgedTests"]}


def waivers(attestation: Attestation) -> tuple[Waiver, ...]:
    """The waivers that the attested run was given."""
    return tuple(
        Waiver(each["test"], each["reason"], date.fromisoformat(each["until"]), each["owner"], each["link"])
        for each in attestation.run["waivers"]
    )


def judged_again(attestation: Attestation, evidence: Path, document: Path | None) -> Result:
    """The result of the evidence, judged now under the attested waivers. Raises UserError."""
    spec = str(document) if document else ""
    return judge_evidence(evidence, waivers=waivers(attestation), fail_on=attestation.run["failOn"], spec=spec)


def in_result(result: Result) -> dict[str, str]:
    """Id of a requirement -> what a result says of it, in the words of `stated`."""
    return {name: _words(outcome, result.fail_on) for name, outcome in outcomes(result).items()}


def in_report(report: Mapping[str, Any]) -> dict[str, str]:
    """The same of a JSON report. Raises LookupError or TypeError for what is none."""
    return {each["id"]: _words(each["verdict"], report["fail_on"]) for each in report["requirements"]}


def _words(outcome: str, fail_on: str) -> str:
    """A verdict as the lists of a statement tell it."""
    if outcome == Outcome.FAIL or (outcome == Outcome.WARN and fail_on == "should"):
        return LISTS["failedTests"]
    words = {Outcome.PASS: "passedTests", Outcome.WARN: "warnedTests", Outcome.WAIVED: "warnedTests"}
    field = words.get(Outcome(outcome))
    return LISTS[field] if field else str(outcome)
