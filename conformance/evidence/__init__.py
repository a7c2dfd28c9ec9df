"""Evidence: the events of a run on disk, in a published format (evidence.schema.json beside this file)."""

from conformance.evidence.file import (
    EVIDENCE,
    VERSION,
    EvidenceError,
    EvidenceWriter,
    Recording,
    make_folder,
    read_events,
)
from conformance.evidence.shape import event_as_json

__all__ = [
    "EVIDENCE",
    "VERSION",
    "EvidenceError",
    "EvidenceWriter",
    "Recording",
    "event_as_json",
    "make_folder",
    "read_events",
]
