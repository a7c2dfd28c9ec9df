"""How answers look: JSON, the declared error body, and one method for each refusal."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from conformance.reference.site import Site
from conformance.reference.wire import Answer, Ask

Body = dict[str, Any]


class Answers:
    """Makes answers. Where the document declares no content (401, 404) none is sent."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def render(self, body: Any) -> bytes:
        """Write JSON in UTF-8."""
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def answer(self, status: int, body: Any) -> Answer:
        """Answer with a JSON body."""
        return Answer(status, (("content-type", "application/json"),), self.render(body))

    def error_body(self, code: str, message: str) -> Body:
        """A ResponseError."""
        return {"error_code": code, "message": message, "op_id": str(uuid4())}

    def error(self, status: int, code: str, message: str) -> Answer:
        """Answer with a ResponseError."""
        return self.answer(status, self.error_body(code, message))

    def unauthenticated(self) -> Answer:
        """Answer who is not logged in. RFC 9110 15.5.2: a 401 carries a challenge."""
        return Answer(401, (("www-authenticate", 'DrSession realm="srm"'),))

    def forbidden(self, privilege: str) -> Answer:
        """Answer who lacks a privilege."""
        return self.error(403, "NoPermission", f"The privilege {privilege} is required.")

    def not_found(self) -> Answer:
        """Answer for what is not there."""
        return Answer(404)

    def malformed(self, what: str) -> Answer:
        """Answer what cannot be understood."""
        return self.error(400, "InvalidArgument", what)

    def not_logged_in_remotely(self) -> Answer:
        """Answer a session that has no login to the remote site."""
        return self.error(400, "RemoteSiteNotAuthenticated", "Log in to the remote site first.")

    def remote_site_is_down(self) -> Answer:
        """Answer while the remote site cannot be reached."""
        return self.error(500, "RemoteSiteDown", "The remote site does not answer.")

    def method_not_allowed(self, allowed: tuple[str, ...]) -> Answer:
        """Answer a method that the path does not have. RFC 9110 15.5.6: a 405 carries Allow."""
        return Answer(405, (("allow", ", ".join(allowed)),))

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        """Give every answer its last touch; the right server gives none."""
        del ask
        return answer
