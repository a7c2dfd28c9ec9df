"""Servers that are wrong in one way each: what a judge must catch.

One file an area. A fault is a subclass of the right behaviour; its name is the class's, and the
sentence that describes it is the docstring's first line. Which requirements it breaks stands in the
table at the end of its file.
"""

from __future__ import annotations

from conformance.reference.faults.authentication import AUTHENTICATION
from conformance.reference.faults.concurrency import CONCURRENCY
from conformance.reference.faults.connectivity import CONNECTIVITY
from conformance.reference.faults.effect import EFFECT
from conformance.reference.faults.errors import ERRORS
from conformance.reference.faults.hazards import HAZARDS
from conformance.reference.faults.http import HTTP
from conformance.reference.faults.journeys import JOURNEYS
from conformance.reference.faults.lifecycle import LIFECYCLE
from conformance.reference.faults.near import NEAR
from conformance.reference.faults.outages import OUTAGES
from conformance.reference.faults.permission import PERMISSION
from conformance.reference.faults.robustness import ROBUSTNESS
from conformance.reference.faults.schema import SCHEMA
from conformance.reference.faults.sessions import SESSIONS
from conformance.reference.faults.single import SINGLE
from conformance.reference.faults.status import STATUS
from conformance.reference.seeded import Fault

EVERY: tuple[Fault, ...] = (
    *STATUS,
    *SCHEMA,
    *LIFECYCLE,
    *EFFECT,
    *HAZARDS,
    *NEAR,
    *AUTHENTICATION,
    *SESSIONS,
    *PERMISSION,
    *CONNECTIVITY,
    *OUTAGES,
    *ERRORS,
    *HTTP,
    *ROBUSTNESS,
    *CONCURRENCY,
    *JOURNEYS,
    *SINGLE,
)
FAULTS: dict[str, Fault] = {each.name: each for each in EVERY}
