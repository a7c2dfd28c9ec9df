"""A client that sends what it is told, byte for byte, and a clock that is moved by hand."""

from __future__ import annotations

import http.client
import json
import socket
import tomllib
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.serve import Running


@dataclass
class Reply:
    """A response. headers: names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass
class Client:
    """Asks a running server, one connection for each request."""

    server: Running
    profile: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.profile = tomllib.loads(self.server.profile())
        split = urlsplit(self.server.base_url)
        self.address = (split.hostname or "", split.port or 0)
        self.root = split.path

    def ask(self, method: str, target: str, *headers: tuple[str, str], body: bytes | None = None) -> Reply:
        """Send a request; the target stands below the base path, or names the lab."""
        connection = http.client.HTTPConnection(*self.address, timeout=5)
        whole = target if target.startswith("/_lab") else self.root + target
        try:
            connection.putrequest(method, whole, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            shown = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, shown, response.read())
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Send bytes and read all that comes until the server ends the connection or 5 s are over."""
        with socket.create_connection(self.address, timeout=5) as raw:
            raw.sendall(data)
            parts = []
            while part := raw.recv(65536):
                parts.append(part)
            return b"".join(parts)

    def basic(self, account: str) -> tuple[str, str]:
        """The header with an account's credentials."""
        known = self.profile["accounts"][account]
        return ("authorization", "Basic " + b64encode(f"{known['username']}:{known['password']}".encode()).decode())

    def log_in(self, account: str = "admin") -> tuple[str, str]:
        """The header of a new session."""
        return ("x-dr-session", self.ask("POST", "/session", self.basic(account)).json["session_id"])

    def supply(self, *sessions: tuple[str, str]) -> str:
        """A new pairing, with the remote login of these sessions."""
        pairing: str = self.ask("POST", "/_lab/pairings", body=b'{"count": 1}').json["ids"][0]
        for session in sessions:
            self.ask("POST", f"/pairings/{pairing}/remote-session", session, self.basic("remote"))
        return pairing

    def truth(self) -> dict[str, Any]:
        """What the lab says there is."""
        found: dict[str, Any] = self.ask("GET", "/_lab/state").json
        return found
