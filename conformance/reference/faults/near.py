"""Ids that only resemble one, and are taken for it."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

import json
import re
from unicodedata import combining, normalize
from urllib.parse import quote, unquote

from conformance.model.terms import Level
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.variants.ids import PairingIdsOfAnotherForm
from conformance.reference.wire import Ask, Reply

DEEPEST = 2
"""Segments that the path of a pairing has below the base: /pairings/{id}."""
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


class TakesTheEndOfTheId(Nearly):
    """Takes the end of an id for the id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return len(text) >= SHORTEST and identity.endswith(text)


class ComparesAllButTheFirst(Nearly):
    """Compares all characters of an id but the first, where that is missing."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text == identity[1:]


class ReadsTheEndOfAPath(Nearly):
    """Takes what stands behind the last slash or colon, once decoded, for the id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return re.split(r"[/:]", text)[-1] == identity


class ReadsTheEndOfAPathOfWindows(Nearly):
    """Takes what stands behind the last backslash, once decoded, for the id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.rpartition("\\")[2] == identity


class IgnoresATrailingDot(Nearly):
    """Takes a dot off the end of an id, as name servers do."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text == identity + "."


class ComparesTheBeginning(Nearly):
    """Compares the first 32 characters of an id of the right length."""

    def is_meant(self, text: str, identity: str) -> bool:
        return len(text) == len(identity) and text[:32] == identity[:32]


class ComparesTheEnd(Nearly):
    """Compares the last group of an id of the right length."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.isascii() and len(text) == len(identity) and text[-12:] == identity[-12:]


class ForgetsTheMiddle(Nearly):
    """Compares the beginning and the end of an id of the right length."""

    def is_meant(self, text: str, identity: str) -> bool:
        return len(text) == len(identity) and (text[:8], text[-8:]) == (identity[:8], identity[-8:])


class TakesQuotesOff(Nearly):
    """Takes quotation marks off an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.strip("\"'") == identity


class TakesBracesOff(PairingIdsOfAnotherForm, Nearly):
    """Takes braces off ids that are no UUIDs."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.strip("{}") == identity


class TakesTheIdForAForm(Nearly):
    """Ends an id where a form would begin another field."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.partition("&")[0] == identity


class TakesTheIdForAnAddress(Nearly):
    """Ends an id where an address has its host."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.partition("@")[0] == identity


class TakesTheIdForAUrl(Nearly):
    """Ends an id, once decoded, where a query or a fragment would begin."""

    def is_meant(self, text: str, identity: str) -> bool:
        return re.split(r"[?#]", text)[0] == identity


class TakesDigitsOfAnyScript(Nearly):
    """Brings an id into compatible characters before it looks for it."""

    def is_meant(self, text: str, identity: str) -> bool:
        return normalize("NFKC", text) == identity


class TakesAccentsOff(Nearly):
    """Compares ids as a database does that does not tell letters with an accent from those without."""

    def is_meant(self, text: str, identity: str) -> bool:
        return "".join(each for each in normalize("NFD", text) if not combining(each)) == identity


class TrimsAnySpace(Nearly):
    """Takes no-break spaces and byte order marks off an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.strip("\u00a0\ufeff") == identity


class NamedInTheQuery(Behaviour):
    """Deletes the pairing that the query names, whatever the path names."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        return super().delete_pairing(ask, quote(ask.parameter("pairing_id") or "", safe="") or raw)


class NamedInTheBody(Behaviour):
    """Deletes the pairing that a JSON body names, whatever the path names."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        try:
            named = json.loads(ask.body or b"{}").get("pairing_id", raw)
        except (ValueError, AttributeError, RecursionError):
            named = raw
        return super().delete_pairing(ask, named if named in self.site.pairings else raw)


class RewritesTheUrl(Behaviour):
    """Takes the path from X-Original-URL, as behind some proxies."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        return super().delete_pairing(ask, ask.header("x-original-url").rpartition("/")[2] or raw)


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


class TakesTheLastOfAList(Nearly):
    """Takes an id with a comma for a list of ids and deletes the last."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.rpartition(",")[2] == identity


class IgnoresCase(PairingIdsOfAnotherForm, Nearly):
    """Compares ids that are no UUIDs without case."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.lower() == identity.lower()


class ComparesWithLike(Nearly):
    """Compares ids with LIKE, where `_` stands for any letter."""

    def is_meant(self, text: str, identity: str) -> bool:
        return re.fullmatch("".join("." if each == "_" else re.escape(each) for each in text), identity) is not None


class ComparesWithAPattern(Nearly):
    """Takes an id for a regular expression, where `.` stands for any letter."""

    def is_meant(self, text: str, identity: str) -> bool:
        return re.fullmatch("".join("." if each == "." else re.escape(each) for each in text), identity) is not None


class IgnoresPathParameters(Nearly):
    """Takes `;` and what follows it off an id."""

    def is_meant(self, text: str, identity: str) -> bool:
        return text.partition(";")[0] == identity


class IgnoresATrailingSlash(Behaviour):
    """Takes a path with a slash at its end for the path without."""

    def below_base(self, ask: Ask) -> tuple[str, ...]:
        segments = super().below_base(ask)
        return segments[:-1] if segments[-1:] == ("",) and len(segments) > DEEPEST else segments


class TakesTheLastSegment(Behaviour):
    """Takes the last segment of a longer path for the id when it deletes."""

    def below_base(self, ask: Ask) -> tuple[str, ...]:
        first, *more = super().below_base(ask) or ("",)
        return (first, more[-1]) if ask.method == "DELETE" and len(more) >= DEEPEST and more[-1] else (first, *more)


class IgnoresFurtherSegments(Behaviour):
    """Takes a path below that of a pairing for the pairing's when it deletes."""

    def below_base(self, ask: Ask) -> tuple[str, ...]:
        segments = super().below_base(ask)
        return segments[:DEEPEST] if ask.method == "DELETE" and any(segments[DEEPEST:]) else segments


NEAR = (
    fault(TakesTheLastSegment, "effect.near-prefix"),
    fault(IgnoresFurtherSegments, "effect.near-suffix"),
    fault(IgnoresWhatStandsBefore, "effect.near-prefix"),
    fault(IgnoresWhatStandsAfter, "effect.near-suffix"),
    fault(IgnoresTheFormat, "effect.near-suffix"),
    fault(CompletesTheId, "effect.near-cut"),
    fault(ComparesAllButTheLast, "effect.near-cut"),
    fault(TakesTheEndOfTheId, "effect.near-cut"),
    fault(ComparesAllButTheFirst, "effect.near-cut"),
    fault(ReadsTheEndOfAPath, "effect.near-prefix"),
    fault(ReadsTheEndOfAPathOfWindows, "effect.near-prefix"),
    fault(IgnoresATrailingDot, "effect.near-suffix"),
    fault(ComparesTheBeginning, "effect.near-other-digit"),
    fault(ComparesTheEnd, "effect.near-other-digit", "effect.near-patterned"),
    fault(ForgetsTheMiddle, "effect.near-other-digit"),
    fault(ComparesWithLike, "effect.near-patterned"),
    fault(ComparesWithAPattern, "effect.near-patterned"),
    fault(TakesQuotesOff, "effect.near-quoted"),
    fault(TakesBracesOff, "effect.near-quoted"),
    fault(TakesTheIdForAUrl, "effect.near-delimited"),
    fault(TakesTheIdForAForm, "effect.near-delimited"),
    fault(TakesTheIdForAnAddress, "effect.near-delimited"),
    fault(TakesDigitsOfAnyScript, "effect.near-full-width", level=Level.SHOULD),
    fault(TakesAccentsOff, "effect.near-full-width", level=Level.SHOULD),
    fault(TrimsAnySpace, "effect.near-padded"),
    fault(NamedInTheQuery, "effect.near-elsewhere"),
    fault(NamedInTheBody, "effect.near-elsewhere"),
    fault(RewritesTheUrl, "effect.near-elsewhere"),
    fault(TrimsTheId, "effect.near-padded"),
    fault(TrimsLineEnds, "effect.near-padded"),
    fault(DecodesTwice, "effect.near-doubly-encoded"),
    fault(EndsAtNul, "effect.near-null-ended"),
    fault(TakesTheFirstOfAList, "effect.near-listed"),
    fault(TakesTheLastOfAList, "effect.near-listed"),
    fault(IgnoresCase, "effect.near-other-case", level=Level.SHOULD),
    fault(IgnoresPathParameters, "effect.near-path-parameter", level=Level.SHOULD),
    fault(IgnoresATrailingSlash, "effect.near-trailing-slash", level=Level.SHOULD),
)
