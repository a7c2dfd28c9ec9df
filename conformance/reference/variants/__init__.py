"""Servers that differ from the right one and break nothing: what a judge must let pass."""

from __future__ import annotations

from conformance.reference.seeded import Variant
from conformance.reference.variants.ids import IDS
from conformance.reference.variants.lists import LISTS
from conformance.reference.variants.looks import LOOKS
from conformance.reference.variants.refusals import REFUSALS
from conformance.reference.variants.sites import SITES
from conformance.reference.variants.times import TIMES

VARIANTS: dict[str, Variant] = {each.name: each for each in (*LOOKS, *IDS, *TIMES, *REFUSALS, *LISTS, *SITES)}
