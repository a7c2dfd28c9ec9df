"""Where fresh pairings come from: a request to the lab, a program, or createPairing itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conformance.document.strict import read
from conformance.drive.actions import ActionFailed, Actions
from conformance.drive.channel import PROBE
from conformance.drive.compose import JSON, Composer
from conformance.drive.inventory import Ask, Inventory, json_of
from conformance.drive.journal import Intent, Outcome, Supplied
from conformance.drive.mask import uncovered
from conformance.model.steps import Call, EvidenceMissing, Session
from conformance.profile.settings import Limits, Supply

if TYPE_CHECKING:
    from conformance.drive.channel import Received
    from conformance.drive.pace import Clock

ACCEPTED = 202
_UNDERWAY = ("QUEUED", "RUNNING")


class Source:
    """Makes fresh pairings the way that the profile says."""

    def __init__(
        self,
        supply: Supply,
        *,
        actions: Actions,
        ask: Ask,
        composer: Composer,
        inventory: Inventory,
        limits: Limits,
        clock: Clock,
    ) -> None:
        self._supply = supply
        self._actions = actions
        self._ask = ask
        self._composer = composer
        self._inventory = inventory
        self._limits = limits
        self._clock = clock

    async def more(self) -> list[str]:
        """Ids of pairings, one or several. Raises EvidenceMissing with the reason when there are none."""
        (intent,) = await self._actions.journal.intend(Intent(0, "supply", "more", self._clock.wall(), PROBE.get()))
        try:
            made = await self._made()
        except EvidenceMissing as missing:
            self._actions.journal.note(Outcome(intent, self._clock.wall(), trouble=str(missing)))
            raise
        self._actions.journal.note(Supplied(tuple(made)), safely=True)
        self._actions.journal.note(Outcome(intent, self._clock.wall()))
        return made

    async def _made(self) -> list[str]:
        try:
            if self._supply.http is not None:
                return _ids_at(await self._actions.perform(self._supply.http), self._supply.ids)
            if self._supply.command is not None:
                return _ids_printed(await self._actions.perform(self._supply.command))
        except ActionFailed as failed:
            raise EvidenceMissing(f"the supply of pairings failed: {failed}") from failed
        if self._supply.create is None:
            raise EvidenceMissing("`[pairings.supply]` has none of `http`, `command` and `create`")
        return await self._created(self._supply.create)

    async def _created(self, spec: dict[str, Any]) -> list[str]:
        before = await self._inventory.read()
        known = self._inventory.seen  # a list in parts may pass over one that was there before
        body = json.dumps(uncovered(spec)).encode()
        answer = await self._ask(Call("createPairing", session=Session("admin"), headers=JSON, body=body))
        if answer.status != ACCEPTED:
            raise EvidenceMissing(f"the supply of pairings failed: createPairing: {answer.exchange.in_words()}")
        ended = await self._ended(answer)
        after = await self._inventory.read()
        if before is None or after is None:
            raise EvidenceMissing(
                f"the new pairing cannot be told: the list of pairings was not readable ({self._inventory.trouble})"
            )
        return _made(after - before - known, ended)

    async def _ended(self, answer: Received) -> str:
        """Follow the task of a creation to its end; what it says then, as text."""
        begun = self._clock.monotonic()
        task = json_of(answer)
        while (status := _member(task, "status")) in _UNDERWAY:
            if self._clock.monotonic() - begun > self._limits.task_timeout:
                raise EvidenceMissing(f"the task of createPairing did not end within {self._limits.task_timeout:g} s")
            await self._clock.sleep(self._limits.poll_interval)
            path = {self._composer.parameter("getTaskInfo"): _member(task, "id")}
            poll = await self._ask(Call("getTaskInfo", path, session=Session("admin")))
            if poll.status is None or poll.status // 100 != 2:  # noqa: PLR2004 - any success
                raise EvidenceMissing(f"the task of createPairing cannot be read: {poll.exchange.in_words()}")
            task = json_of(poll)
        if status != "SUCCESS":
            raise EvidenceMissing(f"the supply of pairings failed: the task of createPairing ended in {status or '?'}")
        return json.dumps(task)


def _made(fresh: frozenset[str], task: str) -> list[str]:
    """Which of the pairings that came up is the one that was made; another client may have made the others.

    task: what the task of the creation says, which may name it.
    """
    named = [each for each in fresh if each in task]
    if len(named) == 1:
        return named
    if len(fresh) > 1:
        raise EvidenceMissing(
            f"{len(fresh)} pairings came up while createPairing made one, and its task does not say which: another "
            "client is at work, so none of them is taken"
        )
    return list(fresh)


def _member(task: Any, name: str) -> str:
    found = task.get(name) if isinstance(task, dict) else None
    return found if isinstance(found, str) else ""


def _ids_at(body: bytes, pointer: str) -> list[str]:
    """The id or ids that a JSON pointer leads to."""
    try:
        found = read(body)
    except ValueError:
        raise EvidenceMissing("the supply of pairings failed: its answer is no JSON") from None
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        try:
            found = found[int(name)] if isinstance(found, list) else found[name]
        except (LookupError, TypeError, ValueError):
            raise EvidenceMissing(f"the supply of pairings failed: its answer has nothing at `{pointer}`") from None
    return _as_ids(found, f"at `{pointer}` of its answer")


def _ids_printed(printed: bytes) -> list[str]:
    """Ids as a JSON list, or one a line."""
    text = printed.decode(errors="replace").strip()
    if text.startswith(("[", '"')):
        try:
            return _as_ids(read(text.encode()), "in what the program printed")
        except ValueError:
            raise EvidenceMissing("the supply of pairings failed: what the program printed is no JSON list") from None
    return [line.strip() for line in text.splitlines() if line.strip()]


def _as_ids(found: Any, where: str) -> list[str]:
    ids = found if isinstance(found, list) else [found]
    if not all(isinstance(each, str) and each for each in ids):
        raise EvidenceMissing(f"the supply of pairings failed: there is no id or list of ids {where}")
    return ids
