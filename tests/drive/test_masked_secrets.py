"""Secrets: none stands in an exchange, an event or a message, in whatever spelling it came."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniature import ACCOUNTS, ADMIN, PASSWORD, Seen, answer, exchanges, run

from conformance.drive.mask import TOKEN, Masker
from conformance.drive.origin import basic
from conformance.evidence import event_as_json
from conformance.model.events import LeverMoved, Missed, Warned
from conformance.model.http import Request, Response
from conformance.model.steps import Call, Login, Session, Steps, Take
from conformance.profile.settings import Account, Pairings, Secret, Supply

HARD = 'p/ä"\\&<+ 1'


def masked(text: str, *secrets: str) -> str:
    masker = Masker()
    for each in secrets:
        masker.learn(each)
    return masker.words(text)


@pytest.mark.parametrize(
    "spell",
    [
        str,
        lambda secret: json.dumps(secret)[1:-1],
        lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
        lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
        lambda secret: b64encode(secret.encode()).decode(),
        lambda secret: urlsafe_b64encode(secret.encode()).decode().rstrip("="),
        lambda secret: quote(secret, safe=""),
        lambda secret: quote(secret, safe="").lower(),
        quote_plus,
        html.escape,
        lambda secret: secret.encode().hex(),
    ],
)
def test_every_spelling_of_a_secret_is_masked(spell: object) -> None:
    assert masked(f"before {spell(HARD)} after", HARD) == f"before {TOKEN} after"  # type: ignore[operator]


def test_a_secret_in_latin_1_is_masked() -> None:
    masker = Masker()
    masker.learn("geheimä")

    assert masker.wire("x geheim\xe4 x") == f"x {TOKEN} x"


@given(st.text(min_size=4, max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_no_long_secret_survives(secret: str, before: str, after: str) -> None:
    secret = f"marker{secret}".encode(errors="replace").decode()

    assert secret not in masked(f"{before}{secret}{after}", secret)


@given(st.text(min_size=1), st.dictionaries(st.text(), st.text() | st.integers()))
def test_a_masked_body_is_json_as_before(secret: str, rest: dict[str, object]) -> None:
    masker = Masker()
    masker.learn(f"{secret}marker")
    body = json.dumps(rest | {"told": f"{secret}marker"}).encode()

    assert json.loads(masker.octets(body)) == rest | {"told": TOKEN}


def test_a_number_that_is_a_secret_stays_a_number_in_json() -> None:
    assert json.loads(masked('{"pin": 12345678, "text": "pin 12345678"}', "12345678")) == {
        "pin": 0,
        "text": f"pin {TOKEN}",
    }


def test_a_very_short_secret_is_masked_only_as_a_whole_value() -> None:
    assert masked('{"id": "id", "text": "an id"}', "id") == f'{{"id": "{TOKEN}", "text": "an id"}}'


def test_a_very_short_secret_is_masked_as_a_whole_header() -> None:
    masker = Masker()
    masker.learn("abc")

    assert masker.request(Request("GET", "/abc", (("A", "abc"), ("B", "abcd")))).headers == (
        ("A", TOKEN),
        ("B", "abcd"),
    )


def test_the_value_of_a_cookie_is_masked() -> None:
    response = Response(200, (("Set-Cookie", "JSESSIONID=0123; Path=/"),))

    assert Masker().response(response).headers == (("Set-Cookie", f"JSESSIONID={TOKEN}; Path=/"),)


def test_the_longer_of_two_secrets_is_masked_as_one() -> None:
    assert masked("abcdefgh", "abcdef", "abcdefgh") == TOKEN


def test_secrets_of_the_profile_are_told_by_type_and_by_name() -> None:
    masker = Masker()
    masker.learn_all({"a": Secret("marker-1"), "pair_psc_info": {"password": "marker-2", "url": "no-secret"}})

    assert masker.words("marker-1 marker-2 no-secret") == f"{TOKEN} {TOKEN} no-secret"


def _echo(seen: Seen) -> bytes | None:
    """Everything that was sent comes back, in several spellings."""
    if str(seen) == "GET /pairings/echo":
        values = " ".join([*seen.headers.values(), seen.target, seen.body.decode("latin-1")])
        spelt = {"plain": values, "coded": b64encode(seen.session.encode()).decode(), "quoted": quote(values, safe="")}
        return answer(418, spelt, (("X-Echo", values),))
    return None


def _telling() -> Steps:
    own = Session("admin", 'own "key"')
    yield Login(own)
    headers = (("Authorization", "{basic}"), ("Cookie", "id={session}; cut={session:cut}"))
    yield Call("getPairing", {"pairing_id": "echo"}, headers=headers, query="s={session}", fill=own)
    yield Call("getPairing", {"pairing_id": "echo"}, session=ADMIN)
    yield Call("createRemoteSession", {"pairing_id": "echo"}, session=ADMIN, remote=True)
    yield Take("a new one")


def test_no_secret_of_a_whole_run_stands_in_its_evidence() -> None:
    supply = Supply(create={"pair_psc_info": {"password": "supply-marker"}})
    accounts = {**ACCOUNTS, "viewer": Account("viewer", Secret("viewer-marker"))}
    target, events = run(_telling, rule=_echo, accounts=accounts, pairings=Pairings(supply=supply))
    told = "\n".join(json.dumps(event_as_json(each)) for each in events)
    sent = {each.session for each in target.requests if each.session}
    secrets = [PASSWORD, "remote-marker", "supply-marker", *sent, *(each[:-1] for each in sent)]
    secrets += [basic("administrator", PASSWORD)[6:], basic("remote", "remote-marker")[6:]]

    assert any(b"supply-marker" in each.body for each in target.requests)
    assert [each for each in secrets if each in told or b64encode(each.encode()).decode() in told] == []


def test_a_live_value_is_put_in_on_the_wire_only() -> None:
    target, events = run(_telling, rule=_echo)
    raw = next(each for each in target.requests if "cookie" in each.headers)
    session = raw.target.rpartition("=")[2]

    assert raw.headers["cookie"] == f"id={session}; cut={session[:-1]}"
    assert raw.headers["authorization"] == basic("administrator", PASSWORD)
    assert "x-dr-session" not in raw.headers
    shown = next(each for each in exchanges(events) if "?s=" in each.request.target)
    assert shown.request.target == "/api/pairings/echo?s=[session admin own key]"


def test_a_plain_word_that_a_mock_gives_out_as_a_session_does_not_change_its_answers() -> None:
    masker = Masker()
    masker.learn("string", "[session admin main]", given_out=True)

    sent = masker.request(Request("GET", "/", (("x-dr-session", "string"),)))

    assert sent.headers == (("x-dr-session", "[session admin main]"),)
    assert masker.octets(b'{"id": "string"}') == b'{"id": "string"}'


@pytest.mark.parametrize("name", ["x-dr-session", "X-Session", "session_id", "Authorization", "X-Api-Key"])
def test_a_header_that_tells_by_its_name_is_a_secret(name: str) -> None:
    masker = Masker()
    masker.learn_all({name: "marker-plain"})

    assert masker.words("marker-plain") == TOKEN


def test_what_a_run_warns_of_holds_no_secret() -> None:
    masker = Masker()
    masker.learn("marker-1")

    told = [
        masker.event(each)
        for each in (
            Warned("a marker-1"),
            Missed("x", "marker-1"),
            LeverMoved("x", applied=True, error="marker-1", at=0),
        )
    ]

    assert not any("marker-1" in repr(each) for each in told)
