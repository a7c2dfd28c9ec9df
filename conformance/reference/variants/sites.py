"""Servers whose remote sites are others than those of the right one, or that have none."""

# ruff: noqa: D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from collections.abc import Mapping

from conformance.reference.behaviour import Behaviour, Endpoint
from conformance.reference.seeded import variant
from conformance.reference.site import Pairing, Session


class NoRemoteSites(Behaviour):
    """Has no remote sites: a deletion asks for no login to one, and there is none to be made."""

    def endpoints(self, segments: tuple[str, ...]) -> Mapping[str, Endpoint]:
        return {} if segments[2:] == ("remote-session",) else super().endpoints(segments)

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        pass


SITES = (variant(NoRemoteSites, remote=False),)
