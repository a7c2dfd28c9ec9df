"""Verdicts as a whole, on a requirement that says of an observation what its group names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import PAIRING, accepted, exchange, gone, listing, poll, task

from conformance.catalogue.contract import Contract
from conformance.catalogue.requirement import Requirement
from conformance.document.load import load
from conformance.judge import SHOWN, Judging, gather, judge, mandatory
from conformance.model.events import Missed, Observed, ProbeEnded, RunStarted
from conformance.model.http import Exchange, Request, Response
from conformance.model.observations import Attempt, Deletion, Hostile, Inventory, Journey, Look, Race, Turn
from conformance.model.result import Judged, overall
from conformance.model.terms import Area, Clause, Depth, Finding, Level, Outcome, RunVerdict, Unjudged, Verdict

CONTRACT = Contract(load("2.0.0"))
HEAD = RunStarted(
    "0", "2.0.0", "2.0.0", "", "deletePairing", "http://h", 1, Depth.STANDARD, 0.0, (), hazards=False, missing={},
    skipped={},
)  # fmt: skip


def said_of(seen, _):
    call = seen.call
    says = {
        "held": [],
        "broken": [Finding("200", "500", call)],
        "broken within": [Finding("1", "2", call, "/id")],
        "unclear": [Unjudged("unclear")],
        "unclear otherwise": [Unjudged("otherwise")],
        "slow": [Unjudged("slow", trouble=True)],
        "slow twice": [Unjudged("slow", trouble=True), Unjudged("unclear")],
        "broken and slow": [Unjudged("slow", trouble=True), Finding("200", "500", call)],
        "endless": [Unjudged("n" * 600, trouble=True)],
    }
    yield from says[seen.group]


CLAUSE = Clause("a text", "#/", "")
RULE = Requirement("status.rule", "A rule.", Level.MUST, Area.STATUS, CLAUSE, ("odd-requests",), (Hostile,), said_of)


def call(number=1, target="/p", headers=(), body=b""):
    return Exchange(number, "deletePairing", Request("DELETE", target, headers, body), Response(404))


def saw(group, exchange=None):
    return Observed("odd-requests", Hostile(group, exchange or call()))


def verdict(*events, rule=RULE, waived=None, **head):
    [found] = judge([rule], gather([replace(HEAD, **head), *events]), CONTRACT, waived)
    return found


def left_open(message, examples=0):
    return Verdict("status.rule", Outcome.INCONCLUSIVE, message, examples)


def held(count, shown):
    return Verdict("status.rule", Outcome.PASS, f"Held on all {count} judged.", count, (), (shown,))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["held"], held(1, call(1))),
        (["held", "held", "unclear"], held(2, call(1))),
        (["unclear", "held"], held(1, call(2))),  # shown is one that was judged
        (["held", "slow"], held(1, call(1))),
        (["held", "slow", "slow twice"], left_open("only 1 of 3 could be judged: slow", 1)),
        (["held", "endless", "endless"], left_open(f"only 1 of 3 could be judged: {'n' * 471}", 1)),
        (["unclear", "slow", "unclear otherwise", "unclear"], left_open("unclear; slow; otherwise")),
        (["endless"], left_open("n" * 500)),
        ([], left_open("nothing came up that it could be judged on")),
    ],
)
def test_what_was_judged_holds_and_what_was_not_is_left_open(groups, expected):
    assert verdict(*(saw(group, call(number)) for number, group in enumerate(groups, 1))) == expected


def test_that_a_probe_ended_says_nothing():
    judging = Judging([RULE], HEAD, CONTRACT)
    for each in (HEAD, saw("held"), ProbeEnded("odd-requests")):
        judging.see(each)

    assert judging.verdicts() == (held(1, call(1)),)


def broken(outcome, message, *findings, judged=1):
    shown = tuple(dict.fromkeys(each.exchange for each in findings))
    return Verdict("status.rule", outcome, message, judged, findings, shown)


A_BREACH = Finding("200", "500", call())


@pytest.mark.parametrize(
    ("rule", "waived", "expected"),
    [
        (RULE, {}, broken(Outcome.FAIL, "Expected 200; got 500.", A_BREACH)),
        (replace(RULE, level=Level.SHOULD), {}, broken(Outcome.WARN, "Expected 200; got 500.", A_BREACH)),
        (
            RULE,
            {"status.rule": "known"},
            broken(Outcome.WAIVED, "Waived: known. Expected 200; got 500.", A_BREACH),
        ),
        (RULE, {"status.other": "known"}, broken(Outcome.FAIL, "Expected 200; got 500.", A_BREACH)),
    ],
)
def test_a_breach_is_told_by_its_level_and_its_waiver(rule, waived, expected):
    assert verdict(saw("broken"), rule=rule, waived=waived) == expected


def test_a_breach_says_where_and_counts_even_where_the_rest_was_slow():
    within = Finding("1", "2", call(), "/id")

    assert verdict(saw("broken within")) == broken(Outcome.FAIL, "Expected 1; got 2 at /id.", within)
    assert verdict(saw("broken and slow"), saw("slow"), saw("slow")) == broken(
        Outcome.FAIL, "Expected 200; got 500.", A_BREACH
    )


@pytest.mark.parametrize(
    "longer",
    [call(1, target="/pp"), call(1, headers=(("a", ""),)), call(1, headers=(("", "b"),)), call(1, body=b"c"), call(3)],
)
def test_the_smallest_request_is_told_first_and_the_earlier_of_two(longer):
    found = verdict(saw("broken", longer), saw("broken", call(2)))

    breaches = (Finding("200", "500", call(2)), Finding("200", "500", longer))
    assert found == broken(Outcome.FAIL, "Expected 200; got 500 (1 more like it).", *breaches, judged=2)


def test_a_verdict_shows_no_more_than_a_few_exchanges_and_each_once():
    twice = [saw("broken", call(number)) for number in (1, 1, 2, 3, 4, 5, 6)]

    found = verdict(*twice)

    assert found.evidence == tuple(map(call, range(1, SHOWN + 1)))
    assert (SHOWN, len(found.findings)) == (5, 7)
    assert found.message.endswith(" (6 more like it).")


@pytest.mark.parametrize("first_to_last", [1, -1])
def test_of_many_breaches_a_hundred_are_told_and_the_others_counted(first_to_last):
    calls = [call(number) for number in range(1, 251)]

    found = verdict(*(saw("broken", each) for each in calls[::first_to_last]))

    assert found.findings == tuple(Finding("200", "500", each) for each in calls[:100])
    assert (found.more, found.message) == (150, "Expected 200; got 500 (249 more like it).")


def test_breaches_of_one_exchange_are_told_as_they_came():
    said = [Finding(expected, "other", call()) for expected in ("second", "first")]

    assert verdict(saw("held"), rule=replace(RULE, judge=lambda *_: iter(said))).findings == tuple(said)


def journey(number, turns):
    return Observed("journeys", Journey((), tuple(Turn("look", exchanges=(call(number),)) for _ in range(turns))))


def test_of_journeys_that_fail_the_shortest_is_told_first():
    def broke(seen, _):
        yield Finding("a", "b", seen.call if isinstance(seen, Hostile) else seen.turns[0].exchanges[0])

    rule = replace(RULE, of=(Journey, Hostile), judge=broke)

    found = verdict(journey(1, 2), journey(2, 1), saw("by itself", call(3)), rule=rule)

    assert [each.exchange.number for each in found.findings] == [3, 2, 1]


FIRST = accepted()
LOOK = gone()


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        (Attempt("x", "", FIRST), FIRST),
        (Attempt("x", "", LOOK.by_id), LOOK.by_id),
        (Deletion(PAIRING, task(FIRST, poll())), FIRST),
        (Race("one-session", (PAIRING,), (task(FIRST),), ()), FIRST),
        (Inventory("x", listing("a"), (LOOK.by_id,), (FIRST,)), FIRST),
        (Inventory("x", listing("a"), (LOOK.by_id,)), LOOK.by_id),
        (Journey((), (Turn("delete", PAIRING, (FIRST,)),)), FIRST),
    ],
)
def test_a_pass_shows_an_exchange_of_what_it_was_judged_on(seen, shown):
    rule = replace(RULE, of=(type(seen),), judge=lambda *_: iter(()))

    assert verdict(Observed("x", seen), rule=rule).evidence == (shown,)


def test_a_pass_on_what_has_no_exchange_shows_none():
    rule = replace(RULE, of=(Look, Race), judge=lambda *_: iter(()))

    assert verdict(Observed("x", Race("distinct", (), (), ())), rule=rule).evidence == ()
    assert verdict(Observed("x", Look("", exchange(200))), rule=rule).evidence == ()


def test_only_observations_of_its_kind_that_it_asks_for_concern_a_requirement():
    rule = replace(RULE, where=lambda seen: seen.group == "held")

    assert verdict(saw("broken"), Observed("x", Look("", exchange(200))), rule=rule).examples == 0
    assert verdict(saw("broken"), saw("held"), rule=rule).examples == 1


def test_what_does_not_apply_or_was_left_out_is_told_without_judging():
    absent = replace(RULE, not_applicable="not asked for")

    assert verdict(saw("broken"), rule=absent) == Verdict("status.rule", Outcome.NOT_APPLICABLE, "not asked for")
    assert verdict(saw("broken"), skipped={"status.rule": "by --skip"}) == untested("by --skip")
    assert verdict(saw("broken"), unseen={"status.rule": "of no recording"}) == untested("of no recording")


def untested(message):
    return Verdict("status.rule", Outcome.NOT_TESTED, message)


MISSING = {"admin": "no admin", "viewer": "no viewer", "pairings": "no pairings"}


@pytest.mark.parametrize(
    ("over", "missing", "expected"),
    [
        (("no-privilege",), MISSING, untested("no admin; no pairings; no viewer")),
        (("no-privilege",), {"viewer": "no viewer"}, untested("no viewer")),
        (("no-privilege", "deletion"), {"viewer": "no viewer"}, left_open("gone; spent")),  # the other can run
        (("no-privilege", "deletion"), {"pairings": "no pairings"}, untested("no pairings")),
        (("deletion",), {"viewer": "no viewer"}, left_open("spent")),
    ],
)
def test_a_requirement_none_of_whose_probes_can_run_is_not_tested(over, missing, expected):
    missed = (Missed("deletion", "spent"), Missed("no-privilege", "gone"), Missed("deletion", "spent"))

    assert verdict(*missed, rule=replace(RULE, over=over), missing=missing) == expected


def test_reasons_of_what_was_seen_come_before_those_of_what_was_missed():
    assert verdict(Missed("odd-requests", "spent"), saw("unclear")) == left_open("unclear; spent")
    assert verdict(Missed("odd-requests", "n" * 600)) == left_open("n" * 500)


def test_no_more_than_fifty_reasons_are_told_and_each_once():
    reasons = [chr(0x4E00 + number) for number in range(60)]
    rule = replace(RULE, judge=lambda seen, _: iter([Unjudged(seen.group)]))

    found = verdict(*(saw(each) for each in [*reasons[:30], *reasons]), rule=rule)

    assert found == left_open("; ".join(reasons[:50]))


def test_what_only_another_profile_would_give_is_not_tested():
    lacking = Missed("odd-requests", "n" * 600, lacking=True)

    assert verdict(lacking) == untested("n" * 500)
    assert verdict(lacking, saw("unclear")) == left_open(f"unclear; {'n' * 491}")
    assert verdict(lacking, Missed("odd-requests", "spent")) == left_open("n" * 500)


NOTHING_OF_IT = "the recorded traffic shows nothing of it"


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([], NOTHING_OF_IT),
        ([saw("unclear"), Missed("odd-requests", "spent")], f"{NOTHING_OF_IT}: unclear; spent"),
        ([saw("endless")], f"{NOTHING_OF_IT}: {'n' * 458}"),
    ],
)
def test_what_a_recording_does_not_show_is_not_tested(events, told):
    assert verdict(*events, recorded="traffic.har") == untested(told)


MUST = replace(RULE, id="status.must")
SHOULD = replace(RULE, id="status.should", level=Level.SHOULD)


@pytest.mark.parametrize(
    ("rule", "changed", "expected"),
    [
        (MUST, {}, True),
        (SHOULD, {}, False),
        (replace(MUST, not_applicable="no"), {}, False),
        (MUST, {"skipped": {"status.must": "no"}}, False),
        (MUST, {"skipped": {"status.other": "no"}}, True),
        (MUST, {"without": ("status",)}, False),
        (MUST, {"without": ("effect",)}, True),
        (replace(MUST, hazards=True), {}, False),
        (replace(MUST, hazards=True), {"hazards": True}, True),
        (MUST, {"hazards": True}, True),
    ],
)
def test_what_the_claim_needs_judged_is_mandatory(rule, changed, expected):
    assert mandatory(rule, replace(HEAD, **changed)) is expected


@pytest.mark.parametrize(
    ("must", "should", "fail_on", "expected"),
    [
        (Outcome.PASS, Outcome.PASS, "must", RunVerdict.CONFORMANT),
        (Outcome.WAIVED, Outcome.WARN, "must", RunVerdict.CONFORMANT),
        (Outcome.WARN, Outcome.INCONCLUSIVE, "must", RunVerdict.CONFORMANT),
        (Outcome.PASS, Outcome.WARN, "should", RunVerdict.NON_CONFORMANT),
        (Outcome.FAIL, Outcome.PASS, "should", RunVerdict.NON_CONFORMANT),
        (Outcome.FAIL, Outcome.PASS, "must", RunVerdict.NON_CONFORMANT),
        (Outcome.INCONCLUSIVE, Outcome.PASS, "must", RunVerdict.INCOMPLETE),
        (Outcome.NOT_TESTED, Outcome.PASS, "must", RunVerdict.INCOMPLETE),
    ],
)
def test_the_run_is_judged_by_its_verdicts(must, should, fail_on, expected):
    assert overall([said(MUST, must), said(SHOULD, should)], fail_on) is expected


def said(rule, outcome):
    verdict = Verdict(rule.id, outcome, "")
    return Judged(rule.id, rule.title, rule.level, rule.area, rule.clause, "", verdict, rule.level is Level.MUST)


def test_a_run_without_anything_mandatory_is_not_green_whatever_passed():
    assert overall([said(SHOULD, Outcome.PASS)]) is RunVerdict.INCOMPLETE


def test_a_run_fails_by_its_musts_unless_asked_otherwise():
    assert overall([said(MUST, Outcome.PASS), said(SHOULD, Outcome.WARN)]) is RunVerdict.CONFORMANT


def test_what_the_document_does_not_ask_for_is_no_judgement_where_it_was_due():
    assert overall([said(MUST, Outcome.NOT_APPLICABLE)]) is RunVerdict.INCOMPLETE


def test_evidence_is_refused_without_its_head():
    with pytest.raises(ValueError, match=r"^the evidence is empty$"):
        gather([])
    with pytest.raises(ValueError, match=r"^the evidence does not begin with the head of a run$"):
        gather([saw("held"), HEAD])
    with pytest.raises(ValueError, match=r"^the evidence does not begin with the head of a run$"):
        gather([Missed("x", "y")])
