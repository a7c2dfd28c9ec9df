"""Everything that a server of the operation can be asked, in scenes; `rehearse` plays one and gives the transcript."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

from stage import Stage, basic, follow, log_in, look, stage_of, stranger, supply, transcript

from conformance.reference.behaviour import Behaviour
from conformance.reference.wire import Ask

Scene = Callable[[Stage, tuple[str, str], tuple[str, str]], None]
EXAMPLE = b64encode(b"063bbee1-08a0-43d7-a4ae-626cb7e8cf5b").decode()
MOST_IN_A_SECOND = 300


def strangers_try(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete in every way of not being logged in."""
    accounts = stage.behaviour.site.accounts
    token = admin[1]
    over = log_in(stage, accounts.admin)
    pairing = supply(stage, admin, over)
    stage.ask("DELETE", "/session", over)
    unknown = b64encode(stranger(stage).encode()).decode()
    wrong = ("", unknown, "no session", "A" * 16000, "\xe9\xff", token[:-1], f"{token}A")
    wrong = (*wrong, stranger(stage), EXAMPLE, token + "A" * 300, token.swapcase(), f'"{token}"', f"!*{token}")
    tries: list[tuple[str, tuple[tuple[str, str], ...]]] = [
        ("", ()),
        *(("", (("x-dr-session", each),)) for each in wrong),
        ("", (over,)),
        (f"?x-dr-session={token}", ()),
        ("", (("cookie", f"x-dr-session={token}"),)),
        ("", (basic(accounts.admin),)),
        ("", (basic(accounts.remote),)),
        ("", (("authorization", f"Bearer {token}"),)),
    ]
    for query, headers in tries:
        stage.ask("DELETE", f"/pairings/{pairing}{query}", *headers)
        look(stage, pairing, admin)
    stage.ask("DELETE", f"/pairings/{stranger(stage)}")
    log_in(stage, accounts.admin)
    supply(stage, log_in(stage, accounts.admin))
    stage.ask("DELETE", f"/pairings/{pairing}")
    stage.ask("DELETE", f"/pairings/{pairing}?x=1")
    late = log_in(stage, accounts.admin)
    supply(stage, late)
    stage.ask("POST", "/_lab/expire-sessions")
    stage.ask("DELETE", f"/pairings/{pairing}", late)
    stage.ask("DELETE", f"/pairings/{pairing}", late)
    stage.ask("GET", "/session", late)
    again = log_in(stage, accounts.admin)
    stage.ask("DELETE", "/session", again)
    stage.ask("GET", "/session", again)


def viewer_tries(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete without the privilege."""
    viewer, fresh = (log_in(stage, stage.behaviour.site.accounts.viewer) for _ in range(2))
    pairing = supply(stage, admin, viewer, fresh)
    for session in (viewer, viewer, fresh):
        stage.ask("DELETE", f"/pairings/{pairing}", session)
        look(stage, pairing, admin)
    stage.pass_time(0.3)
    look(stage, pairing, admin)
    for detour in (f"{pairing}?force=true", pairing.upper()):
        stage.ask("DELETE", f"/pairings/{detour}", viewer)
    stage.ask("DELETE", f"/pairings/{pairing}", viewer, body=b"{}")
    stage.ask("DELETE", f"/pairings/{pairing}", viewer, basic(stage.behaviour.site.accounts.admin))
    named = ("x-forwarded-user", stage.behaviour.site.accounts.admin.username)
    stage.ask("DELETE", f"/pairings/{pairing}", viewer, named)
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", viewer)


ODD = (
    "not-a-pairing", "12345", "-1",
    "9" * 30, "%00", "a%00b", "%F0%9F%98%80", "%ff%fe", "%27", "%22", "%25s",
    "%24%7B7%7D", "%5C", "%0D%0Ax-injected:%201", "%3Cb%3E", "x" * 201, "x" * 256, "x" * 600, "x" * 2000, "x" * 9000,
    "%zz", "a%2Fb",
    "%E2%80%AE", "%EF%BF%BF", "((((", "null", "%20", "..", ".", "%2e%2e", "%2e", "", "*", "%25", "all", ".*",
    "%27%20OR%20%271%27=%271", "/", "x/..",
    "%C2%BD", "%F0%9F%87%A9%F0%9F%87%AA", "%E2%9D%A4%EF%B8%8F", "~", "1-1-1-1-1", "-" * 36, "x" + "%20" * 40,
    "x" * 16_384,
)  # fmt: skip


def odd_requests(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete what is no pairing."""
    supply(stage, admin)
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin)
    for odd in ODD:
        stage.ask("DELETE", f"/pairings/{odd}", admin)
        stage.ask("GET", "/pairings", admin)
    stage.ask("DELETE", "/pairings", admin)
    stage.spelled = (admin[0].upper(),)
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin)
    stage.spelled = ()
    stage.ask("DELETE", f"/pairings/{stranger(stage)}?a=1&a=2&b=%0D%0Ax-injected:1", admin)
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, ("accept", "image/png"))
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, ("x-padding", "x" * 9000))
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, ("accept-language", "*"))
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, ("x-odd", "x"))
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, body=b"{")
    for header in (
        basic(stage.behaviour.site.accounts.admin),
        ("transfer-encoding", "chunked"),
        ("expect", "x"),
        admin,
    ):
        stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, header)
    stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, ("accept", "*/*"))
    stage.ask("DELETE", "/pairings/\xe4", admin)
    stage.ask("GET", "/pairings", admin, ("accept-encoding", "gzip"))


def near_misses(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete what resembles a pairing."""
    shapes = (
        "x{0}", "{0}x", "{0}.json", "{1}", "{1:.20}", "%20{0}", "{0}%0A", "%25{2:02x}{3}",
        "{0}%00", "{0},{0}", "{4}", "{0};v=x", "{0}/",
        "x%2F{0}", "{0}.", "{1}x", "x{3}", "{0:.17}x{5}", "%22{0}%22", "{0}%23x", "{0}%C2%A0", "{6}", "_{3}", ".{3}",
        "x/{0}", "{0}/x", "{7}",
        "{3}", "{5}", "x%5C{0}", "{0}&x", "{0}@x", "%7B{0}%7D", "{1},{0}",
    )  # fmt: skip
    for shape in shapes:
        pairing = supply(stage, admin)
        parts = pairing[:-1], ord(pairing[0]), pairing[1:], pairing.swapcase(), pairing[18:], in_full_width(pairing)
        parts = (*parts, with_an_accent(pairing))
        target = shape.format(pairing, *parts)
        follow(stage, stage.ask("DELETE", f"/pairings/{target}", admin), admin)
        look(stage, pairing, admin)


def named_elsewhere(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete a stranger, and name a pairing beside the path."""
    pairing = supply(stage, admin)
    path = f"/pairings/{stranger(stage)}"
    stage.ask("DELETE", f"{path}?pairing_id={pairing}", admin)
    look(stage, pairing, admin)
    stage.ask("DELETE", path, admin, ("x-original-url", f"/pairings/{supply(stage, admin)}"))
    stage.ask("DELETE", path, admin, body=b'{"pairing_id": "%s"}' % supply(stage, admin).encode())
    stage.ask("GET", "/pairings", admin)


def in_full_width(text: str) -> str:
    """A text whose first digit is in full width, percent-encoded."""
    place = next(place for place, each in enumerate(text) if each.isdecimal())
    return text[:place] + quote(chr(ord(text[place]) + 0xFEE0)) + text[place + 1 :]


def with_an_accent(text: str) -> str:
    """A text whose first letter has an accent, percent-encoded."""
    place = next(place for place, each in enumerate(text) if each.isalpha())
    return text[: place + 1] + "%CC%81" + text[place + 1 :]


def other_methods(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Use methods that do not delete."""
    for method in ("GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "LINK", "delete"):
        pairing = supply(stage, admin)
        preflight = ("access-control-request-method", "DELETE")
        ways = (((), ""), ((("x-http-method-override", "DELETE"),), ""), ((preflight,), ""), ((), "?_method=DELETE"))
        for headers, query in ways:
            follow(stage, stage.ask(method, f"/pairings/{pairing}{query}", admin, *headers), admin)
            look(stage, pairing, admin)


def remote_states(stage: Stage, admin: tuple[str, str], other: tuple[str, str]) -> None:
    """Delete without the remote site, and then with it."""
    for lever in (False, True):
        pairing = supply(stage)
        follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", other), admin, 3)
        follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage)}?force=true", other), admin, 3)
        local = basic(stage.behaviour.site.accounts.admin)
        follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage)}", other, local), admin, 3)
        follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage)}", other, body=b"{}"), admin, 3)
        stage.ask("POST", f"/pairings/{pairing}/remote-session", other, local)
        follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", other), admin, 3)
        supply(stage, other)
        follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", other), admin, 3)
        stage.ask("POST", f"/pairings/{pairing}/remote-session", admin, basic(stage.behaviour.site.accounts.remote))
        follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", other), admin)
        if lever:
            stage.ask("POST", "/_lab/remote-site", body=b'{"state": "down"}')
            for _ in range(2):
                follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", admin), admin)
                look(stage, pairing, admin)
            follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage)}", other), admin)
            stage.ask("POST", "/_lab/remote-site", body=b'{"state": "up"}')
            viewer = log_in(stage, stage.behaviour.site.accounts.viewer)
            follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage, viewer)}", viewer), admin)
            follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage)}", admin), admin, 3)
        deletion(stage, admin, pairing)


def deletion(stage: Stage, admin: tuple[str, str], pairing: str) -> None:
    """Delete a pairing, watch its task, look for it, delete it again."""
    answer = stage.ask("DELETE", f"/pairings/{pairing}", admin)
    follow(stage, answer, admin, 1)
    look(stage, pairing, admin)
    follow(stage, answer, admin)
    look(stage, pairing, admin)
    follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", admin), admin)
    look(stage, pairing, admin)
    stage.pass_time(0.6)
    follow(stage, answer, admin, 1)


def races(stage: Stage, admin: tuple[str, str], other: tuple[str, str]) -> None:
    """Delete at the same instant, one pairing and several."""
    for sessions in ((admin, admin), (admin, other)):
        pairing = supply(stage, *dict.fromkeys(sessions))
        answers = [stage.ask("DELETE", f"/pairings/{pairing}", each) for each in sessions]
        for answer in answers:
            follow(stage, answer, admin)
        look(stage, pairing, admin)
    pairings = [supply(stage, admin) for _ in range(4)]
    for _ in range(2):
        answers = [stage.ask("DELETE", f"/pairings/{each}", admin) for each in pairings]
        for answer in answers:
            follow(stage, answer, admin)
        for each in pairings:
            look(stage, each, admin)


def journey(stage: Stage, admin: tuple[str, str], other: tuple[str, str]) -> None:
    """Fail, log out and come back, and delete what another session has deleted."""
    accounts = stage.behaviour.site.accounts
    pairing = supply(stage)
    refused = log_in(stage, accounts.admin)
    stage.ask("DELETE", f"/pairings/{pairing}", refused)
    stage.ask("DELETE", "/session", refused)
    stage.ask("DELETE", f"/pairings/{pairing}", refused)
    look(stage, pairing, admin)
    pairing = supply(stage, other)
    stage.ask("POST", "/_lab/remote-site", body=b'{"state": "down"}')
    follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", other), admin)
    stage.ask("POST", "/_lab/remote-site", body=b'{"state": "up"}')
    stage.ask("DELETE", f"/pairings/{pairing}", admin)
    stage.ask("POST", f"/pairings/{pairing}/remote-session", other, basic(accounts.remote))
    follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", other), admin)
    follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", admin), admin)
    stage.ask("DELETE", "/session", other)
    look(stage, pairing, admin)


def burst(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Ask very often within an instant."""
    for _request in range(MOST_IN_A_SECOND + 1):
        stage.behaviour.respond(Ask("GET", "/"))
    stage.ask("GET", "/session", admin)


def one_connection(stage: Stage, admin: tuple[str, str], other: tuple[str, str]) -> None:
    """Ask over a connection that somebody else's requests, or an odd one, came over before."""
    viewer = log_in(stage, stage.behaviour.site.accounts.viewer)
    for number, headers in enumerate(((), (viewer,), (other,)), 1):
        pairing = supply(stage, admin, viewer)
        stage.connection = -number
        stage.ask("DELETE", f"/pairings/{pairing}", *headers)
        stage.connection = number
        look(stage, pairing, admin)
        stage.ask("DELETE", f"/pairings/{pairing}", *headers)
        stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, body=b"{}")
        stage.ask("DELETE", f"/pairings/{stranger(stage)}", admin, ("transfer-encoding", "chunked"), body=b"{}")
        stage.ask("HEAD", "/pairings", admin)
        look(stage, pairing, admin)
    stage.connection = 0


def respelled(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete in other spellings of the request, without a session and without the privilege."""
    viewer = log_in(stage, stage.behaviour.site.accounts.viewer)
    token = admin[1]
    end = token[:-1] + ("A" if token[-1] != "A" else "B")
    inside = ("x-forwarded-for", "127.0.0.1")
    for header in (("x-dr-session", end), ("x-dr-session", f"none, {token}"), inside):
        stage.ask("DELETE", f"/pairings/{supply(stage, admin)}", header)
    for headers in ((), (viewer,)):
        for spelling in ("{};v=1", "{}/", "%{:02x}"):
            pairing = supply(stage, admin, viewer)
            plain = spelling.format(ord(pairing[0])) + pairing[1:] if "%" in spelling else spelling.format(pairing)
            stage.ask("DELETE", f"/pairings/{plain}", *headers)
            look(stage, pairing, admin)
        stage.ask("DELETE", "/pairings/not-a-pairing", *headers)
    pairing = supply(stage, admin)
    follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", admin), admin)
    stage.ask("DELETE", f"/pairings/{pairing}")
    left = supply(stage, admin)
    stage.ask("POST", "/_lab/expire-sessions")
    stage.ask("DELETE", f"/pairings/{left}", log_in(stage, stage.behaviour.site.accounts.admin))
    again, viewer = (log_in(stage, getattr(stage.behaviour.site.accounts, each)) for each in ("admin", "viewer"))
    pairing = supply(stage, again, viewer)
    stage.ask("DELETE", f"/pairings/{pairing}", viewer)


def leaving(stage: Stage, admin: tuple[str, str], other: tuple[str, str]) -> None:
    """Log out while a deletion runs; delete without a session while the remote site is down."""
    accounts = stage.behaviour.site.accounts
    viewer, watcher, heir, asker = (log_in(stage, each) for each in (accounts.viewer, *[accounts.admin] * 3))
    pairing = supply(stage, other)
    look(stage, pairing, watcher)
    look(stage, pairing, viewer)
    beside = supply(stage, viewer, heir)
    answer = stage.ask("DELETE", f"/pairings/{pairing}", other)
    stage.ask("DELETE", f"/pairings/{beside}")
    stage.ask("DELETE", f"/pairings/{beside}", viewer)
    stage.ask("DELETE", f"/pairings/{beside}", asker)
    stage.ask("DELETE", f"/pairings/{pairing}")
    stage.ask("DELETE", f"/pairings/{pairing}", viewer)
    stage.ask("GET", "/pairings", admin)
    left = supply(stage, other)
    stage.ask("DELETE", "/session", other)
    stage.ask("DELETE", f"/pairings/{left}", other)
    stage.ask("GET", "/pairings", other)
    follow(stage, stage.ask("DELETE", f"/pairings/{left}", heir), admin)
    follow(stage, answer, admin)
    look(stage, pairing, admin)
    look(stage, pairing, watcher)
    look(stage, pairing, viewer)
    stage.ask("GET", "/pairings", viewer)
    stage.pass_time(0.6)
    follow(stage, answer, admin, 1)
    stage.ask("DELETE", f"/pairings/{supply(stage, other)}", other)
    pairing = supply(stage, admin)
    stage.ask("POST", "/_lab/remote-site", body=b'{"state": "down"}')
    stage.ask("DELETE", f"/pairings/{pairing}")
    stage.ask("DELETE", f"/pairings/{pairing}", viewer)
    look(stage, pairing, admin)
    stage.ask("POST", f"/pairings/{pairing}/remote-session", watcher, basic(accounts.remote))
    stage.ask("POST", "/_lab/remote-site", body=b'{"state": "up"}')
    stage.ask("DELETE", f"/pairings/{pairing}", watcher)
    for _ in range(4):
        follow(stage, stage.ask("DELETE", f"/pairings/{supply(stage, admin)}", admin), admin)


def a_while_later(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete, and look again two seconds later, also at the list of tasks; delete again."""
    pairing = supply(stage, admin)
    answer = stage.ask("DELETE", f"/pairings/{pairing}", admin)
    follow(stage, answer, admin)
    stage.pass_time(2)
    follow(stage, answer, admin, 1)
    look(stage, pairing, admin)
    stage.ask("GET", "/tasks", admin)
    for session in (admin, log_in(stage, stage.behaviour.site.accounts.admin)):
        follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", session), session)


def outage_midway(stage: Stage, admin: tuple[str, str], _: tuple[str, str]) -> None:
    """Delete, and then another in whose midst the remote site goes down; look when it is up again, delete again."""
    earlier, pairing = supply(stage, admin), supply(stage, admin)
    follow(stage, stage.ask("DELETE", f"/pairings/{earlier}", admin), admin)
    stage.pass_time(0.4)
    look(stage, earlier, admin)
    answer = stage.ask("DELETE", f"/pairings/{pairing}", admin)
    stage.pass_time(0.1)
    stage.ask("POST", "/_lab/remote-site", body=b'{"state": "down"}')
    follow(stage, answer, admin)
    look(stage, pairing, admin)
    stage.ask("POST", "/_lab/remote-site", body=b'{"state": "up"}')
    look(stage, pairing, admin)
    look(stage, earlier, admin)
    stage.ask("POST", f"/pairings/{pairing}/remote-session", admin, basic(stage.behaviour.site.accounts.remote))
    follow(stage, stage.ask("DELETE", f"/pairings/{pairing}", admin), admin)
    look(stage, pairing, admin)


SCENES = (
    outage_midway,
    one_connection,
    respelled,
    leaving,
    a_while_later,
    remote_states,
    races,
    strangers_try,
    viewer_tries,
    odd_requests,
    near_misses,
    named_elsewhere,
    other_methods,
    journey,
    burst,
)


def rehearse(kind: type[Behaviour], scene: Scene) -> tuple[str, ...]:
    """The transcript of a scene, for a kind of server."""
    stage = stage_of(kind)
    admin, other = (log_in(stage, stage.behaviour.site.accounts.admin) for _ in range(2))
    scene(stage, admin, other)
    return transcript(stage)
