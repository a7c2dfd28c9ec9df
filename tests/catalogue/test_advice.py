"""What `explain` advises is there for every requirement, and its examples hold and break what they say."""

from __future__ import annotations

from itertools import product

import pytest
from made import OTHER, PAIRING, exchange, listing

from conformance.catalogue import requirements
from conformance.catalogue.advice import ADVICE, advice_for
from conformance.catalogue.contract import Contract
from conformance.catalogue.example import DELETE, TASK
from conformance.catalogue.example import PAIRING as LOOK
from conformance.document.load import load
from conformance.model.observations import Attempt, Deletion, Hostile, Look, Race, Task
from conformance.model.terms import Finding, Unjudged

CONTRACT = Contract(load("2.0.0"))
REQUIREMENTS = requirements(CONTRACT.document)
BY_ID = {each.id: each for each in REQUIREMENTS}
OPERATIONS = {DELETE: "deletePairing", TASK: "getTaskInfo", LOOK: "getPairing"}
CONDITIONS = (
    *("unknown-pairing", "malformed-id", "no-privilege", "no-privilege-again", "no-privilege-fresh-session"),
    *(
        "no-privilege-unknown-pairing",
        "NOT_AUTHENTICATED",
        "SERVER_DOWN",
        "not-authenticated-here",
        "no-session-unknown-pairing",
    ),
    *("no-session", "unknown-session", "post", "header-in-other-case"),
)


def came(answer):
    """An answer of an example as an exchange."""
    headers = answer.headers
    if answer.body and not any(name.lower() == "content-type" for name, _ in headers):
        headers = (*headers, ("Content-Type", "application/json"))
    return exchange(
        answer.status,
        answer.body,
        operation=OPERATIONS[answer.to],
        method="DELETE" if answer.to == DELETE else "GET",
        headers=headers,
        steady=answer.status is None,
    )


def observations(requirement, answers):
    """What a run would have seen, were these the answers: in each shape that the requirement judges."""
    told = {to: [came(each) for each in answers if each.to == to] for to in OPERATIONS}
    first = told[DELETE][0]
    task = Task(first, tuple(told[TASK]))
    looks = tuple(Look(PAIRING, each, listing(OTHER)) for each in told[LOOK])
    after = looks[0] if looks else Look(PAIRING, exchange(200, {}, operation="getPairing", method="GET"))
    unaimed = {Attempt: [], Hostile: [Hostile("text", first)]}
    for condition, pairing in product(_conditions(requirement), (PAIRING, "")):
        unaimed[Attempt].append(
            Attempt(condition, pairing, first, task if first.status == 202 else None, after=after if pairing else None)
        )
    unaimed[Deletion] = [Deletion(PAIRING, task, gone=looks)]
    unaimed[Race] = [Race("one-session", (PAIRING,), (task,), looks)]
    shapes = [each for kind in requirement.of for each in unaimed.get(kind, ())]
    return [each for each in shapes if requirement.where(each)]


def _conditions(requirement):
    name = requirement.id.partition(".")[2]
    own = (
        name,
        name.removesuffix("-does-not-delete"),
        name.removesuffix("-method-does-not-delete"),
        name.partition("-leaves")[0],
        name.partition("-says")[0],
        name.partition("-can")[0],
    )
    return dict.fromkeys((*CONDITIONS, *own, *(each.upper() for each in own)))


def judged(requirement, answers):
    """What the requirement says, for each shape in which it has something to say."""
    said = [list(requirement.judge(each, CONTRACT)) for each in observations(requirement, answers)]
    return [each for each in said if not any(isinstance(what, Unjudged) for what in each)]


def with_answers(side):
    return [
        pytest.param(each, getattr(advice_for(each.id), side), id=each.id)
        for each in REQUIREMENTS
        if not isinstance(getattr(advice_for(each.id), side), str)
    ]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.id)
def test_every_requirement_has_a_cause_a_cure_and_an_example_of_each_kind(requirement):
    advice = advice_for(requirement.id)

    assert advice is not None
    assert all((advice.cause, advice.cure, advice.holds, advice.breaks))


@pytest.mark.parametrize(("requirement", "answers"), with_answers("holds"))
def test_an_example_that_holds_is_judged_and_passes(requirement, answers):
    said = judged(requirement, answers)

    assert said, "nothing could be judged"
    assert not any(said)


@pytest.mark.parametrize(("requirement", "answers"), with_answers("breaks"))
def test_an_example_that_breaks_is_found(requirement, answers):
    assert any(isinstance(what, Finding) for each in judged(requirement, answers) for what in each)


def test_no_advice_is_idle():
    used = {advice_for(each.id) for each in REQUIREMENTS}
    fallback = {"schema.task-*", "errors.response-error-*"}  # for properties of another document

    assert {each.ids for each in ADVICE if each not in used} == fallback


def test_most_examples_are_answers_that_a_judge_has_read():
    assert len(with_answers("breaks")) > 80
