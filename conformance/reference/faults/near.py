"""Ids that only resemble one, and are taken for it."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

from urllib.parse import quote, unquote

from conformance.model.terms import Level
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.variants.looks import PairingIdsOfAnotherForm
from conformance.reference.wire import Ask, Reply

SHORTEST = 8
"""Characters that the beginning of an id needs, to be taken for it; as with commits."""


class Nearly(Behaviour):
    """Takes some other texts for the id of a pairing when it deletes."""

    def is_meant(self, text: str, identity: str) -> bool:
        """Whether a text, percent-decoded once, is taken for this id."""
        return text == identity

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        text = unquote(raw)
        meant = next((quote(each, safe="") for each in self.site.pairings if self.is_meant(text, each)), raw)
        return super().delete_pairing(ask, meant)


class IgnoresWhatStandsBefore(Nearly):
    """Looks for an id at the end of the text, after letters and digits only."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.endswith(identity) and text.removesuffix(identity).isalnum()


class IgnoresWhatStandsAfter(Nearly):
    """Looks for an id at the beginning of the text, and stops at letters and digits only."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.startswith(identity) and text[len(identity) :][:1].isalnum()


class IgnoresTheFormat(Nearly):
    """Takes `.json` off the end of an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text == identity + ".json"


class CompletesTheId(Nearly):
    """Takes the beginning of an id for the id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return len(text) >= SHORTEST and identity.startswith(text)


class ComparesAllButTheLast(Nearly):
    """Compares all characters of an id but the last."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text == identity[:-1]


class TrimsTheId(Nearly):
    """Takes blanks and line ends off an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.strip() == identity


class TrimsLineEnds(Nearly):
    """Takes a line end off an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.rstrip("\n") == identity


class DecodesTwice(Nearly):
    """Decodes percent escapes two times."""

    def is_meant(self, text: str, identity: str) -> bool:
        return unquote(text) == identity


class EndsAtNul(Nearly):
    """Ends an id at NUL."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.partition("\0")[0] == identity


class TakesTheFirstOfAList(Nearly):
    """Takes an id with a comma for a list of ids and deletes the first."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.partition(",")[0] == identity


class IgnoresCase(PairingIdsOfAnotherForm, Nearly):
    """Compares ids that are no UUIDs without case."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.lower() == identity.lower()


class IgnoresPathParameters(Nearly):
    """Takes `;` and what follows it off an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.partition(";")[0] == identity


class IgnoresATrailingSlash(Behaviour):
    """Takes a path with a slash at its end for the path without."""

    def below_base(self, ask: Ask) -> tuple[str, ...]:
        segments = super().below_base(ask)
        return segments[:-1] if segments[-1:] == ("",) and len(segments) > 2 else segments  # noqa: PLR2004 - /pairings/{id}/


NEAR = (
    fault(IgnoresWhatStandsBefore, "effect.near-prefix"),
    fault(IgnoresWhatStandsAfter, "effect.near-suffix"),
    fault(IgnoresTheFormat, "effect.near-suffix"),
    fault(CompletesTheId, "effect.near-cut"),
    fault(ComparesAllButTheLast, "effect.near-cut"),
    fault(TrimsTheId, "effect.near-padded"),
    fault(TrimsLineEnds, "effect.near-padded"),
    fault(DecodesTwice, "effect.near-doubly-encoded"),
    fault(EndsAtNul, "effect.near-null-ended"),
    fault(TakesTheFirstOfAList, "effect.near-listed"),
    fault(IgnoresCase, "effect.near-other-case", level=Level.SHOULD),
    fault(IgnoresPathParameters, "effect.near-path-parameter", level=Level.SHOULD),
    fault(IgnoresATrailingSlash, "effect.near-trailing-slash", level=Level.SHOULD),
)
