"""A failing journey, exported: a public runner replays it, fails where it failed, and passes on a right server."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import urllib.request
from dataclasses import replace

import pytest
import yaml
from made import PAIRING, exchange, task
from made_results import BASE, judged, result

from conformance.model.events import Observed
from conformance.model.observations import Journey, Turn
from conformance.model.terms import Finding, Outcome, RunVerdict
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
    assert f"# variables: base_url={BASE} admin_user=... admin_password=... pairing_a=... " in "\n".join(lines)
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


def written(folder):
    for name, text in arazzo_files(broken()):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / WORKFLOWS


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


def basic(account):
    return base64.b64encode(f"{account.username}:{account.password}".encode()).decode()


@pytest.mark.skipif(REDOCLY is None, reason="there is no `redocly` here (npm install -g @redocly/cli)")
def test_redocly_finds_the_workflows_valid(tmp_path):
    done = ran(REDOCLY, "lint", written(tmp_path))

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(REDOCLY is None, reason="there is no `redocly` here (npm install -g @redocly/cli)")
@pytest.mark.parametrize(("fault", "code"), [("failure-sticks-to-the-session", 1), (None, 0)])
def test_redocly_respect_sees_the_failure_and_passes_a_right_server(fault, code, tmp_path):
    with start(fault=fault) as server:
        given = {
            "admin_basic": basic(server.accounts.admin),
            "remote_basic": basic(server.accounts.remote),
            "pairing_a": made(server, 1)[0],
        }
        servers = ["--server", f"srm={server.base_url}", "--server", f"operator={server.lab_url}"]
        done = ran(REDOCLY, "respect", written(tmp_path), *servers, "--input", json.dumps(given))

    assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.skipif(HURL is None, reason="there is no `hurl` here (https://hurl.dev)")
@pytest.mark.parametrize(("fault", "code"), [("failure-sticks-to-the-session", 4), (None, 0)])
def test_hurl_sees_the_failure_and_passes_a_right_server(fault, code, tmp_path):
    path = tmp_path / "journey.hurl"
    path.write_text(hurl_report(broken()), encoding="utf-8")
    with start(fault=fault) as server:
        accounts = server.accounts
        given = {
            "base_url": server.base_url,
            "admin_user": accounts.admin.username,
            "admin_password": accounts.admin.password,
            "remote_user": accounts.remote.username,
            "remote_password": accounts.remote.password,
            "pairing_a": made(server, 1)[0],
            "site_url": f"{server.lab_url}/remote-site",
        }
        variables = [word for name, value in given.items() for word in ("--variable", f"{name}={value}")]
        done = ran(HURL, "--test", *variables, path)

    assert done.returncode == code, done.stdout + done.stderr
