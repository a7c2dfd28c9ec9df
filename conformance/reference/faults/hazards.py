"""Servers that take an id which names no pairing for all of them, or for one that is there."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from conformance.reference.behaviour import Behaviour
from conformance.reference.faults.effect import EVERY
from conformance.reference.seeded import fault
from conformance.reference.site import EDIT
from conformance.reference.wire import Ask, Refusal, Reply


class TakesForAny(Behaviour):
    """Takes some ids for any pairing, and deletes the oldest."""

    def means_any(self, raw: str) -> bool:
        """Whether this segment of the path is taken for any pairing."""
        return False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        if self.site.pairings and self.means_any(raw):
            return self.delete_at_once(1)
        return super().delete_pairing(ask, raw)

    def delete_at_once(self, most: int) -> Reply:
        """Delete so many pairings, the oldest first, and answer with the task of one."""
        pairings = list(self.site.pairings.values())[:most]
        for pairing in pairings:
            self.site.remove(pairing)
        if not pairings:
            raise Refusal(self.not_found())
        return self.accept(self.begin("deletePairing", pairings[0]))


class UnknownMeansTheOldest(Behaviour):
    """Deletes the oldest pairing when the id is unknown, and answers 404."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        if self.identify(raw) not in self.site.pairings:
            for pairing in list(self.site.pairings.values())[:1]:
                self.site.remove(pairing)
        return super().delete_pairing(ask, raw)


class AsteriskMeansAny(TakesForAny):
    """Takes `*` for any pairing."""

    def means_any(self, raw: str) -> bool:
        return raw in ("*", "%2A", "%2a")


class PercentMeansAny(TakesForAny):
    """Looks for ids with SQL's LIKE, so that `%` is any of them."""

    def means_any(self, raw: str) -> bool:
        return raw == "%25"


class AllMeansAny(TakesForAny):
    """Takes the word `all` for any pairing."""

    def means_any(self, raw: str) -> bool:
        return raw.lower() == "all"


class PatternMeansAny(TakesForAny):
    """Takes an id for a regular expression."""

    def means_any(self, raw: str) -> bool:
        return raw in (".*", "%2E*", ".%2A", "%5E.*%24", ".%2a")


class QuoteMeansAny(TakesForAny):
    """Pastes an id into SQL."""

    def means_any(self, raw: str) -> bool:
        return "%27" in raw and "OR" in raw.upper()


class NullMeansAny(TakesForAny):
    """Takes `null` for no condition, and no condition for any pairing."""

    def means_any(self, raw: str) -> bool:
        return raw == "null"


class EmptyMeansAny(TakesForAny):
    """Takes an empty id for any pairing."""

    def means_any(self, raw: str) -> bool:
        return not raw


class BlankMeansAny(TakesForAny):
    """Takes an id of blanks for any pairing."""

    def means_any(self, raw: str) -> bool:
        return bool(raw) and not raw.replace("%20", "").strip()


class NulMeansAny(TakesForAny):
    """Ends an id at NUL, and takes what is left, nothing, for any pairing."""

    def means_any(self, raw: str) -> bool:
        return raw.startswith("%00")


class CollectionIsDeleted(TakesForAny):
    """Deletes all pairings on DELETE /pairings."""

    def dispatch(self, ask: Ask) -> Reply:
        if ask.method == "DELETE" and self.below_base(ask) == ("pairings",):
            self.authorise(self.authenticate(ask), EDIT)
            return self.delete_at_once(EVERY)
        return super().dispatch(ask)


class DotMeansAny(TakesForAny):
    """Takes a dot for the collection, and deletes the oldest that is in it."""

    def means_any(self, raw: str) -> bool:
        return raw.lower() in (".", "%2e")


class TwoDotsMeanAny(TakesForAny):
    """Climbs with two dots that are percent-encoded, and deletes the oldest that it finds there."""

    def means_any(self, raw: str) -> bool:
        return raw.lower() == "%2e%2e"


WILD = "effect.wildcard-deletes-nothing"
EMPTY = "effect.empty-id-deletes-nothing"
DOTS = "effect.traversal-deletes-nothing"
TAKEN = "robustness.nothing-is-accepted"

HAZARDS = (
    fault(UnknownMeansTheOldest, "effect.unknown-pairing-deletes-nothing"),
    fault(AsteriskMeansAny, WILD, TAKEN),
    fault(PercentMeansAny, WILD, TAKEN),
    fault(AllMeansAny, WILD, TAKEN),
    fault(PatternMeansAny, WILD, TAKEN),
    fault(QuoteMeansAny, WILD, TAKEN),
    fault(NullMeansAny, WILD, TAKEN),
    fault(EmptyMeansAny, EMPTY, TAKEN),
    fault(BlankMeansAny, EMPTY, TAKEN),
    fault(NulMeansAny, EMPTY, TAKEN),
    fault(CollectionIsDeleted, EMPTY, TAKEN),
    fault(DotMeansAny, DOTS, TAKEN),
    fault(TwoDotsMeanAny, DOTS, TAKEN),
)
