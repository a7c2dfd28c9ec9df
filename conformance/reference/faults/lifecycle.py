"""Tasks whose life makes no sense."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

import json
from collections import Counter
from math import inf
from typing import Any

from conformance.model.terms import Level
from conformance.reference.answers import Body
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Pairing, Site, Task
from conformance.reference.tasks import ENDS
from conformance.reference.wire import Answer, Ask, Refusal, Reply


class TaskCannotBeRead(Behaviour):
    """Answers 404 for every task."""

    def find_task(self, identity: str) -> Task:
        raise Refusal(self.not_found())


class TaskCannotBeReadAtFirst(Behaviour):
    """Answers 404 for a task that is still QUEUED."""

    def find_task(self, identity: str) -> Task:
        task = super().find_task(identity)
        if self.status(task) == "QUEUED":
            raise Refusal(self.not_found())
        return task


class RunningTaskIs500(Behaviour):
    """Answers 500 for a task that is RUNNING."""

    def find_task(self, identity: str) -> Task:
        task = super().find_task(identity)
        if self.status(task) == "RUNNING":
            raise Refusal(self.error(500, "ConcurrentModificationException", "The task is running."))
        return task


class RunningTaskIs202(Behaviour):
    """Answers 202 for a task that has not ended, as another pattern has it."""

    def get_task(self, ask: Ask, raw: str) -> Answer:
        answer = super().get_task(ask, raw)
        ended = json.loads(answer.body)["status"] in ENDS
        return answer if ended else Answer(202, answer.headers, answer.body)


class TaskChangesItsId(Behaviour):
    """Shows another id each time that a task is asked for."""

    def get_task(self, ask: Ask, raw: str) -> Answer:
        answer = super().get_task(ask, raw)
        return self.answer(answer.status, json.loads(answer.body) | {"id": self.new_task_id()})


class TaskIdInCapitals(Behaviour):
    """Shows the id of a task that has ended in capital letters."""

    def get_task(self, ask: Ask, raw: str) -> Answer:
        answer = super().get_task(ask, raw)
        shown = json.loads(answer.body)
        return self.answer(200, shown | {"id": shown["id"].upper()}) if shown["status"] in ENDS else answer


class NeverEnds(Behaviour):
    """Begins every deletion, and ends only those that fail."""

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        if not error:
            task.ends = inf
        return task


class StuckInTheQueue(Behaviour):
    """Leaves every deletion in the queue but those that fail."""

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        if not error:
            task.starts = task.ends = inf
        return task


class SometimesNeverEnds(Behaviour):
    """Ends every deletion but the third."""

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        if len(self.site.tasks) % 3 == 0:
            task.ends = inf
        return task


class BackToTheQueue(Behaviour):
    """Shows QUEUED again when a task is half done."""

    def show(self, task: Task) -> Body:
        shown = super().show(task)
        half = (task.starts + task.ends) / 2
        return shown | {"status": "QUEUED"} if half < self.site.time < task.ends else shown


class AfterTheEnd(Behaviour):
    """Shows a task in another way once its end was shown."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.looks: Counter[str] = Counter()

    def afterwards(self, shown: Body) -> Body:
        """What is shown from the second look after the end."""
        return shown

    def get_task(self, ask: Ask, raw: str) -> Answer:
        answer = super().get_task(ask, raw)
        shown = json.loads(answer.body)
        if shown["status"] in ENDS:
            self.looks[shown["id"]] += 1
        return self.answer(200, self.afterwards(shown)) if self.looks[shown["id"]] > 1 else answer


class SuccessTurnsToError(AfterTheEnd):
    """Shows ERROR for a task that it showed as SUCCESS before."""

    def afterwards(self, shown: Body) -> Body:
        return shown | {"status": "ERROR", "error": {"message": "The session has ended.", "details": None}}


class RunsAgain(AfterTheEnd):
    """Shows RUNNING for a task that has ended."""

    def afterwards(self, shown: Body) -> Body:
        return shown | {"status": "RUNNING", "progress": 100, "complete_time": None}


class RunsAgainAfterAWhile(Behaviour):
    """Shows RUNNING for a deletion that ended in SUCCESS most of a second ago."""

    def show(self, task: Task) -> Body:
        shown = super().show(task)
        turned = task.operation == "deletePairing" and self.site.time > task.ends + 0.8
        return shown | {"status": "RUNNING", "complete_time": None} if turned and not task.error else shown


class LostForOneLook(Behaviour):
    """Does not know a deletion's task at the second look, and does again at the third."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.looks: Counter[str] = Counter()

    def find_task(self, identity: str) -> Task:
        task = super().find_task(identity)
        self.looks[task.id] += 1
        if task.operation == "deletePairing" and self.looks[task.id] == 2:  # noqa: PLR2004 - the second
            raise Refusal(self.not_found())
        return task


class ForgottenAfterOneLook(AfterTheEnd):
    """Forgets a task as soon as its end was shown."""

    def afterwards(self, shown: Body) -> Body:
        raise Refusal(self.not_found())


class ForgottenAtTheEnd(Behaviour):
    """Forgets a task at its end."""

    def find_task(self, identity: str) -> Task:
        task = super().find_task(identity)
        if self.status(task) in ENDS:
            raise Refusal(self.not_found())
        return task


class SuccessWithError(Behaviour):
    """Shows an error beside SUCCESS."""

    def task_error(self, task: Task) -> Any:
        if self.status(task) == "SUCCESS":
            return {"message": "The remote site could not be told.", "details": None}
        return super().task_error(task)


class RunningWithError(Behaviour):
    """Shows an error while a task runs."""

    def task_error(self, task: Task) -> Any:
        if self.status(task) == "RUNNING":
            return {"message": "The remote site is slow.", "details": None}
        return super().task_error(task)


class ResultTooEarly(Behaviour):
    """Shows a result while a task runs."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"result": {"deleted": True} if self.status(task) == "RUNNING" else None}


class ErrorWithResult(Behaviour):
    """Shows a result beside ERROR."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"result": {"deleted": False} if self.status(task) == "ERROR" else None}


class ErrorWithoutAWord(Behaviour):
    """Shows no error beside ERROR."""

    def task_error(self, task: Task) -> Any:
        return None


class ErrorWithEmptyMessage(Behaviour):
    """Shows an error with an empty message beside ERROR."""

    def task_error(self, task: Task) -> Any:
        return super().task_error(task) and {"message": "", "details": None}


class OneTaskForAll(Behaviour):
    """Answers a deletion with the task of another pairing's that runs, and does both."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"entity": None, "entity_name": None}

    def accept(self, task: Task) -> Reply:
        running = (each for each in self.site.tasks.values() if self.status(each) not in ENDS)
        return super().accept(next(running, task))


class EntityOfAnother(Behaviour):
    """Shows the pairing of the task that began last as the entity of every task."""

    def show(self, task: Task) -> Body:
        last = max(self.site.tasks.values(), key=lambda each: each.queued)
        return super().show(task) | {"entity": last.pairing.id, "entity_name": last.pairing.name}


class EntityOfTheFirst(Behaviour):
    """Shows the pairing that the list begins with as the entity of every task."""

    def show(self, task: Task) -> Body:
        first = next(iter(self.site.pairings.values()), task.pairing)
        return super().show(task) | {"entity": first.id, "entity_name": first.name}


class ProgressFalls(Behaviour):
    """Shows less and less progress while a task runs."""

    def progress(self, task: Task) -> int:
        done = super().progress(task)
        return 100 - done if self.status(task) == "RUNNING" else done


class ProgressEndsAt99(Behaviour):
    """Shows a progress of 99 beside SUCCESS."""

    def progress(self, task: Task) -> int:
        return min(99, super().progress(task))


class TimesInSeconds(Behaviour):
    """Shows times in seconds."""

    def times(self, task: Task) -> Body:
        return {name: value and value // 1000 for name, value in super().times(task).items()}


class TimesInNanoseconds(Behaviour):
    """Shows times in nanoseconds."""

    def times(self, task: Task) -> Body:
        return {name: value and value * 1_000_000 for name, value in super().times(task).items()}


class CompletedBeforeItStarted(Behaviour):
    """Shows a complete time one second before the start."""

    def times(self, task: Task) -> Body:
        times = super().times(task)
        return times | {"complete_time": times["complete_time"] and times["start_time"] - 1000}


class StartedBeforeItWasQueued(Behaviour):
    """Shows a start time one hour before the task was queued, as if in another time zone."""

    def times(self, task: Task) -> Body:
        times = super().times(task)
        return times | {"start_time": times["start_time"] and times["start_time"] - 3_600_000}


class CompleteTimeForeseen(Behaviour):
    """Shows the complete time before the end."""

    def times(self, task: Task) -> Body:
        return super().times(task) | {"complete_time": int(task.ends * 1000)}


class CompletedAheadOfTime(Behaviour):
    """Shows a complete time one hour after the end, as if in another time zone."""

    def times(self, task: Task) -> Body:
        times = super().times(task)
        return times | {"complete_time": times["complete_time"] and times["complete_time"] + 3_600_000}


class TimesMove(Behaviour):
    """Shows all times a little later at each look."""

    def times(self, task: Task) -> Body:
        later = int((self.site.time - task.queued) * 1000)
        return {name: value and value + later for name, value in super().times(task).items()}


class LocationLeadsElsewhere(Behaviour):
    """Sends a Location that leads to the pairing."""

    def accept(self, task: Task) -> Reply:
        location = "/".join(("", *BASE, "pairings", task.pairing.id))
        return self.answer(202, self.show(task)).having(("location", location))


class LocationLosesTheBase(Behaviour):
    """Sends a Location without the path that the API stands below."""

    def accept(self, task: Task) -> Reply:
        return self.answer(202, self.show(task)).having(("location", f"/tasks/{task.id}"))


class LocationOfTheFirst(Behaviour):
    """Sends a Location that leads to the first task that there was."""

    def accept(self, task: Task) -> Reply:
        first = next(each for each in self.site.tasks.values() if each.operation == task.operation)
        return self.answer(202, self.show(task)).having(("location", "/".join(("", *BASE, "tasks", first.id))))


READABLE = "lifecycle.task-is-readable"
KEEPS = "lifecycle.task-keeps-its-id"
ENDED = "lifecycle.task-ends"
FINAL = "lifecycle.an-end-is-final"
SAYS = ("lifecycle.error-says-something", "connectivity.server-down-says-why")
EPOCH = "lifecycle.times-are-epoch-milliseconds"
ORDERED = "lifecycle.times-are-ordered"
LONGER = "lifecycle.took-no-longer-than-watched"

LIFECYCLE = (
    fault(TaskCannotBeRead, READABLE),
    fault(TaskCannotBeReadAtFirst, READABLE),
    fault(RunningTaskIs500, READABLE),
    fault(RunningTaskIs202, READABLE),
    fault(TaskChangesItsId, KEEPS),
    fault(TaskIdInCapitals, KEEPS),
    fault(NeverEnds, ENDED),
    fault(StuckInTheQueue, ENDED),
    fault(SometimesNeverEnds, ENDED),
    fault(BackToTheQueue, "lifecycle.moves-are-legal"),
    fault(SuccessTurnsToError, FINAL),
    fault(RunsAgain, FINAL),
    fault(RunsAgainAfterAWhile, FINAL),
    fault(LostForOneLook, "lifecycle.task-is-readable"),
    fault(ForgottenAfterOneLook, "lifecycle.task-outlives-its-end", level=Level.SHOULD),
    fault(ForgottenAtTheEnd, "lifecycle.task-outlives-its-end", level=Level.SHOULD),
    fault(SuccessWithError, "lifecycle.success-carries-no-error"),
    fault(RunningWithError, "lifecycle.error-waits-for-the-end", level=Level.SHOULD),
    fault(ResultTooEarly, "lifecycle.result-only-with-success"),
    fault(ErrorWithResult, "lifecycle.result-only-with-success"),
    fault(ErrorWithoutAWord, *SAYS, level=Level.SHOULD),
    fault(ErrorWithEmptyMessage, *SAYS, level=Level.SHOULD),
    fault(OneTaskForAll, "lifecycle.tasks-are-distinct"),
    fault(EntityOfAnother, "lifecycle.entity-is-this-pairing"),
    fault(EntityOfTheFirst, "lifecycle.entity-is-this-pairing"),
    fault(ProgressFalls, "lifecycle.progress-does-not-fall", level=Level.SHOULD),
    fault(ProgressEndsAt99, "lifecycle.progress-is-full-at-success", level=Level.SHOULD),
    fault(TimesInSeconds, EPOCH, level=Level.SHOULD),
    fault(TimesInNanoseconds, EPOCH, level=Level.SHOULD),
    fault(CompletedBeforeItStarted, ORDERED, level=Level.SHOULD),
    fault(StartedBeforeItWasQueued, ORDERED, level=Level.SHOULD),
    fault(CompleteTimeForeseen, "lifecycle.no-complete-time-before-the-end", level=Level.SHOULD),
    fault(CompletedAheadOfTime, LONGER, level=Level.SHOULD),
    fault(TimesMove, "lifecycle.times-do-not-change", level=Level.SHOULD),
    fault(LocationLeadsElsewhere, "lifecycle.location-leads-to-the-task", level=Level.SHOULD),
    fault(LocationLosesTheBase, "lifecycle.location-leads-to-the-task", level=Level.SHOULD),
    fault(LocationOfTheFirst, "lifecycle.location-leads-to-the-task", level=Level.SHOULD),
)
