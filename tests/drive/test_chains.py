"""Calls of a chain go one behind another on one connection, each by the rules of any call."""

from __future__ import annotations

from miniature import ADMIN, OTHER, PAIRING, THIRD, Seen, answer, exchanges, missed, run

from conformance.model.observations import Hostile
from conformance.model.steps import Call, Chain, Saw, Steps, Take
from conformance.profile.settings import Pairings


def delete(pairing: str, /, **rest: object) -> Call:
    return Call("deletePairing", {"pairing_id": pairing}, session=ADMIN, **rest)  # type: ignore[arg-type]


LOOK = Call("getPairing", {"pairing_id": PAIRING}, session=ADMIN)


def one_behind_the_other() -> Steps:
    pairing = yield Take("a deletion behind a look")
    yield LOOK
    _, behind = yield Chain((LOOK, delete(pairing, pairing=pairing)))
    yield Saw(Hostile("text", behind))


def test_calls_of_a_chain_go_over_one_connection() -> None:
    target, events = run(one_behind_the_other, pairings=Pairings(ids=(OTHER,)))

    by_itself, first = (each for each in target.requests if str(each) == f"GET /pairings/{PAIRING}")
    (second,) = (each for each in target.requests if str(each) == f"DELETE /pairings/{OTHER}")
    assert (first.connection, by_itself.connection != first.connection) == (second.connection, True)
    alone, before = exchanges(events, "getPairing")
    (behind,) = exchanges(events, "deletePairing")
    assert (alone.behind, before.behind, behind.behind) == (0, 0, before.number)


def test_a_chain_keeps_to_the_guard() -> None:
    def beyond() -> Steps:
        yield Chain((LOOK, delete(THIRD)))

    target, events = run(beyond, pairings=Pairings(ids=(OTHER,)))

    assert f"DELETE /pairings/{THIRD}" not in target.said()
    assert len(missed(events)) == 1


def test_a_session_that_has_run_out_is_renewed_at_the_head_of_a_chain() -> None:
    over: list[str] = []

    def run_out_after_the_first_look(seen: Seen) -> bytes | None:
        if seen.session in over:
            return answer(401)
        if str(seen) == f"GET /pairings/{PAIRING}" and not over:
            over.append(seen.session)
            return answer(200, {"pairing_id": PAIRING})
        return None

    _, events = run(one_behind_the_other, rule=run_out_after_the_first_look, pairings=Pairings(ids=(OTHER,)))

    assert missed(events) == []
    assert [each.status for each in exchanges(events, "getPairing")] == [200, 401, 200]
    assert [each.status for each in exchanges(events, "deletePairing")] == [202]


def test_a_chain_that_needs_success_goes_no_further_than_the_first_refusal() -> None:
    found: list[list[int | None]] = []

    def probe() -> Steps:
        for first in (LOOK, Call("getPairing", {"pairing_id": "unknown"}, session=ADMIN)):
            came = yield Chain((first, LOOK), granted=True)
            found.append([each.status for each in came])

    run(probe)

    assert found == [[200, 200], [404]]
