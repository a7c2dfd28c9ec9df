"""Sessions: opened when first used, renewed when they run out, logged out when nobody needs them any more."""

from __future__ import annotations

import pytest
from miniature import ACCOUNTS, ADMIN, PAIRING, Seen, answer, exchanges, missed, run, warned

from conformance.model.steps import Call, Login, Many, RemoteLogin, Session, Steps, Take, Together
from conformance.profile.settings import Account, Limits, Secret

SUPPLIED = "ready-session-marker"


class RunsOut:
    """Ends every session when the n-th request that matches comes, once."""

    def __init__(self, said: str) -> None:
        self._said = said
        self.ended: set[str] = set()
        self._done = False

    def __call__(self, seen: Seen) -> bytes | None:
        if str(seen) == self._said and not self._done:
            self._done = True
            self.ended.add(seen.session)
        return answer(401) if seen.session in self.ended else None


def delete(pairing: str, *, remote: bool = False, session: Session = ADMIN) -> Call:
    return Call("deletePairing", {"pairing_id": pairing}, session=session, remote=remote, pairing=pairing)


def looked_at_and_deleted() -> Steps:
    """Log in to a pairing's remote site, look at it twice, and delete it twice."""
    pairing = yield Take("x")
    yield RemoteLogin(ADMIN, pairing)
    for _ in range(2):
        yield Call("getPairing", {"pairing_id": pairing}, session=ADMIN)
    for _ in range(2):
        yield delete(pairing)


def test_a_main_session_that_ran_out_is_renewed_with_its_remote_login() -> None:
    found: list[int | None] = []

    def probe() -> Steps:
        pairing = yield Take("x")
        yield RemoteLogin(ADMIN, pairing)
        exchange = yield delete(pairing)
        found.append(exchange.status)

    target, events = run(probe, rule=RunsOut(f"DELETE /pairings/{PAIRING}"))

    assert found == [202]
    assert target.said()[3:9] == [
        f"POST /pairings/{PAIRING}/remote-session",
        f"DELETE /pairings/{PAIRING}",
        "GET /session",
        "POST /session",
        f"POST /pairings/{PAIRING}/remote-session",
        f"DELETE /pairings/{PAIRING}",
    ]
    assert [each.status for each in exchanges(events, "deletePairing")] == [401, 202]


def test_what_a_look_renewed_is_logged_in_remotely_before_the_next_request_that_names_the_pairing() -> None:
    target, _ = run(looked_at_and_deleted, rule=RunsOut(f"GET /pairings/{PAIRING}"))

    look, login = f"GET /pairings/{PAIRING}", f"POST /pairings/{PAIRING}/remote-session"
    begin = target.said().index(look)
    assert target.said()[begin : begin + 8] == [
        look, "GET /session", "POST /session", look, look, login, *[f"DELETE /pairings/{PAIRING}"] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "sent"), [(400, 1), (404, 1), (302, 0), (500, 0)])
def test_what_hangs_on_a_login_that_cannot_be_made_again_is_not_sent(status: int, sent: int) -> None:
    runs_out, logins = RunsOut(f"GET /pairings/{PAIRING}"), [answer(204), answer(status)]

    def rule(seen: Seen) -> bytes | None:
        told = runs_out(seen)
        return logins.pop(0) if told is None and seen.path.endswith("/remote-session") and logins else told

    target, events = run(looked_at_and_deleted, rule=rule)

    assert target.said().count(f"DELETE /pairings/{PAIRING}") == 2 * sent
    assert len(missed(events)) == 1 - sent


def test_a_remote_login_that_went_with_a_session_is_made_again_under_the_same_id() -> None:
    def same_id(seen: Seen) -> bytes | None:
        if str(seen) == "POST /session":
            runs_out.ended.clear()
            return answer(200, {"session_id": "always-the-same"})
        return runs_out(seen)

    runs_out = RunsOut(f"GET /pairings/{PAIRING}")

    target, _ = run(looked_at_and_deleted, rule=same_id)

    assert target.said().count(f"POST /pairings/{PAIRING}/remote-session") == 2


def test_a_live_id_in_an_odd_place_is_that_of_a_session_that_holds_where_some_have_run_out() -> None:
    ended: set[str] = set()
    ending = ["GET /pairings/x", "GET /pairings/y"]

    def runs_out(seen: Seen) -> bytes | None:
        if str(seen) in ending:
            ending.remove(str(seen))
            ended.add(seen.session or seen.headers["x-odd"])
        return answer(401) if seen.session in ended else None

    def probe() -> Steps:
        for each in "wxyz":
            session, fill = (ADMIN, None) if each == "x" else (None, ADMIN)
            yield Call(
                "getPairing", {"pairing_id": each}, session=session, headers=(("X-Odd", "{session}"),), fill=fill
            )

    target, _ = run(probe, rule=runs_out)

    assert target.said()[2:-3] == [
        *("GET /pairings/w", "GET /pairings/x", "GET /session", "POST /session", "GET /pairings/x"),
        *("GET /pairings/y", "GET /session", "POST /session", "GET /pairings/y"),
        *("GET /pairings/z", "GET /session"),
    ]
    odd = [each.headers["x-odd"] for each in target.requests if str(each) == "GET /pairings/y"]
    assert len(set(odd)) == 2


def test_a_session_that_somebody_else_renewed_is_asked_with_again_though_its_id_is_the_same() -> None:
    left = {"GET /pairings/x": 2, "GET /session": 1}

    def same_id(seen: Seen) -> bytes | None:
        if str(seen) == "POST /session":
            return answer(200, {"session_id": "always-the-same"})
        left[str(seen)] = left.get(str(seen), 0) - 1
        return answer(401 if left[str(seen)] >= 0 else 200, {})

    def probe() -> Steps:
        yield Many((Call("getPairing", {"pairing_id": "x"}, session=ADMIN),) * 2)

    _, events = run(probe, rule=same_id)

    assert [each.status for each in exchanges(events, "getPairing")].count(200) == 2


def test_a_later_login_ends_the_session_whose_place_it_takes() -> None:
    def probe() -> Steps:
        yield Login(ADMIN)
        yield Login(ADMIN)

    target, _ = run(probe)

    login, logout = "POST /session", "DELETE /session"
    assert [each for each in target.said() if "session" in each] == [login, login, logout, login, logout, logout]
    assert len({each.session for each in target.requests if str(each) == logout}) == 3


def test_a_401_in_a_valid_session_is_the_answer() -> None:
    found: list[int | None] = []

    def refuse(seen: Seen) -> bytes | None:
        return answer(401) if str(seen) == "GET /pairings/x" else None

    def probe() -> Steps:
        exchange = yield Call("getPairing", {"pairing_id": "x"}, session=ADMIN)
        found.append(exchange.status)

    target, _ = run(probe, rule=refuse)

    assert found == [401]
    assert target.said().count("POST /session") == 1


def test_a_session_of_its_own_is_never_renewed() -> None:
    own = Session("admin", "own")
    found: list[int | None] = []

    def probe() -> Steps:
        yield Login(own)
        exchange = yield Call("getPairing", {"pairing_id": "x"}, session=own)
        found.append(exchange.status)

    target, _ = run(probe, rule=RunsOut("GET /pairings/x"))

    assert found == [401]
    assert target.said().count("POST /session") == 2


def test_a_session_is_opened_once_however_many_need_it() -> None:
    def probe() -> Steps:
        yield Many((Call("getPairings", session=Session("viewer")),) * 8)

    target, _ = run(probe)

    assert target.said().count("POST /session") == 2


def test_a_session_is_renewed_once_however_many_find_it_run_out() -> None:
    statuses: list[int | None] = []

    def probe() -> Steps:
        answers = yield Many((Call("getPairing", {"pairing_id": PAIRING}, session=ADMIN),) * 8)
        statuses.extend(each.status for each in answers)

    target, _ = run(probe, rule=RunsOut(f"GET /pairings/{PAIRING}"))

    assert statuses == [200] * 8
    assert target.said().count("POST /session") == 2


def test_calls_at_the_same_instant_are_renewed_together() -> None:
    statuses: list[int | None] = []

    def probe() -> Steps:
        pairing = yield Take("a race", own=True)
        yield RemoteLogin(ADMIN, pairing)
        answers = yield Together((delete(pairing), delete(pairing)))
        statuses.extend(each.status for each in answers)

    target, _ = run(probe, rule=RunsOut(f"DELETE /pairings/{PAIRING}"))

    assert statuses == [202, 202]
    assert target.said()[-4:-2] == [f"DELETE /pairings/{PAIRING}"] * 2


def test_a_ready_session_is_used_as_it_is_and_not_ended() -> None:
    def probe() -> Steps:
        yield Call("getPairings", session=ADMIN)

    accounts = {"admin": Account(session=Secret(SUPPLIED))}

    def know(seen: Seen) -> bytes | None:
        return answer(200, {"list": []}) if seen.session == SUPPLIED else None

    target, events = run(probe, rule=know, accounts=accounts)

    assert target.said() == ["GET /pairings", "GET /pairings"]
    assert dict(exchanges(events)[0].request.headers)["x-dr-session"] == "[session admin main]"


def test_with_a_ready_session_alone_no_other_can_be_opened() -> None:
    def probe() -> Steps:
        yield Login(Session("viewer", "other"))

    _, events = run(probe, accounts={**ACCOUNTS, "viewer": Account(session=Secret(SUPPLIED))})

    assert missed(events) == [
        "`[accounts.viewer]` has a ready session and no password, so no other session can be opened"
    ]


def test_a_login_without_a_session_id_says_so() -> None:
    def probe() -> Steps:
        yield Call("getPairings", session=Session("viewer"))

    def nameless(seen: Seen) -> bytes | None:
        return answer(200, {"id": 1}) if "dmlld2Vy" in seen.headers.get("authorization", "") else None

    _, events = run(probe, rule=nameless)

    assert missed(events) == ["the login as `viewer` gave no session: 200 with no `session_id` that is a text"]


def test_a_refused_remote_login_keeps_the_deletion_back() -> None:
    def refuse(seen: Seen) -> bytes | None:
        return answer(500) if seen.path.endswith("/remote-session") else None

    def probe() -> Steps:
        pairing = yield Take("x")
        yield delete(pairing, remote=True)

    target, events = run(probe, rule=refuse)

    assert missed(events) == [f"the login to the remote site of `{PAIRING}` was refused: 500"]
    assert f"DELETE /pairings/{PAIRING}" not in target.said()


def test_every_session_of_the_run_is_logged_out() -> None:
    def probe() -> Steps:
        yield Login(Session("admin", "one"))
        yield Login(Session("admin", "one"))
        yield Login(Session("viewer"))

    target, events = run(probe)

    assert target.said().count("DELETE /session") == 4
    assert target.sessions == set()
    assert warned(events) == []


def test_what_a_probe_opened_for_itself_is_ended_with_it() -> None:
    def first() -> Steps:
        yield Login(Session("admin", "own"))
        yield Login(Session("viewer"))

    def second() -> Steps:
        yield Call("getPairing", {"pairing_id": PAIRING}, session=ADMIN)

    target, _ = run(first, second)

    assert target.said() == [
        *("POST /session", "GET /pairings", "POST /session", "POST /session"),
        "DELETE /session",
        f"GET /pairings/{PAIRING}",
        *("DELETE /session", "DELETE /session"),
    ]


def test_a_session_that_could_not_be_ended_with_its_probe_is_ended_with_the_run() -> None:
    def probe() -> Steps:
        yield Login(Session("admin", "own"))

    target, _ = run(probe, limits=Limits(max_requests=3))

    assert target.said()[3:] == ["DELETE /session", "DELETE /session"]
