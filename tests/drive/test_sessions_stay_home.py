"""Passwords and session ids go to the origin of the base URL and nowhere else, whatever the target answers."""

from __future__ import annotations

import asyncio

import pytest
from miniature import ADMIN, PAIRING, Miniature, Seen, answer, play, profile

from conformance.model.steps import Call, RemoteLogin, Steps, Take


def everything() -> Steps:
    pairing = yield Take("x")
    yield RemoteLogin(ADMIN, pairing)
    yield Call("getPairing", {"pairing_id": PAIRING}, session=ADMIN)
    yield Call("deletePairing", {"pairing_id": pairing}, session=ADMIN, pairing=pairing)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 201, 202, 300, 401])
@pytest.mark.parametrize("header", ["Location", "Content-Location", "Refresh", "Alt-Svc"])
def test_no_answer_leads_a_session_elsewhere(status: int, header: str) -> None:
    home, elsewhere = Miniature(), Miniature()

    def away(seen: Seen) -> bytes | None:
        told = {"Refresh": f"0; url={elsewhere.base_url}", "Alt-Svc": f'h2="{elsewhere.base_url[7:-4]}"'}
        if str(seen) in ("POST /session", "GET /pairings"):
            return None
        return answer(
            status, {"id": f"{elsewhere.base_url}/tasks/1"}, ((header, told.get(header, elsewhere.base_url)),)
        )

    async def whole() -> None:
        home.rule = away
        async with home, elsewhere:
            await play(profile(home.base_url), everything)

    asyncio.run(whole())

    assert len(home.requests) > 3
    assert elsewhere.requests == []
