"""What a probe may ask for: a probe is a generator that yields steps and is sent what came of each.

    def unknown_pairing(contract) -> Steps:
        exchange = yield Call("deletePairing", {"pairing_id": str(uuid4())}, session=ADMIN)
        yield Saw(Attempt("unknown-pairing", ..., exchange))

| step | is answered with |
| --- | --- |
| Call | the Exchange |
| Chain, Together, Many | the Exchanges, in the order of the calls; of Many None for one that was kept back |
| Login, RemoteLogin, Logout | the Exchange |
| Take | the pairing's id |
| Aimed, Restock | the ids, as a tuple |
| Company | the pairings given, and those of strangers: two tuples of ids |
| Leave, Spent, Reuse, Saw, Wait, Pull, Release | None |

A step that the profile or the target cannot serve (no session to be had, supply empty) raises
`EvidenceMissing` at the yield, so a probe may catch it or leave it to the driver, which records why.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.model.http import Headers


class EvidenceMissing(Exception):  # noqa: N818 - it is no error: nobody did wrong
    """What a judgement needs could not be had; nobody is blamed for it."""


class ProfileLacks(EvidenceMissing):
    """What a judgement needs is for the profile to give; the words name the piece."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session of an account, opened by the driver when first used.

    key: `main` is the account's working session: shared by all probes and opened anew when it
        runs out. Any other key is a session of its own that is never renewed.
    """

    account: str
    key: str = "main"


@dataclass(frozen=True, slots=True)
class Call:
    """One request meant for an operation of the document.

    operation: operationId; method and path come from the document.
    path: path parameters, percent-encoded by the driver (all but unreserved characters).
    session: whose session id to send in the header that the document names; None sends none.
    remote: for the pairing in `path`, log in to the remote site with this session first
        (once for each session and pairing).
    target: takes the place of the path, byte for byte (Latin-1), below the base URL's path:
        `/pairings/%2e%2e`. With it the driver adds nothing, not even a query.
    query: raw query without the `?`.
    method: takes the place of the document's method.
    headers: sent beside the usual ones; one of the same name replaces the usual one.
    without: names of usual headers that are not sent.
    odd: see Exchange.odd.
    pairing: the given-up pairing that this request may delete, were the target wrong; the driver
        refuses to send what might reach any pairing but this one. Empty for a request that names none.
    fill: a session whose live values take the place of `{session}` (its id), `{session:cut}` (without
        the last character), `{session:other-case}` (capitals for small letters and the reverse),
        `{session:other-end}` (its last letter another), `{session:unlike}` (an id of its form that is nobody's),
        `{basic}` (`Basic ...` of its account) and `{basic:remote}` (of the remote account) in headers and query,
        on the wire only, and `{name}` for the name of its account; the session itself is not sent otherwise.
    sure: on trouble or 503, find out whether it is this request or the target's health (see
        Exchange.steady) by sending it again beside an ordinary one. Not for a deletion that is due to
        be carried out: sent again it would be another request.
    within: seconds for the whole response, where that is more than the target's `request_timeout`.
    apart: a session that this call's must be another than. A target may give an account one session, however often
        it logs in; then nothing is sent, and EvidenceMissing says so.
    """

    operation: str
    path: Mapping[str, str] = field(default_factory=dict)
    session: Session | None = None
    remote: bool = False
    target: str | None = None
    query: str = ""
    method: str | None = None
    headers: Headers = ()
    body: bytes = b""
    odd: bool = False
    pairing: str = ""
    fill: Session | None = None
    sure: bool = False
    without: tuple[str, ...] = ()
    within: float = 0.0
    apart: Session | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Calls one behind another on a connection of their own, each when the one before was answered.

    Where the target ends the connection the next opens another: `Exchange.behind` tells.
    granted: each only where the one before was answered with success; what was not sent is left out of the answer.
    """

    calls: tuple[Call, ...]
    granted: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """Calls that leave at the same instant, each on a connection of its own, opened before."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """Calls in any order, side by side up to the run's `concurrency`."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """Open a session now, with Basic auth of its account; the driver keeps its id."""

    session: Session


@dataclass(frozen=True, slots=True)
class RemoteLogin:
    """Log in to a pairing's remote site within a session, as the profile's `remote` account.

    once: not again where this session is logged in already; the answer of then is the answer.
    """

    session: Session
    pairing: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class Logout:
    """End a session; its id stays known, so that a later Call can try it."""

    session: Session


@dataclass(frozen=True, slots=True)
class Leave:
    """End the sessions that this probe opened for itself; what it leaves open ends with it.

    but: one that it still needs.
    """

    but: Session | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """A pairing given up for the test.

    own: False takes the shared one, on which everything is judged that leaves a pairing intact;
        True takes one for this probe alone, because it uses it up.
    purpose: for the report, which lists each pairing and what it was used for.
    bystander: nothing will be aimed at it; it is there to be missed, should it vanish.
    spare: one beside the shared one that is at hand already, to be given back with Reuse; none is made for it.
    """

    purpose: str
    own: bool = False
    bystander: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Restock:
    """Ask the supply for fresh pairings, once; what it gives is there to be taken, and nothing is used up."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """The pairings that this run aimed requests at so far: one that vanishes need not be lost by what came last."""


@dataclass(frozen=True, slots=True)
class Company:
    """Whose the pairings are: those that the run was given (by profile or supply, `keep` included), and strangers.

    Strangers came up while the run went on, and it did not ask for them: another client is at work.
    listed: what lists of the probe have shown so far.
    """

    listed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spent:
    """A pairing is used up.

    by: number of the exchange that did it.
    wrongly: it should have stayed; the report says so and the plan goes on with another.
    """

    pairing: str
    by: int
    wrongly: bool = False


@dataclass(frozen=True, slots=True)
class Reuse:
    """A pairing that was taken alone, or that a killed run had aimed at, is there all the same: others may take it."""

    pairing: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass; seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Pull:
    """Apply a lever of the profile (`remote_site_down`, `expire_sessions`) and let it settle."""

    lever: str


@dataclass(frozen=True, slots=True)
class Release:
    """Undo a lever. The driver undoes whatever a probe left applied."""

    lever: str


@dataclass(frozen=True, slots=True)
class Saw:
    """An observation for the evidence (model.observations)."""

    observation: Any


Step = (
    Call
    | Chain
    | Together
    | Many
    | Login
    | RemoteLogin
    | Logout
    | Leave
    | Take
    | Restock
    | Aimed
    | Company
    | Spent
    | Reuse
    | Wait
    | Pull
    | Release
    | Saw
)
Steps = Generator[Step, Any, None]
