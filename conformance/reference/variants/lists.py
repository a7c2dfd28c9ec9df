"""Other ways of listing pairings."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

import json
from math import inf
from random import Random
from typing import Any
from urllib.parse import unquote

from conformance.reference.answers import Body
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import variant
from conformance.reference.site import Pairing, Site
from conformance.reference.wire import Answer, Ask, Refusal, Reply


class PagedLists(Behaviour):
    """A page of a list holds two entries and a link to the next."""

    page_size = 2


class PagesWithoutLinks(PagedLists):
    """A page of a list holds two entries and the total."""

    def links(self, path: str, offset: int, limit: int, total: int) -> dict[str, Any]:
        return {}


class PagesWithNullLinks(PagedLists):
    """The last page has a next link that is null."""

    def links(self, path: str, offset: int, limit: int, total: int) -> dict[str, Any]:
        return {"next": None, "previous": None} | super().links(path, offset, limit, total)


class PagesOfTwoAtMost(PagedLists):
    """A page of a list never holds more than two entries, whatever limit is asked for."""

    def number(self, ask: Ask, name: str, default: int) -> int:
        asked = super().number(ask, name, default)
        return min(asked, self.page_size) if name == "limit" else asked


class NoLargePages(PagedLists):
    """A page of a list holds two entries; a limit of more than ten is refused."""

    MOST = 10

    def number(self, ask: Ask, name: str, default: int) -> int:
        asked = super().number(ask, name, default)
        if name == "limit" and asked > self.MOST:
            raise Refusal(self.malformed(f"{name} is {self.MOST} at most."))
        return asked


class BareLists(Behaviour):
    """A list has no `_meta`."""

    def answer(self, status: int, body: Any) -> Answer:
        bare = isinstance(body, dict) and "list" in body
        return super().answer(status, {"list": body["list"]} if bare else body)


class NewestFirst(Behaviour):
    """A list shows the newest pairing first."""

    def listed(self) -> list[Pairing]:
        return super().listed()[::-1]


class PairedWithItself(Behaviour):
    """The list also shows the site paired with itself, under an id of its own that cannot be asked for."""

    def listed(self) -> list[Pairing]:
        return [Pairing("00000000-0000-4000-8000-000000000001", "local", itself=True), *super().listed()]


class AnotherClientAtWork(Behaviour):
    """Somebody else makes a pairing now and then, and takes away the one made before."""

    EVERY = 7
    """Requests between two of its moves."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.theirs: list[str] = []

    def dispatch(self, ask: Ask) -> Reply:
        if self.site.requests % self.EVERY == 0:
            for made in self.theirs:
                self.site.pairings.pop(made, None)
            self.theirs = [self.site.add(self.new_pairing_id()).id]
        return super().dispatch(ask)


class UnorderedPages(PagesOfTwoAtMost, AnotherClientAtWork):
    """Pages of two are cut from a list in another order each time, while another client makes pairings."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.order = Random(1)  # noqa: S311 - repeatable, not secret

    def listed(self) -> list[Pairing]:
        every = super().listed()
        return self.order.sample(every, len(every))


class OthersTasksRun(Behaviour):
    """Two tasks of others never end, and others begin a short one now and then; none names what it is about."""

    EVERY, LASTS = 50, 0.4
    """Requests between two that begin; seconds."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.theirs = {self.new_task_id(): inf, self.new_task_id(): inf}

    def dispatch(self, ask: Ask) -> Reply:
        if self.site.requests % self.EVERY == 0:
            self.theirs[self.new_task_id()] = self.site.time + self.LASTS
        return super().dispatch(ask)

    def their_task(self, identity: str) -> Body:
        status = "RUNNING" if self.site.time < self.theirs[identity] else "SUCCESS"
        return {"id": identity, "status": status, "description": "Replicate", "entity": None}

    def list_tasks(self, ask: Ask, raw: str) -> Answer:
        ours = json.loads(super().list_tasks(ask, raw).body)["list"]
        shown = [*map(self.their_task, self.theirs), *ours]
        return self.answer(200, {"list": shown, "_meta": {"errors": [], "total": len(shown)}})

    def get_task(self, ask: Ask, raw: str) -> Answer:
        identity = unquote(raw)
        if identity not in self.theirs:
            return super().get_task(ask, raw)
        self.authenticate(ask)
        return self.answer(200, self.their_task(identity) | {"_meta": {"errors": []}})


class TasksAreNotListed(Behaviour):
    """Shows a task by its id alone, and has no list of them."""

    def list_tasks(self, ask: Ask, raw: str) -> Answer:
        return self.not_found()


class BarePairings(Behaviour):
    """A pairing shows its id and nothing else."""

    def show_pairing(self, pairing: Pairing) -> dict[str, Any]:
        return {"pairing_id": pairing.id}


LISTS = tuple(
    map(
        variant,
        (
            PagedLists,
            PagesWithoutLinks,
            PagesWithNullLinks,
            PagesOfTwoAtMost,
            NoLargePages,
            UnorderedPages,
            BareLists,
            NewestFirst,
            PairedWithItself,
            AnotherClientAtWork,
            OthersTasksRun,
            TasksAreNotListed,
            BarePairings,
        ),
    )
)
