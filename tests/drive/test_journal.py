"""The journal: what may change anything is on disk before it is sent, and tells afterwards what is used up."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from miniature import ADMIN, PAIRING, PASSWORD, Miniature, Operations, Seen, profile

from conformance.drive.driver import Before, open_driver
from conformance.drive.journal import (
    Begun,
    Intent,
    Journal,
    JournalError,
    Listed,
    Outcome,
    Supplied,
    keep_whole_lines,
    past,
    read_journal,
)
from conformance.model.steps import Call, Steps, Take

BEGUN = Begun("1", "http://127.0.0.1", 1, "", {}, 0.0, 1)


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def kept(path: Path, *probes: Any) -> list[list[dict[str, Any]]]:
    """What the journal held each time that a request reached the target, and in the end."""
    seen: list[list[dict[str, Any]]] = []

    def rule(_: Seen) -> None:
        seen.append(written(path))

    async def whole() -> None:
        async with Miniature(rule=rule) as target:
            with Journal(path) as journal:
                given = profile(target.base_url)
                async with open_driver(given, Operations(), lambda _: None, before=Before(journal)) as driver:
                    for probe in probes:
                        await driver.run_probe(probe.__name__, probe())

    asyncio.run(whole())
    return [*seen, written(path)]


def deletion() -> Steps:
    pairing = yield Take("the deletion itself")
    yield Call("deletePairing", {"pairing_id": pairing}, session=ADMIN, remote=True, pairing=pairing)


def test_a_deletion_is_in_the_journal_before_it_reaches_the_target(tmp_path: Path) -> None:
    login, _, _, remote, delete, logout, end = kept(tmp_path / "j", deletion)

    assert [each["said"] for each in login] == ["POST /api/session"]
    assert remote[-1]["said"] == f"POST /api/pairings/{PAIRING}/remote-session"
    assert (delete[-1]["entry"], delete[-1]["pairing"], delete[-1]["due"]) == ("intent", PAIRING, True)
    assert logout[-1]["said"] == "DELETE /api/session"
    assert [each["status"] for each in end if each["entry"] == "outcome"] == [200, 204, 202, 204]


def test_looks_are_not_in_the_journal(tmp_path: Path) -> None:
    assert not [each for each in kept(tmp_path / "j", deletion)[-1] if each.get("said", "").startswith("GET")]


def test_the_journal_is_for_its_owner_and_holds_no_secret(tmp_path: Path) -> None:
    kept(tmp_path / "j", deletion)

    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600
    assert PASSWORD not in (tmp_path / "j").read_text()


def test_what_waits_for_the_disk_together_is_numbered_in_its_order(tmp_path: Path) -> None:
    async def whole() -> list[tuple[int, ...]]:
        with Journal(tmp_path / "j") as journal:
            made = [journal.intend(Intent(0, "request", f"DELETE /{each}", 0.0)) for each in range(20)]
            return list(await asyncio.gather(*made))

    assert asyncio.run(whole()) == [(each,) for each in range(1, 21)]
    assert [each["said"] for each in written(tmp_path / "j")] == [f"DELETE /{each}" for each in range(20)]


def entries(path: Path, *given: Any) -> Path:
    with Journal(path) as journal:
        for each in given:
            journal.note(each)
    return path


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    given = [BEGUN, Intent(1, "lever", "down", 1.5, applied=True), Outcome(1, 2.0, 200, "", 7), Listed(("a", "b"), 3)]

    assert read_journal(entries(tmp_path / "j", *given)) == given


def test_a_last_line_that_was_cut_off_is_left_out_and_taken_away(tmp_path: Path) -> None:
    path = entries(tmp_path / "j", BEGUN, Supplied(("a",)))
    path.write_bytes(path.read_bytes() + b'{"entry":"intent","numb')

    assert read_journal(path) == [BEGUN, Supplied(("a",))]
    keep_whole_lines(path)
    assert path.read_bytes().endswith(b'"pairings":["a"]}\n')


@pytest.mark.parametrize("line", ["no JSON", "[]", '{"entry":"unheard-of"}', '{"entry":"outcome","number":"x"}'])
def test_a_line_that_is_no_entry_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    path = entries(tmp_path / "j", BEGUN)
    path.write_text(path.read_text() + line + "\n")

    with pytest.raises(JournalError, match="line 2"):
        read_journal(path)


def test_a_journal_of_another_version_is_refused(tmp_path: Path) -> None:
    path = entries(tmp_path / "j", BEGUN)
    path.write_text(path.read_text().replace('"version":1', '"version":99'))

    with pytest.raises(JournalError, match="another version"):
        read_journal(path)


def asked(number: int, pairing: str, *, due: bool = False) -> Intent:
    return Intent(number, "request", "DELETE /", 1.0, pairing=pairing, due=due)


def test_a_deletion_that_was_due_uses_its_pairing_up_unless_it_was_refused_or_never_sent() -> None:
    known = past(
        [
            *(asked(number, name, due=True) for number, name in enumerate(("cut", "done", "no", "unsent", "silent"))),
            Outcome(1, 2.0, 202),
            Outcome(2, 2.0, 409),
            Outcome(3, 2.0, None, "unreachable"),
            Outcome(4, 2.0, None, "closed"),
        ]
    )

    assert set(known.used) == {"cut", "done", "silent"}
    assert (known.doubtful, set(known.aimed)) == ({}, {"cut", "done", "no", "unsent", "silent"})


def test_another_request_leaves_its_pairing_in_doubt_unless_it_was_refused() -> None:
    known = past([asked(0, "cut"), asked(1, "no"), asked(2, "taken"), Outcome(1, 2.0, 401), Outcome(2, 3.0, 202)])

    assert (known.used, known.doubtful) == ({}, {"cut": 1.0, "taken": 3.0})


def moved(number: int, *, applied: bool) -> Intent:
    return Intent(number, "lever", "down", 1.0, applied=applied)


@pytest.mark.parametrize(
    ("entries", "applied"),
    [
        ([moved(1, applied=True)], ("down",)),
        ([moved(1, applied=True), Outcome(1, 1.0), moved(2, applied=False)], ("down",)),
        ([moved(1, applied=True), Outcome(1, 1.0), moved(2, applied=False), Outcome(2, 1.0, trouble="no")], ("down",)),
        ([moved(1, applied=True), Outcome(1, 1.0), moved(2, applied=False), Outcome(2, 1.0)], ()),
        ([moved(1, applied=False), Outcome(1, 1.0)], ()),
    ],
)
def test_a_lever_may_be_applied_until_its_undo_is_known_to_have_worked(entries, applied) -> None:
    assert past(entries).applied == applied


def test_what_the_supply_gave_is_known_and_what_it_was_asked_for_last_may_be_lost() -> None:
    known = past([Intent(1, "supply", "more", 1.0), Supplied(("a", "b")), Outcome(1, 1.0), Listed(("a",))])

    assert (tuple(known.given), known.listed, known.lost_supply) == (("a", "b"), frozenset({"a"}), False)
    assert past([Intent(1, "supply", "more", 1.0)]).lost_supply
