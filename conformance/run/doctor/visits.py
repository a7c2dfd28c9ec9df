"""What a doctor does to each piece of a profile: once, harmlessly, and never a deletion of a pairing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from conformance.catalogue.reading import ids_in, is_success, why_unread
from conformance.drive.guard import canonical
from conformance.model.steps import (
    Call,
    EvidenceMissing,
    Login,
    Logout,
    RemoteLogin,
    Restock,
    Session,
    Step,
    Steps,
    Take,
)
from conformance.model.terms import Depth
from conformance.plan.forecast import given_up
from conformance.plan.probe import Scene
from conformance.plan.probes.asking import ADMIN, list_pairings
from conformance.plan.probes.logging_in import NO_SUCH_OPERATION
from conformance.run.doctor.checks import Findings, ids_in_words, way_of_login, way_of_trouble

if TYPE_CHECKING:
    from conformance.catalogue.contract import Contract
    from conformance.model.http import Exchange, Response
    from conformance.profile.settings import Profile


@dataclass(slots=True)
class Visits:
    """The visits to one target, and what was found so far.

    there: given-up pairings that the target has. made: those that the supply made.
    answers: the target answers at all. knows_admin: the admin can log in.
    pairing: the one whose remote site was logged in to; empty where that did not succeed.
    connectivity: something of that area is judged.
    """

    profile: Profile
    contract: Contract
    found: Findings = field(default_factory=Findings)
    there: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    answers: bool = False
    knows_admin: bool = False
    pairing: str = ""
    connectivity: bool = True

    def every(self) -> Iterator[tuple[str, Steps]]:
        """Each visit with its name, made when its turn comes."""
        yield "target", self.target()
        if not self.answers:
            return
        for name in ("admin", "viewer"):
            if name in self.profile.accounts:
                yield f"accounts.{name}", self.account(name)
        if self.knows_admin:
            yield "pairings", self.pairings()
        if self.profile.pairings.supply is not None:
            yield "pairings.supply", self.supply()
        if "remote" in self.profile.accounts:
            yield "accounts.remote", self.remote_account()

    def has(self, operation: str) -> bool:
        """Whether an operation can be asked with."""
        return self.contract.document.reach(operation) is not None

    @property
    def ready(self) -> bool:
        """Whether the admin has a ready session, which is the operator's and must outlive this."""
        admin = self.profile.accounts.get("admin")
        return admin is not None and admin.session is not None

    def target(self) -> Steps:
        """Ask without logging in."""
        exchange = yield Call(self._harmless())
        if exchange.response is None:
            said, way = f"does not answer: {exchange.in_words()}", way_of_trouble(exchange)
        else:
            said, way = _trouble_with(exchange, exchange.response)
        if said:
            self.found.fails("target", said, way, "admin")
        else:
            self.answers = True
            self.found.works("target", f"answers ({exchange.status} to who is not logged in)")

    def _harmless(self) -> str:
        return "getCurrentSession" if self.has("getCurrentSession") else "getPairings"

    def account(self, name: str) -> Steps:
        """Log in, use the session, log out; a ready session is only looked at."""
        key, given = f"accounts.{name}", self.profile.accounts[name]
        session = Session(name) if given.session is not None else Session(name, "doctor")
        try:
            if given.session is None:
                login = yield Login(session)
                if not is_success(login):
                    self.found.fails(key, f"the login was refused: {login.in_words()}", way_of_login(login, name), name)
                    return
            look = yield Call(self._harmless(), session=session)
        except EvidenceMissing as missing:
            self.found.fails(key, str(missing), f"look at `[{key}]`", name)
            return
        if look.status == HTTPStatus.UNAUTHORIZED or look.response is None:
            way = (
                "a fresh `session`" if given.session is not None else "the target forgets its own sessions: see its log"
            )
            self.found.fails(key, f"the session does not hold: {look.in_words()}", way, name)
            return
        self.knows_admin = self.knows_admin or name == "admin"
        said = "its ready session holds" if given.session is not None else (yield from self._out(session))
        self.found.works(key, said)
        if name == "viewer":
            self._privilege(key)

    def _out(self, session: Session) -> Generator[Step, Any, str]:
        """Log out; what to say of login and logout."""
        if self.contract.document.find("logout") is None:
            return "logged in; the document has no logout"
        left = yield Logout(session)
        if is_success(left):
            return "logged in and out"
        way = "a run logs out of every session that it opens: see the target's log"
        self.found.fails(f"accounts.{session.account}", f"the logout was answered {left.in_words()}", way)
        return "logged in"

    def _privilege(self, key: str) -> None:
        privilege = ", ".join(f"`{each}`" for each in self.contract.permissions) or "the privilege"
        self.found.unknown(key, f"whether it lacks {privilege} only a deletion shows, and none is sent here")

    def pairings(self) -> Steps:
        """Which of the pairings that the profile names there are."""
        settings = self.profile.pairings
        pages = yield from list_pairings(Scene(self.contract, seed=0, patience=0, interval=0, depth=Depth.QUICK))
        listed = ids_in(pages)
        if listed is None:
            way = "the admin must be allowed to list pairings: a run compares the lists to see what it deleted"
            self.found.fails("pairings", f"the list {why_unread(pages)}", way)
        else:
            self.found.works("pairings", f"the list can be read; it has {len(listed)}")
        there = {canonical(each) for each in listed or ()}
        wanted = given_up(settings)
        self.there = yield from self._present(wanted, there)
        kept = yield from self._present(settings.keep, there)
        self._named("pairings.ids", wanted, self.there, "given up", "take them out, or name others")
        self._named("pairings.keep", settings.keep, kept, "to be kept", "a misspelt id protects nothing")
        both = [each for each in settings.ids if each not in wanted]
        if both:
            self.found.fails("pairings", f"given up and to be kept at once: {ids_in_words(both)}", "`keep` beats `ids`")

    def _present(self, wanted: tuple[str, ...], there: set[str]) -> Generator[Step, Any, tuple[str, ...]]:
        found = []
        for each in wanted:
            if canonical(each) in there or (yield from self._shown(each)):
                found.append(each)  # noqa: PERF401 - a comprehension cannot yield
        return tuple(found)

    def _shown(self, pairing: str) -> Generator[Step, Any, bool]:
        operation = self.contract.document.reach("getPairing")
        if operation is None:
            return False
        look = yield Call("getPairing", dict.fromkeys(operation.path_parameters, pairing), session=ADMIN)
        return bool(look.status == HTTPStatus.OK)

    def _named(self, key: str, wanted: tuple[str, ...], present: tuple[str, ...], what: str, way: str) -> None:
        lost = [each for each in wanted if each not in present]
        if lost:
            breaks = "pairings" if key == "pairings.ids" and not present and not self.profile.pairings.supply else ""
            self.found.fails(key, f"{what}, but not there: {ids_in_words(lost)}", way, breaks)
        elif wanted:
            self.found.works(key, f"{what}, and there: {ids_in_words(wanted)}")

    def supply(self) -> Steps:
        """Let the supply make pairings once; they stay."""
        key = "pairings.supply"
        if not self.knows_admin:
            self.found.unknown(key, "not tried: without the admin's login nobody can see what it makes")
            return
        try:
            self.made = yield Restock()
        except EvidenceMissing as missing:
            breaks = "" if self.there else "pairings"
            self.found.fails(key, str(missing), "mend `[pairings.supply]`, or give up pairings in `ids`", breaks)
            return
        number = len(self.made)
        self.found.works(key, f"made {number}, which stay{'s' * (number == 1)}: {ids_in_words(self.made)}")

    def remote_account(self) -> Steps:
        """Log in to the remote site of a pairing that was given up."""
        key = "accounts.remote"
        if not self.knows_admin:
            self.found.unknown(key, "not tried: it needs a session of the admin")
            return
        try:
            pairing = yield Take("a login to its remote site")
            exchange = yield from self.log_in_remotely(pairing, "remote login")
        except EvidenceMissing as missing:
            self.found.unknown(key, f"not tried: {missing}")
            return
        if is_success(exchange):
            self.pairing = pairing
            self.found.works(key, f"logged in to the remote site of {pairing}")
            return
        if not self.connectivity and exchange.status in NO_SUCH_OPERATION:
            said = f"the target has no login to a remote site ({exchange.in_words()}): deletions are tried without"
            self.found.note(key, said)
            return
        down = exchange.status == HTTPStatus.INTERNAL_SERVER_ERROR
        way = "is the remote site up, and its appliance well?" if down else way_of_login(exchange, "remote")
        said = f"the login to the remote site of {pairing} was refused: {exchange.in_words()}"
        self.found.fails(key, said, way, "remote")

    def log_in_remotely(self, pairing: str, key: str) -> Generator[Step, Any, Exchange]:
        """Log in to the remote site in a session of its own, and end that session."""
        session = ADMIN if self.ready else Session("admin", key)
        exchange: Exchange = yield RemoteLogin(session, pairing)
        if not self.ready and self.has("logout"):
            yield Logout(session)
        return exchange


def _trouble_with(exchange: Exchange, response: Response) -> tuple[str, str]:
    """What is wrong with the answer to who is not logged in, and the way out; empty for a sound one."""
    shown = f"`{exchange.request.method} {exchange.request.target}`"
    match response.status:
        case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED as status:
            way = "look at `base_url`, such as `https://srm.lab.example/api/rest/srm/v2`"
            return f"answers, but knows no {shown} ({status:d})", way
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            way = "`http://name:password@host:port` in HTTP_PROXY or HTTPS_PROXY, or the target in NO_PROXY"
            return "a proxy on the way asks who is calling (407)", way
        case status if status // 100 == 3:  # noqa: PLR2004 - any redirection
            leads = (response.header("Location") or "nowhere")[:200]
            way = "`base_url` is where the API is itself; no session is ever carried to another address"
            return f"redirects {shown} to `{leads}` ({status})", way
        case status if status // 100 == 5:  # noqa: PLR2004 - any server error
            return f"answers {shown} with {status}", "the target itself is not well: see its log"
        case _:
            return "", ""
