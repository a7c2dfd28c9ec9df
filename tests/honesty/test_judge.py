from __future__ import annotations

import pytest
from made import PAIRING, exchange

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.judge import due, gather, judge, mandatory
from conformance.model.events import Missed, Observed, RunStarted
from conformance.model.observations import Attempt, Hostile
from conformance.model.terms import Depth, Level, Outcome, RunVerdict
from conformance.run.conclude import conclude

CONTRACT = Contract(load("2.0.0"))
KNOWN = {each.id: each for each in requirements(CONTRACT.document)}


def started(**changed):
    usual = {
        "tool_version": "0", "spec_version": "2.0.0", "spec_source": "2.0.0", "spec_sha256": "", "seed": 1,
        "operation": "deletePairing", "base_url": "http://h", "depth": Depth.STANDARD, "started": 0.0, "without": (),
        "hazards": False, "missing": {}, "skipped": {},
    }  # fmt: skip
    return RunStarted(**(usual | changed))


def verdict(name, *events, waived=None, **head):
    evidence = gather([started(**head), *events])
    return judge([KNOWN[name]], evidence, CONTRACT, waived)[0]


def saw(status, condition="unknown-pairing", **rest):
    return Observed("unknown-pairing", Attempt(condition, "", exchange(status, **rest)))


UNKNOWN = "status.unknown-pairing-is-not-found"


def test_what_held_passes_and_says_how_often():
    found = verdict(UNKNOWN, saw(404), saw(404))

    assert (found.outcome, found.examples) == (Outcome.PASS, 2)
    assert found.evidence


def test_one_breach_among_many_fails_and_the_smallest_request_comes_first():
    found = verdict(UNKNOWN, saw(404), saw(202, target="/pairings/longer"), saw(202, target="/p"))

    assert found.outcome is Outcome.FAIL
    assert [each.request.target for each in found.evidence] == ["/p", "/pairings/longer"]
    assert found.message == "Expected 404 (no such pairing); got 202 (1 more like it)."


def test_a_broken_should_is_a_warning():
    silent = exchange(403, {})

    found = verdict("errors.say-something", Observed("no-privilege", Attempt("no-privilege", PAIRING, silent)))

    assert found.outcome is Outcome.WARN


def test_a_requirement_that_judged_nothing_never_passes():
    assert verdict(UNKNOWN).outcome is Outcome.INCONCLUSIVE
    assert verdict(UNKNOWN, saw(404, condition="another")).outcome is Outcome.INCONCLUSIVE


def test_what_could_not_be_measured_is_inconclusive_and_says_why():
    found = verdict(UNKNOWN, saw(429), Missed("unknown-pairing", "the budget is spent"))

    assert found.outcome is Outcome.INCONCLUSIVE
    assert "asked to wait (429)" in found.message
    assert "the budget is spent" in found.message


def test_what_the_profile_did_not_give_is_not_tested():
    found = verdict(UNKNOWN, Missed("unknown-pairing", "no pairing is left", lacking=True))

    assert (found.outcome, found.message) == (Outcome.NOT_TESTED, "no pairing is left")


def test_a_requirement_says_why_there_may_be_nothing_to_judge_it_on():
    assert verdict("effect.near-other-case").message.startswith("the pairings' ids read the same in either case")


def test_what_was_tried_in_vain_is_inconclusive_whatever_else_the_profile_lacks():
    found = verdict(UNKNOWN, saw(429), Missed("unknown-pairing", "no pairing is left", lacking=True))

    assert found.outcome is Outcome.INCONCLUSIVE


def test_few_answers_among_many_silences_are_no_pass():
    answered = Observed("odd-requests", Hostile("text", exchange(404)))
    silent = Observed("odd-requests", Hostile("text", exchange(None)))

    found = verdict("robustness.no-server-error", answered, silent, silent)

    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.message.startswith("only 1 of 3 could be judged")


def test_what_the_profile_lacks_is_not_tested_and_named():
    found = verdict("permission.no-privilege", missing={"viewer": "the profile has no `[accounts.viewer]`"})

    assert (found.outcome, found.message) == (Outcome.NOT_TESTED, "the profile has no `[accounts.viewer]`")


def test_what_was_left_out_is_not_tested_and_not_mandatory():
    head = started(skipped={UNKNOWN: "left out by --skip"})

    assert verdict(UNKNOWN, saw(202), skipped=head.skipped).outcome is Outcome.NOT_TESTED
    assert not mandatory(KNOWN[UNKNOWN], head)


def test_a_waiver_covers_a_breach_and_only_a_breach():
    assert verdict(UNKNOWN, saw(202), waived={UNKNOWN: "known"}).outcome is Outcome.WAIVED
    assert verdict(UNKNOWN, saw(404), waived={UNKNOWN: "known"}).outcome is Outcome.PASS


def test_hazards_are_mandatory_only_with_leave():
    risky = KNOWN["effect.wildcard-deletes-nothing"]

    assert not mandatory(risky, started())
    assert mandatory(risky, started(hazards=True))


def test_an_area_left_out_of_the_claim_is_not_mandatory():
    assert not mandatory(KNOWN[UNKNOWN], started(without=("status",)))


def run_of(*events, fail_on="must", **head):
    evidence = [started(fail_on=fail_on, skipped=dict.fromkeys(KNOWN.keys() - CHOSEN, "not selected"), **head), *events]
    return conclude(evidence, CONTRACT.document).verdict


CHOSEN = {UNKNOWN, "errors.say-something"}


@pytest.mark.parametrize(
    ("events", "expected"),
    [((saw(404),), RunVerdict.CONFORMANT), ((saw(202),), RunVerdict.NON_CONFORMANT), ((), RunVerdict.INCOMPLETE)],
)
def test_a_run_is_green_only_when_all_that_is_mandatory_was_judged(events, expected):
    assert run_of(*events) is expected


def test_warnings_fail_a_run_only_when_asked_to():
    warning = Observed("no-privilege", Attempt("no-privilege", PAIRING, exchange(403, {})))

    assert run_of(saw(404), warning) is RunVerdict.CONFORMANT
    assert run_of(saw(404), warning, fail_on="should") is RunVerdict.NON_CONFORMANT


def test_a_run_in_which_nothing_is_mandatory_is_not_green():
    assert run_of(saw(404), without=("status",)) is RunVerdict.INCOMPLETE


def test_where_shoulds_decide_and_nothing_else_was_chosen_they_are_due():
    shoulds = [each for each in KNOWN.values() if each.level is Level.SHOULD and not each.not_applicable]
    chosen, rest = shoulds[0].id, KNOWN.keys() - {shoulds[0].id}
    head = started(skipped=dict.fromkeys(rest, "not selected"))

    assert due(tuple(KNOWN.values()), head, "should") == {chosen}
    assert due(tuple(KNOWN.values()), head) == frozenset()


def test_a_must_that_was_chosen_is_due_and_the_shoulds_beside_it_are_not():
    assert due(tuple(KNOWN.values()), started(), "should") == {
        each.id for each in KNOWN.values() if mandatory(each, started())
    }


def test_evidence_without_a_head_is_refused():
    with pytest.raises(ValueError, match="does not begin with the head"):
        gather([saw(404)])
    with pytest.raises(ValueError, match="is empty"):
        gather([])


def test_every_level_is_known():
    assert {each.level for each in KNOWN.values()} == set(Level)
