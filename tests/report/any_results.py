"""Any Result that Hypothesis can think of, and text that a hostile target might send."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from conformance.model.http import Exchange, Request, Response, Trouble
from conformance.model.result import Judged, PairingUse, Result, SpecUsed
from conformance.model.terms import Area, Clause, Depth, Finding, Level, Outcome, RunVerdict, Verdict

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "]]>",
    "<script>alert(1)</script>",
    "![x](https://evil.example/a)",
    "```\n# heading",
    "`a``b`",
    "| a | b |\n/close\n@all",
    "\ud800",
    "\ufffe\uffff\x00\x85\u2028\u202e",
    "'; exit 7 #",
    "$(id) `id` !! ${HOME}",
    "[session admin main]",
    "Basic [secret]",
    "a" * 5000,
    "%41" * 3000,
    "",
    " ",
)

texts = st.text(st.characters(), max_size=30) | st.sampled_from(HOSTILE)
wire = st.text(st.characters(max_codepoint=0xFF), max_size=20) | st.sampled_from(HOSTILE)
bodies = (
    st.binary(max_size=60)
    | texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.sampled_from([b"x" * 300_000, "\u00e9".encode() * 4000, b"@/etc/passwd", b"\0" * 10])
)
headers = st.lists(st.tuples(wire | st.sampled_from(["x-dr-session", "Authorization", "Host"]), wire), max_size=4)
moments = st.floats(allow_nan=False, allow_infinity=False)
requests = st.builds(
    Request,
    method=st.sampled_from(["DELETE", "GET", "HEAD", "PATCH"]) | wire,
    target=wire.map(lambda text: f"/pairings/{text}") | wire,
    headers=headers.map(tuple),
    body=bodies,
)
responses = st.builds(Response, status=st.integers(100, 999), headers=headers.map(tuple), body=bodies, reason=wire)
exchanges = st.builds(
    Exchange,
    number=st.integers(1, 5000),
    operation=st.just("deletePairing") | texts,
    request=requests,
    response=st.none() | responses,
    trouble=st.none() | st.sampled_from(Trouble),
    detail=texts,
    at=moments,
    seconds=moments,
    account=texts,
    odd=st.booleans(),
)
findings = st.builds(Finding, expected=texts, got=texts, exchange=exchanges, at=texts)
verdicts = st.builds(
    Verdict,
    requirement=texts,
    outcome=st.sampled_from(Outcome),
    message=texts,
    examples=st.integers(0, 9),
    findings=st.lists(findings, max_size=2).map(tuple),
    evidence=st.lists(exchanges, max_size=2).map(tuple),
)
requirements = st.builds(
    Judged,
    id=texts,
    title=texts,
    level=st.sampled_from(Level),
    area=st.sampled_from(Area),
    clause=st.builds(Clause, texts, texts | st.just("#section-1.2"), texts),
    reason=texts,
    verdict=verdicts,
    mandatory=st.booleans(),
)
results = st.builds(
    Result,
    tool_version=texts,
    spec=st.builds(SpecUsed, texts, texts, texts, texts, texts),
    base_url=texts | st.sampled_from(["http://127.0.0.1:9000/api", "https://u:p@[::1]:8443/x"]),
    seed=st.integers(0, 2**32),
    depth=st.sampled_from(Depth),
    started=moments,
    seconds=moments,
    verdict=st.sampled_from(RunVerdict),
    requirements=st.lists(requirements, max_size=4).map(tuple),
    without=st.lists(texts, max_size=2).map(tuple),
    hazards=st.booleans(),
    narrowing=st.lists(texts, max_size=2).map(tuple),
    requests=st.integers(0, 9999),
    pairings=st.lists(
        st.builds(
            PairingUse,
            texts,
            st.lists(texts, max_size=2).map(tuple),
            st.booleans(),
            st.booleans(),
            st.none() | st.integers(1, 9),
        ),
        max_size=2,
    ).map(tuple),
    warnings=st.lists(texts, max_size=2).map(tuple),
    interrupted=st.booleans(),
    out=st.none() | st.just(Path("runs/1")),
    session_header=st.sampled_from(["x-dr-session", ""]),
    fail_on=st.sampled_from(["must", "should"]),
    profile_source=texts,
)
