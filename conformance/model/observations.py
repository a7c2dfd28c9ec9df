"""What probes saw: small values made of exchanges, written to the evidence and judged from it.

A requirement judges one of these types, or each Exchange of the operation by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.http import Exchange


@dataclass(frozen=True, slots=True)
class Look:
    """Whether a pairing is there, asked both ways, or in a recording one of them.

    by_id: the answer to getPairing; None when it was not asked for.
    listed: the answers to getPairings, page by page; empty when the list was not asked for.
    """

    pairing: str
    by_id: Exchange | None
    listed: tuple[Exchange, ...] = ()

    @property
    def shown(self) -> Exchange:
        """The exchange to show for it."""
        return self.by_id or self.listed[-1]


@dataclass(frozen=True, slots=True)
class Task:
    """The looks at a task, in the order of time, from the answer that announced it.

    first: the 202.
    polls: getTaskInfo until it ended, or until `task_timeout`.
    later: looks again after the end.
    patience: the seconds that the run was ready to wait for the end.
    """

    first: Exchange
    polls: tuple[Exchange, ...] = ()
    later: tuple[Exchange, ...] = ()
    patience: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that must not delete anything, and what was there afterwards.

    condition: why it must not, as one word of the plan: `no-session`, `no-privilege`, `unknown-pairing`.
    pairing: the live pairing that it was aimed at; empty when it was aimed at none.
    task: what became of a 202, if there was one.
    before, after: looks at the pairing; None when it was aimed at none.
    hidden: getPairing asked in the same standing, to tell a hidden pairing from a refused one.
    """

    condition: str
    pairing: str
    call: Exchange
    task: Task | None = None
    before: Look | None = None
    after: Look | None = None
    hidden: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A pairing deleted as it should be.

    before, after: the lists of pairings, page by page.
    during: looks at the pairing while the task ran.
    gone: looks after the end, the last some time later.
    elsewhere: looks after the end in other sessions, each of which had looked at the pairing before.
    again: a second deletion after the end, and its task if it was accepted.
    login: the remote login before it; None when none was asked for.
    unanswered: deletions sent before that got no response, while the target answered the looks in between.
    aimed: other pairings that requests of the run were aimed at before.
    given, strangers: the pairings that the run was given, and those that came up meanwhile unasked (steps.Company).
    missing: looks at pairings that the list after has no longer, nothing having been aimed at them.
    condition: `after-states` when the pairing went through the states of the remote site before; `outage-midway`
        when that site went down while the task ran, and `gone` are looks meanwhile and since then.
    """

    pairing: str
    task: Task
    login: Exchange | None = None
    unanswered: tuple[Exchange, ...] = ()
    aimed: tuple[str, ...] = ()
    condition: str = ""
    before: tuple[Exchange, ...] = ()
    after: tuple[Exchange, ...] = ()
    during: tuple[Look, ...] = ()
    gone: tuple[Look, ...] = ()
    again: Task | None = None
    given: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    elsewhere: tuple[Look, ...] = ()
    missing: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Afterwards:
    """A pairing that was deleted with success, or whose task ended in ERROR, looked at once more later on.

    task: its end as it was seen, `later` the last look at it, where it was asked for.
    gone: the look that found it gone, and the last; none after an ERROR.
    again: a second deletion that long after the first, and its task if it was accepted; None when none was sent.
    """

    pairing: str
    task: Task
    gone: tuple[Look, ...]
    again: Task | None = None


@dataclass(frozen=True, slots=True)
class Race:
    """Deletions that left at the same instant.

    kind: `one-session`, `two-sessions` (of one pairing) or `distinct` (each of its own).
    tasks: one for each deletion; the answer alone where it was no 202.
    pairings: the pairing of each deletion.
    gone: a look at each distinct pairing after all have ended.
    refused: `distinct` only: first answers that were refusals; `tasks` then holds what came of asking again.
    unanswered: deletions of an earlier race of this kind that got no response, while reads were answered.
    aimed: other pairings that requests were aimed at before; what became of them is not this race's.
    given, strangers: the pairings that the run was given, and those that came up meanwhile unasked (steps.Company).
    before, after: the lists of pairings, page by page.
    missing: looks at pairings that the list after has no longer, nothing having been aimed at them.
    """

    kind: str
    pairings: tuple[str, ...]
    tasks: tuple[Task, ...]
    gone: tuple[Look, ...]
    refused: tuple[Exchange, ...] = ()
    unanswered: tuple[Exchange, ...] = ()
    aimed: tuple[str, ...] = ()
    before: tuple[Exchange, ...] = ()
    after: tuple[Exchange, ...] = ()
    given: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    missing: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """The pairings before and after requests that name none of them.

    kind: `unknown-pairing`, `odd-requests`, `wildcard`, `traversal`, `empty-id`.
    before, after: the lists of pairings, page by page.
    calls: the requests in between; empty where they were too many to name.
    aimed: pairings that requests of the run were aimed at before; one of them may go for that.
    given, strangers: the pairings that the run was given, and those that came up meanwhile unasked (steps.Company).
    missing: looks at pairings that the list after has no longer, nothing having been aimed at them.
    """

    kind: str
    before: tuple[Exchange, ...]
    after: tuple[Exchange, ...]
    calls: tuple[Exchange, ...] = ()
    aimed: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    missing: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request that a careless server might stumble over, aimed at no pairing.

    gateway: a gateway in front of the target may rightly answer it by itself, a redirect included.
    group: the kind of oddity: `text`, `encoded`, `length`, `number`, `query`, `header`, `accept`, `body`.
    """

    group: str
    call: Exchange
    gateway: bool = False


@dataclass(frozen=True, slots=True)
class Sequel:
    """Two requests on one connection, one behind the other.

    kind: what is odd about the first: `body`, `refused-body`, `other-method`, `head`.
    then: an ordinary one; `Exchange.behind` is 0 where the target had ended the connection.
    alone: one like it, sent by itself before.
    """

    kind: str
    first: Exchange
    then: Exchange
    alone: Exchange


@dataclass(frozen=True, slots=True)
class Turn:
    """One action of a journey, and what came of it.

    action: `log-in`, `log-out`, `take`, `remote-login`, `delete` (followed to its end), `begin` (a deletion
        that is only sent), `delete-elsewhere` (in another session, without remote login), `delete-unknown`,
        `poll`, `look`, `list`, `site-down`, `site-up`.
    pairing: the one that it is about; empty for none.
    exchanges: its own request, or the pages of the list; empty for `take`, `poll` and the site.
    tasks: those that it followed.
    strangers: pairings in the list that came up meanwhile unasked (steps.Company).
    """

    action: str
    pairing: str = ""
    exchanges: tuple[Exchange, ...] = ()
    tasks: tuple[Task, ...] = ()
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """Actions one after another that a client might take, in one session at a time.

    script: the actions as they were drawn, their pairings by letter: `delete a`.
    turns: what was done; a session that ran out on the way takes turns that no script has.
    """

    script: tuple[str, ...]
    turns: tuple[Turn, ...]


Observation = Look | Attempt | Deletion | Afterwards | Race | Inventory | Hostile | Sequel | Journey
