"""Who is asking, and what for: login, sessions, privileges, the login to the remote site."""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode

from conformance.reference.answers import Answers
from conformance.reference.site import Account, Session
from conformance.reference.wire import Answer, Ask, Refusal

HEADER = "x-dr-session"


def basic_credentials(ask: Ask) -> tuple[str, str]:
    """User name and password of an Authorization header; both empty where it holds none."""
    scheme, _, encoded = ask.header("authorization").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        username, _, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return username, password


def proves_to_be(ask: Ask, account: Account) -> bool:
    """Whether a request carries the Basic credentials of an account."""
    username, password = basic_credentials(ask)
    right = hmac.compare_digest(password.encode(), account.password.encode())
    return right and username == account.username


class Access(Answers):
    """Knows who is asking."""

    def login(self, ask: Ask, _: str) -> Answer:
        """POST /session: open a session."""
        for account in (self.site.accounts.admin, self.site.accounts.viewer):
            if proves_to_be(ask, account):
                return self.answer(200, {"session_id": self.site.open_session(account).token})
        return Answer(401, (("www-authenticate", 'Basic realm="srm"'),))

    def current_session(self, ask: Ask, _: str) -> Answer:
        """GET /session: say whose session it is."""
        return self.answer(200, {"username": self.authenticate(ask).account.username})

    def logout(self, ask: Ask, _: str) -> Answer:
        """DELETE /session: end the session."""
        self.authenticate(ask).over = "logged-out"
        return Answer(204)

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        """Everything in a request that counts as a session id."""
        return ask.all(HEADER)

    def session(self, token: str) -> Session | None:
        """The open session with exactly this id."""
        found = self.site.sessions.get(token)
        return found if found is not None and not found.over else None

    def authenticate(self, ask: Ask) -> Session:
        """The session of a request; refuse one that has none, or that names several."""
        tokens = self.tokens(ask)
        session = self.session(tokens[0]) if len(tokens) == 1 else None
        if session is None:
            raise Refusal(self.unauthenticated())
        session.uses += 1
        return session

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        """Refuse a session whose account lacks the privilege. raw: the id in the path, still encoded.

        Asked before the pairing is looked for, so that a refusal does not tell what exists.
        """
        del raw
        if privilege not in session.account.privileges:
            raise Refusal(self.forbidden(privilege))
