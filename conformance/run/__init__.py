"""One run from the profile to the verdict: joins document, catalogue, plan, drive and judge; prints nothing."""

from conformance.run.conclude import judge_evidence
from conformance.run.live import judge_target
from conformance.run.recording import judge_recording

__all__ = ["judge_evidence", "judge_recording", "judge_target"]
