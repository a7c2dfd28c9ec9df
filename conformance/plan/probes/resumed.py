"""What comes first when a killed run is gone on with: nothing of it is still under way, and what it left is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.reading import is_there
from conformance.model.steps import Reuse, Wait
from conformance.plan.probes.asking import look_at, wait_for_tasks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.model.steps import Steps
    from conformance.plan.probe import Scene

NAME = "resume"


def settled(scene: Scene, used: Mapping[str, None], doubtful: Mapping[str, float], *, calm: float) -> Steps:
    """Wait for the deletions of a killed run to end; take back the pairings that its other requests left.

    used: pairings that it used up, or may have. doubtful: others at which its requests were not refused.
    calm: seconds that a request which nobody waits for any more may still be on its way.
    """
    for pairing in used:
        yield from wait_for_tasks(scene, pairing)
    if doubtful:
        yield Wait(calm)
    for pairing in doubtful:
        yield from wait_for_tasks(scene, pairing)
        if is_there((yield from look_at(scene, pairing))):
            yield Reuse(pairing)
