"""Wrong status codes."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

from conformance.model.terms import Level
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Site, Task
from conformance.reference.wire import Answer, Ask, Refusal, Reply


class AcceptsWith(Behaviour):
    """Accepts a deletion with another status than 202."""

    status_code = 202

    def accept(self, task: Task) -> Reply:
        if task.error:
            return super().accept(task)
        return self.answer(self.status_code, self.show(task))


class AcceptsWith200(AcceptsWith):
    """Accepts a deletion with 200."""

    status_code = 200


class AcceptsWith201(AcceptsWith):
    """Accepts a deletion with 201."""

    status_code = 201


class AcceptsWith204(AcceptsWith):
    """Accepts a deletion with 204 and no Task."""

    def accept(self, task: Task) -> Reply:
        return super().accept(task) if task.error else Answer(204)


class UnknownIs(Behaviour):
    """Answers the deletion of an unknown pairing in a wrong way."""

    def unknown(self) -> Answer:
        """The wrong answer."""
        return self.not_found()

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        try:
            return super().delete_pairing(ask, raw)
        except Refusal as refusal:
            if isinstance(refusal.answer, Answer) and refusal.answer.status == 404:  # noqa: PLR2004 - HTTP's own number
                return self.unknown()
            raise


class UnknownIs200(UnknownIs):
    """Answers the deletion of an unknown pairing with 200."""

    def unknown(self) -> Answer:
        return self.answer(200, {})


class UnknownIs204(UnknownIs):
    """Answers the deletion of an unknown pairing with 204, as some APIs do."""

    def unknown(self) -> Answer:
        return Answer(204)


class UnknownIs400(UnknownIs):
    """Answers the deletion of an unknown pairing with 400."""

    def unknown(self) -> Answer:
        return self.error(400, "InvalidArgument", "There is no such pairing.")


class UnknownIs410(UnknownIs):
    """Answers the deletion of an unknown pairing with 410."""

    def unknown(self) -> Answer:
        return Answer(410)


class UnknownIs500(UnknownIs):
    """Answers the deletion of an unknown pairing with 500."""

    def unknown(self) -> Answer:
        return self.error(500, "NullPointerException", "The pairing is null.")


class MalformedIs403(Behaviour):
    """Answers an id that is no UUID with 403."""

    def malformed(self, what: str) -> Answer:
        return self.error(403, "Forbidden", what)


class MalformedIs422(Behaviour):
    """Answers an id that is no UUID with 422."""

    def malformed(self, what: str) -> Answer:
        return self.error(422, "Unprocessable", what)


class MalformedIs500(Behaviour):
    """Answers an id that is no UUID with 500."""

    def malformed(self, what: str) -> Answer:
        return self.error(500, "IllegalArgumentException", what)


class GoneIs(Behaviour):
    """Answers a second deletion in another way than the deletion of a pairing that never was."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.gone: set[str] = set()

    def again(self) -> Answer:
        """The answer to a second deletion."""
        return self.not_found()

    def carry_out(self, task: Task) -> None:
        super().carry_out(task)
        if not task.error and task.operation == "deletePairing":
            self.gone.add(task.pairing.id)

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.authenticate(ask)
        return self.again() if self.identify(raw) in self.gone else super().delete_pairing(ask, raw)


class SecondDeletionIs409(GoneIs):
    """Answers a second deletion with 409."""

    def again(self) -> Answer:
        return self.error(409, "Conflict", "The pairing was deleted already.")


class SecondDeletionIs500(GoneIs):
    """Answers a second deletion with 500."""

    def again(self) -> Answer:
        return self.error(500, "NullPointerException", "The pairing is null.")


class SecondDeletionIs204(GoneIs):
    """Answers a second deletion with 204, as if it had deleted again."""

    def again(self) -> Answer:
        return Answer(204)


class Redirects(Behaviour):
    """Redirects a deletion that nothing speaks against to the path with a slash at its end."""

    def accept(self, task: Task) -> Reply:
        if task.error or task.operation != "deletePairing":
            return super().accept(task)
        self.site.tasks.pop(task.id, None)
        return Answer(301, (("location", "/".join(("", *BASE, "pairings", task.pairing.id, ""))),))


ACCEPTED = ("status.answers-are-documented", "status.deletion-is-accepted")
DISTINCT = ("concurrency.distinct-deletions-are-accepted", "concurrency.distinct-deletions-are-carried-out")
UNKNOWN = "status.unknown-pairing-is-not-found"
MALFORMED = "status.malformed-id-is-refused"
AGAIN = "effect.second-deletion-does-not-succeed"
AGAIN_LISTED = "effect.second-deletion-is-documented"

DONE = (
    UNKNOWN,
    AGAIN,
    "status.answers-are-documented",
    "robustness.nothing-is-accepted",
    "effect.near-elsewhere",
    "effect.near-other-digit",
)
"""What a success for an unknown pairing breaks, be it asked for plainly or as a near miss of another."""

STATUS = (
    fault(AcceptsWith200, *ACCEPTED),
    fault(AcceptsWith201, *ACCEPTED),
    fault(
        AcceptsWith204,
        *ACCEPTED,
        "concurrency.one-session-one-success",
        "concurrency.two-sessions-one-success",
    ),
    fault(UnknownIs200, *DONE),
    fault(UnknownIs204, *DONE),
    fault(UnknownIs400, UNKNOWN),
    fault(UnknownIs410, UNKNOWN, AGAIN_LISTED, "status.answers-are-documented", "robustness.answers-are-known"),
    fault(UnknownIs500, UNKNOWN, AGAIN, "robustness.no-server-error"),
    fault(MalformedIs403, MALFORMED),
    fault(MalformedIs422, MALFORMED, "status.answers-are-documented", "robustness.answers-are-known"),
    fault(MalformedIs500, MALFORMED, "robustness.no-server-error"),
    fault(SecondDeletionIs409, AGAIN_LISTED, level=Level.SHOULD),
    fault(SecondDeletionIs500, AGAIN),
    fault(SecondDeletionIs204, AGAIN),
    fault(Redirects, "http.redirect-is-no-answer", *ACCEPTED, *DISTINCT),
)
