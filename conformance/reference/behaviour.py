"""The pairings and their deletion, and which path leads where: the right server, decision by decision."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, unquote_to_bytes
from uuid import uuid4

from conformance.reference.access import proves_to_be
from conformance.reference.answers import Body
from conformance.reference.site import EDIT, Pairing, Session, Task
from conformance.reference.tasks import ENDS, Tasks
from conformance.reference.wire import Answer, Ask, Refusal, Reply

BASE = ("api", "rest", "srm", "v2")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")

Endpoint = Callable[[Ask, str], Reply]


class Behaviour(Tasks):
    """The right server. page_size: entries in a list that names no limit."""

    page_size = 100

    # which path leads where

    def respond(self, ask: Ask) -> Reply:
        """Answer a request, whatever it is."""
        self.site.requests += 1
        self.site.time = self.site.clock()
        self.settle()
        try:
            reply = self.dispatch(ask)
        except Refusal as refusal:
            reply = refusal.answer
        return self.finish(ask, reply) if isinstance(reply, Answer) else reply

    def dispatch(self, ask: Ask) -> Reply:
        """Hand a request to the endpoint that its path and method name."""
        segments = self.below_base(ask)
        endpoints = self.endpoints(segments)
        if not endpoints:
            raise Refusal(self.not_found())
        endpoint = endpoints.get(self.method(ask))
        if endpoint is None:
            raise Refusal(self.other_method(ask, tuple(endpoints)))
        return endpoint(ask, segments[1] if len(segments) > 1 else "")

    def below_base(self, ask: Ask) -> tuple[str, ...]:
        """The segments below the base path, still encoded; none where the path is not below it."""
        given = ask.segments
        return given[len(BASE) :] if tuple(map(unquote, given[: len(BASE)])) == BASE else ()

    def method(self, ask: Ask) -> str:
        """The method that a request is taken for: HEAD asks what GET asks."""
        return "GET" if ask.method == "HEAD" else ask.method

    def endpoints(self, segments: tuple[str, ...]) -> Mapping[str, Endpoint]:
        """The methods of a path and what each does; none where there is no such path."""
        shape = tuple("{id}" if place == 1 else unquote(each) for place, each in enumerate(segments))
        paths: dict[tuple[str, ...], Mapping[str, Endpoint]] = {
            ("session",): {"GET": self.current_session, "POST": self.login, "DELETE": self.logout},
            ("pairings",): {"GET": self.list_pairings, "POST": self.create_pairing},
            ("pairings", "{id}"): {"GET": self.get_pairing, "DELETE": self.delete_pairing},
            ("pairings", "{id}", "remote-session"): {"GET": self.remote_session, "POST": self.login_remotely},
            ("tasks",): {"GET": self.list_tasks},
            ("tasks", "{id}"): {"GET": self.get_task},
        }
        return paths.get(shape, {})

    def other_method(self, ask: Ask, allowed: tuple[str, ...]) -> Answer:
        """Answer a method that the path does not have."""
        del ask
        return self.method_not_allowed(("HEAD", *allowed) if "GET" in allowed else allowed)

    # which pairing is meant

    def new_pairing_id(self) -> str:
        """An id for a new pairing."""
        return str(uuid4())

    def decoded(self, raw: str) -> str:
        """A segment percent-decoded, once."""
        try:
            if _BROKEN_ESCAPE.search(raw):
                raise Refusal(self.malformed("A percent sign is followed by two hexadecimal digits."))
            return unquote_to_bytes(raw).decode()
        except UnicodeDecodeError:
            raise Refusal(self.malformed("The path is UTF-8.")) from None

    def identify(self, raw: str) -> str:
        """The id that stands in the path; it is a UUID, whose digits have no case."""
        text = self.decoded(raw)
        if not UUID.fullmatch(text):
            raise Refusal(self.malformed("The id of a pairing is a UUID."))
        return text.lower()

    def find(self, identity: str) -> Pairing:
        """The pairing with exactly this id."""
        found = self.site.pairings.get(identity)
        if found is None:
            raise Refusal(self.not_found())
        return found

    # deletion

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        """DELETE /pairings/{pairing_id}: who, may they, which, already on its way, and then the deletion."""
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        pairing = self.find(self.identify(raw))
        running = self.running_deletion(pairing)
        if running is not None:
            return self.deleted_already(running)
        self.require_remote_login(session, pairing)
        return self.accept(self.begin("deletePairing", pairing, self.foreseen_error(pairing)))

    def running_deletion(self, pairing: Pairing) -> Task | None:
        """The deletion of a pairing that has not ended yet."""
        for task in self.site.tasks.values():
            if task.pairing is pairing and task.operation == "deletePairing" and self.status(task) not in ENDS:
                return task
        return None

    def deleted_already(self, running: Task) -> Reply:
        """Answer a deletion while another of the same pairing runs: with that one's task."""
        return self.accept(running)

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        """Refuse a session that is not logged in to the remote site (contract: not-authenticated ERROR)."""
        if pairing.id not in session.remote:
            raise Refusal(self.not_logged_in_remotely())

    def foreseen_error(self, pairing: Pairing) -> str:
        """Why the deletion will end in ERROR (contract: server-down ERROR); empty when it will not."""
        del pairing
        return "" if self.site.remote_is_up else "The remote site does not answer."

    def accept(self, task: Task) -> Reply:
        """Answer with 202 and the task."""
        return self.answer(202, self.show(task))

    # the login to the remote site

    def login_remotely(self, ask: Ask, raw: str) -> Reply:
        """POST /pairings/{pairing_id}/remote-session."""
        session = self.authenticate(ask)
        pairing = self.find(self.identify(raw))
        if not proves_to_be(ask, self.site.accounts.remote):
            raise Refusal(Answer(401, (("www-authenticate", 'Basic realm="remote srm"'),)))
        if not self.site.remote_is_up:
            raise Refusal(self.remote_site_is_down())
        session.remote.add(pairing.id)
        return Answer(204)

    def remote_session(self, ask: Ask, raw: str) -> Reply:
        """GET /pairings/{pairing_id}/remote-session."""
        session = self.authenticate(ask)
        pairing = self.find(self.identify(raw))
        if not self.site.remote_is_up:
            raise Refusal(self.remote_site_is_down())
        if pairing.id not in session.remote:
            raise Refusal(self.not_logged_in_remotely())
        return self.answer(200, {"username": self.site.accounts.remote.username})

    # reading and creating pairings

    def show_pairing(self, pairing: Pairing) -> Body:
        """A pairing as the document describes it."""
        remote = {"name": "local" if pairing.itself else pairing.name}
        state = "OK" if self.site.remote_is_up else "ERROR"
        return {
            "pairing_id": pairing.id,
            "local_vc_server": {"name": "local", "server_status": "OK"},
            "remote_vc_server": remote | {"server_status": state},
            "local_srm_server": {"name": "local", "server_status": "OK"},
            "remote_srm_server": remote | {"server_status": state},
        }

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        """GET /pairings/{pairing_id}."""
        session = self.authenticate(ask)
        self.authorise(session, "System.Read", raw)
        shown = self.show_pairing(self.find(self.identify(raw)))
        return self.answer(200, shown | {"_meta": {"errors": []}})

    def listed(self) -> list[Pairing]:
        """The pairings that the list shows, in order."""
        return list(self.site.pairings.values())

    def list_pairings(self, ask: Ask, _: str) -> Reply:
        """GET /pairings, page by page where a limit asks for it."""
        session = self.authenticate(ask)
        self.authorise(session, "System.Read")
        offset, limit = self.number(ask, "offset", 0), self.number(ask, "limit", self.page_size)
        every = [self.show_pairing(each) for each in self.listed()]
        page = every[offset : offset + limit]
        meta = {"errors": [], "total": len(every), "offset": offset, "limit": limit}
        meta["links"] = self.links("/".join(("", *BASE, "pairings")), offset, limit, len(every))
        return self.answer(200, {"list": page, "_meta": meta})

    def number(self, ask: Ask, name: str, default: int) -> int:
        """A count in the query."""
        text = ask.parameter(name)
        if text is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise Refusal(self.malformed(f"{name} is a number."))
        return int(text)

    def links(self, path: str, offset: int, limit: int, total: int) -> dict[str, Any]:
        """Where the pages around this one are."""
        found = {"self": {"href": f"{path}?offset={offset}&limit={limit}"}}
        if limit and offset + limit < total:
            found["next"] = {"href": f"{path}?offset={offset + limit}&limit={limit}"}
        if limit and offset:
            found["previous"] = {"href": f"{path}?offset={max(0, offset - limit)}&limit={limit}"}
        return found

    def create_pairing(self, ask: Ask, _: str) -> Reply:
        """POST /pairings: the pairing is there when the task has ended."""
        session = self.authenticate(ask)
        self.authorise(session, EDIT)
        try:
            spec = json.loads(ask.body)
        except (ValueError, RecursionError):
            spec = None
        if not isinstance(spec, dict) or not {"pair_psc_info", "pair_vc_guid"} <= spec.keys():
            raise Refusal(self.malformed("The body is a PairingSpec: pair_psc_info and pair_vc_guid are required."))
        created = Pairing(self.new_pairing_id(), f"site-{len(self.site.pairings) + 1}")
        return self.accept(self.begin("createPairing", created))
