"""A recording made into evidence of our own, which is then judged as that of a run is."""

from __future__ import annotations

import hashlib
import marshal
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from conformance import __version__
from conformance.catalogue import requirements
from conformance.catalogue.contract import DELETE, Contract
from conformance.evidence import EvidenceWriter
from conformance.evidence.recall import Recall
from conformance.evidence.shape import part_of
from conformance.model.events import Exchanged, Observed, RunEnded, RunStarted, Warned
from conformance.model.http import Exchange, Trouble
from conformance.model.observations import Attempt, Deletion, Look, Task
from conformance.model.terms import Depth
from conformance.recorded.clocks import Clocks
from conformance.recorded.har import Entry, RecordingError, entries
from conformance.recorded.histories import observations
from conformance.recorded.marks import BEHIND, Mark, mark
from conformance.recorded.scope import unseen
from conformance.recorded.secrets import Secrets
from conformance.recorded.traffic import Api, choose

if TYPE_CHECKING:
    from conformance.document.load import Document
    from conformance.model.events import Event
    from conformance.model.observations import Observation
    from conformance.model.waiver import Waiver

PROBE = "recorded-traffic"
"""What stands in evidence where a run names its probe."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of a recording, and what else goes into the head of the evidence.

    base_url: of the target to judge, where the recording has several.
    """

    base_url: str = ""
    waivers: tuple[Waiver, ...] = ()
    fail_on: str = "must"
    tool_sha256: str = ""
    catalogue_sha256: str = ""


def record(path: Path, evidence: Path, document: Document, wish: Wish) -> Iterator[Event]:
    """Make evidence of the traffic in a HAR and give each event of it as it is written. Nothing is sent.

    evidence: a file that is not there yet.
    Raises RecordingError for what is no HAR or not clearly of one target.
    """
    contract = Contract(document)
    with tempfile.TemporaryFile() as kept:  # without a name, so that what is not masked yet is nowhere to be found
        read = _Read(kept, Api(document), Secrets(contract.session_header), contract)
        read.take(path)
        base = choose(path, wish.base_url, read.seen)
        marks = _in_time(each for each in read.marks if each.base == base)
        head = _head(path, document, marks, read, wish)
        with EvidenceWriter(evidence, live=False) as writer:
            for event in _events(head, read, marks):
                writer.write(event)
                yield event


def _in_time(marks: Iterator[Mark]) -> list[Mark]:
    """In the order of time, numbered."""
    ordered = sorted(marks, key=lambda each: (each.at, each.place))
    for number, each in enumerate(ordered, 1):
        each.number = number
    return ordered


@dataclass(slots=True)
class _Read:
    """What was read of a recording. others: how many entries are no requests of the API."""

    kept: IO[bytes]
    api: Api
    secrets: Secrets
    contract: Contract
    marks: list[Mark] = field(default_factory=list)
    seen: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    others: int = 0
    size: int = 0

    def take(self, path: Path) -> None:
        """Read a HAR: what is of the API is kept aside, the rest counted."""

        def passed() -> None:
            self.others += 1

        for entry, place in entries(path, self.api.place, passed):
            self.seen[place.base][place.operation] += 1
            written = marshal.dumps((place.target, *self.secrets.learn(entry)))
            made = mark(entry, place, self.contract.session_header, (self.size, len(written)))
            made.ordinary = made.ordinary and not _is_late(made, self.contract)
            self.marks.append(made)
            self.kept.write(written)
            self.size += len(written)

    def exchange(self, mark: Mark) -> Exchange:
        """An exchange that was kept aside, masked."""
        offset, size = mark.kept
        self.kept.seek(offset)
        target, *rest = marshal.loads(self.kept.read(size))  # noqa: S302 - written by this very process, to a file without a name
        return _exchange(Entry(*rest), target, mark, self.secrets)


def _is_late(mark: Mark, contract: Contract) -> bool:
    """Whether a deletion was refused with a status that the document does not list.

    Another client may have deleted the pairing before, or be about to: 409 and 410 are words for that, and then
    they break no MUST.
    """
    refused = mark.status is not None and HTTPStatus.BAD_REQUEST <= mark.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return mark.operation == DELETE and refused and not contract.operation.documented(mark.status)


def _exchange(entry: Entry, target: str, mark: Mark, secrets: Secrets) -> Exchange:
    response = None
    detail = f"entry {entry.place} of the recording"
    if entry.status is not None:
        response = secrets.response(entry)
        detail += "" if entry.answer is not None else ", which left the body out"
    return Exchange(
        number=mark.number,
        operation=mark.operation,
        request=secrets.request(entry, target),
        response=response,
        trouble=None if response else Trouble.CLOSED,
        detail=detail if response else f"{detail}, which has no response",
        at=entry.at,
        seconds=entry.seconds or 0.0,
        odd=not mark.ordinary,
    )


def _events(head: RunStarted, read: _Read, marks: Sequence[Mark]) -> Iterator[Event]:
    """Everything that the traffic shows, as events of a run."""
    clocks = Clocks(marks)
    yield head
    for each in _notes(marks, clocks):
        yield Warned(each)
    yield from _shown(read, marks, clocks)
    last = max((each.end or each.at for each in marks), default=0.0)
    yield RunEnded(last, len(marks))


def _shown(read: _Read, marks: Sequence[Mark], clocks: Clocks) -> Iterator[Event]:
    """Each exchange in the order of time, and each observation as soon as all that it refers to is there."""
    due: dict[int, list[Observation]] = defaultdict(list)
    for shown in observations(marks, clocks):
        due[_last(shown)].append(shown)
    recall = Recall(lambda number: (read.exchange(marks[number - 1]), marks[number - 1].kept[1]))
    for each in marks:
        exchange = read.exchange(each)
        recall.keep(exchange, each.kept[1])
        yield Exchanged(exchange, PROBE)
        for observation in due.pop(each.number, ()):
            yield Observed(PROBE, _whole(observation, recall))


_COMPOSED = (Attempt, Deletion, Task, Look)


def _whole(value: Any, recall: Recall) -> Any:
    """An observation with the exchanges themselves where it refers to them."""
    if not value:
        return value
    if isinstance(value, Exchange):
        found = recall.find(value.number)
        return part_of(found, value.part, value.operation) if value.part else found
    if isinstance(value, tuple):
        return tuple([_whole(each, recall) for each in value])
    if isinstance(value, _COMPOSED):
        return type(value)(*[_whole(getattr(value, name), recall) for name in value.__slots__])
    return value


def _last(value: Any) -> int:
    """The number of the last exchange that an observation refers to; 0 for none."""
    if not value:
        return 0
    if isinstance(value, Exchange):
        return value.number
    if isinstance(value, tuple):
        return max(map(_last, value))
    if isinstance(value, _COMPOSED):
        return max([_last(getattr(value, name)) for name in value.__slots__])
    return 0


def _head(path: Path, document: Document, marks: Sequence[Mark], read: _Read, wish: Wish) -> RunStarted:
    every = requirements(document)
    digest = _digest(path)
    others = read.others + len(read.marks) - len(marks)
    said = (
        f"recorded traffic of `{path.name}` (sha256 {digest}), nothing was sent: {len(marks):,} exchanges with the "
        f"API, {others:,} others left out"
    )
    return RunStarted(
        tool_version=__version__,
        spec_version=document.version,
        spec_source=document.source,
        spec_sha256=document.sha256,
        operation=DELETE,
        base_url=marks[0].base,
        seed=0,
        depth=Depth.DEEP,
        started=marks[0].at,
        without=(),
        hazards=False,
        missing={},
        skipped={},
        narrowing=(said,),
        fail_on=wish.fail_on,
        waivers=wish.waivers,
        tool_sha256=wish.tool_sha256,
        catalogue_sha256=wish.catalogue_sha256,
        recorded=f"{path.name} {digest}",
        unseen=unseen(every),
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RecordingError(f"the recording `{path}` cannot be read: {error.strerror}") from error


def _notes(marks: Sequence[Mark], clocks: Clocks) -> Iterator[str]:
    """What a reader should know of what is not judged."""
    if clocks.several:
        yield (
            "The recording was timed by clocks that do not agree: what came first is told only of exchanges of one "
            "session."
        )
    deletions = [each for each in marks if each.operation == DELETE]
    if not deletions:
        yield "The recording holds no deletion of a pairing: nothing of the operation could be judged."
    silent = sum(each.status is None for each in deletions)
    behind = sum(each.status in BEHIND for each in deletions)
    unread = sum(not each.whole and each.status is not None for each in deletions)
    if silent:
        yield f"{silent:,} of {len(deletions):,} deletions have no response in the recording and are not judged."
    if behind:
        yield (
            f"{behind:,} of {len(deletions):,} deletions were answered with {', '.join(map(str, sorted(BEHIND)))}, as "
            "proxies and limiters do, and are not judged."
        )
    if unread:
        yield (
            f"{unread:,} of {len(deletions):,} deletions were recorded without the body of the answer, or from a "
            "store, and are not judged."
        )
