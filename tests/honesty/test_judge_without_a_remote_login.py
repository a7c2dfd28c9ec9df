"""Verdicts where the profile has no account for the remote site, on a requirement that every refusal breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import PAIRING, deleted, exchange, there

from conformance.catalogue.contract import Contract
from conformance.catalogue.lacking import ASKED_FOR, UNSEEN
from conformance.catalogue.requirement import Requirement
from conformance.document.load import load
from conformance.judge import gather, judge
from conformance.model.events import Missed, Observed, RunStarted
from conformance.model.observations import Attempt, Deletion
from conformance.model.terms import Area, Clause, Depth, Finding, Level, Outcome, Verdict

CONTRACT = Contract(load("2.0.0"))
HEAD = RunStarted(
    "0", "2.0.0", "2.0.0", "", "deletePairing", "http://h", 1, Depth.STANDARD, 0.0, (), hazards=False,
    missing={"remote": "no account"}, skipped={},
)  # fmt: skip


def broken(seen, _):
    yield Finding("404", "403", seen.call)


RULE = Requirement(
    "effect.rule", "A rule.", Level.MUST, Area.EFFECT, Clause("a text", "#/", ""), ("no-privilege",), of=(Attempt,),
    judge=broken, where=lambda seen: seen.condition == "near-prefix",
)  # fmt: skip
REFUSED = Observed("no-privilege", Attempt("near-prefix", PAIRING, exchange(403, account="admin"), after=there()))
DELETED = Observed("lifecycle", Deletion(PAIRING, deleted()))
IN_VAIN = Observed("lifecycle", Attempt("without-remote-login", PAIRING, exchange(500, account="admin"), after=there()))
BUDGET = Missed("no-privilege", "the budget is spent")


def verdict(*events, **head):
    [found] = judge([RULE], gather([replace(HEAD, **head), *events]), CONTRACT)
    return found


def not_tested(message):
    return Verdict("effect.rule", Outcome.NOT_TESTED, message)


@pytest.mark.parametrize("head", [{}, {"missing": {}}], ids=["without an account", "with one"])
def test_a_refusal_is_judged_where_it_was_not_for_want_of_the_login(head):
    assert verdict(DELETED, REFUSED, **head).outcome is Outcome.FAIL
    assert verdict(REFUSED, DELETED, **head).outcome is Outcome.FAIL


def test_a_refusal_says_nothing_where_nothing_shows_whether_the_login_is_asked_for():
    assert verdict(REFUSED) == not_tested(UNSEEN)


def test_a_refusal_by_a_target_that_asks_for_the_login_says_nothing():
    assert verdict(REFUSED, IN_VAIN) == not_tested(ASKED_FOR)
    assert verdict(IN_VAIN, REFUSED, BUDGET) == not_tested(ASKED_FOR)


def test_what_was_not_sent_as_the_login_is_asked_for_says_so_whatever_else_was_lacking():
    assert verdict(BUDGET, Missed("no-privilege", ASKED_FOR, lacking=True)) == not_tested(ASKED_FOR)


def test_what_was_not_sent_at_all_was_not_refused_for_want_of_the_login():
    assert verdict(IN_VAIN, BUDGET) == Verdict("effect.rule", Outcome.INCONCLUSIVE, "the budget is spent")
