"""What the HTML report draws: scales, bands, looks, claimed times, spreads, for any value a target comes up with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import OTHER, PAIRING, accepted, exchange, gone, poll, task, there
from made_results import broken, judged, result
from runs import NEVER, START, long, observations, odd, usual

from conformance.document.load import load
from conformance.model.events import Exchanged, Observed
from conformance.model.observations import Deletion, Task
from conformance.model.result import SpecUsed
from conformance.model.terms import Outcome
from conformance.report.html import html_report
from conformance.report.html.gathered import TASKS, Followed, gather
from conformance.report.html.latency import latency
from conformance.report.html.looks import glance
from conformance.report.html.promises import promises
from conformance.report.html.scale import Scale, seconds_in_words, spanning, ticks
from conformance.report.html.timeline import ROWS, timeline

anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())


def drawn(followed: Task, *looks):
    return timeline(Followed("the deletion", PAIRING, followed, looks))


@given(st.lists(st.floats()))
def test_a_scale_has_two_finite_ends_and_few_ticks(values):
    scale = spanning(values)

    assert (scale.first, 0 < scale.last < float("inf")) == (0.0, True)
    assert 1 <= len(ticks(scale)) <= 7


@given(st.floats(allow_nan=False))
def test_a_place_lies_between_the_ends(value):
    assert 0 <= Scale(0.0, 3.0)(value) <= 100


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 ms"),
        (0.00123, "1.23 ms"),
        (0.9999, "1 s"),
        (59.0, "59 s"),
        (61.0, "1 min 1 s"),
        (7200.0, "2.0 h"),
        (86_400.0 * 3, "3 days"),
        (1e300, "ages"),
        (float("nan"), "no time"),
    ],
)
def test_seconds_are_told_as_people_say_them(seconds, words):
    assert seconds_in_words(seconds) == words


@given(st.floats())
def test_any_seconds_can_be_told(seconds):
    assert len(seconds_in_words(seconds)) < 40


def test_a_band_spans_the_looks_that_saw_a_status():
    found = drawn(usual())

    assert [(each.status, each.since, each.until) for each in found.bands] == [
        ("QUEUED", "10 ms", "10 ms"),
        ("RUNNING", "500 ms", "1 s"),
        ("SUCCESS", "1.5 s", "2 s"),
    ]


def test_between_two_bands_lies_the_time_in_which_nobody_looked():
    assert [(each.since, each.until) for each in drawn(usual()).gaps] == [("10 ms", "500 ms"), ("1 s", "1.5 s")]


def test_the_progress_is_drawn_from_nought_at_the_foot_to_a_hundred_at_the_top():
    assert [height for _, height in drawn(usual()).points] == [56.0, 33.6, 11.2, 0.0, 0.0]


def test_claimed_times_are_told_by_our_clock():
    assert [(each.name, each.offset) for each in drawn(usual()).claims] == [
        ("queued_time", "0 ms after the request left"),
        ("start_time", "200 ms after the request left"),
        ("complete_time", "1.4 s after the request left"),
    ]


def test_a_time_before_all_calendars_is_told_and_not_drawn():
    found = drawn(odd())

    assert [(each.name, each.value, each.at) for each in found.claims] == [
        ("queued_time", str(NEVER), "in no calendar"),
        ("start_time", "a very large number", "in no calendar"),
        ("complete_time", "soon", "no number"),
    ]
    assert found.claimed == ()


def test_a_progress_that_is_no_per_cent_is_counted_and_not_drawn():
    found = drawn(odd())

    assert (len(found.points), found.odd_progress) == (1, 7)


def test_a_look_without_a_status_is_a_mark_of_its_own():
    assert [each.kind for each in drawn(odd()).marks][-3:] == ["blind", "blind", "seen"]


def test_a_task_that_was_not_seen_to_end_says_how_long_the_run_was_ready_to_wait():
    assert drawn(odd()).summary.endswith("It was not seen to end within 3 s.")
    assert not drawn(odd()).ended


def test_a_thousand_looks_are_drawn_with_few_marks_and_told_in_few_rows():
    found = drawn(long())

    assert len(found.marks) <= 500
    assert (len(found.rows), found.rows_beyond) == (ROWS, 1001 - ROWS)


def test_looks_that_say_the_same_are_one_row():
    same = task(accepted(), *(poll("RUNNING", at=float(number)) for number in range(5)))

    assert [(each.count, each.status) for each in drawn(same).rows] == [(1, "QUEUED"), (5, "RUNNING")]


def test_a_deletion_that_was_refused_has_no_bands():
    found = drawn(Task(exchange(404)))

    assert (found.bands, found.summary) == ((), "No task was announced: 404.")


def test_looks_at_the_pairing_soon_after_are_drawn_and_late_ones_told():
    soon = replace(there(), by_id=replace(there().by_id, at=START + 1))
    late = replace(gone(), by_id=replace(gone().by_id, at=START + 50))

    found = drawn(usual(), soon, late)

    assert [each.kind for each in found.pairing_marks] == ["there"]
    assert found.presence_later == ("the pairing was gone at 50 s",)


@given(st.lists(st.tuples(anything, anything, anything, st.floats(allow_nan=False)), max_size=6))
def test_whatever_a_task_says_it_is_drawn_within_the_frame(said):
    looks = [
        poll("RUNNING", at=at, progress=progress, queued_time=first, start_time=second)
        for progress, first, second, at in said
    ]
    found = drawn(task(accepted(), *looks))

    places = [each.x for each in (*found.bands, *found.marks, *found.claimed)] + [x for x, _ in found.points]
    assert all(0 <= each <= 100 for each in places)


def test_a_glance_reads_what_came():
    seen = glance(poll("RUNNING", at=START + 1, progress=True), START)

    assert (seen.after, seen.came, seen.status, seen.progress, seen.shown) == (1.0, "200", "RUNNING", None, "true")


def test_tasks_that_findings_rest_on_are_drawn_first():
    many = [Deletion(PAIRING, task(accepted(), poll())) for _ in range(TASKS + 5)]
    wanted = many[-1].task.polls[0].number

    found = gather([Observed("x", each) for each in many], {wanted})

    assert (found.tasks[0].task, len(found.tasks), found.beyond) == (many[-1].task, TASKS, 5)


def test_every_kind_of_observation_gives_its_tasks():
    found = gather([Observed("x", each) for each in observations()], ())

    assert [(each.what, each.pairing) for each in found.tasks] == [
        ("the deletion", PAIRING),
        ("a second deletion after the end", PAIRING),
        ("must not delete (not-authenticated)", OTHER),
        ("a race (one-session)", PAIRING),
        ("a race (one-session)", PAIRING),
        ("a journey (delete)", PAIRING),
    ]


def test_half_of_the_answers_and_ninety_five_of_a_hundred_are_told():
    calls = [Exchanged(exchange(200, {}, operation="login", seconds=number / 1000)) for number in range(1, 101)]
    silent = Exchanged(exchange(None, operation="login"))

    (found,) = latency(gather([*calls, silent], ())).spreads

    assert (found.median, found.most, found.slowest) == ("50.5 ms", "95 ms", "100 ms")
    assert (found.answers, found.silent) == (100, 1)


@given(st.lists(st.floats(), min_size=1, max_size=20))
def test_any_duration_is_drawn_within_the_frame(seconds):
    calls = [Exchanged(exchange(200, {}, seconds=each)) for each in seconds]

    bars = [bar for each in latency(gather(calls, ())).spreads for bar in each.bars]

    assert all(0 <= bar.x < bar.x + bar.width <= 100.01 and 0 < bar.height <= 40 for bar in bars)


def in_force(*requirements):
    document = load("2.0.0")
    used = SpecUsed(document.title, document.version, "2.0.0", document.sha256, "deletePairing")
    return replace(result(*requirements), spec=used)


def words(*requirements):
    told = promises(in_force(*requirements))
    return {(kind, each.name): (each.word, each.judges) for kind, elements in told.groups for each in elements}


def test_an_element_is_broken_as_soon_as_one_of_its_judges_failed():
    found = words(judged("schema.task-id", Outcome.FAIL), judged("lifecycle.task-keeps-its-id"))

    assert found["Properties", "Task.id"] == (
        "broken",
        (("schema.task-id", "fail"), ("lifecycle.task-keeps-its-id", "pass")),
    )


def test_an_element_that_some_of_its_judges_could_not_judge_is_not_said_to_hold():
    found = words(judged("schema.task-id"), judged("lifecycle.task-keeps-its-id", Outcome.INCONCLUSIVE))

    assert found["Properties", "Task.id"][0] == "held by 1, 1 not judged"


def test_an_element_whose_judges_did_not_take_part_is_not_judged():
    assert words(judged("schema.task-id"))["Responses", "403"] == ("not judged", ())


def test_a_document_that_is_another_by_now_promises_nothing():
    changed = replace(in_force(), spec=replace(in_force().spec, sha256="0" * 64))

    assert promises(changed).why_not.startswith("The document of the run has changed since")


def test_a_document_that_is_not_at_hand_promises_nothing(tmp_path):
    moved = replace(in_force(), spec=replace(in_force().spec, source=str(tmp_path / "none.yaml")))

    assert promises(moved).why_not.startswith("The document of the run is not at hand")


def test_the_page_is_allowed_its_own_styles_and_script_and_nothing_else():
    (policy,) = [each for each in html_report(broken()).splitlines() if "Content-Security-Policy" in each]

    assert "default-src &#39;none&#39;" in policy or "default-src 'none'" in policy
    assert "unsafe" not in policy
