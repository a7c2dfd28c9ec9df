"""What a profile lacks costs what hangs on it, by name, and nothing else: on real servers."""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.request import Request, urlopen

import pytest

from conformance.catalogue.lacking import ASKED_FOR, UNSEEN
from conformance.model.terms import Outcome, RunVerdict
from conformance.profile.load import loads
from conformance.reference.faults import FAULTS
from conformance.reference.serve import start
from conformance.run import judge_target
from conformance.run.told import WITHOUT_LOGIN

UNREMOTE = "no-remote-sites"
SOME_ACCOUNT = '[accounts.remote]\nusername = "r"\npassword = "marker"\n\n[pairings]'


def without(*tables):
    """What makes a profile one without some of its tables."""
    return lambda text: "\n\n".join(
        each for each in text.split("\n\n") if not each.strip().startswith(tuple(f"[{table}]" for table in tables))
    )


def unclaimed(*areas):
    """What makes a profile one whose claim leaves areas out."""
    return lambda text: text.replace("[claim]", f"[claim]\nwithout = {json.dumps(areas)}")


def judged(folder, text, **overrides):
    options = {"seed": 1, "out": str(folder / "run"), "depth": "quick", **overrides}
    return judge_target(loads(text, environ={}, overrides=options))


def of(folder, edit=lambda text: text, only=(), **server):
    with start(**server) as running:
        return judged(folder, edit(running.profile()), **({"only": only} if only else {}))


def broken(result):
    return {each.id for each in result.having(Outcome.FAIL, Outcome.WARN)}


@pytest.mark.parametrize(
    "edit",
    [lambda text: text, lambda text: text.replace("[pairings]", SOME_ACCOUNT, 1)],
    ids=["without an account", "with one for which there is no operation"],
)
def test_a_target_without_remote_sites_is_conformant_where_the_claim_leaves_them_out(tmp_path, edit):
    result = of(tmp_path, edit, variant=UNREMOTE)

    assert result.verdict is RunVerdict.CONFORMANT
    assert (result.open(), [each for each in result.pairings if each.wrongly]) == ((), [])
    assert WITHOUT_LOGIN in result.warnings


def test_a_target_that_asks_for_the_login_is_asked_once_and_loses_nothing(tmp_path):
    result = of(tmp_path, lambda text: without("accounts.remote")(unclaimed("connectivity")(text)))

    assert (result.verdict, result.deleted, broken(result)) == (RunVerdict.INCOMPLETE, (), set())
    assert {each.verdict.message for each in result.open()} == {ASKED_FOR}
    assert {each.verdict.outcome for each in result.open()} == {Outcome.NOT_TESTED}
    assert WITHOUT_LOGIN not in result.warnings


def test_a_wrong_refusal_is_told_once_a_deletion_has_shown_that_nothing_else_stood_against_it(tmp_path):
    result = of(tmp_path, variant=UNREMOTE, fault="forbidden-is-500")

    assert result.verdict is RunVerdict.NON_CONFORMANT
    assert broken(result) == FAULTS["forbidden-is-500"].trips


def test_who_claims_connectivity_is_told_that_a_deletion_needed_no_login(tmp_path):
    claimed = lambda text: text.replace('without = ["connectivity"]', "")  # noqa: E731 - short

    result = of(tmp_path, claimed, variant=UNREMOTE)

    assert {"connectivity.not-authenticated"} <= broken(result)
    assert {each.split(".")[0] for each in broken(result)} == {"connectivity"}


def asked(url, *, method="POST", body=None, **headers):
    request = Request(url, body, {"Content-Type": "application/json", **headers}, method=method)  # noqa: S310 - loopback
    with urlopen(request) as answer:  # noqa: S310
        return json.loads(answer.read() or b"{}")


def basic(account):
    return "Basic " + b64encode(f"{account.username}:{account.password}".encode()).decode()


def test_a_ready_session_that_was_logged_in_by_hand_deletes_what_is_given_up(tmp_path):
    with start() as server:
        admin, remote = server.accounts.admin, server.accounts.remote
        [pairing] = asked(f"{server.lab_url}/pairings", body=b'{"count": 1}')["ids"]
        session = asked(f"{server.base_url}/session", Authorization=basic(admin))["session_id"]
        by_hand = {"x-dr-session": session, "Authorization": basic(remote)}
        asked(f"{server.base_url}/pairings/{pairing}/remote-session", **by_hand)
        text = without("accounts.remote", "levers.expire_sessions", "levers.remote_site_down")(server.profile())
        text = text.replace(f'username = "{admin.username}"\npassword = "{admin.password}"', f'session = "{session}"')
        head, rest = text.split("[pairings]")
        text = unclaimed("connectivity", "concurrency")(
            f'{head}[pairings]\nids = ["{pairing}"]\n\n[claim]{rest.split("[claim]")[1]}'
        )
        result = judged(tmp_path, text)

    assert (result.deleted, broken(result)) == ((pairing,), set())
    assert {each.id for each in result.open()} == {
        "authentication.logged-out-session",
        "authentication.logged-out-behind-its-logout",
        "authentication.expired-session",
        "authentication.basic-instead-of-session",
        "authentication.no-detour",
        *(each.id for each in result.open() if each.area == "permission"),
    }
    for each in result.open():  # the login by hand is in the administrator's session and in no other
        unseen = each.area == "permission" or each.id == "authentication.no-detour"
        assert (UNSEEN if unseen else "`[accounts.admin]` has a ready session") in each.verdict.message


@pytest.mark.parametrize("only", [("effect.near-padded",), ("permission",)])
def test_refusals_say_nothing_where_no_deletion_shows_that_the_login_was_not_what_they_lacked(tmp_path, only):
    text = lambda text: without("accounts.remote")(unclaimed("connectivity")(text))  # noqa: E731 - short
    result = of(tmp_path, text, fault="trims-the-id", only=only)

    assert (result.verdict, result.deleted, broken(result)) == (RunVerdict.INCOMPLETE, (), set())
    assert {each.verdict.outcome for each in result.open()} == {Outcome.NOT_TESTED}
    assert UNSEEN in {each.verdict.message for each in result.open()}
