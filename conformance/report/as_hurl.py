"""Hurl: failures as a text file that `hurl --variable ... --test` replays; it fails where they were seen."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from conformance.report.reproduce import without_user
from conformance.report.scenario import left_out, scenarios
from conformance.report.steps import MOVES
from conformance.report.visible import one_line
from conformance.report.wording import headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.result import Result
    from conformance.report.steps import Move, Scenario, Step

TRIES = 120
"""Looks at a task, one a second, before it counts as stuck."""


def hurl_report(result: Result) -> str:
    """Write what failed as a Hurl file; comments alone where nothing did."""
    found = scenarios(result)
    lines = [f"# {one_line(headline(result))}", f"# target {one_line(without_user(result.base_url))}"]
    if not found:
        lines.append("# There is nothing to send.")
    beside = left_out(result, found)
    lines += [f"# {one_line(beside, 4000)}"] if beside else []
    for each in found:
        lines += ["", *_scenario(each, result)]
    return "\n".join(lines) + "\n"


def _scenario(each: Scenario, result: Result) -> Iterator[str]:
    yield f"# {one_line(each.judged.id)}: {one_line(each.title)}"
    yield f"# expected: {one_line(each.expected)}"
    yield f"# got: {one_line(each.got, 2000)}"
    given = [f"base_url={without_user(result.base_url)}", *(f"{name}=..." for name in _variables(each))]
    yield f"# variables: {one_line(' '.join(given), 2000)}"
    for step in each.steps:
        yield ""
        yield f"# {step.says}"
        yield from _moved(MOVES[step.move]) if step.move else _request(step, result.session_header)


def _variables(each: Scenario) -> list[str]:
    names = [f"{account}_{what}" for account in each.accounts for what in ("user", "password")]
    names += each.pairings
    return names + (["operator_url"] if each.is_moved else [])


def _moved(move: Move) -> Iterator[str]:
    yield "# as the bundled lab does it; on another target put in what your lever does"
    yield f"POST {{{{operator_url}}}}{move.path}"
    yield json.dumps(move.body)
    yield "HTTP *"
    yield "[Asserts]"
    yield "status < 300"


def _request(step: Step, session_header: str) -> Iterator[str]:
    yield f"{step.method} {{{{base_url}}}}{_target(step.path)}"
    if step.session:
        yield f"{session_header}: {{{{{step.session}}}}}"
    if step.basic:
        yield "[BasicAuth]"
        yield f"{{{{{step.basic}_user}}}}: {{{{{step.basic}_password}}}}"
    if step.wait:
        yield "[Options]"
        yield f"retry: {TRIES}"
        yield "retry-interval: 1s"
    yield "HTTP *"
    if step.keep:
        yield "[Captures]"
        yield from (f'{name}: jsonpath "$.{member}"' for name, member in step.keep.items())
    asserts = list(_asserts(step))
    yield from ["[Asserts]", *asserts] if asserts else []


def _target(path: str) -> str:
    """A path with the variables of Hurl; what would end or comment a line is encoded."""
    quoted = re.sub(r"[^A-Za-z0-9\-._~%/:@!$&'()*+,;=?{}]", lambda found: f"%{ord(found[0]) & 0xFF:02X}", path)
    return re.sub(r"\{(\w+)\}", r"{{\1}}", quoted)


def _asserts(step: Step) -> Iterator[str]:
    if step.status:
        relation, number = step.status
        yield f"status {relation} {number}"
        yield from ["status < 300"] if step.status == (">=", 200) else []
    if step.wait:
        yield "status == 200"
        yield 'jsonpath "$.status" matches "^(SUCCESS|ERROR|CANCELLED)$"'
    if step.end:
        yield f'jsonpath "$.status" {step.end} "SUCCESS"'
    if step.member:
        names, relation, value = step.member
        where = "".join(f"['{name}']" for name in names)
        yield f"jsonpath {json.dumps('$' + where)} {_member(relation, value)}"
    if step.lists:
        pairing, due = step.lists
        yield f'jsonpath "$.list[*].pairing_id" {"" if due else "not "}contains "{{{{{pairing}}}}}"'


_TYPES = {
    "integer": "isInteger",
    "string": "isString",
    "boolean": "isBoolean",
    "array": "isCollection",
    "object": "isCollection",
}


def _member(relation: str, value: object) -> str:
    """A predicate on a part of an answer."""
    if relation == "exists":
        return relation
    if relation in _TYPES:
        return _TYPES[relation]
    return f"{relation} {json.dumps(value)}"
