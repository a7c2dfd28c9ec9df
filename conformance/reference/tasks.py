"""What a task shows while time passes: QUEUED, RUNNING, and then SUCCESS or ERROR."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from conformance.reference.access import Access
from conformance.reference.answers import Body
from conformance.reference.site import Pairing, Task
from conformance.reference.wire import Answer, Ask, Refusal

ENDS = ("SUCCESS", "ERROR")
DESCRIPTIONS = {"deletePairing": "Delete pairing", "createPairing": "Create pairing"}


def milliseconds(seconds: float) -> int:
    """Seconds since the epoch as the document wants them."""
    return round(seconds * 1000)


class Tasks(Access):
    """Keeps tasks. queueing, running: seconds that each state lasts."""

    queueing = 0.05
    running = 0.1

    def new_task_id(self) -> str:
        """An id for a new task."""
        return str(uuid4())

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        """Begin a task. error: why it will end in ERROR, where that is known already."""
        now = self.site.time
        starts = now + self.queueing
        task = Task(self.new_task_id(), operation, pairing, now, starts, starts + self.running, error)
        self.site.tasks[task.id] = task
        return task

    def status(self, task: Task) -> str:
        """The status of a task now."""
        if self.site.time < task.starts:
            return "QUEUED"
        if self.site.time < task.ends:
            return "RUNNING"
        return "ERROR" if task.error else "SUCCESS"

    def settle(self) -> None:
        """Let come about what time has brought: the effect of a task comes with its end."""
        for task in sorted(self.site.tasks.values(), key=lambda each: each.ends):
            if not task.done and self.status(task) in ENDS:
                task.done = True
                self.carry_out(task)

    def carry_out(self, task: Task) -> None:
        """Bring about the effect of a task that has ended; one that failed has none."""
        if task.error:
            return
        if task.operation == "createPairing":
            self.site.pairings[task.pairing.id] = task.pairing
        else:
            self.site.remove(task.pairing)

    def progress(self, task: Task) -> int:
        """How far a task is, in percent."""
        if self.site.time >= task.ends:
            return 100
        gone = self.site.time - task.starts
        return int(100 * gone / (task.ends - task.starts)) if gone > 0 else 0

    def times(self, task: Task) -> Body:
        """The times of a task in epoch milliseconds; null is what has not happened yet."""
        now = self.site.time
        return {
            "queued_time": milliseconds(task.queued),
            "start_time": milliseconds(task.starts) if now >= task.starts else None,
            "complete_time": milliseconds(task.ends) if now >= task.ends else None,
        }

    def task_error(self, task: Task) -> Any:
        """The error of a task that ended in ERROR, else null."""
        if self.status(task) != "ERROR":
            return None
        return {"message": task.error, "details": f"The pairing {task.pairing.id} was left as it was."}

    def show(self, task: Task) -> Body:
        """A task as the document describes it."""
        return {
            "id": task.id,
            "status": self.status(task),
            "description": DESCRIPTIONS[task.operation],
            "description_id": f"com.vmware.dr.{task.operation}",
            "entity": task.pairing.id,
            "entity_name": task.pairing.name,
            "error": self.task_error(task),
            "result": None,
            "progress": self.progress(task),
            **self.times(task),
        }

    def find_task(self, identity: str) -> Task:
        """The task with this id."""
        found = self.site.tasks.get(identity)
        if found is None:
            raise Refusal(self.not_found())
        return found

    def get_task(self, ask: Ask, raw: str) -> Answer:
        """GET /tasks/{taskId}."""
        session = self.authenticate(ask)
        self.authorise(session, "System.View")
        return self.answer(200, self.show(self.find_task(unquote(raw))) | {"_meta": {"errors": []}})

    def list_tasks(self, ask: Ask, _: str) -> Answer:
        """GET /tasks."""
        session = self.authenticate(ask)
        self.authorise(session, "System.View")
        shown = [self.show(task) for task in self.site.tasks.values()]
        return self.answer(200, {"list": shown, "_meta": {"errors": [], "total": len(shown)}})
