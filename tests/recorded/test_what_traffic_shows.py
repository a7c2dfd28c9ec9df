"""What belongs together in recorded traffic is judged together; what the traffic leaves open accuses nobody."""

from __future__ import annotations

import json

import pytest
from traffic import (
    ANOTHER,
    BY_ID,
    FINAL,
    NO_SESSION,
    OTHER,
    PAIRING,
    SESSION,
    broken,
    delete,
    entry,
    judged,
    listing,
    look,
    outcome,
    poll,
    succeeded,
    task,
)

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.model.observations import Attempt, Deletion
from conformance.model.terms import Outcome, RunVerdict
from conformance.recorded.scope import unseen

LISTED, STAYS = "effect.gone-from-the-list", "effect.stays-gone"
SECOND, LOGGED_OUT = "effect.second-deletion-does-not-succeed", "authentication.logged-out-session"


def test_a_right_target_is_accused_of_nothing_and_the_run_stays_incomplete(tmp_path):
    result = judged(tmp_path, *succeeded(), look(404, at=2), listing(OTHER, at=3), delete(404, "", at=4))

    assert broken(result) == set()
    assert result.verdict is RunVerdict.INCOMPLETE
    assert [outcome(result, each) for each in (FINAL, BY_ID, LISTED, SECOND)] == [Outcome.PASS] * 4


def test_an_answer_that_the_document_does_not_list_is_found(tmp_path):
    assert broken(judged(tmp_path, delete(505, ""))) == {"status.answers-are-documented"}


@pytest.mark.parametrize("status", [409, 410, 422])
def test_a_refusal_that_is_not_listed_may_come_too_late_and_is_no_breach(tmp_path, status):
    assert broken(judged(tmp_path, delete(status, ""))) == set()


def test_a_second_deletion_that_is_refused_in_other_words_is_a_warning_only(tmp_path):
    result = judged(tmp_path, *succeeded(), delete(409, "", at=2))

    assert broken(result) == {"effect.second-deletion-is-documented"}
    assert result.verdict is RunVerdict.INCOMPLETE


@pytest.mark.parametrize("body", ["", '{"id": "task-1"', "[]"])
def test_an_accepted_deletion_without_a_task_is_found(tmp_path, body):
    assert "schema.task-body" in broken(judged(tmp_path, delete(202, body)))


def test_a_task_that_departs_from_the_document_is_found(tmp_path):
    result = judged(tmp_path, delete(body=task("QUEUED", progress=200)))

    assert broken(result) == {"schema.task-progress"}
    assert result.verdict is RunVerdict.NON_CONFORMANT


def test_the_looks_at_a_task_belong_to_its_deletion_over_sessions_and_interleaved(tmp_path):
    first = succeeded()
    other = [
        delete(pairing=OTHER, body=task("QUEUED", "task-2"), at=0.2, session=ANOTHER),
        poll("SUCCESS", name="task-2", at=0.8),
        poll("RUNNING", name="task-2", at=0.9, session=ANOTHER),
    ]

    result = judged(tmp_path, first[0], *other, *first[1:])

    assert broken(result) == {FINAL}


def test_tasks_in_a_list_of_tasks_belong_to_it_too(tmp_path):
    tasks = entry("GET", "/tasks", 200, {"list": [task("RUNNING", "another"), task("RUNNING")]}, at=2)

    result = judged(tmp_path, *succeeded(), tasks)

    assert broken(result) == {FINAL}
    [found] = [each for each in result.requirements if each.id == FINAL]
    assert json.loads(found.verdict.findings[0].exchange.response.body) == task("RUNNING")


def test_answers_that_overlap_in_time_have_no_order(tmp_path):
    slow = poll("RUNNING", at=0.6, took=3.0)

    assert broken(judged(tmp_path, delete(), slow, poll("SUCCESS", at=0.7), poll("RUNNING", at=0.71))) == set()


def test_an_answer_whose_length_is_unknown_is_the_last_of_its_task(tmp_path):
    endless = poll("SUCCESS", at=1) | {"time": -1}

    assert broken(judged(tmp_path, delete(), endless, poll("RUNNING", at=2))) == set()


@pytest.mark.parametrize(
    "store",
    [{"_fromCache": "disk"}, {"headers": {"content-type": "application/json", "age": "7"}}],
    ids=["of the browser", "of a proxy"],
)
def test_an_answer_from_a_store_shows_another_moment(tmp_path, store):
    assert broken(judged(tmp_path, *succeeded(), look(200, at=2, **store), listing(PAIRING, at=3, **store))) == set()


def test_a_pairing_that_is_still_there_after_the_success_is_found(tmp_path):
    assert broken(judged(tmp_path, *succeeded(), look(200, at=2))) == {BY_ID}


def test_a_pairing_that_is_still_listed_after_the_success_is_found_without_a_look_by_its_id(tmp_path):
    assert broken(judged(tmp_path, *succeeded(), listing(PAIRING, OTHER, at=2))) == {LISTED}


def test_a_pairing_that_comes_back_is_found(tmp_path):
    assert broken(judged(tmp_path, *succeeded(), look(404, at=2), look(200, at=3))) == {STAYS}


def test_a_pairing_that_never_left_the_list_has_not_come_back_to_it(tmp_path):
    looks = [look(404, at=2), listing(PAIRING, at=3), listing(PAIRING, at=4)]

    assert broken(judged(tmp_path, *succeeded(), *looks)) == {LISTED}


def test_a_look_that_began_before_the_success_was_seen_says_nothing(tmp_path):
    assert broken(judged(tmp_path, *succeeded(), look(200, at=0.9), look(200, at=1.001))) == set()


def test_a_pairing_that_was_made_in_between_may_be_another_one(tmp_path):
    made = entry("POST", "/pairings", 202, task("QUEUED", "task-9"), at=1.5)

    assert broken(judged(tmp_path, *succeeded(), made, look(200, at=2), listing(PAIRING, at=3))) == set()


def test_a_look_long_afterwards_may_be_at_another_pairing(tmp_path):
    assert broken(judged(tmp_path, *succeeded(), look(200, at=600))) == set()


def test_a_filtered_list_says_nothing_of_what_it_leaves_out(tmp_path):
    result = judged(tmp_path, *succeeded(), entry("GET", "/pairings?filter=x", 200, {"list": []}, at=2))

    assert outcome(result, LISTED) is Outcome.NOT_TESTED


def test_a_second_deletion_that_succeeds_is_found(tmp_path):
    again = [delete(body=task("QUEUED", "task-2"), at=2), poll("SUCCESS", name="task-2", at=3)]

    assert broken(judged(tmp_path, *succeeded(), *again)) == {SECOND}


def test_a_deletion_that_fails_and_a_pairing_that_is_gone_then_accuse_nobody(tmp_path):
    failed = [delete(), poll("ERROR", at=1, error={"message": "no"}), look(404, at=2)]

    result = judged(tmp_path, *failed)

    assert broken(result) == set()
    assert outcome(result, "effect.error-leaves-the-pairing") is Outcome.NOT_TESTED


LOGIN = entry(
    "POST", "/session", 200, {"session_id": SESSION}, session=None, sent={"authorization": "Basic YTpiYmJiYmI="}
)


def test_a_deletion_without_a_session_is_judged_where_others_have_one(tmp_path):
    result = judged(tmp_path, look(200, at=0), delete(at=1, session=None))

    assert broken(result) == {NO_SESSION}


@pytest.mark.parametrize(
    "traffic",
    [
        [delete(at=1, session=None)],
        [look(200, at=0), delete(at=1, session=None, sent={"cookie": "JSESSIONID=abcdefgh"})],
        [look(200, at=0), delete(404, "", at=1, session=None)],
        [look(200, at=0, session="REDACTED"), delete(at=1, session=None)],
    ],
    ids=["the recorder leaves sessions out", "a cookie", "not found", "somebody put words in place of sessions"],
)
def test_a_deletion_without_a_session_accuses_nobody_where_it_may_have_had_one(tmp_path, traffic):
    assert broken(judged(tmp_path, *traffic)) == set()


def test_a_deletion_with_a_session_that_was_logged_out_is_judged(tmp_path):
    logout = entry("DELETE", "/session", 204, at=1)

    assert broken(judged(tmp_path, LOGIN, logout, delete(at=2))) == {LOGGED_OUT}


def test_a_session_id_that_is_given_out_twice_tells_nothing(tmp_path):
    logout = entry("DELETE", "/session", 204, at=1)

    assert broken(judged(tmp_path, LOGIN, LOGIN, logout, delete(at=2))) == set()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_a_proxy_or_a_limiter_answers_is_not_judged_and_told(tmp_path, status):
    result = judged(tmp_path, delete(status, "<html>"))

    assert broken(result) == set()
    assert any("as proxies and limiters do" in each for each in result.warnings)


def test_the_same_task_id_for_two_pairings_is_followed_for_neither(tmp_path):
    result = judged(tmp_path, *succeeded(), delete(pairing=OTHER, at=2), poll("RUNNING", at=3))

    assert broken(result) == set()


def test_a_403_from_a_poll_and_a_404_in_another_session_accuse_nobody(tmp_path):
    result = judged(tmp_path, delete(), poll("", code=403, at=1), poll("", code=404, at=2, session=ANOTHER))

    assert broken(result) == set()


@pytest.mark.parametrize("body", [{"id": "task-1"}, {"id": "task-1", "status": 7}, '{"id": NaN}'])
def test_a_look_at_a_task_that_says_no_status_is_judged_too(tmp_path, body):
    odd = entry("GET", "/tasks/task-1", 200, body, at=1)

    assert broken(judged(tmp_path, delete(), odd)) & {"schema.task-status", "schema.task-body"}


def test_a_page_of_a_gateway_in_place_of_a_task_accuses_nobody(tmp_path):
    page = entry("GET", "/tasks/task-1", 200, "<html>log in</html>", at=1, headers={"content-type": "text/html"})

    assert broken(judged(tmp_path, delete(), page)) == set()


def test_a_task_that_its_own_session_cannot_read_is_found(tmp_path):
    assert broken(judged(tmp_path, delete(), poll("", code=404, at=1))) == {"lifecycle.task-is-readable"}


@pytest.mark.parametrize(("at", "expected"), [(0.9, {"lifecycle.task-outlives-its-end"}), (1.6, set())])
def test_a_task_that_is_forgotten_is_told_of_only_where_it_had_just_ended(tmp_path, at, expected):
    traffic = [delete(), poll("RUNNING", at=0.5), poll("SUCCESS", at=0.7), poll("", code=404, at=at)]

    assert broken(judged(tmp_path, *traffic)) == expected


def test_clocks_of_recordings_that_were_put_together_are_not_compared(tmp_path):
    later = [look(404, at=5000), look(200, at=2, session=ANOTHER)]

    assert broken(judged(tmp_path, *succeeded(), *later)) == set()


def test_an_odd_request_is_not_held_against_the_target(tmp_path):
    odd = entry("DELETE", f"/pairings/{PAIRING}?force=true", 405, "")

    assert broken(judged(tmp_path, odd)) == set()


def test_every_requirement_can_be_shown_by_traffic_or_says_why_not():
    catalogue = requirements(load("2.0.0"))
    why = unseen(catalogue)

    shown = [each for each in catalogue if each.id not in why]

    assert len(shown) > 40
    assert [each.id for each in shown if not {Attempt, Deletion} & {*each.of}] == []
    assert all(len(each) > 20 for each in why.values())
