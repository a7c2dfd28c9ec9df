"""Session ids that nobody was given are of the forms that a careless server knows."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from made import PAIRING, answered, exchange, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.observations import Attempt
from conformance.model.steps import Call, EvidenceMissing, Saw, Spent, Step, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.strangers import example_session, unauthenticated


def described(description: Any) -> Contract:
    document = load("2.0.0")
    document.raw["info"]["description"] = description  # type: ignore[index]
    return Contract(document)


@pytest.mark.parametrize(
    ("description", "example"),
    [
        ("```http\nx-dr-session: abc-DEF_1+/=\n```", "abc-DEF_1+/="),
        ("Send `X-DR-Session:0815`, as in x-dr-session: 4711.", "0815"),
        ("A header carries the session.", "MDYzYmJlZTEtMDhhMC00M2Q3LWE0YWUtNjI2Y2I3ZThjZjVi"),
        (None, "MDYzYmJlZTEtMDhhMC00M2Q3LWE0YWUtNjI2Y2I3ZThjZjVi"),
    ],
)
def test_the_example_of_a_session_is_that_of_the_document_or_the_published_one(description, example):
    assert example_session(described(description)) == example


def scene(only: str) -> Scene:
    return Scene(
        Contract(load("2.0.0")),
        1,
        patience=1,
        interval=0.01,
        depth=Depth.QUICK,
        memory=Memory(acquainted=True),
        only=frozenset({only}),
    )


def asked(only: str, answer: Callable[[str], Any] = lambda _: exchange(200)) -> list[Step]:
    """The steps of a probe, where a deletion with a session id is answered by a function."""

    def came(step: Step) -> Any:
        if isinstance(step, Call):
            return answer(tried(step)) if tried(step) else there().by_id
        return PAIRING if isinstance(step, Take) else exchange(204)

    return answered(unauthenticated(scene(only)), came)


def tried(step: Step) -> str:
    """The session id of a deletion, where it is sent one as it is."""
    if isinstance(step, Call) and step.operation == "deletePairing":
        return dict(step.headers).get("x-dr-session", "")
    return ""


def sent(only: str) -> list[str]:
    """The session ids of the deletions with a session that was never opened."""
    return [tried(step) for step in asked(only) if tried(step)]


def test_a_uuid_in_base64_one_as_such_and_the_example_are_tried_for_a_session():
    [encoded] = sent("unknown-session")
    nonsense, bare, example = sent("malformed-session")

    assert str(UUID(b64decode(encoded).decode())) == b64decode(encoded).decode()
    assert str(UUID(bare)) == bare != b64decode(encoded).decode()
    assert nonsense == "no session at all"
    assert example == "MDYzYmJlZTEtMDhhMC00M2Q3LWE0YWUtNjI2Y2I3ZThjZjVi"


UNLIKE = "{session:unlike}"


@pytest.mark.parametrize(
    ("of_the_documented_form", "of_the_live_form", "seen"),
    [
        (exchange(401), None, [("unknown-session", 401)]),
        (exchange(400), exchange(401), [("unknown-session", 401), ("malformed-session", 400)]),
        (exchange(400), exchange(400), [("unknown-session", 400), ("unknown-session", 400)]),
        (exchange(400), exchange(409), [("unknown-session", 409), ("unknown-session", 400)]),
        (exchange(400), EvidenceMissing("ids here are of the documented form"), [("unknown-session", 400)]),
    ],
)
def test_400_to_the_documented_form_is_a_matter_of_form_where_one_of_the_live_form_is_answered_401(
    of_the_documented_form, of_the_live_form, seen
):
    steps = asked("unknown-session", lambda sent: of_the_live_form if sent == UNLIKE else of_the_documented_form)

    found = [step.observation for step in steps if isinstance(step, Saw)]
    assert [(each.condition, each.call.status) for each in found if isinstance(each, Attempt)] == seen


def test_a_pairing_that_either_of_two_deleted_is_told_of_once():
    def came(step: Step) -> Any:
        if isinstance(step, Call):
            return exchange(400 if tried(step) else 404 if step.operation == "getPairing" else 200)
        return PAIRING if isinstance(step, Take) else exchange(204)

    steps = answered(unauthenticated(scene("unknown-session")), came)

    assert [type(each) for each in steps if isinstance(each, Saw | Spent)] == [Saw, Spent]
