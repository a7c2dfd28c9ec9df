"""Session ids that nobody was given are of the forms that a careless server knows."""

from __future__ import annotations

from base64 import b64decode
from typing import Any
from uuid import UUID

import pytest
from made import exchange

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Take
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


def sent() -> list[str]:
    """The session ids of the deletions with a session that was never opened."""
    scene = Scene(
        Contract(load("2.0.0")),
        1,
        patience=1,
        interval=0.01,
        depth=Depth.QUICK,
        memory=Memory(acquainted=True),
        only=frozenset({"unknown-session", "malformed-session"}),
    )
    steps, found, came = unauthenticated(scene), [], None
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            return found
        if isinstance(step, Call) and step.operation == "deletePairing":
            found += [value for name, value in step.headers if name == "x-dr-session"]
        came = "p" if isinstance(step, Take) else exchange(200 if isinstance(step, Call) else 204)


def test_a_uuid_in_base64_one_as_such_and_the_example_are_tried_for_a_session():
    encoded, nonsense, bare, example = sent()

    assert str(UUID(b64decode(encoded).decode())) == b64decode(encoded).decode()
    assert str(UUID(bare)) == bare != b64decode(encoded).decode()
    assert nonsense == "no session at all"
    assert example == "MDYzYmJlZTEtMDhhMC00M2Q3LWE0YWUtNjI2Y2I3ZThjZjVi"
