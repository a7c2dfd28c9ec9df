"""Who lacks the privilege, word for word."""

from __future__ import annotations

import pytest
from documents import contract
from made import ASKED_TO_WAIT, PAIRING, UNANSWERED, exchange, gone, there
from telling import telling

from conformance.model.observations import Attempt


def tried(status, condition="no-privilege", *, hidden=None, after=None, **rest):
    shown = None if hidden is None else exchange(hidden, operation="getPairing")
    return Attempt(condition, PAIRING, exchange(status, **rest), after=after, hidden=shown)


def unknown(status):
    return tried(status, "no-privilege-unknown-pairing")


LACKING = "#1: 403 (the account lacks VcDr.RemoteSite.com.vmware.vcDr.Edit); got"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("no-privilege", tried(403, hidden=200), []),
        ("no-privilege", tried(403), []),
        ("no-privilege", tried(404, hidden=404), []),
        ("no-privilege", tried(410, hidden=404), []),
        ("no-privilege", tried(404, hidden=200), [f"{LACKING} 404, while getPairing answers 200 to the same account"]),
        (
            "no-privilege",
            tried(404),
            ["unjudged: whether getPairing hides the pairing from the same account could not be read"],
        ),
        ("no-privilege", tried(404, hidden=403), [f"{LACKING} 404, while getPairing answers 403 to the same account"]),
        (
            "no-privilege",
            tried(404, hidden=500),
            ["unjudged: whether getPairing hides the pairing from the same account could not be read"],
        ),
        (
            "no-privilege",
            tried(404, hidden=429),
            ["unjudged: whether getPairing hides the pairing from the same account could not be read"],
        ),
        ("no-privilege", tried(401, hidden=404), [f"{LACKING} 401"]),
        ("no-privilege", tried(202, hidden=404), [f"{LACKING} 202"]),
        ("no-privilege", tried(500), [f"{LACKING} 500"]),
        ("no-privilege", tried(429), [ASKED_TO_WAIT]),
        ("no-privilege", tried(None), [UNANSWERED]),
        ("no-privilege", tried(None, steady=True), [f"{LACKING} no response (closed)"]),
        ("no-privilege-unknown-pairing", unknown(403), []),
        ("no-privilege-unknown-pairing", unknown(404), []),
        ("no-privilege-unknown-pairing", unknown(400), ["#1: 403 or 404; got 400"]),
        ("no-privilege-unknown-pairing", unknown(410), ["#1: 403 or 404; got 410"]),
        ("no-privilege-unknown-pairing", unknown(402), ["#1: 403 or 404; got 402"]),
        ("no-privilege-unknown-pairing", unknown(429), [ASKED_TO_WAIT]),
        ("no-privilege-unknown-pairing", tried(400), ["passed over"]),
        *(
            ("no-privilege-unknown-pairing", tried(status, f"no-privilege-{when}"), said)
            for when in ("meanwhile", "in-an-outage")
            for status, said in (
                (403, []),
                (409, []),
                (500, []),
                (302, []),
                (202, ["#1: 403, or another refusal; got 202"]),
                (429, [ASKED_TO_WAIT]),
            )
        ),
        ("refused-means-not-done", tried(403, after=there()), []),
        ("refused-means-not-done", tried(403, after=gone()), [f"#1: {PAIRING} still there after 403; got 404"]),
        (
            "refused-means-not-done",
            tried(403, "no-privilege-again", after=gone()),
            [f"#1: {PAIRING} still there after 403; got 404"],
        ),
        (
            "refused-means-not-done",
            tried(403, "no-privilege-fresh-session", after=gone()),
            [f"#1: {PAIRING} still there after 403; got 404"],
        ),
        ("refused-means-not-done", tried(403, "no-session", after=gone()), ["passed over"]),
    ],
)
def test_who_lacks_the_privilege_is_refused(tells, name, seen, said):
    assert tells(f"permission.{name}", seen) == said


@pytest.mark.parametrize(
    "condition",
    [
        "no-privilege",
        "no-privilege-again",
        "no-privilege-fresh-session",
        "no-privilege-behind-an-administrator",
    ],
)
def test_who_lacks_the_privilege_is_refused_whenever_it_asks(tells, condition):
    mine, others = tried(400, condition), tried(400, "no-session")

    assert tells(f"permission.{condition}", mine) == [f"{LACKING} 400"]
    assert tells(f"permission.{condition}", others) == ["passed over"]


def test_every_privilege_that_the_document_names_is_told():
    both = contract(lambda _, operation: operation["x-dr-permissions"].update(permissions=["a.View", "a.Edit"]))

    assert telling(both)("permission.no-privilege", tried(400)) == [
        "#1: 403 (the account lacks a.View, a.Edit); got 400"
    ]
