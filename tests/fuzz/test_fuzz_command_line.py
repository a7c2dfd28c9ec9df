"""Whatever is typed after `srm-conformance`, it ends with a code that means something, and never with a traceback."""

from __future__ import annotations

import contextlib
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.faces.cli import code_of

CLOSED = "http://127.0.0.1:1"
"""Nobody listens there."""

WORDS = st.sampled_from(
    """
    run plan doctor init judge explain requirements serve qualify --help -p --profile --only --skip --depth --shard
    --spec --report --waivers --fail-on --quiet --seed --out --max-requests --concurrency --no-progress --format
    --coverage --port --host --fault --variant --list --version -- - = quick deep 1/2 status json markdown json=x.json
    junit= must should -1 0 99999999999999999999 2.0.0 there.toml nowhere.toml . /dev/null right unknown-is-400
    status.deletion-is-accepted evidence.jsonl http:// http://[ http://x:0 http://127.0.0.1:1
    """.split()  # noqa: SIM905 - a list of as many strings is no easier to read
)
ODD = st.text(st.characters(exclude_characters="\0"), max_size=12) | st.text("-=/.:[]{}%\n\udc80", max_size=8)
"""What a shell can hand over: anything but NUL, bytes that are no UTF-8 as halves of characters."""
COMMANDS = (
    ("run", CLOSED), ("run", "-p", "there.toml"), ("plan", CLOSED), ("plan", "-p", "there.toml"), ("doctor", CLOSED),
    ("doctor", "-p", "there.toml"), ("init", "--out", "-", CLOSED), ("judge",), ("explain",), ("requirements",),
    ("serve", "--list"), ("qualify", "--help"), ("nothing",), (),
)  # fmt: skip
PROFILE = f"""
[target]
base_url = "{CLOSED}"
[accounts.admin]
username = "a"
password = "marker-hunter2"
"""
CODES = {0, 1, 2, 3}


def typed(arguments):
    """Exit code and all that was said."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = code_of(arguments)
    return code, out.getvalue() + err.getvalue()


def is_endless(arguments):
    """Whether it might start a server, or judge one: the bundled one when no other is named."""
    said = set(arguments)
    bundled = said & {"run", "plan", "doctor"} and arguments[:2] not in (
        ["run", CLOSED],
        ["plan", CLOSED],
        ["doctor", CLOSED],
    )
    unnamed = bundled and arguments[1:3] != ["-p", "there.toml"]
    return bool(unnamed or said & {"serve", "qualify"}) and not said & {"--list", "--help"}


@settings(max_examples=150, deadline=None)
@given(command=st.sampled_from(COMMANDS), rest=st.lists(WORDS | ODD, max_size=5))
def test_any_command_line_ends_with_a_code_that_means_something(tmp_path_factory, command, rest):
    arguments = [*command, *rest]
    if is_endless(arguments):
        return
    folder = tmp_path_factory.mktemp("typed")
    (folder / "there.toml").write_text(PROFILE)

    with contextlib.chdir(folder):
        code, said = typed(arguments)

    assert code in CODES, (arguments, said)
    assert "Traceback" not in said
    assert "marker-hunter2" not in said
    assert said or code == 0
