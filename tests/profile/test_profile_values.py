from __future__ import annotations

from pathlib import Path

import pytest
from profiles import BASE_URL, TARGET, problems, problems_of, read, wrong

from conformance.profile.load import load, loads
from conformance.profile.problems import ProfileError
from conformance.profile.settings import (
    Account,
    Claim,
    CommandAction,
    HttpAction,
    Lever,
    Limits,
    Pairings,
    Secret,
    Supply,
    Target,
)


def test_a_base_url_is_all_that_is_needed():
    profile = load(None, base_url=BASE_URL + "/", environ={})

    assert (Target(BASE_URL), {}, Pairings(), {}, Claim(), Limits()) == (
        profile.target,
        profile.accounts,
        profile.pairings,
        profile.levers,
        profile.claim,
        profile.limits,
    )


def test_without_a_base_url_the_profile_says_what_is_missing():
    (problem,) = problems_of("")

    assert (problem.key, problem.what) == ("target.base_url", "is missing")


def test_every_account_is_read_with_its_secrets():
    text = """
        [accounts.admin]
        username = "a"
        password = "p"
        session = "s"
        [accounts.viewer]
        session = { env = "VIEWER" }
        [accounts.remote]
        username = "r"
        password = { env = "REMOTE" }
    """

    assert {
        "admin": Account("a", Secret("p"), Secret("s")),
        "viewer": Account(session=Secret("v")),
        "remote": Account("r", Secret("q")),
    } == read(text, {"VIEWER": "v", "REMOTE": "q"}).accounts


def test_pairings_with_a_supply_over_http_are_read():
    text = """
        [pairings]
        ids = ["one", "two"]
        keep = ["three"]
        most = 3
        [pairings.supply]
        http = { method = "POST", url = "http://lab.example/p?x=1", json = { count = 4 }, headers = { X-A = "b" } }
        ids = "/ids"
    """

    http = HttpAction("POST", "http://lab.example/p?x=1", {"count": 4}, {"X-A": "b"})
    assert Pairings(("one", "two"), ("three",), 3, Supply(http=http, ids="/ids")) == read(text).pairings


def test_a_supply_may_be_a_program():
    supply = Supply(command=CommandAction(("./new.sh", "--one")))
    assert supply == read('[pairings.supply]\ncommand = ["./new.sh", "--one"]').pairings.supply


def test_a_supply_may_be_the_body_of_create_pairing_with_secrets_in_it():
    text = '[pairings.supply.create]\npair_vc_guid = "g"\npair_psc_info = { password = { env = "PSC" }, port = 443 }'

    create = {"pair_vc_guid": "g", "pair_psc_info": {"password": Secret("x"), "port": 443}}
    assert Supply(create=create) == read(text, {"PSC": "x"}).pairings.supply


def test_levers_are_read():
    text = """
        [levers.remote_site_down]
        apply = { http = { method = "PUT", url = "http://lab.example", json = ["down"] } }
        undo = { command = ["./up.sh"] }
        settle = 1
    """

    lever = Lever(HttpAction("PUT", "http://lab.example", ["down"]), CommandAction(("./up.sh",)), 1.0)
    assert {"remote_site_down": lever} == read(text).levers


def test_claim_and_limits_are_read():
    profile = read('[claim]\nwithout = ["http"]\nhazards = true\n[limits]\ntask_timeout = 5\nrequests_per_minute = 50')

    assert (Claim(("http",), hazards=True), Limits(task_timeout=5.0, requests_per_minute=50)) == (
        profile.claim,
        profile.limits,
    )


def test_a_secret_file_is_found_from_the_folder_of_the_profile_and_its_last_line_end_is_left_out(tmp_path: Path):
    (tmp_path / "word").write_bytes(b"a word\r\n")
    (tmp_path / "profile.toml").write_text(TARGET + '[accounts.admin]\nusername = "a"\npassword = { file = "word" }')

    assert Secret("a word") == load(tmp_path / "profile.toml", environ={}).accounts["admin"].password


def test_a_password_of_two_lines_is_refused():
    text = "[accounts.admin]\nusername = 'a'\npassword = { env = 'TWO' }"

    assert wrong(text, {"TWO": "two\nlines"}) == {
        "accounts.admin.password": "holds a control character, which Basic auth cannot carry (RFC 7617)"
    }


def test_paths_start_at_the_folder_of_the_profile(tmp_path: Path):
    (tmp_path / "ca.pem").touch()
    (tmp_path / "own.yaml").touch()
    text = f"""
        [target]
        base_url = "{BASE_URL}"
        verify_tls = "ca.pem"
        spec = "own.yaml"
        [run]
        out = "run"
        waivers = "w.toml"
        report = ["json=r.json"]
    """
    profile = loads(text, folder=tmp_path, environ={})

    assert (tmp_path / "ca.pem", str(tmp_path / "own.yaml")) == (profile.target.verify_tls, profile.target.spec)
    assert (tmp_path / "run", tmp_path / "w.toml") == (profile.options.out, profile.options.waivers)
    assert (("json", str(tmp_path / "r.json")),) == profile.options.report


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("ftp://srm.example", "is no absolute http or https URL"),
        ("srm.example/v2", "is no absolute http or https URL"),
        ("https://", "is no absolute http or https URL"),
        ("https://h:99999", "is no absolute http or https URL"),
        ("https://[::1", "is no absolute http or https URL"),
        ("https://h/v2?x", "has a query or a fragment; a base URL has none"),
        ("https://h/v2#", "has a query or a fragment; a base URL has none"),
        ("https://u:hunter2@h/v2", "holds a user name or password, which would stand in every report"),
        ("https://h/v 2", "holds a blank, a control character or one beyond ASCII"),
    ],
)
def test_a_base_url_is_absolute_and_bears_nothing_else(url: str, what: str):
    (problem,) = problems_of(f'[target]\nbase_url = "{url}"')

    assert what == problem.what
    assert "hunter2" not in problem.message + problem.way_out


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ("[limits]\ntask_timeout = 0", "limits.task_timeout", "must be a number of seconds above 0"),
        ("[limits]\npoll_interval = nan", "limits.poll_interval", "must be a number of seconds above 0"),
        ("[limits]\npoll_interval = inf", "limits.poll_interval", "must be a number of seconds above 0"),
        (f"[limits]\npoll_interval = 1{'0' * 400}", "limits.poll_interval", "must be a number of seconds above 0"),
        ("[limits]\nmax_requests = 0", "limits.max_requests", "must be 1 or more"),
        ("[limits]\nmax_requests = true", "limits.max_requests", "is a boolean; an integer is due"),
        ("[limits]\nmax_requests = 1.0", "limits.max_requests", "is a float; an integer is due"),
        ("[limits]\nrequests_per_minute = -1", "limits.requests_per_minute", "must be 0 or more"),
        ("[limits]\nconcurrency = 1001", "limits.concurrency", "must not be more than 1000"),
        ("[pairings]\nmost = 0", "pairings.most", "must be 1 or more"),
        ("[pairings]\nids = [1]", "pairings.ids[0]", "is an integer; a string is due"),
        ('[pairings]\nids = ["a", " "]', "pairings.ids[1]", "is empty"),
        ('[pairings]\nids = ["a", "a"]', "pairings.ids[1]", "stands twice"),
        ('[pairings]\nids = "a"', "pairings.ids", "is a string; an array of strings is due"),
        ("[claim]\nhazards = 1", "claim.hazards", "is an integer; true or false is due"),
        ("[claim]\nwithout = ['conectivity']", "claim.without[0]", "is no area"),
        ("[run]\nseed = -1", "run.seed", "must be 0 or more"),
        ("[run]\nseed = '5'", "run.seed", "is a string; an integer is due"),
        ("[run]\nshard = '3/2'", "run.shard", "is not I/N with I from 1 to N"),
        ("[run]\nreport = ['json']", "run.report", "is not FORMAT=PATH"),
        ("[run]\ndepth = 'deeep'", "run.depth", "is none of its values"),
        ("accounts = 1", "target.accounts", "is no key of `[target]`"),
        ("[accounts]\nadmin = 1", "accounts.admin", "is an integer; a table is due"),
        ("[accounts.admin]", "accounts.admin", "has no credentials: `username` and `password`, or a ready `session`"),
        ("[accounts.remote]\nsession = 's'", "accounts.remote.session", "is no key of an account"),
        ("[accounts.admin]\nusername = 'a'", "accounts.admin.password", "is missing"),
        ("[accounts.admin]\npassword = 'a'", "accounts.admin.username", "is missing"),
        (
            "[accounts.admin]\nusername = 'a:b'\npassword = 'p'",
            "accounts.admin.username",
            "holds a colon, which Basic auth cannot carry (RFC 7617)",
        ),
        (
            '[accounts.admin]\nsession = "a\\nb"',
            "accounts.admin.session",
            "holds a line end or another character that no header can carry",
        ),
        ("[levers.remote_site_down]", "levers.remote_site_down.apply", "is missing"),
        (
            "[levers.expire_sessions]\napply = {}",
            "levers.expire_sessions.apply",
            "must have exactly one of `http`, `command`, and has none",
        ),
        (
            "[pairings.supply]\ncommand = ['a']\ncreate = {}",
            "pairings.supply",
            "must have exactly one of `http`, `command`, `create`, and has 2",
        ),
        ("[pairings.supply]\ncommand = []", "pairings.supply.command", "is no array of strings, the program first"),
        (
            "[pairings.supply]\nhttp = { method = 'GET', url = 'http://h' }",
            "pairings.supply.ids",
            "is missing",
        ),
        (
            "[pairings.supply]\nhttp = { method = 'GET', url = 'http://h' }\nids = 'ids'",
            "pairings.supply.ids",
            "is no JSON pointer",
        ),
        (
            "[pairings.supply]\nhttp = { method = 'get', url = 'http://h' }\nids = ''",
            "pairings.supply.http.method",
            "is not in capitals; the methods of HTTP are",
        ),
        (
            "[pairings.supply]\nhttp = { method = 'GET', url = 'http://u:p@h' }\nids = ''",
            "pairings.supply.http.url",
            "holds a user name or password, which would stand in every report",
        ),
        (
            "[pairings.supply]\ncreate = { a = [2027-03-31] }",
            "pairings.supply.create.a[0]",
            "is a date or time, which JSON has not",
        ),
        ("[pairings.supply]\ncreate = { a = nan }", "pairings.supply.create.a", "is no number that JSON has"),
    ],
)
def test_a_wrong_value_is_named_with_its_key(text: str, key: str, what: str):
    assert what == wrong(text).get(key)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("reqest_timeout = 1", "request_timeout"),
        ("[limit]\nx = 1", "limits"),
        ("[levers.remote_site_dwn]\napply = {}", "remote_site_down"),
        ("[accounts.amdin]", "admin"),
        ("[accounts.admin]\nusername = 'a'\npassword = 'b'\npassord = 'c'", "password"),
        ("[accounts.admin]\nusername = 'a'\npassword = { envv = 'X' }", "env"),
        ("[claim]\nwithout = ['Conectivity']", "connectivity"),
        ("[run]\ndept = 'deep'", "depth"),
        ("[pairings.supply]\nhttp = { methd = 'GET' }", "method"),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(text: str, near: str):
    assert near in {each.near for each in problems(text)}


def test_everything_that_is_wrong_is_told_at_once_with_its_line():
    text = "colour = 1\n\n[limits]\nconcurrency = 0\n[accounts.admin]\nusername = 'a'\npassword = { env = 'NOT_SET' }"

    assert {("target.colour", 3), ("limits.concurrency", 6), ("accounts.admin.password", 9)} == {
        (each.key, each.line) for each in problems(text)
    }


def test_an_unset_variable_is_named_with_a_way_out():
    (problem,) = problems("[accounts.admin]\nusername = 'a'\npassword = { env = 'SRM_PASSWORD' }")

    assert problem.what == "needs the environment variable `SRM_PASSWORD`, which is not set"
    assert problem.way_out == "export SRM_PASSWORD=..."


def test_a_viewer_who_is_the_admin_is_refused():
    text = """
        [accounts.admin]
        username = "root"
        password = "p"
        [accounts.viewer]
        username = "Root"
        password = "p"
    """

    assert wrong(text) == {"accounts.viewer": "is the same account as `admin`"}


def test_a_text_that_is_no_toml_names_line_and_column():
    (problem,) = problems_of('[target]\nbase_url = "x\n')

    assert (problem.line, problem.key) == (2, "")
    assert problem.what.startswith("no TOML in column ")


def test_a_profile_nested_without_end_is_refused():
    (problem,) = problems_of("a = " + "[" * 10_000)

    assert "no TOML" in problem.what


def test_a_file_that_is_not_there_is_a_problem_and_no_traceback(tmp_path: Path):
    with pytest.raises(ProfileError) as raised:
        load(tmp_path / "none.toml", environ={})

    assert "cannot be read: No such file or directory" in raised.value.message


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path):
    (tmp_path / "p.toml").write_bytes(b"a = '\xff'")

    with pytest.raises(ProfileError, match="not UTF-8"):
        load(tmp_path / "p.toml", environ={})


def test_no_secret_stands_in_the_repr_of_a_profile():
    text = '[accounts.admin]\nusername = "a"\npassword = "hunter2"\nsession = "hunter2"'

    assert "hunter2" not in repr(read(text)) + str(read(text))


def test_a_secret_is_no_argument_of_a_program():
    found = problems(
        '[levers.expire_sessions.apply]\ncommand = ["./expire.sh", { env = "PASSWORD" }]\n', {"PASSWORD": "x"}
    )

    assert "by the environment, not by arguments" in found[0].hint
