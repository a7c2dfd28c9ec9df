"""Deletions at the same instant: each pairing goes once, everything ends, nothing breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import ACCEPTED, Contract
from conformance.catalogue.reading import SUCCESS, end_of, is_refused, is_success, is_there, task_id, unmeasured
from conformance.catalogue.requirement import Family, Judgement, Requirement
from conformance.model.observations import Attempt, Deletion, Look, Race, Task
from conformance.model.terms import Area, Depth, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange

concurrency = Family(Area.CONCURRENCY)

RACES = {
    "one-session": ("one-session-race", "from one session", Depth.QUICK),
    "two-sessions": ("two-session-race", "from two sessions", Depth.STANDARD),
}
ALL = ("one-session-race", "two-session-race", "distinct-deletions")


def _one_success(seen: Race, _: Contract) -> Judgement:
    succeeded = {task_id(task.first): task for task in seen.tasks if end_of(task) == SUCCESS}
    answered = [task for task in seen.tasks if is_success(task.first) and end_of(task) is None]
    without_wait = [task for task in answered if task.first.status != ACCEPTED]
    at_once = list({task_id(task.first) or task.first.number: task for task in without_wait}.values())
    open_ended = [task for task in seen.tasks if task.first.status == ACCEPTED and end_of(task) is None]
    if len(succeeded) > 1:
        second = list(succeeded.values())[1]
        yield Finding(
            "one task that ends in SUCCESS",
            f"{len(succeeded)} of them, each with an id of its own",
            second.first,
        )
    elif len(succeeded) + len(at_once) > 1:
        yield Finding("one deletion that succeeds", at_once[-1].first.in_words(), at_once[-1].first)
    elif open_ended:
        yield _open(open_ended[0])
    elif all(unmeasured(task.first) for task in seen.tasks):
        yield Unjudged("neither deletion was answered")


def _open(task: Task) -> Unjudged:
    """That a task's end is not known; whether it had to come by then lifecycle.task-ends judges."""
    return Unjudged(f"a task was not seen to end within {task.patience:g} s (`task_timeout`)")


@concurrency.rule
def races(contract: Contract) -> Iterator[Requirement]:
    """Of two deletions of one pairing one succeeds at most."""
    for kind, (probe, whence, depth) in RACES.items():
        yield Requirement(
            f"concurrency.{kind}-one-success",
            f"Of two deletions of one pairing at the same instant, {whence}, one succeeds at most.",
            Level.MUST,
            Area.CONCURRENCY,
            contract.here(),
            over=(probe,),
            of=(Race,),
            where=lambda seen, kind=kind: seen.kind == kind,  # type: ignore[misc]
            judge=_one_success,
            depth=depth,
            reason="A pairing is there once, so it can be deleted once; both may name the same task.",
        )


@concurrency.must(
    lambda contract: contract.answer(500),
    of=(Deletion, Race),
    over=("deletion", *ALL),
    reason="500 is for the unexpected; two clients that press the same button are not, nor is one that looks on.",
)
def no_server_error(seen: Deletion | Race, _: Contract) -> Judgement:
    """Deletions at the same instant, and reads while one runs, lead to no server error."""
    if isinstance(seen, Deletion):
        yield from _read_meanwhile(seen)
        return
    for task in seen.tasks:
        first, unclear = task.first, unmeasured(task.first)
        if first.response is None and seen.unanswered:
            yield Finding("202 or a refusal (4xx)", f"{first.in_words()}, as in the race before", first)
        elif unclear:
            yield unclear
        elif _breaks(first):
            yield Finding("202 or a refusal (4xx)", first.in_words(), first)


def _breaks(answer: Exchange) -> bool:
    return answer.status is None or answer.status >= 500  # noqa: PLR2004 - server errors


def _reads(*looks: Look) -> tuple[Exchange, ...]:
    return tuple(each for look in looks for each in (look.by_id, *look.listed) if each is not None)


def _read_meanwhile(seen: Deletion) -> Judgement:
    """Judge the reads while a deletion ran; one that breaks at other times too is not the deletion's doing."""
    if not seen.during:
        yield Unjudged("nothing was read while a deletion ran")
    others = (*_reads(*seen.gone, *seen.elsewhere), *seen.before, *seen.after)
    broken = {each.operation for each in others if _breaks(each)}
    for answer in _reads(*seen.during):
        if unclear := unmeasured(answer):
            yield unclear
        elif _breaks(answer) and answer.operation in broken:
            yield Unjudged(f"{answer.operation} was answered {answer.in_words()}, and not only while a deletion ran")
        elif _breaks(answer):
            yield Finding("200, or a refusal (4xx), while a deletion runs", answer.in_words(), answer)


@concurrency.must(lambda contract: contract.here(), of=(Race,), over=ALL)
def the_pairing_is_gone(seen: Race, _: Contract) -> Judgement:
    """When all is over, a pairing whose deletion succeeded is gone."""
    succeeded = {pairing for pairing, task in zip(seen.pairings, seen.tasks, strict=True) if end_of(task) == SUCCESS}
    for look in seen.gone:
        if look.pairing in succeeded:
            there = is_there(look)
            if there is None:
                yield Unjudged("whether the pairing is gone could not be read")
            elif there:
                yield Finding(f"{look.pairing} gone", look.shown.in_words(), look.shown)
    if not succeeded & {look.pairing for look in seen.gone}:
        yield Unjudged("no pairing whose deletion succeeded was looked for")


@concurrency.should(
    lambda contract: contract.answer(ACCEPTED),
    of=(Race,),
    where=lambda seen: seen.kind == "distinct",
    over=("distinct-deletions",),
    depth=Depth.STANDARD,
    reason="Whether a target takes on a second deletion while the first runs is an open question; 400 or 202 both fit.",
)
def distinct_deletions_are_accepted(seen: Race, contract: Contract) -> Judgement:
    """Deletions of different pairings at the same instant are accepted, or refused with a status that is documented."""
    for first in (*seen.refused, *(task.first for task in seen.tasks)):
        if not is_success(first) and not (is_refused(first) and contract.operation.documented(first.status)):
            yield unmeasured(first) or Finding("202 for each, or a documented refusal", first.in_words(), first)


@concurrency.must(
    lambda contract: contract.answer(ACCEPTED),
    of=(Race,),
    where=lambda seen: seen.kind == "distinct",
    over=("distinct-deletions",),
    depth=Depth.STANDARD,
    reason="A target may refuse one and take it when asked again; it may not lose one.",
)
def distinct_deletions_are_carried_out(seen: Race, _: Contract) -> Judgement:
    """Of deletions that were asked for side by side none is lost."""
    gone = {look.pairing: is_there(look) for look in seen.gone}
    for pairing, task in zip(seen.pairings, seen.tasks, strict=True):
        end = end_of(task)
        if not is_success(task.first):
            yield unmeasured(task.first) or Finding(
                "202, at the latest when asked again", task.first.in_words(), task.first
            )
        elif end is None and gone.get(pairing) is not False:
            yield _open(task)


LOGGED_OUT_MEANWHILE = "logged-out-meanwhile"


@concurrency.rule
def logout_meanwhile(contract: Contract) -> Iterator[Requirement]:
    """A logout holds, whatever runs."""
    yield Requirement(
        "concurrency.logout-holds-meanwhile",
        "A session that is logged out while its deletion runs deletes and reads nothing more.",
        Level.MUST,
        Area.CONCURRENCY,
        contract.security(),
        over=("distinct-deletions",),
        of=(Attempt,),
        where=lambda seen: seen.condition == LOGGED_OUT_MEANWHILE,
        judge=_refused_somehow,
        depth=Depth.STANDARD,
        reason="What a target checks first is an open question: the pairing may be gone, or on its way out.",
        not_applicable=contract.no_logout,
    )


def _refused_somehow(seen: Attempt, _: Contract) -> Judgement:
    if is_success(seen.call):
        yield Finding("401, or another refusal", seen.call.in_words(), seen.call)
    elif unclear := unmeasured(seen.call):
        yield unclear


@concurrency.should(
    lambda contract: contract.answer(),
    of=(Race,),
    where=lambda seen: seen.kind in RACES,
    over=("one-session-race", "two-session-race"),
    reason="409 is what HTTP has for a conflict; it is not listed, and who knows only the list is left without a word.",
)
def loser_is_documented(seen: Race, contract: Contract) -> Judgement:
    """The deletion that came too late is answered with a documented status code."""
    refusals = [task.first for task in seen.tasks if is_refused(task.first)]
    if not refusals:
        yield Unjudged("no deletion was refused")
    for first in refusals:
        if not contract.operation.documented(first.status):
            yield unmeasured(first) or Finding("a documented status code", first.in_words(), first)
