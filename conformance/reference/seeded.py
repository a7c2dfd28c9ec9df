"""A fault and a variant as values: a name, a sentence, and the behaviour that it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.model.terms import Level
from conformance.reference.behaviour import Behaviour

_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Fault:
    """A server that breaks something. trips: ids of the requirements that it breaks.

    says: what is wrong with it, in one sentence.
    rare: it is wrong on some inputs only, so that a run may miss it.
    besides: why more than that is reported, where it cannot be otherwise.
    """

    name: str
    says: str
    behaviour: type[Behaviour]
    trips: frozenset[str]
    level: Level = Level.MUST
    rare: bool = False
    besides: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """A server that differs from the right one and breaks nothing that the document forces.

    warns: ids of the requirements whose advice it does not follow.
    remote: it has remote sites; else its profile has no account for them, no lever, and no claim of connectivity.
    """

    name: str
    says: str
    behaviour: type[Behaviour]
    warns: frozenset[str] = frozenset()
    remote: bool = True


def fault(
    behaviour: type[Behaviour], *trips: str, level: Level = Level.MUST, rare: bool = False, besides: str = ""
) -> Fault:
    """A fault named after its class and described by the first line of its docstring."""
    return Fault(_name(behaviour), _says(behaviour), behaviour, frozenset(trips), level, rare, besides)


def variant(behaviour: type[Behaviour], *warns: str, remote: bool = True) -> Variant:
    """A variant named after its class and described by the first line of its docstring."""
    return Variant(_name(behaviour), _says(behaviour), behaviour, frozenset(warns), remote)


def joined(*behaviours: type[Behaviour]) -> type[Behaviour]:
    """A behaviour that is all of these at once; the first has the last word."""
    return type("Joined", (*behaviours, Behaviour), {}) if behaviours else Behaviour


def _name(behaviour: type[Behaviour]) -> str:
    return _BETWEEN_WORDS.sub("-", behaviour.__name__).lower()


def _says(behaviour: type[Behaviour]) -> str:
    return (behaviour.__doc__ or "").strip().splitlines()[0]
