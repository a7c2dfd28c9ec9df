"""The document in force, seen as the contract of the operation under test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.document.extensions import ConnectivityContract, Permissions
from conformance.document.validate import Problem, problems
from conformance.model.terms import Clause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.document.load import Document
    from conformance.document.operation import Operation, Property
    from conformance.model.http import Exchange

DELETE = "deletePairing"
GET_PAIRING = "getPairing"
GET_PAIRINGS = "getPairings"
GET_TASK = "getTaskInfo"
GET_TASKS = "getRecentTasksInfo"
LOGIN = "login"
LOGOUT = "logout"
CREATE_REMOTE_SESSION = "createRemoteSession"
ACCEPTED = 202


@dataclass(frozen=True, slots=True)
class Contract:
    """The operation under test, with citations at hand."""

    document: Document

    @property
    def operation(self) -> Operation:
        """The operation under test."""
        return self.document.operation(DELETE)

    @property
    def session_header(self) -> str:
        """The header that carries the session id; empty where the document asks for none."""
        return self.operation.session_header or ""

    @property
    def no_session(self) -> str:
        """Why nothing can be asked about sessions; empty where it can."""
        return "" if self.session_header else "the document asks for no session"

    @property
    def no_logout(self) -> str:
        """Why nothing can be asked about the end of a session; empty where it can."""
        return self.no_session or ("" if self.document.find(LOGOUT) else "the document describes no logout")

    @property
    def connectivity(self) -> Mapping[str, str]:
        """State of the remote site -> what the operation does in it; empty without the extension."""
        return self.connectivity_of(DELETE)

    def connectivity_of(self, name: str) -> Mapping[str, str]:
        """The same of another operation; empty where the document does not have it."""
        operation = self.document.find(name)
        found = operation.extension(ConnectivityContract) if operation else None
        return found.states if found else {}

    @property
    def permissions(self) -> tuple[str, ...]:
        """The privileges that the operation asks for; empty without the extension."""
        found = self.operation.extension(Permissions)
        return found.names if found else ()

    def task_properties(self) -> tuple[Property, ...]:
        """The properties of the Task that the operation answers with."""
        return self.document.properties(self.operation, str(ACCEPTED))

    def problems(self, exchange: Exchange) -> tuple[Problem, ...]:
        """Where a response departs from the document; none without a response."""
        operation = self.document.find(exchange.operation)
        if operation is None or exchange.response is None:
            return ()
        return problems(self.document, operation, exchange.response)

    def here(self, text: str | None = None) -> Clause:
        """The operation as a whole."""
        return self.document.clause(self.operation.pointer, text)

    def answer(self, *statuses: int, text: str | None = None) -> Clause:
        """The first of these responses that the operation declares, else the operation itself."""
        for status in statuses:
            declared = self.operation.answers.get(str(status))
            if declared is not None:
                return self.document.clause(declared.pointer, text)
        return self.document.clause(f"{self.operation.pointer}/responses", text or "The declared responses.")

    def task(self, name: str) -> Clause:
        """A property of the Task; the 202 as a whole where the document does not know the property."""
        for each in self.task_properties():
            if each.name == name:
                return self.document.clause(each.pointer)
        return self.answer(ACCEPTED)

    def security(self) -> Clause:
        """What the document asks of a caller, of this operation or of all."""
        if not self.session_header:
            return self.here()
        own = "security" in self.document.at(self.operation.pointer)
        pointer = f"{self.operation.pointer}/security" if own else "#/security"
        return self.document.clause(pointer, f"A session id in the header `{self.session_header}`.")

    def extension(self, kind: type[Permissions | ConnectivityContract]) -> Clause:
        """A vendor extension of the operation; the operation itself where it has none."""
        found = self.operation.extension(kind)
        return self.here() if found is None else self.document.clause(found.pointer)

    def get_task(self) -> Clause:
        """The operation that shows a task."""
        operation = self.document.find(GET_TASK)
        return self.here() if operation is None else self.document.clause(operation.pointer)

    def get_pairing(self) -> Clause:
        """The operation that shows a pairing."""
        operation = self.document.find(GET_PAIRING)
        return self.here() if operation is None else self.document.clause(operation.pointer)

    def get_pairings(self) -> Clause:
        """The operation that lists pairings."""
        operation = self.document.find(GET_PAIRINGS)
        return self.here() if operation is None else self.document.clause(operation.pointer)


def rfc9110(section: str, text: str) -> Clause:
    """A clause of the HTTP standard, its sense in our words."""
    return Clause("RFC 9110", f"#section-{section}", text)


def rfc3986(section: str, text: str) -> Clause:
    """A clause of the URI standard, its sense in our words."""
    return Clause("RFC 3986", f"#section-{section}", text)
