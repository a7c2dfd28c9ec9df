"""A commented profile to start from, filled with what is known of a target."""

from __future__ import annotations

from dataclasses import dataclass

EXAMPLE = "https://srm.lab.example/api/rest/srm/v2"
VARIABLES = {"admin": "SRM_PASSWORD", "viewer": "SRM_VIEWER_PASSWORD", "remote": "SRM_REMOTE_PASSWORD"}
"""Account -> the environment variable that holds its password."""
USERNAMES = {
    "admin": "administrator@vsphere.local",
    "viewer": "viewer@vsphere.local",
    "remote": "administrator@remote.local",
}
PRODUCTS_LIMIT = 50
"""Requests a minute in one session, since release 8.8 of the product."""
_ABOUT = {
    "admin": "may delete pairings",
    "viewer": "may log in, lacks the privilege to delete pairings",
    "remote": "the remote site's credentials, for the login that a deletion needs",
}
_WIDTH = 110
_HEAD = """\
# A profile of srm-conformance: what is judged, who logs in, and which pairings are given up.
# Next: export the variables named below, then `srm-conformance doctor -p THIS_FILE`.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What a profile starts with.

    remarks: sentences on the target, for comments. usernames: by account; one without is commented out.
    ids: pairings that are given up. lab: URL of the reference server's lab; empty for any other target.
    per_minute: cap of requests; 0 is none.
    """

    base_url: str = EXAMPLE
    remarks: tuple[str, ...] = ()
    usernames: tuple[tuple[str, str], ...] = tuple(USERNAMES.items())
    ids: tuple[str, ...] = ()
    lab: str = ""
    per_minute: int = PRODUCTS_LIMIT


def template(known: Known) -> str:
    """The profile as TOML; a secret is only ever named, never written."""
    named = dict(known.usernames)
    parts = (
        _HEAD,
        _target(known),
        *(_account(name, named.get(name, "")) for name in VARIABLES),
        _pairings(known),
        _levers(known.lab),
        _rest(known),
    )
    return "\n".join(parts)


def _target(known: Known) -> str:
    remarks = "".join(f"# {_comment(each)}\n" for each in known.remarks)
    return f"""[target]
{remarks}base_url = {_quoted(known.base_url)}   # a deletion goes to {{base_url}}/pairings/{{pairing_id}}
spec = "2.0.0"            # a bundled document, or the path of your own OpenAPI document
verify_tls = true         # or the path of a CA bundle; false is told in every report
# client_cert = "me.pem"  # PEM, where the target asks for a certificate; client_key = "me.key"
request_timeout = 10.0    # seconds
"""


def _account(name: str, username: str) -> str:
    lines = (
        f"[accounts.{name}]",
        f"username = {_quoted(username or USERNAMES[name])}",
        f'password = {{ env = "{VARIABLES[name]}" }}',
    )
    off = "" if username else "# "
    without = "" if name == "admin" else "; without this account what needs it is not tested"
    return "\n".join((f"# {_ABOUT[name]}{without}", *(off + each for each in lines), ""))


def _pairings(known: Known) -> str:
    ids = ", ".join(_quoted(each) for each in known.ids)
    head = f"""# Only pairings that are named in `ids`, or made by the supply, are ever deleted.
[pairings]
ids = [{ids}]    # GIVEN UP: a run deletes these; 7 allow every requirement of the usual depth
keep = []   # never deleted, whatever else says so
most = 16   # at most so many are used up
"""
    if known.lab:
        return f"""{head}
# The lab of the reference server makes as many as are needed.
[pairings.supply]
http = {{ method = "POST", url = {_quoted(known.lab + "/pairings")}, json = {{ count = 4 }} }}
ids = "/ids"   # JSON pointer to the id or ids in the answer
"""
    return f"""{head}
# What makes fresh pairings, called again until enough are there: a request, a program, or createPairing itself.
# [pairings.supply]
# http = {{ method = "POST", url = "https://lab.example/pairings", json = {{ count = 4 }} }}
# ids = "/ids"                        # JSON pointer to the id or ids in the answer
# command = ["./new-pairing.sh"]      # instead: prints ids, a JSON list or one a line
# create = {{ pair_vc_guid = "..." }}   # instead: the body of POST {{base_url}}/pairings
"""


def _levers(lab: str) -> str:
    text = f"""# What only the operator can bring about. `undo` has to be harmless when nothing is applied.
[levers.remote_site_down]
apply = {{ http = {{ method = "POST", url = {_quoted(lab + "/remote-site")}, json = {{ state = "down" }} }} }}
undo = {{ http = {{ method = "POST", url = {_quoted(lab + "/remote-site")}, json = {{ state = "up" }} }} }}
settle = 0.0   # seconds to wait after each

[levers.expire_sessions]
apply = {{ http = {{ method = "POST", url = {_quoted(lab + "/expire-sessions")} }} }}
"""
    if lab:
        return text
    return """# What only the operator can bring about. `undo` has to be harmless when nothing is applied.
# [levers.remote_site_down]
# apply = { command = ["./remote-site.sh", "down"] }
# undo = { command = ["./remote-site.sh", "up"] }
# settle = 5.0   # seconds to wait after each
#
# [levers.expire_sessions]
# apply = { command = ["./expire-sessions.sh"] }
"""


def _rest(known: Known) -> str:
    return f"""[claim]
without = []      # areas left out of the claim, such as ["connectivity"]; every report says so
hazards = false   # true: also ids that a broken server might take for "all" or for another pairing

[limits]
requests_per_minute = {known.per_minute}   # 0: no cap; the product allows {PRODUCTS_LIMIT} in a session since 8.8
session_requests_per_minute = 0   # the same for each session by itself
max_requests = 5000
max_minutes = 240          # of the whole run; 0: no limit
concurrency = 8
task_timeout = 60.0        # seconds until a task that has not ended is judged stuck
poll_interval = {1.0 if known.per_minute else 0.2}        # seconds between two looks at a task
"""


def _comment(text: str) -> str:
    """One line that ends no comment, whatever a target said."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return shown if len(shown) <= _WIDTH else f"{shown[:_WIDTH]}..."


def _quoted(text: str) -> str:
    """A string of TOML."""
    return '"' + "".join(char if _plain(char) else f"\\U{ord(char):08x}" for char in text) + '"'


def _plain(char: str) -> bool:
    return char.isascii() and char.isprintable() and char not in '"\\'
