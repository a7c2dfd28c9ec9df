"""What a deletion does to the pairings: this one gone, every other one still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.connectivity import MIDWAY
from conformance.catalogue.contract import ACCEPTED, Contract, rfc3986
from conformance.catalogue.reading import (
    FAILURES,
    SUCCESS,
    at_once,
    end_of,
    ids_in,
    is_gone,
    is_refused,
    is_success,
    is_there,
    task_id,
    undecided,
    unmeasured,
    vanished,
    why_unread,
)
from conformance.catalogue.refusal import deletes_nothing
from conformance.catalogue.requirement import NOTHING_CAME_UP, Family, Judgement, Requirement
from conformance.model.observations import Afterwards, Attempt, Deletion, Inventory, Look, Race, Task
from conformance.model.terms import Area, Clause, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange

effect = Family(Area.EFFECT)

RACES = ("one-session-race", "two-session-race", "distinct-deletions")

NO_OTHER = "there was no pairing that could have been lost"


def _unread(*lists: tuple[Exchange, ...]) -> str:
    return f"the list of pairings could not be read: it {why_unread(*lists)}"


def _was_carried_out(seen: Deletion | Afterwards) -> bool:
    """Whether the deletion was seen to succeed, or its task was lost from sight and the pairing is gone."""
    end = end_of(seen.task)
    unseen = end is None and seen.task.first.status == ACCEPTED
    return end == SUCCESS or (unseen and bool(seen.gone) and is_there(seen.gone[0]) is False)


def _succeeded(seen: Deletion | Afterwards) -> Judgement:
    """Say why there is nothing to judge when the deletion was not carried out."""
    if not _was_carried_out(seen):
        yield Unjudged(f"the deletion did not succeed ({end_of(seen.task) or seen.task.first.in_words()})")


def _unless_under_way(seen: Deletion | Afterwards, finding: Finding | Unjudged) -> Judgement:
    """A finding, but where the end of the deletion was not seen, so that it may still be under way."""
    yield finding if end_of(seen.task) == SUCCESS else Unjudged("the task was not seen to end")


@effect.must(lambda contract: contract.here(), of=(Deletion,), over=("deletion",))
def gone_by_id(seen: Deletion, _: Contract) -> Judgement:
    """After a deletion has succeeded the pairing can no longer be read by its id, in no session."""
    yield from _succeeded(seen)
    if _was_carried_out(seen):
        answer = seen.gone[0].by_id if seen.gone else None
        elsewhere = (look.by_id for look in seen.elsewhere if look.by_id is not None and is_success(look.by_id))
        if answer is None:
            yield Unjudged("whether the pairing is gone was not looked at")
        elif not is_gone(answer):
            yield from _unless_under_way(seen, unmeasured(answer) or Finding("404", answer.in_words(), answer))
        else:
            for other in elsewhere:
                said = f"{other.in_words()} in another session, which had read it before"
                yield from _unless_under_way(seen, Finding("404", said, other))


@effect.must(lambda contract: contract.get_pairings(), of=(Deletion,), over=("deletion",))
def gone_from_the_list(seen: Deletion, _: Contract) -> Judgement:
    """After a deletion has succeeded the pairing is no longer in the list, in no session."""
    yield from _succeeded(seen)
    if _was_carried_out(seen):
        pages = seen.gone[0].listed if seen.gone else ()
        listed = ids_in(pages)
        theirs = [look.listed for look in seen.elsewhere if seen.pairing in (ids_in(look.listed) or ())]
        if listed is None:
            yield Unjudged(_unread(pages))
        elif seen.pairing in listed:
            found = Finding(f"a list without {seen.pairing}", "it is still listed", pages[-1], "/list")
            yield from _unless_under_way(seen, found)
        elif theirs:
            for other in theirs:
                found = Finding(f"a list without {seen.pairing}", "it is listed in another session", other[-1], "/list")
                yield from _unless_under_way(seen, found)
        elif seen.pairing not in (ids_in(seen.before) or [seen.pairing]):
            yield Unjudged("the list did not show the pairing before its deletion either")


@effect.must(lambda contract: contract.here(), of=(Deletion, Afterwards), over=("deletion", MIDWAY, "afterwards"))
def stays_gone(seen: Deletion | Afterwards, _: Contract) -> Judgement:
    """A deleted pairing does not come back."""
    yield from _succeeded(seen)
    if not _was_carried_out(seen):
        return
    looks = [(look, there) for look in seen.gone if (there := is_there(look)) is not None]
    if not looks or looks[0][1]:
        yield Unjudged("the pairing was not seen to be gone")
    elif not looks[1:]:
        yield Unjudged("whether the pairing came back could not be read")
    else:
        first = ids_in(looks[0][0].listed)
        listed_before = first is None or seen.pairing in first
        for look, there in looks[1:]:
            if look.by_id is None:  # the list alone has told
                back = there and not listed_before
            else:
                back = there or (not listed_before and seen.pairing in (ids_in(look.listed) or ()))
            if back:
                found = Finding("still gone, as it was right after the deletion", "there again", look.shown)
                yield from _unless_under_way(seen, found)


@effect.must(
    lambda contract: contract.here(),
    of=(Deletion, Race, Inventory),
    over=("deletion", *RACES),
    where=lambda seen: not isinstance(seen, Inventory) or seen.kind == "others",
)
def others_stay(seen: Deletion | Race | Inventory, _: Contract) -> Judgement:
    """A deletion leaves every other pairing where it is."""
    if isinstance(seen, Inventory):
        yield from _vanished(seen)
        return
    before, after = ids_in(seen.before), ids_in(seen.after)
    if before is None or after is None:
        yield Unjudged(_unread(seen.before, seen.after))
        return
    if isinstance(seen, Deletion):
        yield from _missing_meanwhile(seen, before & after)
    mine = seen.pairings if isinstance(seen, Race) else (seen.pairing,)
    if not before - {*mine} - set(seen.aimed):
        yield Unjudged(NO_OTHER)
    said = f"gone after the deletion of {' and '.join(dict.fromkeys(mine))}"
    for lost in sorted(vanished(seen)):
        yield Finding(f"{lost} still listed", said, seen.after[-1], "/list")
    yield from _in_the_dark(seen)


def _in_the_dark(seen: Deletion | Race | Inventory) -> Judgement:
    """Say of which pairings nobody knows whether they are lost."""
    for each in sorted(undecided(seen)):
        yield Unjudged(f"whether {each}, which the list does not show, is still there could not be read")


def _missing_meanwhile(seen: Deletion, others: frozenset[str]) -> Judgement:
    """Tell of pairings that are there before and after a deletion, and not in a list that came while it ran."""
    for look in seen.during:
        listed = at_once(look.listed)
        if listed is not None:  # what moves up while pages are read stands in none of them
            for lost in sorted(others - listed - {seen.pairing}):
                yield Finding(
                    f"{lost} listed all the time", "not listed while the deletion ran", look.listed[-1], "/list"
                )


def _vanished(seen: Inventory) -> Judgement:
    """Tell of pairings that were gone after other requests; which of these did it is not known."""
    calls = seen.calls
    sent = f"exchange {calls[0].number}" if len(calls) == 1 else f"exchanges {calls[0].number} to {calls[-1].number}"
    for lost in sorted(vanished(seen)):
        said = f"gone, after requests that did not name it ({sent}), unless somebody else deleted it meanwhile"
        yield Finding(f"{lost} still listed", said, calls[-1])
    yield from _in_the_dark(seen)


@effect.must(
    lambda contract: contract.answer(404),
    of=(Deletion, Afterwards),
    where=lambda seen: isinstance(seen, Deletion) or seen.again is not None,
    over=("deletion", "afterwards"),
    reason="404, 400 or a Task ending in ERROR is open; that it cannot succeed twice follows from the first success.",
)
def second_deletion_does_not_succeed(seen: Deletion | Afterwards, _: Contract) -> Judgement:
    """A pairing that has been deleted cannot be deleted again with success."""
    yield from _succeeded(seen)
    if seen.again is None:
        yield Unjudged("no second deletion was sent")
        return
    first, end = seen.again.first, end_of(seen.again)
    due = "404, 400 or a Task that ends in ERROR"
    if first.status == ACCEPTED:
        if _is_the_same_task(seen):
            return
        if end is None:
            yield Unjudged("the task of the second deletion was not seen to end")
        elif end == SUCCESS:
            yield Finding(due, "a Task that ends in SUCCESS", first, "/status")
    elif is_success(first):
        yield Finding(due, first.in_words(), first)
    elif not is_refused(first) or unmeasured(first):
        yield unmeasured(first) or _no_refusal(seen, first, due)


def _no_refusal(seen: Deletion | Afterwards, answer: Exchange, due: str) -> Finding | Unjudged:
    if answer.status is not None and answer.status < 500:  # noqa: PLR2004 - server errors
        return Unjudged(f"a redirect ({answer.status}) is neither a success nor an error")
    if isinstance(seen, Afterwards):
        return Unjudged(f"{answer.in_words()}, in a session without remote login, for which that is no wrong answer")
    return Finding(due, answer.in_words(), answer)


def _is_the_same_task(seen: Deletion | Afterwards) -> bool:
    return seen.again is not None and task_id(seen.again.first) == task_id(seen.task.first)


@effect.should(
    lambda contract: contract.answer(404),
    of=(Deletion,),
    over=("deletion",),
    reason="The document lists 404 and 400 for it; another 4xx, such as 409 or 410, says the same and is not listed.",
)
def second_deletion_is_documented(seen: Deletion, contract: Contract) -> Judgement:
    """A second deletion is answered with a status code that the document lists."""
    yield from _succeeded(seen)
    if seen.again is None:
        yield Unjudged("no second deletion was sent")
        return
    first = seen.again.first
    unclear = unmeasured(first)
    if unclear:
        yield unclear
    elif is_refused(first) and not contract.operation.documented(first.status):
        yield Finding("404, 400 or 202 with a Task that ends in ERROR", first.in_words(), first)


@effect.must(
    lambda contract: contract.task("status"),
    of=(Attempt, Deletion, Race),
    over=("deletion", "not-authenticated", "server-down", MIDWAY, *RACES),
)
def error_leaves_the_pairing(seen: Attempt | Deletion | Race, _: Contract) -> Judgement:
    """A deletion whose task did not succeed leaves the pairing."""
    for look in _after_errors(seen):
        there = is_there(look)
        if there is None:
            yield Unjudged("whether the pairing is still there could not be read")
        elif not there:
            yield Finding("the pairing still there after its task ended in ERROR", look.shown.in_words(), look.shown)


def _after_errors(seen: Attempt | Deletion | Race) -> Iterator[Look]:
    """The looks at pairings after deletions none of which can have succeeded."""
    if isinstance(seen, Race):
        for look in seen.gone:
            mine = [task for pairing, task in zip(seen.pairings, seen.tasks, strict=True) if pairing == look.pairing]
            if any(map(_failed, mine)) and all(_failed(each) or is_refused(each.first) for each in mine):
                yield look
    elif seen.task is not None and _failed(seen.task):
        yield from _last_looks(seen)


def _last_looks(seen: Attempt | Deletion) -> tuple[Look, ...]:
    """The look at a pairing after its deletion; where an outage interrupted it, that of several which finds it gone."""
    if isinstance(seen, Attempt):
        return (seen.after,) if seen.after else ()
    missing = [each for each in seen.gone if seen.condition == MIDWAY and is_there(each) is False]
    return tuple(missing or seen.gone)[:1]


def _failed(task: Task) -> bool:
    return end_of(task) in FAILURES


@effect.should(
    lambda contract: contract.here(),
    of=(Deletion,),
    over=("deletion",),
    reason="Guidelines for long-running deletions keep the resource visible until the end; the document is silent.",
)
def there_until_the_end(seen: Deletion, _: Contract) -> Judgement:
    """While its deletion runs a pairing can be asked for without a server error."""
    if not seen.during:
        yield Unjudged("nothing asked for the pairing while its deletion ran")
    for answer in (look.shown for look in seen.during):
        unclear = unmeasured(answer)
        if unclear:
            yield unclear
        elif answer.status is None or answer.status >= 500:  # noqa: PLR2004 - server errors
            yield Finding("200 or 404", answer.in_words(), answer)


INVENTORIES = {
    "unknown-pairing": ("A deletion of an unknown id deletes nothing.", ("unknown-pairing",), False),
    "odd-requests": ("Odd requests that name no pairing delete nothing.", ("odd-requests",), False),
    "wildcard": ("An id that looks like a wildcard deletes nothing.", ("wildcards",), True),
    "traversal": ("Dot segments in place of an id delete nothing.", ("traversal",), True),
    "empty-id": ("An empty id never means all pairings.", ("empty-id",), True),
}


def _nothing_lost(seen: Inventory, _: Contract) -> Judgement:
    before, after = ids_in(seen.before), ids_in(seen.after)
    if before is None or after is None:
        yield Unjudged(_unread(seen.before, seen.after))
    elif not before - set(seen.aimed):
        yield Unjudged(NO_OTHER)
    else:
        for lost in sorted(vanished(seen)):
            yield Finding(f"{lost} still listed", "gone", (seen.calls or seen.after)[-1])
        yield from _in_the_dark(seen)


@effect.rule
def inventories(contract: Contract) -> Iterator[Requirement]:
    """Requests that name no pairing leave the list as it was."""
    for kind, (title, over, hazards) in INVENTORIES.items():
        yield Requirement(
            f"effect.{kind}-deletes-nothing",
            title,
            Level.MUST,
            Area.EFFECT,
            contract.here(),
            over=over,
            of=(Inventory,),
            where=lambda seen, kind=kind: seen.kind == kind,  # type: ignore[misc]
            judge=_nothing_lost,
            hazards=hazards,
        )


NEAR = {
    "prefix": ("an id with something before it", Level.MUST, ""),
    "suffix": ("an id with something after it", Level.MUST, ""),
    "cut": ("a part of an id", Level.MUST, ""),
    "other-digit": ("an id that differs in one letter or digit", Level.MUST, ""),
    "padded": ("an id with blanks around it", Level.MUST, ""),
    "patterned": ("an id with what stands for any letter in a pattern", Level.MUST, ""),
    "quoted": ("an id in quotation marks or braces", Level.MUST, ""),
    "delimited": ("an id with `&`, `@`, or an encoded `#` or `?`, and more after it", Level.MUST, ""),
    "doubly-encoded": ("an id that is percent-encoded twice", Level.MUST, ""),
    "null-ended": ("an id with a NUL after it", Level.MUST, ""),
    "listed": ("an id with another after a comma", Level.MUST, ""),
    "elsewhere": (
        "naming it in the query, in headers or in the body",
        Level.MUST,
        "The document puts the parameter into the path; what stands elsewhere has no meaning to this operation.",
    ),
    "full-width": (
        "an id with a digit in full width, or a letter with an accent",
        Level.SHOULD,
        "A path is compared as bytes; yet parsers of numbers take digits of any script, databases an accent for none.",
    ),
    "other-case": (
        "an id in the other case, where it is no UUID",
        Level.SHOULD,
        "A path is compared with case (RFC 9110 4.2.3), yet a UUID reads the same in both and is not tried.",
    ),
    "path-parameter": (
        "an id with a path parameter",
        Level.SHOULD,
        "Some frameworks take `;...` off every segment; nothing forbids to define the two as one resource.",
    ),
    "trailing-slash": (
        "an id with a slash after it",
        Level.SHOULD,
        "Some frameworks take a trailing slash as nothing; nothing forbids to define the two as one resource.",
    ),
}


UNSEEN = {
    "other-case": "the pairings' ids read the same in either case, as UUIDs do: there was nothing to try",
    "full-width": "the pairings' ids hold neither, or are numbers, which some parsers read the same: nothing to try",
}


_near_miss = deletes_nothing("no success for what is no pairing's id")


@effect.rule
def near_misses(contract: Contract) -> Iterator[Requirement]:
    """What only resembles the id of a live pairing does not delete it."""
    clause: Clause = rfc3986("6.1", "Comparing identifiers strictly avoids taking two different ones for the same.")
    for name, (what, level, reason) in NEAR.items():
        condition = f"near-{name}"
        yield Requirement(
            f"effect.{condition}",
            f"A live pairing is not deleted by {what}.",
            level,
            Area.EFFECT,
            clause if level is Level.SHOULD else contract.here(),
            over=("near-misses",),
            of=(Attempt,),
            where=lambda seen, condition=condition: seen.condition == condition,  # type: ignore[misc]
            judge=_near_miss,
            reason=reason,
            unseen=UNSEEN.get(name, NOTHING_CAME_UP),
        )
