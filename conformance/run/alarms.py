"""What a report has to say before anything else: a pairing that is lost, a lever that is still applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance.model.events import LeverMoved, LeverStuck, PairingLost

if TYPE_CHECKING:
    from conformance.model.events import Event


def alarms_in(events: Iterable[Event]) -> tuple[str, ...]:
    """The alarms of a run, the worst first."""
    lost: list[str] = []
    stuck: dict[str, LeverStuck] = {}
    for each in events:
        match each:
            case PairingLost():
                lost.append(_loss(each))
            case LeverStuck():
                stuck[each.lever] = each
            case LeverMoved(applied=False, error=""):
                stuck.pop(each.lever, None)
            case _:
                pass
    return (*lost, *map(_stuck, stuck.values()))


def _loss(lost: PairingLost) -> str:
    """What is known of a loss, and no more than that."""
    names = " and ".join(f"{each} (to be kept)" if each in lost.kept else each for each in lost.pairings)
    one = len(lost.pairings) == 1
    gone = f"PAIRING LOST: {names} {'is' if one else 'are'} gone and {'was' if one else 'were'} not given up."
    seen = (
        f" Last listed in exchange {lost.since}, missed in exchange {lost.found}." if lost.since and lost.found else ""
    )
    return f"{gone}{seen} {_who(lost)} The run was stopped there."


def _who(lost: PairingLost) -> str:
    if not lost.sent:
        return "Nothing that this run sent in between could have deleted it: somebody else is at work on this target."
    if lost.said:
        return f"In between this run sent one request that may have done it, exchange {lost.suspects[0]}: {lost.said}."
    shown = f"exchanges {lost.suspects[0]} to {lost.suspects[-1]}" if lost.suspects else ""
    last = f", of which the last {len(lost.suspects)} are" if lost.sent > len(lost.suspects) else ":"
    return (
        f"In between this run sent {lost.sent} requests that may have done it, none of them aimed at it{last} {shown}; "
        "it may also have been somebody else."
    )


def _stuck(lever: LeverStuck) -> str:
    way = f" Undo it by hand: {lever.by_hand}." if lever.by_hand else ""
    return f"LEVER STILL APPLIED: {lever.lever}: {lever.reason}.{way}"
