"""Levers are undone whatever happens; pairings come from where the profile says, and no other."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from miniature import OTHER, PAIRING, THIRD, Miniature, Seen, Ticking, answer, missed, play, profile, run, warned

from conformance.model.events import Event, LeverMoved, Missed, PairingTaken
from conformance.model.steps import Call, Company, Pull, Release, Reuse, Spent, Steps, Take
from conformance.profile.settings import (
    Account,
    CommandAction,
    HttpAction,
    Lever,
    Limits,
    Pairings,
    Secret,
    Supply,
    Target,
)


def lab(target: Miniature, path: str, **json_: Any) -> HttpAction:
    url = target.base_url.removesuffix("/api") + path
    return HttpAction("POST", url, json_ or None, {"X-Lab": Secret("lab-marker")})


def lab_rule(seen: Seen) -> bytes | None:
    match seen.path:
        case "/_lab/ids":
            return answer(200, {"made": {"ids": [THIRD]}})
        case "/_lab/down" | "/_lab/up":
            return answer(200)
        case "/_lab/broken":
            return answer(500, b"no: lab-marker")
        case _:
            return None


def levers(target: Miniature) -> dict[str, Lever]:
    return {
        "remote_site_down": Lever(lab(target, "/_lab/down"), lab(target, "/_lab/up"), settle=3.0),
        "broken": Lever(lab(target, "/_lab/broken"), lab(target, "/_lab/up")),
        "stuck": Lever(lab(target, "/_lab/down"), lab(target, "/_lab/broken")),
        "once": Lever(lab(target, "/_lab/down")),
    }


def moved(*probes: Any) -> tuple[list[str], list[Event]]:
    """What the lab saw, and the events."""
    target, events = run(*probes, rule=lab_rule, levers=levers)
    return [each.path for each in target.requests if "_lab" in each.path], events


def test_a_lever_is_undone_before_its_first_use_and_at_release() -> None:
    def probe() -> Steps:
        for _ in range(2):
            yield Pull("remote_site_down")
            yield Release("remote_site_down")

    seen, events = moved(probe)

    assert seen == ["/_lab/up", "/_lab/down", "/_lab/up", "/_lab/down", "/_lab/up"]
    assert [each.applied for each in events if isinstance(each, LeverMoved)] == [False, True, False, True, False]


def test_a_lever_that_a_probe_left_applied_is_undone_before_the_next_probe() -> None:
    def careless() -> Steps:
        yield Pull("remote_site_down")
        yield Call("no such operation")

    def next_one() -> Steps:
        yield Pull("once")

    seen, _ = moved(careless, next_one)

    assert seen == ["/_lab/up", "/_lab/down", "/_lab/up", "/_lab/down"]


def test_a_lever_is_undone_when_the_probe_itself_fails() -> None:
    target = Miniature(rule=lab_rule)

    def faulty() -> Steps:
        yield Pull("remote_site_down")
        raise ZeroDivisionError

    async def whole() -> None:
        async with target:
            with pytest.raises(ZeroDivisionError):
                await play(profile(target.base_url, levers=levers(target)), faulty)

    asyncio.run(whole())

    assert [each.path for each in target.requests][-2:] == ["/_lab/up", "/session"]


def test_a_lever_that_cannot_be_applied_is_missed_and_undone_all_the_same() -> None:
    def probe() -> Steps:
        yield Pull("broken")

    seen, events = moved(probe)

    assert seen == ["/_lab/up", "/_lab/broken", "/_lab/up"]
    assert "the lever `broken` could not be applied: `POST 127.0.0.1:" in missed(events)[0]
    assert "was answered with 500: no: [secret]" in missed(events)[0]


def test_a_lever_whose_undo_fails_is_not_applied() -> None:
    def probe() -> Steps:
        yield Pull("stuck")

    seen, events = moved(probe)

    assert seen == ["/_lab/broken"]
    assert "could not be undone" in missed(events)[0]


def test_a_lever_settles_after_each_move() -> None:
    ticking = Ticking()

    def probe() -> Steps:
        yield Pull("remote_site_down")
        yield Release("remote_site_down")

    run(probe, rule=lab_rule, levers=levers, ticking=ticking)

    assert ticking.slept == [3.0, 3.0, 3.0]


def test_a_lever_may_be_a_program_that_runs_in_the_folder_of_the_profile(tmp_path: Path) -> None:
    move = tmp_path / "move.sh"
    move.write_text("#!/bin/sh\necho $1 >> moved\n")
    move.chmod(0o700)
    lever = Lever(CommandAction(("./move.sh", "down")), CommandAction(("./move.sh", "up")))

    def probe() -> Steps:
        yield Pull("remote_site_down")

    run(probe, levers={"remote_site_down": lever}, folder=tmp_path)

    assert (tmp_path / "moved").read_text().split() == ["up", "down", "up"]


def test_a_program_that_fails_says_why_without_secrets() -> None:
    fail = CommandAction((sys.executable, "-c", "import sys; sys.exit('no: hunter2-marker')"))

    def probe() -> Steps:
        yield Pull("remote_site_down")

    _, events = run(probe, levers={"remote_site_down": Lever(fail)})

    assert missed(events)[0].endswith("ended with code 1: no: [secret]")


def test_a_program_that_does_not_end_is_stopped() -> None:
    hang = CommandAction((sys.executable, "-c", "import time; time.sleep(60)"))

    def probe() -> Steps:
        yield Pull("remote_site_down")

    _, events = run(
        probe,
        levers={"remote_site_down": Lever(hang)},
        limits=Limits(task_timeout=0.1),
        target=lambda target: Target(target.base_url, request_timeout=0.3),
    )

    assert missed(events)[0].endswith("did not end within 0.3 s and was stopped")


def test_a_program_that_is_not_there_is_said() -> None:
    def probe() -> Steps:
        yield Pull("remote_site_down")

    _, events = run(probe, levers={"remote_site_down": Lever(CommandAction(("./not-there",)))})

    assert "`./not-there` cannot be run: No such file or directory" in missed(events)[0]


def taken(pairings: Any, *wishes: bool, **parts: Any) -> tuple[list[str], list[Event]]:
    """The pairings that were handed out; a wish is True for an own one."""
    found: list[str] = []

    def probe() -> Steps:
        for own in wishes:
            pairing = yield Take("x", own=own)
            found.append(pairing)

    _, events = run(probe, pairings=pairings, rule=parts.pop("rule", lab_rule), **parts)
    return found, events


def test_the_shared_pairing_is_the_same_for_all_until_it_is_spent() -> None:
    found: list[str] = []

    def probe() -> Steps:
        found.append((yield Take("one")))
        found.append((yield Take("two")))
        yield Spent(found[0], 1, wrongly=True)
        found.append((yield Take("three")))

    run(probe)

    assert found == [PAIRING, PAIRING, OTHER]


def test_a_pairing_that_is_given_back_is_the_next_to_be_handed_out() -> None:
    found: list[str] = []

    def probe() -> Steps:
        found.append((yield Take("one", own=True)))
        yield Reuse(found[0])
        found.append((yield Take("two", own=True)))
        found.append((yield Take("three", own=True)))

    run(probe, pairings=Pairings(ids=(PAIRING, OTHER), most=2))

    assert found == [PAIRING, PAIRING, OTHER]


def test_a_spare_pairing_is_one_at_hand_and_not_the_shared_one() -> None:
    found: list[str] = []

    def probe() -> Steps:
        found.append((yield Take("the shared one")))
        found.append((yield Take("a spare one", spare=True)))
        yield Take("another", spare=True)

    _, events = run(probe, pairings=Pairings(ids=(PAIRING, OTHER)))

    assert found == [PAIRING, OTHER]
    assert missed(events) == ["no pairing can be spared"]


def test_a_pairing_that_was_given_back_and_used_up_is_handed_out_no_more() -> None:
    def probe() -> Steps:
        pairing = yield Take("one", own=True)
        yield Reuse(pairing)
        yield Spent(pairing, 1)
        yield Take("two", own=True)

    assert "no pairing is left" in missed(run(probe, pairings=Pairings(ids=(PAIRING,)))[1])[0]


def test_an_own_pairing_is_nobody_elses() -> None:
    assert taken(Pairings(ids=(PAIRING, OTHER, THIRD)), False, True, True, False)[0] == [PAIRING, OTHER, THIRD, PAIRING]  # noqa: FBT003


def test_the_shared_pairing_is_handed_out_last_when_there_is_no_other() -> None:
    found, events = taken(Pairings(ids=(PAIRING,)), False, True, False)  # noqa: FBT003

    assert found == [PAIRING, PAIRING]
    assert "no pairing is left" in missed(events)[0]


def test_no_more_than_most_are_handed_out() -> None:
    found, events = taken(Pairings(ids=(PAIRING, OTHER, THIRD), most=2), True, True, True)  # noqa: FBT003

    assert found == [PAIRING, OTHER]
    assert missed(events) == ["no further pairing may be used up (`[pairings] most = 2`)"]
    assert [each.lacking for each in events if isinstance(each, Missed)] == [True]


def test_a_pairing_of_the_profile_that_the_target_lacks_is_left_out_aloud() -> None:
    found, events = taken(Pairings(ids=("not-there", OTHER)), True)  # noqa: FBT003

    assert found == [OTHER]
    assert warned(events) == ["The target does not have the pairing `not-there` of the profile; it is left out."]


def test_pairings_come_from_the_lab_when_the_profile_has_no_more() -> None:
    found, events = taken(
        lambda target: Pairings(ids=(PAIRING,), supply=Supply(http=lab(target, "/_lab/ids"), ids="/made/ids")),
        True,  # noqa: FBT003
        True,  # noqa: FBT003
    )

    assert found == [PAIRING, THIRD]
    assert [each.pairing for each in events if isinstance(each, PairingTaken)] == [PAIRING, THIRD]


@pytest.mark.parametrize("printed", [json.dumps([PAIRING, OTHER]), f"{PAIRING}\n\n  {OTHER}\n", json.dumps(PAIRING)])
def test_pairings_come_from_a_program_as_json_or_one_a_line(printed: str) -> None:
    supply = Supply(command=CommandAction((sys.executable, "-c", f"print({printed!r})")))

    assert taken(Pairings(supply=supply), True)[0] == [PAIRING]  # noqa: FBT003


def test_pairings_come_from_create_pairing() -> None:
    found, _ = taken(Pairings(supply=Supply(create={"pair_vc_guid": "x"})), True, True)  # noqa: FBT003

    assert len(set(found)) == 2
    assert all(each.startswith("made-task-") for each in found)


def test_what_another_client_made_meanwhile_is_not_taken() -> None:
    there = [PAIRING]

    def rule(seen: Seen) -> bytes | None:
        if str(seen) == "POST /pairings":
            there.append("of-another-client")
        return None

    found, events = taken(Pairings(supply=Supply(create={"pair_vc_guid": "x"})), True, there=there, rule=rule)  # noqa: FBT003

    assert found == []
    assert missed(events)[0].startswith("2 pairings came up while createPairing made one")


def test_whose_the_pairings_are_is_told() -> None:
    told: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    def probe() -> Steps:
        yield Take("x")
        told.append((yield Company(frozenset({PAIRING, "of-another-client"}))))

    run(probe, pairings=Pairings(ids=(PAIRING,), keep=(OTHER,)), there=[PAIRING, OTHER])

    assert told == [((PAIRING, OTHER), ("of-another-client",))]


def test_a_supplied_pairing_that_the_target_does_not_show_is_said() -> None:
    supply = Supply(command=CommandAction((sys.executable, "-c", "print('elsewhere')")))
    found, events = taken(Pairings(supply=supply), True)  # noqa: FBT003

    assert found == []
    assert missed(events) == ["the supply named `elsewhere`, which the target's list of pairings does not show"]


def test_a_supply_that_gives_what_is_to_be_kept_gives_nothing() -> None:
    supply = Supply(command=CommandAction((sys.executable, "-c", f"print('{PAIRING}')")))
    found, events = taken(Pairings(keep=(PAIRING,), supply=supply), True)  # noqa: FBT003

    assert found == []
    assert "are to be kept" in missed(events)[0]


@pytest.mark.parametrize(
    ("pointer", "reason"),
    [("/none", "nothing at `/none`"), ("/made", "no id or list of ids at `/made`")],
)
def test_a_supply_that_answers_otherwise_than_the_profile_says_is_said(pointer: str, reason: str) -> None:
    _, events = taken(lambda target: Pairings(supply=Supply(http=lab(target, "/_lab/ids"), ids=pointer)), True)  # noqa: FBT003

    assert reason in missed(events)[0]


def test_a_list_of_pairings_in_pages_is_read_to_its_end() -> None:
    pages = {
        "": {"list": [{"pairing_id": PAIRING}], "_meta": {"links": {"next": {"href": "/x?offset=1"}}}},
        "offset=1": {"list": [{"pairing_id": OTHER}], "_meta": {"total": 3, "links": {"next": None}}},
        "offset=2&limit=1": {"list": [{"pairing_id": THIRD}], "_meta": {"total": 3}},
    }

    def paged(seen: Seen) -> bytes | None:
        return answer(200, pages[seen.target.partition("?")[2]]) if str(seen) == "GET /pairings" else None

    assert taken(Pairings(ids=(THIRD,)), True, rule=paged)[0] == [THIRD]  # noqa: FBT003


def test_an_unreadable_list_is_said_and_the_given_up_pairing_is_tried() -> None:
    def broken(seen: Seen) -> bytes | None:
        return answer(500) if str(seen) == "GET /pairings" else None

    found, events = taken(Pairings(ids=(PAIRING,)), True, rule=broken)  # noqa: FBT003

    assert found == [PAIRING]
    assert any("could not be read: 500 in exchange" in each for each in warned(events))


def test_the_account_of_the_admin_is_not_needed_to_move_a_lever() -> None:
    def probe() -> Steps:
        yield Pull("once")

    target, events = run(probe, rule=lab_rule, levers=levers, accounts={"x": Account()})

    assert missed(events) == []
    assert target.said() == ["POST /_lab/down"]
