"""A session id that is made up is of the live one's form, and nobody's."""

from __future__ import annotations

import re
from base64 import b64encode
from uuid import UUID

import pytest

from conformance.drive.compose import Fill, unlike
from conformance.model.steps import EvidenceMissing

A_UUID = "5f0c2f0e-8a34-4d1b-9c6a-0e7c1d2b3a4f"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1g"


@pytest.mark.parametrize(
    ("live", "form"),
    [
        ("c0ffee00" * 4, "[0-9a-f]{32}"),
        ("C0FFEE00" * 4, "[0-9A-F]{32}"),
        ("0123456789" * 2, "[0-9]{20}"),
        (A_UUID, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("node7-Zm9vYmFyYmF6cXV4", "node7-[A-Za-z0-9]{16}"),
        (TOKEN, re.escape(TOKEN[:-9]) + "[A-Za-z0-9_-]{8}g"),
    ],
)
def test_it_is_of_the_same_form(live, form):
    made_up = unlike(live)

    assert re.fullmatch(form, made_up)
    assert made_up[-1] == live[-1]
    assert sum(one != other for one, other in zip(live, made_up, strict=True)) >= 7


def test_a_uuid_keeps_its_version():
    assert UUID(unlike(A_UUID)).version == UUID(A_UUID).version


@pytest.mark.parametrize("live", ["4711", "session-0000001", "_" * 32, "", b64encode(A_UUID.encode()).decode()])
def test_there_is_none_of_a_short_form_or_beside_the_documented_one(live):
    with pytest.raises(EvidenceMissing, match="of the documented form, or too short"):
        Fill(live, "").headers((("x-dr-session", "{session:unlike}"),))


def test_it_is_put_in_where_it_is_asked_for():
    live = "c0ffee00" * 4
    assert Fill(live, "").headers((("x-dr-session", "{session:unlike}"),)) == (("x-dr-session", unlike(live)),)
