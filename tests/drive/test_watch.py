"""The first pairing that vanishes without having been given up stops the run, and what is known of it is told."""

from __future__ import annotations

import asyncio
from typing import Any

from miniature import ADMIN, OTHER, PAIRING, THIRD, Miniature, Operations, Seen, answer, exchanges, profile, warned

from conformance.drive.driver import open_driver
from conformance.drive.watch import PairingVanished
from conformance.model.events import Event, Observed, PairingLost
from conformance.model.observations import Inventory
from conformance.model.steps import Call, Many, Saw, Steps, Take
from conformance.profile.settings import Pairings


def taken(**parts: Any) -> tuple[Miniature, list[Event], bool]:
    """What came of a probe and the look at the pairings after it; the last says whether the run was stopped."""
    rule, probe = parts.pop("rule", lambda *_: None), parts.pop("probe", wild)
    target, events, stopped = Miniature(), list[Event](), False
    target.rule = lambda seen: rule(target, seen)

    async def whole() -> bool:
        async with target:
            given = profile(target.base_url, pairings=Pairings(ids=(PAIRING,), keep=(THIRD,)), **parts)
            try:
                async with open_driver(given, Operations(), events.append) as driver:
                    await driver.run_probe("wild", probe())
                    await driver.stocktake("wild")
                    await driver.run_probe("next", wild())
            except PairingVanished:
                return True
        return False

    stopped = asyncio.run(whole())
    return target, events, stopped


def wild() -> Steps:
    yield Call("deletePairing", session=ADMIN, target="/pairings/nobody", odd=True)


def losing(*pairings: str) -> Any:
    """A target that loses pairings to an id that none has."""

    def rule(target: Miniature, seen: Seen) -> None:
        if seen.path == "/pairings/nobody":
            target.pairings = [each for each in target.pairings if each not in pairings]

    return rule


def lost(events: list[Event]) -> list[PairingLost]:
    return [each for each in events if isinstance(each, PairingLost)]


def test_a_loss_stops_the_run_with_the_request_that_may_have_done_it() -> None:
    _, events, stopped = taken(rule=losing(OTHER))

    (found,) = lost(events)
    asked = exchanges(events, "deletePairing")
    assert stopped
    assert (found.pairings, found.kept, found.suspects) == ((OTHER,), (), (asked[0].number,))
    assert (found.sent, found.said) == (1, "DELETE /api/pairings/nobody")
    assert found.since < asked[0].number < found.found


def test_nothing_is_sent_after_a_loss_but_the_logout() -> None:
    target, _, _ = taken(rule=losing(OTHER))

    assert target.said()[-3:] == ["GET /pairings", f"GET /pairings/{OTHER}", "DELETE /session"]


def test_a_loss_that_no_probe_saw_is_an_observation() -> None:
    _, events, _ = taken(rule=losing(OTHER))

    seen = [each.observation for each in events if isinstance(each, Observed)]
    assert [(each.kind, len(each.calls)) for each in seen if isinstance(each, Inventory)] == [("others", 1)]


def test_a_loss_that_a_probe_saw_is_told_by_its_own_observation_alone() -> None:
    def probe() -> Steps:
        before = yield Call("getPairings", session=ADMIN)
        yield from wild()
        after = yield Call("getPairings", session=ADMIN)
        yield Saw(Inventory("wildcard", (before,), (after,)))

    _, events, stopped = taken(rule=losing(OTHER), probe=probe)

    seen = [each.observation.kind for each in events if isinstance(each, Observed)]
    assert (stopped, seen) == (True, ["wildcard"])


def test_what_is_to_be_kept_is_named_as_such() -> None:
    _, events, _ = taken(rule=losing(THIRD))

    assert [each.kept for each in lost(events)] == [(THIRD,)]


def test_a_pairing_that_was_given_up_may_go() -> None:
    _, events, stopped = taken(rule=losing(PAIRING))

    assert (stopped, lost(events)) == (False, [])


def test_what_is_only_missing_in_the_list_is_told_and_stops_nothing() -> None:
    def rule(target: Miniature, seen: Seen) -> bytes | None:
        if str(seen) == "GET /pairings" and "DELETE /pairings/nobody" in target.said():
            return answer(200, {"list": [{"pairing_id": PAIRING}, {"pairing_id": THIRD}]})
        return None

    _, events, stopped = taken(rule=rule)

    assert not stopped
    assert f"The pairing `{OTHER}` is not in the target's list any more, yet its id can be read." in warned(events)


def test_nothing_is_asked_where_nothing_was_sent_that_could_delete() -> None:
    def looking() -> Steps:
        yield Call("getPairing", {"pairing_id": PAIRING}, session=ADMIN)

    target, _, _ = taken(probe=looking)

    assert target.said().count("GET /pairings") == 1


def test_a_list_that_cannot_be_read_is_told_and_what_is_to_be_kept_is_looked_at_by_its_id() -> None:
    def rule(target: Miniature, seen: Seen) -> bytes | None:
        losing(THIRD)(target, seen)
        return answer(500) if str(seen) == "GET /pairings" else None

    def twice() -> Steps:
        yield Call("deletePairing", {"pairing_id": "unknown"}, session=ADMIN)

    target, events, stopped = taken(rule=rule, probe=twice)

    assert not stopped
    assert f"GET /pairings/{THIRD}" in target.said()
    assert any("Whether every pairing is still there could not be seen after wild" in each for each in warned(events))


def test_one_of_many_that_is_kept_back_costs_the_others_nothing() -> None:
    found: list[Any] = []

    def probe() -> Steps:
        yield Take("x")
        names = ("one", OTHER, "two")
        found.extend((yield Many(tuple(Call("deletePairing", {"pairing_id": each}, session=ADMIN) for each in names))))

    target, events, _ = taken(probe=probe)

    assert [each and each.status for each in found] == [404, None, 404]
    assert f"DELETE /pairings/{OTHER}" not in target.said()
    assert any("A request of wild was kept back: `DELETE /api/pairings/" in each for each in warned(events))
