"""JUnit XML: what a CI server reads. It is green only where the run is conformant.

| verdict | here |
| --- | --- |
| pass | a test that passed |
| fail | failure |
| warn | a test that passed, with system-out; failure where `--fail-on should` |
| not-tested, inconclusive | error where the claim needs it judged, else skipped |
| not-applicable, waived | skipped |
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conformance.model.terms import Outcome, RunVerdict
from conformance.report.reproduce import without_user
from conformance.report.story import facts
from conformance.report.visible import clip, one_line, rfc3339, visible
from conformance.report.wording import cited, claim, headline

if TYPE_CHECKING:
    from conformance.model.result import Judged, Result

NAME = "srm-conformance"


def junit_report(result: Result) -> str:
    """Write a result as JUnit XML, ASCII."""
    suite = Element("testsuite", name=NAME, timestamp=rfc3339(result.started), time=f"{max(0.0, result.seconds):.3f}")
    _properties(suite, _of_run(result))
    for each in result.requirements:
        _testcase(suite, each, result)
    if result.verdict is not RunVerdict.CONFORMANT and suite.find("testcase/failure") is None:
        _not_green(suite, result)
    counts = {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    for name, number in counts.items():
        suite.set(name, str(number))
    root = Element("testsuites", suite.attrib)
    root.append(suite)
    indent(root)
    text: str = tostring(root, encoding="us-ascii", xml_declaration=False).decode()
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _of_run(result: Result) -> dict[str, str]:
    return {
        "verdict": result.verdict,
        "headline": headline(result),
        "claim": claim(result),
        "target": without_user(result.base_url),
        "spec": f"{result.spec.title} {result.spec.version} sha256:{result.spec.sha256}",
        "tool": result.tool_version,
        "seed": str(result.seed),
        "requests": str(result.requests),
        "pairings_deleted": " ".join(result.deleted),
        "evidence": str(result.out or ""),
        "notes": " ".join(result.warnings),
    }


def _testcase(suite: Element, judged: Judged, result: Result) -> None:
    seconds = sum(max(0.0, each.seconds) for each in judged.verdict.evidence)
    case = SubElement(suite, "testcase", classname=judged.area, name=_line(judged.id), time=f"{seconds:.3f}")
    _properties(case, {"level": judged.level, "clause": cited(judged.clause), "area": judged.area, **_verdict(judged)})
    message = _line(judged.verdict.message)
    match judged.outcome:
        case Outcome.FAIL:
            _said(case, "failure", message, _story(judged, result), judged.level)
        case Outcome.WARN if result.fail_on == "should":
            _said(case, "failure", message, _story(judged, result), judged.level)
        case Outcome.WARN:
            SubElement(case, "system-out").text = _story(judged, result)
        case Outcome.NOT_TESTED | Outcome.INCONCLUSIVE if judged.mandatory:
            _said(case, "error", message, _story(judged, result), judged.outcome)
        case Outcome.PASS:
            pass
        case _:
            SubElement(case, "skipped", message=f"{judged.outcome}: {message}")


def _verdict(judged: Judged) -> dict[str, str]:
    return {
        "title": judged.title,
        "verdict": judged.outcome,
        "mandatory": str(judged.mandatory).lower(),
        "examples": str(judged.verdict.examples),
    }


def _not_green(suite: Element, result: Result) -> None:
    """Keep a run that is not conformant from looking so: without errors, one test says the verdict."""
    if suite.find("testcase/error") is None:
        case = SubElement(suite, "testcase", classname="run", name="run.verdict", time="0.000")
        _said(case, "error", _line(headline(result)), visible(claim(result)), result.verdict)


def _said(case: Element, tag: str, message: str, text: str, kind: str) -> None:
    SubElement(case, tag, message=message, type=kind).text = text


def _properties(parent: Element, values: dict[str, str]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in values.items():
        SubElement(properties, "property", name=name, value=_line(value))


def _story(judged: Judged, result: Result) -> str:
    """What somebody needs who sees nothing but the CI server's page, a fact a line."""
    told = (
        f"{name:<9} {said}" if not name.startswith("body") else f"{name}\n{said}"
        for name, said in facts(judged, result)
    )
    lines = [judged.title, judged.verdict.message, *told]
    return "\n".join(visible(clip(each, 8000), keep="\n\t") for each in lines)


def _line(text: str) -> str:
    return one_line(text, 2000)
