"""HARs as browsers, proxies and mitmproxy write them are read; what is none is refused in words, with its place."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
from traffic import (
    BASE,
    FINAL,
    JSON,
    PAIRING,
    SESSION,
    broken,
    delete,
    entry,
    har,
    judged,
    listing,
    look,
    poll,
    succeeded,
    task,
)

from conformance.evidence import read_events
from conformance.faces.cli import code_of
from conformance.model.bounds import LARGE
from conformance.model.errors import UserError
from conformance.model.events import Exchanged
from conformance.run import judge_evidence, judge_recording
from conformance.run.recording import is_recording

BAD = [delete(), poll("SUCCESS", at=1), poll("RUNNING", at=2)]


def of_bytes(folder, content, name="traffic.har"):
    path = folder / name
    path.write_bytes(content)
    return judge_recording(path, out=folder / "out")


@pytest.mark.parametrize(
    "written",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: gzip.compress(text.encode()),
    ],
    ids=["a byte order mark", "UTF-16", "gzip"],
)
def test_a_file_is_read_however_it_was_saved(tmp_path, written):
    assert broken(of_bytes(tmp_path, written(json.dumps(har(*BAD))))) == {FINAL}


def changed(at, **how):
    """An entry of BAD's task, changed."""
    found = poll("RUNNING", at=at)
    for path, value in how.items():
        *above, last = path.split("__")
        node = found
        for each in above:
            node = node[each]
        node[last] = value
    return found


CODED = base64.b64encode(json.dumps(task("RUNNING")).encode()).decode()


@pytest.mark.parametrize(
    "last",
    [
        changed(2, response__content={"size": 35, "text": CODED, "encoding": "base64"}),
        changed(2, startedDateTime="2026-11-02T10:00:02.000+02:00"),
        changed(2, startedDateTime="2026-11-02T08:00:02"),
        changed(2, request__headers=[{"name": ":authority", "value": "h"}, {"name": "X-Dr-Session", "value": SESSION}]),
        changed(2, request__url=f"{BASE}//tasks/task-1#fragment", comment="kept", pageref="page_2"),
        changed(2, time=None, timings={"send": 1, "wait": 3, "receive": -1}),
        changed(2, response__status="200"),
    ],
    ids=["base64", "a zone", "no zone", "HTTP/2", "double slashes", "no time but timings", "a status as text"],
)
def test_the_ways_of_recorders_are_understood(tmp_path, last):
    assert broken(judged(tmp_path, *BAD[:2], last)) == {FINAL}


@pytest.mark.parametrize(
    "last",
    [
        changed(2, response__content={"size": 35}),
        changed(2, response__content={"size": 3500, "text": '{"id": "task-1"'}),
        changed(2, response__content={"size": 35, "text": "***", "encoding": "base64"}),
        changed(2, response__content={"text": '{"id": "task-1", "status": "RUNN\ufffd"}'}),
        changed(2, response__status=0),
        changed(2, response__status=-1),
        changed(2, response={}),
    ],
    ids=["no body", "a cut body", "broken base64", "undecodable", "status 0", "status -1", "no response"],
)
def test_what_a_recorder_left_out_or_spoilt_accuses_nobody(tmp_path, last):
    assert broken(judged(tmp_path, *BAD[:2], last)) == set()


def test_a_deletion_whose_answer_was_left_out_is_told(tmp_path):
    left = delete()
    left["response"]["content"] = {"size": 40}

    assert any("without the body of the answer" in each for each in judged(tmp_path, left).warnings)


def test_other_traffic_in_the_same_file_is_counted_and_left_out(tmp_path):
    others = [{"request": {"url": each}} for each in ("https://cdn.example/app.js", "data:text/plain,x", "blob:a", "")]

    result = judged(tmp_path, *others, *succeeded())

    assert "3 exchanges with the API, 4 others left out" in result.narrowing[0]


def test_exchanges_are_written_in_the_order_of_time(tmp_path):
    result = judged(tmp_path, *reversed(succeeded()))
    sent = [each.exchange for each in read_events(result.out / "evidence.jsonl") if isinstance(each, Exchanged)]

    assert [each.request.method for each in sent] == ["DELETE", "GET", "GET"]
    assert [each.detail for each in sent] == [f"entry {place} of the recording" for place in (3, 2, 1)]


ELSEWHERE = "https://other.example/api/rest/srm/v2"


def test_a_file_with_two_targets_is_refused_and_the_choice_named(tmp_path):
    other = entry("DELETE", f"{ELSEWHERE}/pairings/{PAIRING}", 505, "")

    with pytest.raises(UserError) as refused:
        judged(tmp_path, *succeeded(), other)

    assert BASE in refused.value.message
    assert f"`{ELSEWHERE}` (1 requests, 1 deletions)" in refused.value.message


@pytest.mark.parametrize("base", [ELSEWHERE, ELSEWHERE + "/", "HTTPS://OTHER.example:443/api/rest/srm/v2"])
def test_the_target_that_was_chosen_is_judged_alone(tmp_path, base):
    other = entry("DELETE", f"{ELSEWHERE}/pairings/{PAIRING}", 505, "")

    assert broken(judged(tmp_path, *BAD, other, base_url=base)) == {"status.answers-are-documented"}


def test_a_target_that_is_only_looked_at_is_not_meant(tmp_path):
    assert judged(tmp_path, *succeeded(), entry("GET", f"{ELSEWHERE}/pairings", 200, {})).base_url == BASE


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"log": {"entries": [{"request": {"url": "https://h/x"', "is no whole HAR: "),
        (b'{"log": {"entries": []}}', "holds no traffic"),
        (b'{"log": {"entries": 7}}', "is no HAR: it has no list `log.entries`"),
        (b'{"log": []}', "is no HAR"),
        (b'{"log": {"entries": [7]}}', "entry 1: is a number, no object"),
        (b'{"log": {"entries": [{}]}}', "entry 1: has no `request.url`"),
        (b'{"log": {"entries": [{"request": {"url": 7}}]}}', "entry 1: `url` is a number"),
        (b'{"log": {"entries": [{"request": {"url": "https://h/x"}}]}}', "holds no request of this API"),
        (b'{"log": {"entries": [{"a": ' + b"1" * 5000 + b"}]}}", "is no whole HAR"),
        (b'{"log": {"entries": [{"a": "\xff"}]}}', "is no whole HAR"),
        (gzip.compress(b'{"log": ' * 900, mtime=0)[:30], "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_har_is_refused_in_words(tmp_path, content, why):
    with pytest.raises(UserError) as refused:
        of_bytes(tmp_path, content)

    assert why in refused.value.message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"startedDateTime": "yesterday"}, "`startedDateTime` is no date and time: 'yesterday'"),
        ({"response__status": 99999}, "that is no status code"),
        ({"response__headers": {}}, "`headers` is an object"),
        ({"request__method": 7}, "`method` is a number"),
        ({"response__content": "x"}, "`content` is a string"),
    ],
)
def test_an_entry_that_is_wrong_is_named(tmp_path, how, why):
    with pytest.raises(UserError) as refused:
        judged(tmp_path, delete(), changed(1, **how))

    assert "entry 2" in refused.value.message
    assert why in refused.value.message


def test_the_command_judges_a_har_and_says_what_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(har(*BAD)))

    code = code_of(["judge", "a.json", "--report", "json=report.json"])

    report = json.loads((tmp_path / "report.json").read_text())
    assert (code, report["verdict"], report["target"]["base_url"]) == (1, "non-conformant", BASE)
    assert "recorded traffic of `a.json`" in report["claim"]["in_words"]
    assert "way out   judge the target itself" in capsys.readouterr().out


def test_the_evidence_of_a_har_is_judged_again_to_the_same_report(tmp_path, capsys):
    (tmp_path / "a.har").write_text(json.dumps(har(*succeeded(), look(404, at=2), listing(at=3))))
    reports = [f"json={tmp_path / name}" for name in ("one.json", "two.json")]

    codes = [
        code_of(["judge", str(tmp_path / "a.har"), "--out", str(tmp_path / "out"), "--report", reports[0]]),
        code_of(["judge", str(tmp_path / "out"), "--report", reports[1]]),
    ]

    assert codes == [3, 3]
    assert (tmp_path / "one.json").read_text() == (tmp_path / "two.json").read_text()
    assert capsys.readouterr().err == ""


def test_what_is_judged_while_it_is_read_is_judged_the_same_from_the_evidence(tmp_path):
    long = {"error": {"message": "é" * LARGE}}
    traffic = [
        delete(),
        poll("RUNNING", at=0.4, **long),
        poll("RUNNING", at=0.5, **long),
        entry("GET", "/tasks", 200, {"list": [task("RUNNING", "another"), task("SUCCESS")]}, at=1),
        entry("GET", "/tasks", 200, {"list": [task("RUNNING")]}, at=1.5, headers={"x-odd": "\xff", **JSON}),
        look(200, at=2, headers={"content-type": "text/html; charset=\u20ac"}),
        entry("GET", "/tasks/task-1", 200, "/w==", at=3),
        delete(at=4) | {"response": {"status": 0, "headers": [], "content": {}}},
    ]
    traffic[-2]["response"]["content"]["encoding"] = "base64"
    result = judged(tmp_path, *traffic)

    assert broken(result) >= {FINAL}
    assert judge_evidence(tmp_path / "out" / "evidence.jsonl") == result
    assert [each.exchange.number for each in result.recorded if isinstance(each, Exchanged)] == [*range(1, 9)]


def test_evidence_takes_no_options_of_a_har(tmp_path, capsys):
    judged(tmp_path, *succeeded())

    assert code_of(["judge", str(tmp_path / "out"), "--base-url", BASE]) == 2
    assert "`--base-url` and `--out` are for a HAR" in capsys.readouterr().err


def test_evidence_is_not_taken_for_a_har(tmp_path):
    judged(tmp_path, *succeeded())

    assert is_recording(tmp_path / "traffic.har")
    assert not is_recording(tmp_path / "out" / "evidence.jsonl")


SECRETS = ("hunter2-of-admin", "Tr0ub4dor-remote", "0c9d8e7f6a5b4c3d", "cookie-value-77", SESSION)


def test_no_secret_of_a_recording_stands_in_evidence_or_report(tmp_path):
    basic = base64.b64encode(f"admin:{SECRETS[0]}".encode()).decode()
    made = entry("POST", "/pairings", 202, task("QUEUED", "task-5", description=SECRETS[1]), at=1)
    made["request"]["postData"] = {"text": json.dumps({"pair_psc_info": {"password": SECRETS[1], "url": "u"}})}
    login = entry(
        "POST", "/session", 200, {"session_id": SESSION}, session=None, sent={"authorization": f"Basic {basic}"}
    )
    early = entry(
        "GET", f"/pairings?token={SECRETS[2]}&limit=5", 200, {"list": [], "_meta": {"note": SECRETS[0]}}, at=-1
    )
    cookie = look(
        200, at=2, sent={"cookie": f"JSESSIONID={SECRETS[3]}"}, headers={"set-cookie": f"a={SECRETS[3]}; Path=/"}
    )

    judged(tmp_path, early, login, made, cookie, delete(body=task("QUEUED", description=SESSION), at=3))
    written = (tmp_path / "out" / "evidence.jsonl").read_text()

    assert [each for each in (*SECRETS, basic) if each in written] == []
    assert "limit=5" in written
    assert '"url\\": \\"u\\"' in written or '\\"url\\"' in written


@pytest.mark.parametrize("value", ["20242024", "hunter", 20242024])
def test_a_secret_that_may_stand_anywhere_is_masked_where_its_name_says_so(tmp_path, value):
    login = entry("POST", "/session", 200, f'{{"session_id" : {json.dumps(value)}, "expires": 20242024}}', session=None)
    made = entry("POST", "/pairings", 202, task("QUEUED", "task-5", api_key=value), at=1)

    judged(tmp_path, login, made, delete(at=2))
    lines = [json.loads(each) for each in (tmp_path / "out" / "evidence.jsonl").read_text().splitlines()]
    bodies = [each["exchange"]["response"]["body"] for each in lines if each["event"] == "exchanged"]

    kept = 0 if isinstance(value, int) else "[secret]"
    assert bodies[0] == f'{{"session_id" : {json.dumps(kept)}, "expires": 20242024}}'
    assert json.loads(bodies[1])["api_key"] == kept


def test_thousands_of_sessions_are_masked_too(tmp_path):
    ids = [f"{number:08x}-aaaa-4bbb-8ccc-0123456789ab" for number in range(2000)]
    logins = [entry("POST", "/session", 200, {"session_id": each}, session=None, at=at) for at, each in enumerate(ids)]

    judged(tmp_path, *logins, delete(body=task("QUEUED", description=ids[1999]), at=-1, session=ids[0]))

    assert "0123456789ab" not in (tmp_path / "out" / "evidence.jsonl").read_text()
