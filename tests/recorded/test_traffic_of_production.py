"""What real recorders write and what production traffic holds: each accuses nobody, and hides nothing that it shows."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from traffic import (
    ANOTHER,
    BASE,
    BEGIN,
    BY_ID,
    FINAL,
    JSON,
    NO_SESSION,
    OTHER,
    PAIRING,
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

from conformance.model.terms import Outcome

BODY = "schema.task-body"
HTML = {"content-type": "text/html"}


def timed(ahead, at):
    """Headers of an answer of a target whose clock is ahead of the recorder's."""
    return {"headers": JSON | {"date": format_datetime(BEGIN + timedelta(seconds=int(at + ahead)))}}


def unread(found, length="0"):
    """An answer whose body the page did not read, as Playwright records it of Chromium."""
    found["response"] |= {
        "headers": [{"name": "content-length", "value": length}],
        "content": {"size": -1, "mimeType": "x-unknown"},
        "bodySize": -1,
        "_transferSize": -1,
        "_failureText": "net::ERR_ABORTED",
    }
    return found


def test_an_answer_of_length_0_is_whole_although_nobody_read_it(tmp_path):
    result = judged(tmp_path, *succeeded(), unread(delete(401, "", at=2, session=None)))

    assert outcome(result, NO_SESSION) is Outcome.PASS


def test_the_status_alone_tells_whether_a_pairing_is_there(tmp_path):
    assert outcome(judged(tmp_path, *succeeded(), unread(look(404, at=2), "48")), BY_ID) is Outcome.PASS


def test_a_pairing_that_is_there_is_found_though_the_body_was_not_read(tmp_path):
    assert broken(judged(tmp_path, *succeeded(), unread(look(200, at=2), "48"))) == {BY_ID}


def test_a_body_shorter_than_its_length_was_cut_by_the_recorder(tmp_path):
    cut = delete(body='{"id": "task-1", "sta', headers=JSON | {"content-length": "35"})
    result = judged(tmp_path, cut)

    assert broken(result) == set()
    assert any("without the body of the answer" in each for each in result.warnings)


def test_a_body_that_is_shorter_by_a_word_in_place_of_a_secret_is_whole(tmp_path):
    masked = delete(body={"id": "task-1", "status": "[x]"}, headers=JSON | {"content-length": "350"})

    assert broken(judged(tmp_path, masked)) == {"schema.task-status-is-listed"}


@pytest.mark.parametrize(
    "headers", [{"content-length": "21"}, {"content-length": "35", "content-encoding": "gzip"}, {"content-length": "-"}]
)
def test_a_body_that_the_target_cut_is_found(tmp_path, headers):
    assert broken(judged(tmp_path, delete(body='{"id": "task-1", "sta', headers=JSON | headers))) == {BODY}


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_in_place_of_a_pairing_is_that_of_a_gateway(tmp_path, status):
    page = entry("GET", f"/pairings/{PAIRING}", status, "<html>log in</html>", at=2, headers=HTML)

    assert outcome(judged(tmp_path, *succeeded(), page), BY_ID) is Outcome.NOT_TESTED


def test_a_page_in_place_of_a_404_for_a_task_is_that_of_a_gateway(tmp_path):
    page = entry("GET", "/tasks/task-1", 404, "<html>no backend</html>", at=1, headers=HTML)

    assert broken(judged(tmp_path, delete(), page)) == set()


def test_two_clocks_in_a_sorted_file_are_told_apart_by_the_time_of_the_target(tmp_path):
    traffic = [
        delete(at=0, **timed(0, 0)),
        poll("SUCCESS", at=1, session=ANOTHER, **timed(20, 1)),  # 21 s by the other clock
        poll("RUNNING", at=2, **timed(0, 2)),
        look(200, at=3, **timed(0, 3)),
    ]
    result = judged(tmp_path, *traffic)

    assert broken(result) == set()
    assert any("clocks that do not agree" in each for each in result.warnings)


def test_a_clock_that_was_set_meanwhile_tells_no_order_even_in_one_session(tmp_path):
    traffic = [delete(at=0, **timed(0, 0)), poll("SUCCESS", at=1, **timed(30, 1)), poll("RUNNING", at=2, **timed(0, 2))]

    assert broken(judged(tmp_path, *traffic)) == set()


def test_a_target_whose_clock_is_steady_is_judged_however_wrong_it_is(tmp_path):
    traffic = [delete(at=0, **timed(-900, 0)), poll("SUCCESS", at=1.4, **timed(-900, 1.4))]

    result = judged(tmp_path, *traffic, poll("RUNNING", at=2.9, session=ANOTHER, **timed(-901, 2.9)))

    assert broken(result) == {FINAL}


def test_a_session_whose_logout_another_clock_timed_is_not_held_against_the_target(tmp_path):
    login = entry("POST", "/session", 200, {"session_id": ANOTHER}, session=None, **timed(0, 0))
    logout = entry("DELETE", "/session", 204, at=1, session=ANOTHER, headers=timed(40, 1)["headers"])

    assert broken(judged(tmp_path, login, logout, delete(at=2, session=ANOTHER, **timed(0, 2)))) == set()


def test_a_pairing_that_was_made_by_another_clock_may_be_another_one(tmp_path):
    made = entry("POST", "/pairings", 202, task("QUEUED", "made"), at=-5, session=ANOTHER, **timed(30, -5))
    traffic = [*succeeded(**timed(0, 0)), look(200, at=2, **timed(0, 2))]

    assert broken(judged(tmp_path, made, *traffic)) == set()


def test_a_retry_of_a_deletion_whose_answer_was_lost_accuses_nobody(tmp_path):
    lost = delete(at=0)
    lost["response"] = {"status": 0, "headers": [], "content": {}}

    assert broken(judged(tmp_path, lost, delete(404, "", at=1))) == set()


def test_a_retry_that_names_the_same_task_accuses_nobody(tmp_path):
    assert broken(judged(tmp_path, delete(at=0), delete(at=0.1), poll("SUCCESS", at=1), look(404, at=2))) == set()


def test_looks_that_are_missing_accuse_nobody(tmp_path):
    assert broken(judged(tmp_path, delete(), poll("SUCCESS", at=1))) == set()
    (tmp_path / "again").mkdir()
    assert broken(judged(tmp_path / "again", poll("RUNNING", at=1), look(404, at=2), listing(OTHER, at=3))) == set()


def test_a_preflight_is_no_deletion_and_makes_no_pairing(tmp_path):
    preflights = [
        entry("OPTIONS", f"/pairings/{PAIRING}", status, "", at=at, session=None)
        for status, at in ((204, 0.2), (403, 1.5))
    ]

    assert broken(judged(tmp_path, *preflights, *succeeded(), look(200, at=2))) == {BY_ID}


def test_a_socket_is_no_request_of_the_api(tmp_path):
    socket = entry("GET", f"{BASE.replace('https', 'wss')}/pairings", 101, "", _webSocketMessages=[{"data": "{}"}])

    assert broken(judged(tmp_path, *succeeded(), socket, look(200, at=2))) == {BY_ID}


@pytest.mark.parametrize("status", [304, 206])
def test_a_look_that_the_target_did_not_answer_in_full_says_nothing(tmp_path, status):
    part = look(404, at=2)
    part["response"]["status"] = status

    assert outcome(judged(tmp_path, *succeeded(), part), BY_ID) is Outcome.NOT_TESTED
