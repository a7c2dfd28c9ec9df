"""Feed bytes to what reads files of a user's, led by coverage: `python fuzz/readers.py READER [libFuzzer options]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["conformance"]):
    from conformance.document.load import load as load_document
    from conformance.evidence import read_events
    from conformance.model.errors import UserError
    from conformance.profile.load import loads
    from conformance.profile.options import OPTIONS
    from conformance.recorded import Wish, record

FILE = Path(tempfile.mkdtemp()) / "file"


def profile(data: bytes) -> None:
    """A profile."""
    loads(data.decode("utf-8", "replace"), environ={"A": "marker"})


def options(data: bytes) -> None:
    """Options of the command line, one a line, in the order of the table."""
    said = data.decode("utf-8", "replace").split("\n")
    loads("", environ={}, overrides=dict(zip(OPTIONS, said, strict=False)))


def document(data: bytes) -> None:
    """An OpenAPI document."""
    FILE.write_bytes(data)
    load_document(str(FILE))


def evidence(data: bytes) -> None:
    """A file of evidence."""
    FILE.write_bytes(data)
    list(read_events(FILE))


BUNDLED = load_document("2.0.0")


def recording(data: bytes) -> None:
    """A HAR, made into evidence that can be read again."""
    FILE.write_bytes(data)
    with tempfile.TemporaryDirectory() as out:
        list(read_events(record(FILE, Path(out), BUNDLED, Wish())))


READERS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (profile, options, document, evidence, recording)
}


def main() -> None:
    """Fuzz the reader that is named until libFuzzer has had enough."""
    if len(sys.argv) < 2 or sys.argv[1] not in READERS:  # noqa: PLR2004 - the name of a reader is due
        sys.exit(f"name one of: {', '.join(READERS)}")
    read = READERS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        try:
            read(data)
        except UserError as error:
            if not error.message:
                raise AssertionError("an error without words") from error

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
