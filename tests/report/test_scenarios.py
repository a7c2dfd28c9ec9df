"""A failure, exported: a public runner replays it, fails where it failed, and passes on a right server."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from made import PAIRING, exchange, task
from made_results import BASE, judged, result

from conformance.catalogue.travel import Rule
from conformance.document.load import bundled, load
from conformance.document.operation import names_in
from conformance.model.events import Observed
from conformance.model.observations import Journey, Turn
from conformance.model.result import Before
from conformance.model.terms import Area, Finding, Outcome, RunVerdict
from conformance.reference.serve import start
from conformance.report.as_arazzo import DOCUMENT, OPERATOR, WORKFLOWS, arazzo_files
from conformance.report.as_hurl import hurl_report
from conformance.report.scenario import scenarios

REDOCLY, HURL = shutil.which("redocly"), shutil.which("hurl")
BELOW = "/api/rest/srm/v2"
RULE = "status.journeys-are-accepted-when-due"


def sent(status, body=b"", *, path=f"/pairings/{PAIRING}", **rest):
    return exchange(status, body, target=BELOW + path, **rest)


REFUSED = sent(400)
BEGUN = sent(202, {"id": "task-1", "status": "QUEUED"})
ENDED = sent(200, {"id": "task-1", "status": "ERROR"}, operation="getTaskInfo", method="GET", path="/tasks/task-1")
REMOTE_LOGIN = Turn(
    "remote-login",
    PAIRING,
    (sent(204, operation="createRemoteSession", method="POST", path=f"/pairings/{PAIRING}/remote-session"),),
)
JOURNEY = Journey(
    (),
    (
        Turn("log-in", exchanges=(sent(200, {"session_id": "s"}, operation="login", method="POST", path="/session"),)),
        Turn("take", PAIRING),
        REMOTE_LOGIN,
        Turn("site-down"),
        Turn("delete", PAIRING, (BEGUN,), (task(BEGUN, ENDED),)),
        Turn("site-up"),
        REMOTE_LOGIN,
        Turn("delete", PAIRING, (REFUSED,)),
        Turn("list", exchanges=(sent(200, {"list": []}, operation="getPairings", method="GET", path="/pairings"),)),
    ),
)


def broken():
    found = Finding("202, as nothing stands against the deletion", "400, at the end of this journey: ...", REFUSED)
    failed = judged(RULE, Outcome.FAIL, "", found)
    return result(failed, verdict=RunVerdict.NON_CONFORMANT, recorded=(Observed("journeys", JOURNEY),))


def test_a_scenario_ends_where_the_journey_failed_with_what_was_due():
    [found] = scenarios(broken())

    assert [each.says for each in found.steps] == [
        "log-in",
        "remote-login a",
        "the remote site goes down",
        "delete a",
        "delete a: until its task has ended",
        "delete a: how its task ended",
        "the remote site goes up",
        "remote-login a",
        "delete a",
    ]
    assert (found.steps[-1].status, found.steps[5].end) == (("==", 202), "!=")


def test_hurl_names_the_variables_and_ends_with_the_assertion_that_fails():
    lines = hurl_report(broken()).splitlines()

    assert lines[-5:] == [
        "DELETE {{base_url}}/pairings/{{pairing_a}}",
        "x-dr-session: {{session_1}}",
        "HTTP *",
        "[Asserts]",
        "status == 202",
    ]
    assert (
        f"# variables: base_url={BASE} admin_user=... admin_password=... remote_user=... remote_password=... "
        in "\n".join(lines)
    )
    assert PAIRING not in "\n".join(lines)


def test_a_result_without_a_failing_journey_is_a_hurl_file_of_comments():
    assert all(line.startswith("#") for line in hurl_report(result()).splitlines())


def test_text_of_the_target_cannot_end_a_comment():
    found = Finding("202", "400\nGET http://evil.example", REFUSED)
    failed = judged(RULE, Outcome.FAIL, "", found)
    seen = replace(broken(), requirements=(failed,))

    assert not re.search(r"^GET http:", hurl_report(seen), re.MULTILINE)


def test_an_arazzo_folder_holds_the_workflows_and_what_they_refer_to():
    files = {name: yaml.safe_load(text) for name, text in arazzo_files(broken())}

    assert set(files) == {WORKFLOWS, DOCUMENT, OPERATOR}
    assert files[WORKFLOWS]["workflows"][0]["steps"][-1]["successCriteria"] == [{"condition": "$statusCode == 202"}]


def test_a_result_without_a_failing_journey_is_a_workflow_that_only_logs_in():
    files = {name: yaml.safe_load(text) for name, text in arazzo_files(result())}

    assert set(files) == {WORKFLOWS, DOCUMENT}
    assert [each["stepId"] for each in files[WORKFLOWS]["workflows"][0]["steps"]] == ["log-in"]


def session(seen, name="admin main"):
    return replace(
        seen, account="admin", request=replace(seen.request, headers=(("x-dr-session", f"[session {name}]"),))
    )


LOGIN, DELETION = session(REMOTE_LOGIN.exchanges[0]), session(BEGUN)
LAST = session(
    sent(200, {"id": "task-1", "status": "SUCCESS"}, operation="getTaskInfo", method="GET", path="/tasks/task-1")
)
ENDED_FIRST = (("the remote login", LOGIN), ("the deletion", DELETION), ("until the task has ended", LAST))


def failing(shown, expected, got, *, at="", name="effect.second-deletion-is-documented", **before):
    """A result with one failure, and what has to come before the request that shows it."""
    failed = judged(name, Outcome.FAIL, "", Finding(expected, got, shown, at))
    came = Before(**({"requests": ENDED_FIRST, "pairing": PAIRING, "task": "task-1"} | before))
    return result(failed, verdict=RunVerdict.NON_CONFORMANT, before={shown.number: came})


AGAIN = failing(session(sent(409)), "404, 400 or 202 with a Task that ends in ERROR", "409")


def test_a_second_deletion_comes_after_the_remote_login_the_first_and_its_end():
    [found] = scenarios(AGAIN)

    assert [(each.method, each.path, each.session) for each in found.steps] == [
        ("POST", "/session", ""),
        ("POST", "/pairings/{pairing_a}/remote-session", "session_1"),
        ("DELETE", "/pairings/{pairing_a}", "session_1"),
        ("GET", "/tasks/{task_1}", "session_1"),
        ("DELETE", "/pairings/{pairing_a}", "session_1"),
    ]
    assert (found.steps[3].wait, found.steps[4].status) == (True, ("!=", 409))


TEXT = failing(
    session(sent(200, {"id": "task-1", "progress": "0"}, operation="getTaskInfo", method="GET", path="/tasks/task-1")),
    "`progress`: integer, optional, as the document describes it", 'the string "0"',
    at="/progress", requests=ENDED_FIRST[:2], early=True,
)  # fmt: skip


def of_body(due):
    return {"context": "$response.body", "type": "jsonpath", "condition": f"$[?({due})]"}


def test_a_wrong_type_is_asked_for_by_its_type_at_every_look():
    assert hurl_report(TEXT).count("jsonpath \"$['progress']\" isInteger") == 8
    conditions = yaml.safe_load(dict(arazzo_files(TEXT))[WORKFLOWS])["workflows"][0]["steps"][-1]["successCriteria"]
    assert conditions == [of_body("@.progress != '0'")]


def test_a_refusal_that_came_before_is_not_asked_to_be_a_success():
    refused = session(sent(500), "viewer main")
    seen = failing(session(sent(202), "viewer main"), "403", "202", requests=(("refused", refused),), task="")

    assert [each.status for each in scenarios(seen)[0].steps] == [("<", 300), None, ("==", 403)]


@pytest.mark.parametrize(
    "seen",
    [
        failing(session(sent(202)), "404", "202", beside=7),
        failing(session(sent(202)), "404", "202", behind=7),
        failing(session(sent(202)), "404", "202", levers=("a-lever-of-tomorrow",)),
        failing(session(sent(202), "admin main cut"), "401", "202"),
        failing(replace(session(sent(202)), odd=True), "404", "202"),
        failing(session(sent(200)), "the pairing still there", "gone"),
        failing(session(sent(200, {"status": "QUEUED"})), "no step back", "QUEUED", at="/status", early=True),
        failing(session(sent(200, {"x\ny": "z"})), "another value", "z", at="/x\ny"),
    ],
    ids=[
        "together",
        "on one connection",
        "lever",
        "cut session",
        "odd",
        "no status",
        "right at another time",
        "hostile name",
    ],
)
def test_what_plain_requests_and_single_answers_do_not_tell_is_named(seen):
    assert scenarios(seen) == ()
    assert "do not tell them: effect.second-deletion-is-documented" in hurl_report(seen)
    assert all(line.startswith("#") for line in hurl_report(seen).splitlines())


def test_a_lever_that_takes_the_remote_site_down_is_moved_after_the_login():
    shown = session(sent(202))
    seen = failing(shown, "400", "202", requests=ENDED_FIRST[:1], levers=("remote_site_down",), task="")

    assert [each.move for each in scenarios(seen)[0].steps] == ["", "", "site-down", "", "site-up"]


EXPIRED = failing(
    session(sent(202)), "401 (a session that has run out)", "202", requests=ENDED_FIRST[:1],
    levers=("expire_sessions",), task="", name="authentication.expired-session",
)  # fmt: skip


UNNAMED = failing(
    session(sent(400, {"message": 7}, path="/pairings/12345")),
    "`message` as the document describes it with 400", "the number 7, where a string is due",
    at="/message", requests=(), task="", pairing="", name="errors.response-error-message",
)  # fmt: skip


def test_a_member_of_an_error_is_asked_for_by_the_type_that_was_due():
    assert hurl_report(UNNAMED).splitlines()[-1] == "jsonpath \"$['message']\" isString"


def test_arazzo_leaves_out_a_list_in_place_of_a_type_as_its_conditions_compare_with_none_and_says_so():
    listed = failing(
        session(sent(400, {"message": ["no"]}, path="/pairings/12345")),
        "`message` as the document describes it with 400", 'the array ["no"], where a string is due',
        at="/message", requests=(), task="", pairing="", name="errors.response-error-message",
    )  # fmt: skip
    flow = yaml.safe_load(dict(arazzo_files(listed))[WORKFLOWS])

    assert [each["workflowId"] for each in flow["workflows"]] == ["nothing-failed"]
    assert flow["info"]["description"].endswith("do not tell them: errors.response-error-message")


@pytest.mark.parametrize(
    "value",
    ["b' || '1'=='1", "{$inputs.admin_basic}", "\ud800", "x" * 1_000_000, "two\nlines", 10**400, 1e300],
    ids=["quote", "expression", "half a character", "a megabyte", "line end", "digits", "exponent"],
)
def test_arazzo_leaves_out_a_value_that_a_condition_cannot_hold_and_hurl_asks_for_the_type(value):
    came = failing(
        session(sent(400, {"message": value}, path="/pairings/12345")),
        "`message` as the document describes it with 400", "odd, where a boolean is due",
        at="/message", requests=(), task="", pairing="", name="errors.response-error-message",
    )  # fmt: skip
    flow = yaml.safe_load(dict(arazzo_files(came))[WORKFLOWS])

    assert [each["workflowId"] for each in flow["workflows"]] == ["nothing-failed"]
    assert flow["info"]["description"].endswith("do not tell them: errors.response-error-message")
    assert hurl_report(came).splitlines()[-1] == "jsonpath \"$['message']\" isBoolean"


@pytest.mark.parametrize(
    ("value", "due"),
    [
        (7, of_body("@.message != 7")),
        (-0.5, of_body("@.message != -0.5")),
        (None, {"condition": "$response.body#/message != null"}),
        (True, of_body("@.message != true")),
        ("of 2026-11-25 10:00", of_body("@.message != 'of 2026-11-25 10:00'")),
    ],
    ids=["digit", "fraction", "null", "truth", "text"],
)
def test_arazzo_compares_with_a_value_that_is_plain(value, due):
    came = failing(
        session(sent(400, {"message": value}, path="/pairings/12345")),
        "`message` as the document describes it with 400", "odd, where an object is due",
        at="/message", requests=(), task="", pairing="", name="errors.response-error-message",
    )  # fmt: skip
    last = yaml.safe_load(dict(arazzo_files(came))[WORKFLOWS])["workflows"][0]["steps"][-1]

    assert last["successCriteria"] == [due]


def test_a_member_of_a_refusal_is_not_asked_for_where_no_error_is_judged():
    elsewhere = replace(UNNAMED, requirements=(replace(UNNAMED.requirements[0], area=Area.EFFECT),))

    assert scenarios(elsewhere) == ()


@pytest.mark.parametrize(
    "path", [f"/pairings/{PAIRING}/x", f"/x/pairings/{PAIRING}", "/pairings/%2E", "/pairings/{$inputs.a}"]
)
def test_arazzo_leaves_out_a_request_that_is_not_one_of_the_document_and_hurl_sends_it(path):
    seen = failing(session(sent(202, path=path)), "404", "202", requests=(), task="")
    flow = yaml.safe_load(dict(arazzo_files(seen))[WORKFLOWS])

    assert [each["workflowId"] for each in flow["workflows"]] == ["nothing-failed"]
    assert flow["info"]["description"].endswith("do not tell them: effect.second-deletion-is-documented")
    assert "status == 404" in hurl_report(seen)


def described(folder, path="/pairings/{x}", drop=("security",)):
    """A document of the deletion alone, at a path of its own; drop: what its operation has not."""
    raw = yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8"))
    shared = raw["paths"]["/pairings/{pairing_id}"]
    [parameter] = names_in(path)
    deletion = {name: value for name, value in shared["delete"].items() if name not in (*drop, "parameters")}
    deletion["parameters"] = [{"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}]
    raw["paths"] = {path: {"delete": deletion}}
    file = folder / "deletion.yaml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return str(file)


def by(source, seen=AGAIN):
    """A result as a run by another document has it."""
    return replace(seen, spec=replace(seen.spec, source=source))


def files_of(seen):
    return {name: yaml.safe_load(text) for name, text in arazzo_files(seen)}


def test_what_the_document_lacks_is_in_the_one_beside_the_workflows(tmp_path):
    paths = files_of(by(described(tmp_path)))[DOCUMENT]["paths"]

    asked = {(path, method): each["operationId"] for path, item in paths.items() for method, each in item.items()}
    assert asked == {
        ("/pairings/{x}", "delete"): "deletePairing",
        ("/session", "post"): "login",
        ("/session", "delete"): "logout",
        ("/pairings", "get"): "getPairings",
        ("/pairings/{x}", "get"): "getPairing",
        ("/tasks/{taskId}", "get"): "getTaskInfo",
        ("/pairings/{pairing_id}/remote-session", "post"): "createRemoteSession",
    }
    assert paths["/pairings/{x}"]["get"]["parameters"] == [
        {"name": "x", "in": "path", "required": True, "schema": {"type": "string"}}
    ]


def test_the_document_beside_the_workflows_is_one_that_can_be_read_and_lacks_nothing(tmp_path):
    (tmp_path / DOCUMENT).write_text(dict(arazzo_files(by(described(tmp_path))))[DOCUMENT], encoding="utf-8")

    assert load(str(tmp_path / DOCUMENT)).borrowed == {}


def test_a_document_that_lacks_nothing_is_written_as_it_is():
    assert files_of(AGAIN)[DOCUMENT] == load("2.0.0").raw


def test_arazzo_names_operations_and_parameters_as_the_document_does(tmp_path):
    steps = files_of(by(described(tmp_path)))[WORKFLOWS]["workflows"][0]["steps"]

    said = [(each["operationId"].rpartition(".")[2], each["parameters"][0]["name"]) for each in steps]
    assert said == [
        ("login", "Authorization"),
        ("createRemoteSession", "pairing_id"),
        ("deletePairing", "x"),
        ("getTaskInfo", "taskId"),
        ("deletePairing", "x"),
    ]


def test_an_operation_without_an_id_is_given_one_and_one_of_another_name_keeps_it(tmp_path):
    nameless = files_of(by(described(tmp_path, drop=("operationId",))))
    source = described(tmp_path)
    renamed = Path(source).read_text(encoding="utf-8").replace("operationId: deletePairing", "operationId: removeIt")
    Path(source).write_text(renamed, encoding="utf-8")
    other = files_of(by(source))

    for files, name in ((nameless, "deletePairing"), (other, "removeIt")):
        assert files[DOCUMENT]["paths"]["/pairings/{x}"]["delete"]["operationId"] == name
        assert files[WORKFLOWS]["workflows"][0]["steps"][-1]["operationId"] == f"$sourceDescriptions.srm.{name}"


def test_a_document_that_is_gone_is_named_and_its_parameters_are_those_of_ours():
    files = files_of(by("gone.yaml"))

    assert set(files) == {WORKFLOWS}
    assert files[WORKFLOWS]["sourceDescriptions"] == [{"name": "srm", "url": "gone.yaml", "type": "openapi"}]
    assert files[WORKFLOWS]["workflows"][0]["steps"][-1]["parameters"][0]["name"] == "pairing_id"


HIGHER = f"{BELOW}/session"


def based(folder, seen=AGAIN):
    """A result whose document has the base in its paths, and whose base URL has none."""
    before = {number: replace(each, login=HIGHER) for number, each in seen.before.items()}
    bare = replace(seen, base_url=BASE.removesuffix(BELOW), before=before)
    return by(described(folder, f"{BELOW}/pairings/{{x}}"), bare)


def test_hurl_logs_in_where_the_run_did(tmp_path):
    assert f"POST {{{{base_url}}}}{HIGHER}" in hurl_report(based(tmp_path)).splitlines()


def test_arazzo_asks_below_the_base_that_is_in_the_paths_of_the_document(tmp_path):
    files = files_of(based(tmp_path))

    assert all(path.startswith(BELOW) for path in files[DOCUMENT]["paths"])
    assert len(files[WORKFLOWS]["workflows"][0]["steps"]) == 5


def test_a_journey_logs_in_elsewhere_where_the_run_did():
    turns = (JOURNEY.turns[0], *JOURNEY.turns[1:3], Turn("delete-elsewhere", PAIRING, (REFUSED,)))
    seen = replace(
        broken(), recorded=(Observed("journeys", Journey((), turns)),), base_url=BASE.removesuffix(BELOW),
        before={REFUSED.number: Before(journey=True, login=HIGHER)},
    )  # fmt: skip
    [found] = scenarios(seen)

    assert [each.path for each in found.steps if each.operation == "login"] == [HIGHER, HIGHER]


LOGGED_OUT = failing(
    session(sent(202)), "401 (a session after its logout)", "202",
    requests=(ENDED_FIRST[0], ("the logout", session(sent(204, operation="logout", method="DELETE", path="/session")))),
    task="", name="authentication.logged-out-session",
)  # fmt: skip


def test_a_session_that_was_logged_out_is_logged_out_again():
    [found] = scenarios(LOGGED_OUT)

    assert [(each.method, each.path, each.session) for each in found.steps[2:]] == [
        ("DELETE", "/session", "session_1"),
        ("DELETE", "/pairings/{pairing_a}", "session_1"),
    ]


def test_a_lever_that_lets_sessions_run_out_is_moved_after_the_login_and_not_undone():
    [found] = scenarios(EXPIRED)

    assert [each.move for each in found.steps] == ["", "", "expire-sessions", ""]
    assert (found.steps[2].says, found.steps[3].status) == ("every session runs out", ("==", 401))


def test_hurl_asks_the_operator_for_a_move_below_an_address_of_its_own():
    lines = hurl_report(EXPIRED).splitlines()

    at = lines.index("# every session runs out")
    assert lines[at + 2 : at + 7] == [
        "POST {{operator_url}}/expire-sessions",
        "{}",
        "HTTP *",
        "[Asserts]",
        "status < 300",
    ]
    assert " operator_url=..." in "\n".join(lines)


def test_arazzo_asks_the_operator_for_a_move_that_his_document_describes():
    files = {name: yaml.safe_load(text) for name, text in arazzo_files(EXPIRED)}

    steps = files[WORKFLOWS]["workflows"][0]["steps"]
    assert steps[2]["operationId"] == "$sourceDescriptions.operator.expireSessions"
    assert files[OPERATOR]["paths"]["/expire-sessions"]["post"]["operationId"] == "expireSessions"


def test_two_failures_have_pairings_of_their_own():
    one, other = AGAIN, failing(session(sent(204)), "404", "204", name="effect.gone-by-id")
    both = replace(one, requirements=(*one.requirements, *other.requirements), before={**one.before, **other.before})

    assert [each.pairings for each in scenarios(both)] == [("pairing_a",), ("pairing_a_2",)]


_LINES = re.compile(
    r"#.*|"
    r"(?:GET|POST|DELETE) \{\{\w+\}\}[A-Za-z0-9._~%/{}-]*|"
    r"HTTP \*|"
    r"\[(?:BasicAuth|Options|Captures|Asserts)\]|"
    r"x-dr-session: \{\{\w+\}\}|"
    r"\{\{\w+\}\}: \{\{\w+\}\}|"
    r"retry: \d+|retry-interval: \d+s|"
    r'\{(?:"state": "(?:up|down)")?\}|'
    r'\w+: jsonpath "[^"]+"|'
    r"status (?:==|!=|<|>=) \d{3}|"
    r'jsonpath "[^"]+" (?:(?:==|!=) (?:null|true|false|"[^"]*")|exists|is[A-Z]\w+|matches "[^"]+")|'
    r'jsonpath "[^"]+" (?:not )?contains "[^"]+"|'
)
"""What Hurl's documented grammar allows of a line, as far as it is used here."""


@pytest.mark.parametrize("seen", [broken(), AGAIN, EXPIRED, TEXT], ids=["journey", "deletion", "lever", "type"])
def test_every_line_for_hurl_is_one_of_its_grammar(seen):
    assert [line for line in hurl_report(seen).splitlines() if not _LINES.fullmatch(line)] == []


def given_by(server):
    """What the file of any failure here asks for, for a server of ours."""
    accounts = server.accounts
    return {
        "base_url": server.base_url,
        "operator_url": server.lab_url,
        "pairing_a": made(server, 1)[0],
        "admin_user": accounts.admin.username,
        "remote_user": accounts.remote.username,
    }, {"admin_password": accounts.admin.password, "remote_password": accounts.remote.password}


def made(server, count):
    asked = urllib.request.Request(  # noqa: S310 - our own lab
        f"{server.lab_url}/pairings",
        data=json.dumps({"count": count}).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        return json.load(answer)["ids"]


def ran(*words):
    command = [str(each) for each in words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - public runners


REPLAYED = pytest.mark.parametrize(
    ("seen", "fault", "due"),
    [
        (broken(), "failure-sticks-to-the-session", "status == 202"),
        (AGAIN, "second-deletion-is-409", "status != 409"),
        (EXPIRED, "expired-is-fine", "status == 401"),
        (LOGGED_OUT, "logged-out-is-fine", "status == 401"),
        (TEXT, "progress-is-text", "jsonpath \"$['progress']\" isInteger"),
    ],
    ids=["journey", "deletion", "lever", "logout", "type"],
)
"""Failures, each with the fault that shows it and the line of the Hurl file that has to fail there."""
WITH_REDOCLY = pytest.mark.skipif(REDOCLY is None, reason="there is no `redocly` here (npm install -g @redocly/cli)")
WITH_HURL = pytest.mark.skipif(HURL is None, reason="there is no `hurl` here (https://hurl.dev)")


def written(folder, seen):
    for name, text in arazzo_files(seen):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / WORKFLOWS


@WITH_REDOCLY
@REPLAYED
def test_redocly_finds_the_workflows_valid(seen, fault, due, tmp_path):
    done = ran(REDOCLY, "lint", written(tmp_path, seen))

    assert done.returncode == 0, done.stdout + done.stderr


@WITH_REDOCLY
@REPLAYED
def test_redocly_respect_sees_the_failure_and_passes_a_right_server(seen, fault, due, tmp_path):
    def replayed(server):
        given = {
            "admin_basic": basic(server.accounts.admin),
            "remote_basic": basic(server.accounts.remote),
            "pairing_a": made(server, 1)[0],
        }
        servers = ["--server", f"srm={server.base_url}"]
        servers += ["--server", f"operator={server.lab_url}"] if OPERATOR in dict(arazzo_files(seen)) else []
        return ran(REDOCLY, "respect", written(tmp_path, seen), *servers, "--input", json.dumps(given))

    with start(fault=fault) as broken_server, start() as right_server:
        done, passed = replayed(broken_server), replayed(right_server)

    assert (done.returncode, passed.returncode) == (1, 0), done.stdout + done.stderr + passed.stdout + passed.stderr


def basic(account):
    return base64.b64encode(f"{account.username}:{account.password}".encode()).decode()


@WITH_HURL
@REPLAYED
def test_hurl_fails_on_the_line_that_is_due_and_passes_a_right_server(seen, fault, due, tmp_path):
    path = tmp_path / "failures.hurl"
    path.write_text(hurl_report(seen), encoding="utf-8")

    def replayed(server):
        given, secret = given_by(server)
        words = [word for name, value in given.items() for word in ("--variable", f"{name}={value}")]
        words += [word for name, value in secret.items() for word in ("--secret", f"{name}={value}")]
        return ran(HURL, "--test", "--no-color", *words, path)

    with start(fault=fault) as broken_server, start() as right_server:
        done, passed = replayed(broken_server), replayed(right_server)

    assert (done.returncode, passed.returncode) == (4, 0), done.stderr + passed.stderr
    assert re.findall(r"^ *\d+ \| (.*)$", done.stderr, re.MULTILINE)[-1].strip() == due


@WITH_REDOCLY
def test_redocly_replays_a_failure_by_a_document_of_the_deletion_alone(tmp_path):
    flow = written(tmp_path, based(tmp_path))
    linted = ran(REDOCLY, "lint", flow)

    def replayed(server):
        accounts = server.accounts
        given = {
            "admin_basic": basic(accounts.admin),
            "remote_basic": basic(accounts.remote),
            "pairing_a": made(server, 1)[0],
        }
        bare = server.base_url.removesuffix(BELOW)
        return ran(REDOCLY, "respect", flow, "--server", f"srm={bare}", "--input", json.dumps(given))

    with start(fault="second-deletion-is-409") as broken_server, start() as right_server:
        done, passed = replayed(broken_server), replayed(right_server)

    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert (done.returncode, passed.returncode) == (1, 0), done.stdout + done.stderr + passed.stdout + passed.stderr


@WITH_HURL
def test_hurl_replays_a_failure_by_a_document_with_the_base_in_its_paths(tmp_path):
    path = tmp_path / "failures.hurl"
    path.write_text(hurl_report(based(tmp_path)), encoding="utf-8")

    def replayed(server):
        given, secret = given_by(server)
        given["base_url"] = server.base_url.removesuffix(BELOW)
        words = [word for name, value in (given | secret).items() for word in ("--variable", f"{name}={value}")]
        return ran(HURL, "--test", "--no-color", *words, path)

    with start(fault="second-deletion-is-409") as broken_server, start() as right_server:
        done, passed = replayed(broken_server), replayed(right_server)

    assert (done.returncode, passed.returncode) == (4, 0), done.stderr + passed.stderr
    assert re.findall(r"^ *\d+ \| (.*)$", done.stderr, re.MULTILINE)[-1].strip() == "status != 409"


LISTED = Turn("list", exchanges=(sent(200, {"list": []}, operation="getPairings", method="GET", path="/pairings"),))


def test_arazzo_leaves_out_a_list_that_lacks_a_pairing_and_says_so():
    found = Finding("another list", "this one", LISTED.exchanges[0])
    walked = Observed("journeys", Journey((), (*JOURNEY.turns[:2], LISTED)))
    seen = result(judged(Rule.STAYS.value, Outcome.FAIL, "", found), recorded=(walked,))
    flow = files_of(seen)[WORKFLOWS]

    assert [each["workflowId"] for each in flow["workflows"]] == ["nothing-failed"]
    assert flow["info"]["description"].endswith(f"do not tell them: {Rule.STAYS}")
    assert 'contains "{{pairing_a}}"' in hurl_report(seen)
