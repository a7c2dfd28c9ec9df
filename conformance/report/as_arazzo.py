"""Arazzo 1.0.1: each failure as a workflow over the OpenAPI document; it fails where the failure was seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import yaml

from conformance.report.described import described
from conformance.report.reproduce import without_user
from conformance.report.scenario import left_out, scenarios
from conformance.report.steps import MOVES, is_tame
from conformance.report.visible import one_line
from conformance.report.wording import headline

if TYPE_CHECKING:
    from conformance.model.result import Result
    from conformance.report.described import Described
    from conformance.report.steps import Scenario, Step

TRIES = 120
"""Looks at a task, one a second, before it counts as stuck."""
WORKFLOWS, DOCUMENT, OPERATOR = "journeys.arazzo.yaml", "journeys.openapi.yaml", "journeys.operator.yaml"


def arazzo_files(result: Result) -> Iterator[tuple[str, str]]:
    """The files of a folder: the workflows, the document that they speak of, and what the operator does."""
    document = described(result.spec.source)
    found = tuple(each for each in scenarios(result) if all(_can_be_said(step, document) for step in each.steps))
    if any(each.is_moved for each in found):
        yield OPERATOR, _written(_operator())
    yield from [(DOCUMENT, _written(document.raw))] if document.raw else []
    yield WORKFLOWS, _written(_workflows(found, result, document))


def _can_be_said(step: Step, document: Described) -> bool:
    """Whether a workflow can hold a step: a request of the document, and a condition in which nothing can hide.

    Conditions compare with no list and no object, and have no way to write every text.
    """
    if step.move or step.lists:  # what Redocly makes of a variable within JSONPath is no question about a list
        return not step.lists
    return document.parameters(step) is not None and (step.member is None or is_tame(step.member[2]))


def _written(value: dict[str, Any]) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=False, width=120)


def _workflows(found: Sequence[Scenario], result: Result, document: Described) -> dict[str, Any]:
    """The failures, each a workflow. Where there is none, the one that has to be there logs in."""
    described_in = f"./{DOCUMENT}" if document.raw else one_line(result.spec.source)
    sources = {"srm": described_in} | ({"operator": f"./{OPERATOR}"} if any(each.is_moved for each in found) else {})
    return {
        "arazzo": "1.0.1",
        "info": {
            "title": one_line(f"Failures of {result.spec.operation}"),
            "version": one_line(result.spec.version),
            "description": one_line(
                f"{headline(result)}. Recorded at {without_user(result.base_url)}. {left_out(result, found)}".rstrip(),
                4000,
            ),
        },
        "sourceDescriptions": [{"name": name, "url": file, "type": "openapi"} for name, file in sources.items()],
        "workflows": [_workflow(each, result, document) for each in found] or [_nothing(document)],
    }


def _operator() -> dict[str, Any]:
    """What the operator does, as the bundled lab has it; the operator of another target writes his own."""
    state = {"type": "object", "required": ["state"], "properties": {"state": {"enum": ["down", "up"]}}}
    site, sessions = MOVES["site-down"], MOVES["expire-sessions"]
    paths = {
        site.path: _operation(site.operation, "Take the remote site down, or bring it up again.", state),
        sessions.path: _operation(sessions.operation, "Let every session run out.", {"type": "object"}),
    }
    return {"openapi": "3.0.3", "info": {"title": "The operator's means", "version": "1"}, "paths": paths}


def _operation(name: str, summary: str, body: dict[str, Any]) -> dict[str, Any]:
    operation = {
        "operationId": name,
        "summary": summary,
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {status: {"description": "It is done."} for status in ("200", "201", "202", "204")}
        | {"400": {"description": "It is not done."}},
    }
    return {"post": operation}


def _nothing(document: Described) -> dict[str, Any]:
    """What there is to do where nothing failed."""
    return {
        "workflowId": "nothing-failed",
        "summary": "There is nothing to see again.",
        "inputs": {"type": "object", "properties": {"admin_basic": {"type": "string"}}},
        "steps": [
            {
                "stepId": "log-in",
                "operationId": _operation_id("login", document),
                "parameters": [_basic("admin")],
                "successCriteria": [{"condition": "$statusCode == 200"}],
            }
        ],
    }


def _workflow(each: Scenario, result: Result, document: Described) -> dict[str, Any]:
    names = [*(f"{account}_basic" for account in each.accounts), *each.pairings]
    secret = "base64 of `name:password`"  # noqa: S105 - says what goes there
    said = {name: secret if name.endswith("_basic") else "a value of your target" for name in names}
    return {
        "workflowId": each.judged.id.replace(".", "-"),
        "summary": one_line(each.title),
        "description": one_line(f"Expected {each.expected}; got {each.got}.", 2000),
        "inputs": {
            "type": "object",
            "required": names,
            "properties": {name: {"type": "string", "description": text} for name, text in said.items()},
        },
        "steps": [_step(step, each, result, document) for step in each.steps],
    }


def _operation_id(operation: str, document: Described) -> str:
    return f"$sourceDescriptions.srm.{document.name_of(operation)}"


def _basic(account: str) -> dict[str, str]:
    return {"in": "header", "name": "Authorization", "value": f"Basic {{$inputs.{account}_basic}}"}


def _step(step: Step, within: Scenario, result: Result, document: Described) -> dict[str, Any]:
    if step.move:
        return _moved(step)
    parameters = [
        {"in": "path", "name": name, "value": _value(value[1:-1], within) if value.startswith("{") else value}
        for name, value in (document.parameters(step) or {}).items()
    ]
    if step.session:
        parameters.append({"in": "header", "name": result.session_header, "value": _value(step.session, within)})
    if step.basic:
        parameters.append(_basic(step.basic))
    written: dict[str, Any] = {
        "stepId": step.name,
        "description": step.says,
        "operationId": _operation_id(step.operation, document),
    }
    if parameters:
        written["parameters"] = parameters
    criteria = _criteria(step)
    if criteria:
        written["successCriteria"] = criteria
    if step.wait:
        written["onFailure"] = [{"name": "look-again", "type": "retry", "retryAfter": 1, "retryLimit": TRIES}]
    if step.keep:
        written["outputs"] = {name: f"$response.body#/{member}" for name, member in step.keep.items()}
    return written


def _moved(step: Step) -> dict[str, Any]:
    move = MOVES[step.move]
    return {
        "stepId": step.name,
        "description": step.says,
        "operationId": f"$sourceDescriptions.operator.{move.operation}",
        "requestBody": {"contentType": "application/json", "payload": move.body},
        "successCriteria": [{"condition": "$statusCode < 300"}],
    }


def _value(variable: str, within: Scenario) -> str:
    """Where a variable comes from: the inputs, or the step that kept it."""
    kept = next((each.name for each in within.steps if variable in each.keep), None)
    return f"$inputs.{variable}" if kept is None else f"$steps.{kept}.outputs.{variable}"


def _criteria(step: Step) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if step.status:
        relation, number = step.status
        found.append({"condition": f"$statusCode {relation} {number}"})
        found += [{"condition": "$statusCode < 300"}] if step.status == (">=", 200) else []
    if step.wait:
        found += [{"condition": "$statusCode == 200"}, {"condition": _ended()}]
    if step.end:
        found.append({"condition": f"$response.body#/status {step.end} 'SUCCESS'"})
    if step.member:
        found.append(_member(*step.member))
    return found


def _member(names: tuple[str, ...], relation: str, value: object) -> dict[str, Any]:
    """A condition on a part of an answer; of a type no more can be said than that it is not the value that came."""
    if value is None:
        return {"condition": f"$response.body#/{'/'.join(names)} {'==' if relation == '==' else '!='} null"}
    # Simple conditions take the number 0 for the text '0', JSONPath does not.
    written = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    return _of_body(f"@.{'.'.join(names)} != {written}")


def _of_body(due: str) -> dict[str, Any]:
    """A condition on the body of an answer, which is `@` in it as in the examples of the specification."""
    return {"context": "$response.body", "type": "jsonpath", "condition": f"$[?({due})]"}


def _ended() -> str:
    return " || ".join(f"$response.body#/status == '{each}'" for each in ("SUCCESS", "ERROR", "CANCELLED"))
