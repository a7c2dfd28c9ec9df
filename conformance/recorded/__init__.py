"""Traffic that somebody else recorded, made into evidence: nothing is sent, nobody's intent is guessed."""

from conformance.recorded.evidence import Wish, record
from conformance.recorded.har import RecordingError

__all__ = ["RecordingError", "Wish", "record"]
