"""A piece of advice, and the words that several share."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.catalogue.example import Example


@dataclass(frozen=True, slots=True)
class Advice:
    """For the requirements that a pattern names; the first pattern that fits is the one.

    cause, cure: what is usually behind a failure, and what mends it. holds, breaks: answers that keep the
    requirement, and such that do not.
    """

    ids: str
    cause: str
    cure: str
    holds: Example
    breaks: Example


SERIALISER = (
    "The serialiser of the Task writes another type than the document gives, often by a default of the library."
)
TYPED = "Generate the response type from the document, or map the property by hand; test the JSON, not the object."
HISTORY = "Something of before is remembered where it should not be: a failed task, a login, a lock or a cache entry."
FORGET = "Take the truth from where it is kept at each request, and undo what a failed deletion had begun."
