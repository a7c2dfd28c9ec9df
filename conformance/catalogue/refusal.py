"""Requests that are to be refused, and what refusing means: the right status, and nothing done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import ACCEPTED, Contract
from conformance.catalogue.reading import SUCCESS, end_of, is_success, is_there, unmeasured
from conformance.model.http import Trouble
from conformance.model.observations import Attempt
from conformance.model.terms import Finding, Unjudged

if TYPE_CHECKING:
    from collections.abc import Collection

    from conformance.catalogue.requirement import Judge, Judgement


WITH_BODY, WITH_BASIC, WITH_NAME = "with-body", "with-basic", "with-a-name"
DETOURS_OF_A_CHECK = (
    "other-case", "forced", "encoded", "path-parameter", "trailing-slash", "doubled-slash", WITH_BODY,
)  # fmt: skip
"""Spellings of a request that a check may not know and the deletion behind it does: the id in the other case where it
is a UUID, an unknown query, a letter that is percent-encoded, `;v=x`, slashes too many, a body that says nothing."""


def refused_with(allowed: Collection[int], *, why: str, or_closed: bool) -> Judge:
    """A judge that lets only these statuses pass.

    or_closed: a gateway may also close the connection on such a request.
    """
    expected = " or ".join(str(int(each)) for each in sorted(allowed))

    def judge(seen: Attempt, _: Contract) -> Judgement:
        unclear = unmeasured(seen.call)
        if or_closed and seen.call.trouble is Trouble.CLOSED and not unclear:
            return
        if unclear:
            yield unclear
        elif seen.call.status not in allowed:
            yield Finding(f"{expected} ({why})", seen.call.in_words(), seen.call)

    return judge


def refused_means_not_done(seen: Attempt, _: Contract) -> Judgement:
    """Find fault with a pairing that is gone although its deletion was refused."""
    there = is_there(seen.after) if seen.after else None
    if is_success(seen.call):
        yield Unjudged("the request was not refused")
    elif there is None:
        yield Unjudged("whether the pairing is still there could not be read")
    elif not there and seen.after is not None:
        yield Finding(
            f"{seen.pairing} still there after {seen.call.in_words()}", seen.after.shown.in_words(), seen.call
        )


def deletes_nothing(due: str) -> Judge:
    """A judge that finds fault with a request that deleted the pairing, or was answered as if it had. due: what is."""

    def judge(seen: Attempt, _: Contract) -> Judgement:
        end = end_of(seen.task) if seen.task else None
        there = is_there(seen.after) if seen.after else None
        if there is False:
            yield Finding(f"{seen.pairing} still there", f"deleted by {seen.call.request.target}", seen.call)
        elif seen.call.status == ACCEPTED and seen.task is not None and end is None:
            yield Unjudged("the task of the 202 was not seen to end")
        elif is_success(seen.call) and end in (SUCCESS, None):
            yield Finding(due, seen.call.in_words(), seen.call)
        elif there is None:
            yield Unjudged("whether the pairing is still there could not be read")
        elif seen.call.trouble is not Trouble.CLOSED and (unclear := unmeasured(seen.call)):
            yield unclear

    return judge
