"""What has to come before a request: hand-made events, and what is said of one of them."""

from __future__ import annotations

from dataclasses import replace

from made import OTHER, PAIRING, accepted, exchange, poll

from conformance.model.events import Exchanged, LeverMoved, PairingSpent, PairingTaken, ProbeEnded
from conformance.model.result import Before
from conformance.run.earlier import Earlier

TASK = "/tasks/task-1"


def session(seen, name="admin main"):
    return replace(seen, request=replace(seen.request, headers=(("x-dr-session", f"[session {name}]"),)))


def login(name="admin main", pairing=PAIRING, status=204):
    target = f"/pairings/{pairing}/remote-session"
    return session(exchange(status, operation="createRemoteSession", method="POST", target=target), name)


def look(status, at=0.0):
    return replace(poll(status, at=at), request=replace(poll().request, target=TASK))


def before(shown, *earlier, probe="p"):
    """What has to come before the last of some exchanges; a pairing was taken and used up."""
    seen = Earlier()
    taken, spent = (PairingTaken(PAIRING, "p"), PairingTaken(OTHER, "p")), PairingSpent(PAIRING, 1, wrongly=False)
    for each in (*taken, *earlier, shown, spent):
        seen.see(Exchanged(each, probe) if hasattr(each, "number") else each)
    return seen.of(shown)


def requests(said):
    return [(name, each.number) for name, each in said.requests]


LOGIN, DELETION = login(), session(accepted())
FIRST = ("the remote login, in the same session", LOGIN.number)


def test_a_deletion_needs_the_remote_login_of_its_session():
    found = before(DELETION, LOGIN, login("admin other"), login(pairing=OTHER), login(status=400))

    assert requests(found) == [FIRST]
    assert (found.pairing, found.used_up, found.task, found.levers, found.beside) == (PAIRING, True, "", (), 0)


def test_a_deletion_in_a_session_without_remote_login_needs_nothing():
    assert requests(before(session(exchange(400), "admin alone"), LOGIN)) == []


def test_a_look_at_a_task_needs_the_deletion_that_named_it():
    found = before(look("RUNNING"), LOGIN, DELETION)

    assert requests(found) == [FIRST, ("the deletion", DELETION.number)]
    assert (found.task, found.early) == ("task-1", True)


def test_a_look_at_a_task_that_no_deletion_named_needs_nothing():
    assert before(look("RUNNING"), LOGIN, session(exchange(202, {"id": "task-10"}))) == Before()


def test_what_comes_after_the_end_of_the_task_says_so_and_how_long_after():
    end = look("SUCCESS", at=5.0)
    found = before(replace(exchange(200, operation="getPairing", method="GET"), at=6.5), LOGIN, DELETION, end)

    assert requests(found) == [FIRST, ("the deletion", DELETION.number), ("until the task has ended", end.number)]
    assert (found.late, found.early) == (1.5, False)


def test_a_second_deletion_needs_the_first_and_one_remote_login():
    assert requests(before(session(accepted()), LOGIN, DELETION)) == [FIRST, ("the deletion", DELETION.number)]


def test_the_same_request_again_needs_the_refusal_before_it():
    refused = session(exchange(403), "viewer main")

    assert requests(before(session(exchange(202), "viewer main"), refused)) == [
        ("the same request, which was refused", refused.number)
    ]


def test_another_refusal_of_the_same_pairing_is_none_of_its_business():
    assert requests(before(session(exchange(202), "viewer main"), session(exchange(401), "nobody"))) == []


def test_a_lever_that_is_applied_is_named_and_one_that_was_undone_is_not():
    levers = (
        LeverMoved("remote_site_down", applied=True, error="", at=1.0),
        LeverMoved("expire_sessions", applied=True, error="", at=1.0),
        LeverMoved("expire_sessions", applied=False, error="", at=2.0),
        LeverMoved("remote_site_down", applied=False, error="", at=9.0),
    )

    assert before(replace(DELETION, at=5.0), *levers).levers == ("remote_site_down",)


def test_a_deletion_that_left_together_with_another_says_so():
    one, other = (replace(session(accepted()), at=1.0, seconds=0.5) for _ in range(2))

    found = before(other, one)
    assert (found.beside, requests(found)) == (one.number, [])


def test_a_refusal_beside_another_deletion_that_has_to_come_before_says_so():
    other = replace(session(exchange(202, target=f"/pairings/{OTHER}")), at=1.0, seconds=0.5)
    refused = replace(session(exchange(400)), at=1.0, seconds=0.5)

    assert before(replace(session(exchange(400)), at=3.0), other, refused).beside == other.number


def test_an_odd_id_that_was_accepted_needs_the_remote_login_of_its_session():
    odd = session(exchange(202, target="/pairings/%00"))

    assert requests(before(odd, LOGIN)) == [FIRST]


def test_another_method_that_deleted_needs_the_remote_login_too():
    assert requests(before(session(exchange(202, operation="getPairing", method="PATCH")), LOGIN)) == [FIRST]


def test_a_part_of_an_id_that_deleted_is_about_the_pairing_of_the_remote_login():
    found = before(session(exchange(202, target=f"/pairings/{PAIRING[:-1]}")), LOGIN)

    assert (requests(found), found.pairing) == ([FIRST], PAIRING)


def test_an_odd_id_that_was_refused_needs_nothing():
    assert before(session(exchange(500, target="/pairings/%00")), LOGIN) == Before()


def test_a_pairing_whose_deletion_was_accepted_is_used_up_though_it_was_still_seen():
    assert before(session(exchange(201, target=f"/pairings/{OTHER}"))).used_up


def test_a_pairing_that_is_still_there_needs_no_other_in_its_place():
    assert not before(session(exchange(500, target=f"/pairings/{OTHER}"))).used_up


def test_a_journey_is_told_by_the_message_alone():
    assert before(DELETION, LOGIN, probe="journeys") == Before(journey=True)


def test_a_request_behind_another_on_a_connection_says_so():
    assert before(replace(DELETION, behind=7), LOGIN).behind == 7
    assert before(DELETION, LOGIN).behind == 0


def test_a_lever_that_nothing_undoes_concerns_its_own_probe():
    expired = LeverMoved("expire_sessions", applied=True, error="", at=3.0)
    stranger = replace(session(exchange(401)), at=4.0)

    assert before(stranger, expired).levers == ("expire_sessions",)
    assert before(replace(DELETION, at=5.0), expired, stranger, ProbeEnded("expired-session")).levers == ()


def test_what_was_refused_before_may_have_come_late_where_the_pairing_is_gone_after_a_refusal():
    first, second, last = (session(exchange(status)) for status in (401, 403, 403))
    elsewhere = session(exchange(401, target=f"/pairings/{OTHER}"))

    taken = before(last, first, elsewhere, second, PairingSpent(PAIRING, last.number, wrongly=True))
    used_up = before(last, first, second, PairingSpent(PAIRING, last.number, wrongly=False))

    assert taken.suspects == (first.number, second.number)
    assert used_up.suspects == ()


def test_who_was_told_that_the_pairing_goes_needs_no_other_suspect():
    told = session(exchange(202))

    assert before(told, session(exchange(401)), PairingSpent(PAIRING, told.number, wrongly=True)).suspects == ()


def opening(name="admin main"):
    return exchange(200, {"session_id": f"[session {name}]"}, operation="login", method="POST", target="/session")


def logout(name="admin main", status=204):
    return session(exchange(status, operation="logout", method="DELETE", target="/session"), name)


def test_a_deletion_after_the_logout_of_its_session_needs_that_logout():
    gone = logout()
    found = before(session(exchange(202)), opening(), LOGIN, gone, logout("admin other"))

    assert requests(found) == [FIRST, ("the logout of the session", gone.number)]


def test_a_session_that_was_opened_again_or_whose_logout_was_refused_needs_no_logout():
    assert requests(before(session(exchange(202)), LOGIN, logout(), opening())) == [FIRST]
    assert requests(before(session(exchange(202)), LOGIN, logout(status=500))) == [FIRST]


def test_the_logout_of_what_a_login_took_the_place_of_is_not_that_of_the_session():
    told = (opening(), opening(), LOGIN, logout(), logout())
    *former, last = told

    assert requests(before(session(exchange(202)), *former)) == [FIRST]
    assert requests(before(session(exchange(202)), *told)) == [FIRST, ("the logout of the session", last.number)]


def test_a_logout_that_came_later_is_not_needed():
    shown = session(exchange(202))

    assert requests(before(shown, LOGIN, replace(logout(), number=shown.number + 1))) == [FIRST]


def test_the_login_is_asked_for_where_the_session_of_the_request_was_opened():
    other, own = (replace(opening(name), request=replace(opening().request, target=f"/{name[-4:]}/session"))
                  for name in ("admin else", "admin main"))  # fmt: skip

    assert before(DELETION, other, own, LOGIN).login == "/main/session"
    assert before(session(exchange(400), "stranger"), other, own).login == "/else/session"
    assert before(DELETION, other, own, LOGIN, probe="journeys") == Before(journey=True, login="/main/session")


def test_a_login_that_was_refused_opened_nothing():
    assert before(DELETION, replace(opening(), response=exchange(401).response)).login == ""
