"""What a run leaves out, and what the probes of the rest are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from conformance.model.errors import UserError
from conformance.model.terms import Area, Level
from conformance.plan.stages import STAGES, Stage, probes

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from conformance.catalogue.requirement import Requirement
    from conformance.plan.probe import Probe
    from conformance.profile.settings import Profile


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does.

    stages: with the probes that will run.
    skipped: requirement id -> why it is left out; such a requirement narrows the claim.
    narrowing: sentences that say so in the report.
    blocked: probe -> the missing pieces of the profile that keep it from running.
    lacking: need (Profile.missing) -> what of the profile is missing or does not work.
    """

    stages: tuple[Stage, ...]
    skipped: dict[str, str]
    narrowing: tuple[str, ...]
    blocked: dict[str, tuple[str, ...]]
    lacking: Mapping[str, str] = field(default_factory=dict)

    @property
    def probes(self) -> tuple[Probe, ...]:
        """The probes that will run, in order."""
        return tuple(probe for stage in self.stages for probe in stage.probes)

    @property
    def requests(self) -> int:
        """About how many requests the run sends."""
        return sum(probe.requests for probe in self.probes)

    @property
    def pairings(self) -> int:
        """How many pairings a right target has fewer afterwards, were they all there to be had."""
        shared = any(probe.name == "deletion" for probe in self.probes)
        return sum(probe.own + probe.more for probe in self.probes) + shared

    def judges(self, area: Area, requirements: Iterable[Requirement]) -> bool:
        """Whether something of an area is to be judged, be it by another shard."""
        return any(
            each.area is area and self.skipped.get(each.id, ANOTHER_SHARD).startswith(ANOTHER_SHARD)
            for each in requirements
        )


ANOTHER_SHARD = "belongs to another shard than"
"""How the reason begins why a shard leaves a requirement out."""
BESIDES_HAZARDS = ", and is judged only with `[claim] hazards`"
"""How it ends where the claim does not need the requirement."""

WITHOUT_LOGIN = "deletions are tried without a login to the remote site, and not judged where the target asks for one"
"""What comes of a profile that has no account for it."""
IN_NO_CLAIM = "not-authenticated"
OF_THE_REMOTE_SITE = frozenset({"remote", "remote_site_down"})
"""Pieces of a profile that only a target with remote sites has a use for."""

LISTED = "`srm-conformance requirements` lists ids and areas for --only and --skip, and depths"


def plan(requirements: Sequence[Requirement], profile: Profile, *, broken: Mapping[str, str] | None = None) -> Plan:
    """Choose probes for what the profile asks for and allows.

    broken: need (Profile.missing) -> why the profile's piece for it does not work; it counts as missing.
    Raises UserError when `--only`, `--skip` or the shard leave nothing to judge, or name nothing.
    """
    skipped = _skipped(requirements, profile)
    wanted = [each for each in requirements if each.id not in skipped and not each.not_applicable]
    if not wanted and profile.options.only and set(profile.options.only) & skipped.keys():
        named = next(each for each in profile.options.only if each in skipped)
        raise UserError(f"the selection leaves no requirement to judge: `{named}` is {skipped[named]}", LISTED)
    if not wanted:
        raise UserError(
            "the selection leaves no requirement to judge",
            LISTED,
        )
    missing = profile.missing()
    lacking = {**(broken or {}), **missing}
    names = {name for each in wanted for name in each.over if name in _of_shard(profile)}
    if "remote" in lacking and not any(each.area is Area.CONNECTIVITY for each in wanted):
        names.discard(IN_NO_CLAIM)  # a target that does without the login would lose a pairing by it
    stages, blocked = [], dict[str, tuple[str, ...]]()
    for stage in STAGES:
        chosen = [p for p in stage.probes if p.name in names and profile.options.depth.includes(p.depth)]
        blocked |= {
            p.name: tuple(lacking[n] for n in sorted(p.needs_of(missing)) if n in lacking)
            for p in chosen
            if p.needs_of(missing) & lacking.keys()
        }
        able = tuple(p for p in chosen if p.name not in blocked)
        if able:
            stages.append(Stage(stage.title, able, stage.side_by_side))
    return Plan(tuple(stages), skipped, _narrowing(profile), blocked, lacking)


def untested(requirements: Iterable[Requirement], chosen: Plan) -> dict[str, tuple[str, ...]]:
    """Requirement id -> what keeps each of its probes from running; without those left out on purpose."""
    running = {probe.name for probe in chosen.probes}
    told = {}
    for each in requirements:
        if each.id in chosen.skipped or each.not_applicable:
            continue
        own = [chosen.lacking[need] for need in sorted(each.needs & chosen.lacking.keys())]
        if own or running.isdisjoint(each.over):
            reasons = [reason for name in each.over for reason in chosen.blocked.get(name, ())]
            told[each.id] = tuple(dict.fromkeys([*own, *reasons]))
    return told


def lacking_for(requirement: Requirement, missing: Mapping[str, str]) -> frozenset[str]:
    """The pieces of a profile without which none of a requirement's probes shows it; empty when one can."""
    known = probes()
    needed = [(known[name].needs | requirement.needs) & missing.keys() for name in requirement.over]
    return frozenset[str]().union(*needed) if all(needed) else frozenset()


def is_mandatory(requirement: Requirement, skipped: Container[str], *, hazards: bool) -> bool:
    """Whether a claim stands only if a requirement is judged. skipped: the ids of those that it leaves out."""
    return (
        requirement.level is Level.MUST
        and not requirement.not_applicable
        and requirement.id not in skipped
        and (hazards or not requirement.hazards)
    )


def _skipped(requirements: Sequence[Requirement], profile: Profile) -> dict[str, str]:
    options = profile.options
    _known(requirements, "--only", options.only)
    _known(requirements, "--skip", options.skip)
    mine, missing = _of_shard(profile), profile.missing()
    skipped: dict[str, str] = {}
    for each in requirements:
        if each.area in profile.claim.without:
            skipped[each.id] = f"the claim leaves out the area {each.area}"
        elif Area.CONNECTIVITY in profile.claim.without and _is_of_the_remote_site(each, missing):
            pieces = "; ".join(missing[need] for need in sorted(lacking_for(each, missing)))
            skipped[each.id] = f"the claim leaves out the area {Area.CONNECTIVITY}, and {pieces}"
        elif options.only and not _named(each, options.only):
            skipped[each.id] = "left out by --only"
        elif _named(each, options.skip):
            skipped[each.id] = "left out by --skip"
        elif not options.depth.includes(each.depth):
            skipped[each.id] = f"judged from `--depth {each.depth}` on"
        elif _is_elsewhere(each, mine, missing):
            beside = BESIDES_HAZARDS if each.hazards and not profile.claim.hazards else ""
            skipped[each.id] = f"{ANOTHER_SHARD} {options.shard[0]}/{options.shard[1]}{beside}"
    return skipped


def _is_of_the_remote_site(requirement: Requirement, missing: Mapping[str, str]) -> bool:
    lacking = lacking_for(requirement, missing)
    return bool(lacking) and lacking <= OF_THE_REMOTE_SITE


def _is_elsewhere(requirement: Requirement, mine: Container[str], missing: Mapping[str, str]) -> bool:
    """Whether no probe of this shard shows a requirement, or only such as cannot run while one of another can."""
    known = probes()
    able = [name for name in requirement.over if not known[name].needs & missing.keys()]
    return not any(name in mine for name in able or requirement.over)


def _of_shard(profile: Profile) -> frozenset[str]:
    number, of = profile.options.shard
    every = [probe for stage in STAGES for probe in stage.probes]
    places = {probe.name: place for place, probe in enumerate(every)}
    return frozenset(each.name for each in every if places[each.beside or each.name] % of == number - 1)


def _named(requirement: Requirement, names: Iterable[str]) -> bool:
    return any(name in (requirement.id, requirement.area) for name in names)


def _known(requirements: Sequence[Requirement], option: str, names: Iterable[str]) -> None:
    known = [*(each.id for each in requirements), *Area]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "`srm-conformance requirements` lists ids and areas"
            raise UserError(f"`{option} {name}` names no requirement and no area", hint)


def _narrowing(profile: Profile) -> tuple[str, ...]:
    options = profile.options
    said = []
    if options.only:
        said.append(f"only {', '.join(options.only)}")
    if options.skip:
        said.append(f"without {', '.join(options.skip)}")
    if options.shard != (1, 1):
        said.append(_shard_in_words(*options.shard))
    if options.depth != "deep":
        said.append(f"depth {options.depth}")
    return tuple(said)


def _shard_in_words(number: int, of: int) -> str:
    return f"shard {number} of {of}"


def shard_in(narrowing: Sequence[str]) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Which shard sentences of `Plan.narrowing` speak of, (1, 1) for the whole, and the other sentences."""
    found = [re.fullmatch(r"shard (\d{1,6}) of (\d{1,6})", each) for each in narrowing]
    shard = next(((int(each[1]), int(each[2])) for each in found if each), (1, 1))
    return shard, tuple(each for each, is_shard in zip(narrowing, found, strict=True) if not is_shard)
