"""A target may give an account one session, however often it logs in: there is no other then, and the one is kept."""

from __future__ import annotations

import pytest
from miniature import ADMIN, PAIRING, Seen, answer, exchanges, missed, run

from conformance.model.steps import Call, Leave, Login, Session, Steps

OTHER = Session("admin", "another")


def one_id(seen: Seen) -> bytes | None:
    if str(seen) == "POST /session":
        return answer(200, {"session_id": "the-only-session"})
    return answer(200, {"list": []}) if seen.session == "the-only-session" else None


@pytest.mark.parametrize(
    ("rule", "sent", "said"),
    [
        (one_id, 0, ["the target gave two logins one session, so there is no other to ask with"]),
        (lambda _: None, 1, []),
    ],
)
def test_what_needs_another_session_is_sent_with_another_or_not_at_all(rule, sent, said) -> None:
    def probe() -> Steps:
        yield Login(ADMIN)
        yield Login(OTHER)
        yield Call("getPairing", {"pairing_id": PAIRING}, session=OTHER, apart=ADMIN)

    _, events = run(probe, rule=rule)

    assert (len(exchanges(events, "getPairing")), missed(events)) == (sent, said)


@pytest.mark.parametrize(("rule", "logouts"), [(one_id, 0), (lambda _: None, 1)])
def test_who_leaves_does_not_end_the_session_that_others_use(rule, logouts) -> None:
    def probe() -> Steps:
        yield Call("getCurrentSession", session=ADMIN)
        yield Call("getCurrentSession", session=OTHER)
        yield Leave()
        yield Call("getCurrentSession", session=ADMIN)

    target, events = run(probe, rule=rule)

    said = target.said()
    looks = [place for place, each in enumerate(said) if each == "GET /session"]
    assert said[looks[1] : looks[2]].count("DELETE /session") == logouts
    assert missed(events) == []


@pytest.mark.parametrize(("but", "logouts"), [(OTHER, 0), (Session("admin", "a third"), 1), (None, 1)])
def test_who_leaves_keeps_the_session_that_is_needed_yet(but, logouts) -> None:
    def probe() -> Steps:
        yield Call("getCurrentSession", session=OTHER)
        yield Leave(but)
        yield Call("getCurrentSession", session=ADMIN)

    target, _ = run(probe)

    said = target.said()
    looks = [place for place, each in enumerate(said) if each == "GET /session"]
    assert said[looks[0] : looks[1]].count("DELETE /session") == logouts
