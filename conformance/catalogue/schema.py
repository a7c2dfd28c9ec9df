"""The Task as the document describes it: media type, JSON, and each property by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import ACCEPTED, Contract
from conformance.catalogue.reading import is_success, task_of, tasks_in
from conformance.catalogue.requirement import Family, Judgement, Requirement
from conformance.model.lately import Lately
from conformance.model.observations import Afterwards, Attempt, Deletion, Race
from conformance.model.terms import Area, Clause, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.document.operation import Property
    from conformance.document.validate import Problem
    from conformance.model.http import Exchange

schema = Family(Area.SCHEMA)

Seen = Attempt | Deletion | Race | Afterwards
TASKED = (Attempt, Deletion, Race, Afterwards)
OVER = ("deletion", "one-session-race", "two-session-race", "distinct-deletions", "afterwards")


def answers(seen: Seen) -> tuple[Exchange, ...]:
    """The 2xx answers that are to carry a Task: to the deletion and to each look at its task."""
    if isinstance(seen, Afterwards):  # the others were judged when they came
        return tuple(each for each in seen.task.later if is_success(each))
    every = [each for task in tasks_in(seen) for each in (task.first, *task.polls, *task.later)]
    return tuple(each for each in every if is_success(each))


def at(path: tuple[str | int, ...]) -> str:
    """JSON pointer of a place in a body."""
    return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in path)


def _read(seen: Seen, contract: Contract) -> tuple[tuple[Exchange, ...], tuple[tuple[Exchange, Problem], ...]]:
    """The answers that are to carry a Task, and every problem in them."""
    carrying = answers(seen)
    return carrying, tuple((each, problem) for each in carrying for problem in contract.problems(each))


_reading = Lately(_read, most=8)


def problems_of(seen: Seen, contract: Contract, *, where: Callable[[Problem], bool], expected: str) -> Judgement:
    """Find fault with every problem of a kind in the answers that are to carry a Task."""
    carrying, problems = _reading(seen, contract)
    if not carrying:
        yield Unjudged("no Task was answered")
    for exchange, problem in problems:
        if problem.kind == "bounds":
            yield Unjudged(f"a body beyond what this tool reads: {problem.text}")
        elif where(problem):
            yield Finding(expected, problem.text, exchange, at(problem.path))


@schema.must(lambda contract: contract.answer(ACCEPTED), of=TASKED, over=OVER)
def task_media_type(seen: Seen, contract: Contract) -> Judgement:
    """A Task is sent with the media type that the document declares."""
    declared = contract.operation.answer(ACCEPTED)
    media = ", ".join(declared.media) if declared else "as declared"
    yield from problems_of(
        seen, contract, where=lambda each: each.kind == "media-type", expected=f"Content-Type: {media}"
    )


@schema.must(
    lambda _: Clause("RFC 8259", "#section-2", "A JSON text is one value of the JSON grammar, in UTF-8 (section 8.1)."),
    of=TASKED,
    over=OVER,
)
def task_body(seen: Seen, contract: Contract) -> Judgement:
    """A Task is one JSON object, whole, strictly JSON and in UTF-8."""
    yield from problems_of(
        seen,
        contract,
        where=lambda each: each.kind == "json" or (each.kind == "schema" and not each.path),
        expected="a JSON object",
    )


@schema.should(
    lambda _: Clause("RFC 8259", "#section-4", "The names within an object should be unique."),
    of=TASKED,
    over=OVER,
    reason="RFC 8259 says SHOULD; readers differ in which of two equal names they take.",
)
def task_names_are_unique(seen: Seen, contract: Contract) -> Judgement:
    """No name stands twice in a Task."""
    yield from problems_of(seen, contract, where=lambda each: each.kind == "names", expected="each name once")


@schema.should(
    lambda _: Clause(
        "RFC 8259", "#section-11", "No charset parameter is defined for application/json; it has no effect."
    ),
    of=TASKED,
    over=OVER,
    reason="A parameter without effect breaks nothing by itself; one that names another charset misleads readers.",
)
def task_charset(seen: Seen, contract: Contract) -> Judgement:
    """A charset named beside a Task's media type is the one that JSON has: UTF-8."""
    yield from problems_of(seen, contract, where=lambda each: each.kind == "charset", expected="UTF-8, or no charset")


def _in_words(name: str, prop: Property) -> str:
    traits = [prop.type or "value", "required" if prop.required else "optional"]
    if prop.nullable:
        traits.append("null allowed")
    return f"`{name}`: {', '.join(traits)}, as the document describes it"


def _judge_property(name: str, prop: Property, *, enum: bool) -> Callable[..., Judgement]:
    expected = f"one of {', '.join(map(str, prop.enum))}" if enum else _in_words(name, prop)

    def judge(seen: Seen, contract: Contract) -> Judgement:
        carrying, problems = _reading(seen, contract)
        if all(task_of(each) is None for each in carrying):
            yield Unjudged("no Task was answered that could be read")
        for exchange, problem in problems:
            listed = problem.rule == "enum" and problem.path == (name,)
            here = problem.kind == "schema" and problem.path[:1] == (name,) and listed is enum
            if here and task_of(exchange) is not None:
                yield Finding(expected, problem.text, exchange, at(problem.path))

    return judge


@schema.rule
def task_properties(contract: Contract) -> Iterator[Requirement]:
    """One requirement for each property of the Task, and one for each list of values."""
    for prop in contract.task_properties():
        clause = contract.document.clause(prop.pointer)
        slug = prop.name.replace("_", "-")
        yield Requirement(
            f"schema.task-{slug}",
            f"`{prop.name}` of a Task has the type, format and range that the document gives it.",
            Level.MUST,
            Area.SCHEMA,
            clause,
            over=OVER,
            of=TASKED,
            judge=_judge_property(prop.name, prop, enum=False),
        )
        if prop.enum:
            yield Requirement(
                f"schema.task-{slug}-is-listed",
                f"`{prop.name}` of a Task is one of the values that the document lists.",
                Level.MUST,
                Area.SCHEMA,
                clause,
                over=OVER,
                of=TASKED,
                judge=_judge_property(prop.name, prop, enum=True),
            )
