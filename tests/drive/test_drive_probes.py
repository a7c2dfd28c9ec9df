"""The driver executes probes: each step is served, what cannot be served is recorded."""

from __future__ import annotations

import asyncio

import pytest
from miniature import (
    ADMIN,
    OTHER,
    PAIRING,
    THIRD,
    Miniature,
    Operations,
    Seen,
    answer,
    exchanges,
    missed,
    play,
    profile,
    read_request,
    run,
)

from conformance.drive.driver import TargetUnusable, open_driver
from conformance.model.events import Event, Observed, PairingSpent, PairingTaken
from conformance.model.observations import Hostile
from conformance.model.steps import (
    Call,
    EvidenceMissing,
    Login,
    Logout,
    Many,
    Pull,
    RemoteLogin,
    Saw,
    Session,
    Spent,
    Steps,
    Take,
    Together,
    Wait,
)
from conformance.profile.settings import Claim, HttpAction, Lever, Limits, Pairings


def delete(pairing: str, /, **rest: object) -> Call:
    return Call("deletePairing", {"pairing_id": pairing}, session=ADMIN, **rest)  # type: ignore[arg-type]


def deletion() -> Steps:
    pairing = yield Take("the deletion itself")
    first = yield delete(pairing, remote=True, pairing=pairing)
    yield Saw(Hostile("text", first))
    yield Wait(0.5)
    yield Call("getTaskInfo", {"taskId": "task-2"}, session=ADMIN)
    yield Spent(pairing, first.number)


def test_a_probe_is_carried_through_from_login_to_logout() -> None:
    target, events = run(deletion)

    assert missed(events) == []
    assert target.said() == [
        "POST /session",
        "GET /pairings",
        "GET /pairings",
        f"POST /pairings/{PAIRING}/remote-session",
        f"DELETE /pairings/{PAIRING}",
        "GET /tasks/task-2",
        "DELETE /session",
    ]


def test_exchanges_are_numbered_in_the_order_of_their_record() -> None:
    _, events = run(deletion)

    assert [each.number for each in exchanges(events)] == list(range(1, 8))


def test_an_observation_is_an_event_of_its_probe() -> None:
    _, events = run(deletion)

    assert [(each.probe, each.observation.call.status) for each in events if isinstance(each, Observed)] == [
        ("deletion", 202)
    ]


def test_pairings_are_reported_as_taken_and_as_spent() -> None:
    _, events = run(deletion)

    assert [each for each in events if isinstance(each, PairingTaken | PairingSpent)] == [
        PairingTaken(PAIRING, "the deletion itself"),
        PairingSpent(PAIRING, 5, wrongly=False),
    ]


def test_what_cannot_be_served_is_thrown_into_the_probe_which_may_go_on() -> None:
    def probe() -> Steps:
        try:
            yield Login(Session("nobody"))
        except EvidenceMissing:
            yield Call("getPairings", session=ADMIN)

    target, events = run(probe)

    assert missed(events) == []
    assert target.said().count("GET /pairings") == 2


def test_what_a_probe_does_not_catch_is_recorded_as_missed() -> None:
    def probe() -> Steps:
        yield Login(Session("nobody"))

    _, events = run(probe)

    assert missed(events) == ["the profile has no `[accounts.nobody]`"]


def test_an_operation_that_the_document_lacks_is_missed() -> None:
    def probe() -> Steps:
        yield Call("mendPairing", session=ADMIN)

    _, events = run(probe)

    assert missed(events) == ["the document has no operation `mendPairing`"]


def test_a_fault_of_the_probe_itself_is_not_hidden() -> None:
    def probe() -> Steps:
        yield Call("getPairings", session=ADMIN)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(probe)


def test_the_budget_ends_a_probe_but_not_the_logout() -> None:
    def probe() -> Steps:
        for _ in range(9):
            yield Call("getPairings", session=ADMIN)

    target, events = run(probe, limits=Limits(max_requests=4))

    assert missed(events) == ["the budget of 4 requests is spent (`max_requests`)"]
    assert target.said()[-1] == "DELETE /session"


def test_many_calls_are_answered_in_their_order() -> None:
    wanted = [f"unknown-{number}" for number in range(20)]
    found: list[str] = []

    def probe() -> Steps:
        answers = yield Many(tuple(delete(each) for each in wanted))
        found.extend(each.request.target.rpartition("/")[2] for each in answers)

    run(probe)

    assert found == wanted


def test_many_calls_stay_within_the_concurrency_of_the_run() -> None:
    def probe() -> Steps:
        yield Many((Call("getPairings", session=ADMIN),) * 30)

    target, _ = run(probe, limits=Limits(concurrency=3))

    assert len({each.connection for each in target.requests}) <= 3


def test_calls_together_reach_the_target_before_any_is_answered() -> None:
    async def whole() -> list[int]:
        both_here = asyncio.Event()
        waiting: list[Seen] = []

        class Patient(Miniature):
            async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                connection = next(self.connections)
                while True:
                    seen = await read_request(reader, connection)
                    self.requests.append(seen)
                    if seen.method == "DELETE" and "pairings" in seen.path:
                        waiting.append(seen)
                        if len(waiting) == 2:
                            both_here.set()
                        await both_here.wait()
                    writer.write(self.usual(seen))

        found: list[int] = []

        def probe() -> Steps:
            pairing = yield Take("a race")
            answers = yield Together((delete(pairing, pairing=pairing),) * 2)
            found.extend(each.status for each in answers)

        async with Patient() as target:
            await play(profile(target.base_url), probe)
        return found

    assert asyncio.run(whole()) == [202, 202]


def test_a_call_for_a_pairing_goes_on_a_connection_of_its_own() -> None:
    target, _ = run(deletion)

    deletions = [each for each in target.requests if str(each) == f"DELETE /pairings/{PAIRING}"]
    others = {each.connection for each in target.requests if each not in deletions}
    assert not {each.connection for each in deletions} & others


def test_a_raw_target_goes_over_the_wire_byte_for_byte() -> None:
    def probe() -> Steps:
        yield Call("deletePairing", session=ADMIN, target="/pairings/%2e%2E/\xe9;a=b?x=%00&y", query="lost", odd=True)

    target, _ = run(probe, claim=Claim(hazards=True))

    assert b"DELETE /api/pairings/%2e%2E/\xe9;a=b?x=%00&y HTTP/1.1\r\n" in [
        each.raw[: each.raw.index(b"\n") + 1] for each in target.requests
    ]


def test_path_parameters_are_percent_encoded_but_for_what_a_segment_may_hold() -> None:
    def probe() -> Steps:
        yield Call("getPairing", {"pairing_id": "a/b c:~é"}, session=ADMIN)

    target, _ = run(probe)

    assert "GET /pairings/a%2Fb%20c:~%C3%A9" in target.said()


def test_a_header_of_the_call_replaces_the_usual_one() -> None:
    def probe() -> Steps:
        yield Call("getPairings", session=ADMIN, headers=(("accept", "text/html"), ("X-One", "1"), ("X-One", "2")))

    target, _ = run(probe)

    raw = next(each.raw for each in target.requests if "x-one" in each.headers)
    assert raw.lower().count(b"\r\naccept:") == 1
    assert raw.count(b"X-One: ") == 2


def test_a_session_that_was_logged_out_can_be_tried_again() -> None:
    leaver = Session("admin", "leaver")
    found: list[int | None] = []

    def probe() -> Steps:
        yield Login(leaver)
        yield Logout(leaver)
        exchange = yield Call("getPairings", session=leaver)
        found.append(exchange.status)

    target, _ = run(probe)

    assert found == [401]
    assert target.said().count("DELETE /session") == 2


def test_an_ordinary_pairing_that_nobody_gave_up_is_never_aimed_at() -> None:
    def probe() -> Steps:
        yield delete(THIRD)

    target, events = run(probe)

    assert f"DELETE /pairings/{THIRD}" not in target.said()
    assert "was not given up for it" in missed(events)[0]


def test_a_pairing_is_not_aimed_at_before_it_was_taken() -> None:
    def probe() -> Steps:
        yield delete(OTHER, pairing=OTHER)

    target, events = run(probe)

    assert f"DELETE /pairings/{OTHER}" not in target.said()
    assert "was not given up" in missed(events)[0]


def test_a_pairing_to_be_kept_is_never_handed_out() -> None:
    target, events = run(deletion, pairings=Pairings(ids=(PAIRING,), keep=(PAIRING.upper(),)))

    assert "no pairing is left" in missed(events)[0]
    assert f"DELETE /pairings/{PAIRING}" not in target.said()


def test_a_refused_login_of_the_admin_makes_the_target_unusable() -> None:
    def refuse(seen: Seen) -> bytes | None:
        return answer(401) if str(seen) == "POST /session" else None

    with pytest.raises(TargetUnusable, match="login as `admin` was refused: 401"):
        run(deletion, rule=refuse)


def test_a_target_that_is_not_there_is_unusable() -> None:
    with pytest.raises(
        TargetUnusable, match=r"login as `admin` was not answered: .* no connection to 127\.0\.0\.1:1: refused"
    ):
        asyncio.run(play(profile("http://127.0.0.1:1/api"), deletion))


def lever(target: Miniature) -> Lever:
    """A lever of the miniature's own."""
    target.rule = lambda seen: answer(200) if seen.path in ("/down", "/up") else None
    down, up = (HttpAction("GET", f"{target.base_url}/{each}") for each in ("down", "up"))
    return Lever(down, up)


def test_a_run_that_is_cancelled_still_undoes_levers_and_logs_out() -> None:
    async def whole() -> list[str]:
        events: list[Event] = []
        async with Miniature() as target:
            begun = asyncio.Event()

            def probe() -> Steps:
                yield Pull("remote_site_down")
                begun.set()
                yield Wait(3600)

            async def drive() -> None:
                given = profile(target.base_url, levers={"remote_site_down": lever(target)})
                async with open_driver(given, Operations(), events.append) as driver:
                    await driver.run_probe("probe", probe())

            task = asyncio.create_task(drive())
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return target.said()

    assert asyncio.run(whole())[-3:] == ["GET /down", "GET /up", "DELETE /session"]


def logins(*steps: object) -> int:
    """How many remote logins the target saw of these steps, after one."""

    def probe() -> Steps:
        pairing = yield Take("x")
        yield RemoteLogin(ADMIN, pairing)
        for each in steps:  # noqa: UP028 - a tuple cannot be sent answers
            yield each  # type: ignore[misc]

    target, _ = run(probe)
    return target.said().count(f"POST /pairings/{PAIRING}/remote-session")


def test_a_call_that_needs_the_remote_login_has_it_done_once() -> None:
    assert logins(delete(PAIRING, remote=True, pairing=PAIRING)) == 1


def test_a_remote_login_is_done_again_unless_once_will_do() -> None:
    assert logins(RemoteLogin(ADMIN, PAIRING, once=True)) == 1
    assert logins(RemoteLogin(ADMIN, PAIRING, once=False)) == 2


def test_a_remote_login_counts_for_its_session_alone() -> None:
    assert logins(RemoteLogin(Session("admin", "second"), PAIRING, once=True)) == 2
