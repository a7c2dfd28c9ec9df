"""Whatever a journal, a file of waivers or a key holds, it is read, or refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import cattrs
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutated, places

from conformance.drive.journal import Begun, Intent, Listed, Outcome, Resumed, Supplied, past, read_journal
from conformance.model.errors import UserError
from conformance.profile.waivers import load_waivers
from conformance.run.keys import signer, verifier

ENTRIES = (
    Begun("0.1.0", "http://srm.example", 1, "ab", {"a": "b"}, 1.0, 7),
    Intent(1, "request", "DELETE /pairings/p", 1.5, "deletion", "p", due=True),
    Outcome(1, 2.0, 202, "", 3),
    Intent(2, "lever", "remote_site_down", 2.5, applied=True),
    Supplied(("p", "q")),
    Listed(("p",), 4),
    Resumed(3.0, 8),
)
JOURNAL = [
    ({"version": 1} if isinstance(each, Begun) else {})
    | {"entry": type(each).__name__.lower()}
    | cattrs.unstructure(each)
    for each in ENTRIES
]
WAIVERS = b'[[waiver]]\nid = "a.b"\nreason = "r"\nowner = "o"\nlink = "l"\nuntil = 2027-03-31\n'
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PEM = serialization.Encoding.PEM
PRIVATE = KEY.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
PUBLIC = KEY.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

READERS = {
    "journal": (lambda path: past(read_journal(path)), "\n".join(map(json.dumps, JOURNAL)).encode() + b"\n"),
    "waivers": (lambda path: load_waivers(path, ["a.b"]), WAIVERS),
    "key to verify by": (verifier, PUBLIC),
    "key to sign with": (signer, PRIVATE),
}


def read(name: str, content: bytes) -> bool:
    """Whether the reader of that name takes a content; where it does not, it says why."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        try:
            READERS[name][0](path)
        except UserError as error:
            return False if error.message else pytest.fail("an error without words")
    return True


@pytest.mark.parametrize("name", READERS)
def test_the_file_as_it_is_is_read(name):
    assert read(name, READERS[name][1])


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_that_was_cut_or_garbled_is_read_or_refused(name, data):
    content = bytearray(READERS[name][1])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))

    read(name, bytes(content))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_journal_with_other_values_is_read_or_refused(data):
    changed = data.draw(mutated(JOURNAL, list(places(JOURNAL)), most=3))

    read("journal", b"".join(json.dumps(each).encode("utf-8", "surrogatepass") + b"\n" for each in changed))
