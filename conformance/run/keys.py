"""Keys in PEM files: a private one that signs, a public one that verifies. Nothing of a key is ever told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.signer import CryptoSigner, SSlibKey

from conformance.model.errors import UserError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

PASSWORD = "SRM_CONFORMANCE_ATTEST_PASSWORD"  # noqa: S105 - the name of a variable
"""Environment variable with the password of an encrypted key."""

KINDS = "Ed25519, ECDSA (P-256, P-384, P-521) or RSA"
SHORTEST_RSA = 2048
LARGEST_FILE = 100_000
"""Bytes; a key takes a few thousand."""

_UNREADABLE = (ValueError, UnsupportedAlgorithm, InternalError)
"""What cryptography raises for what is no key; the last where OpenSSL says nothing of why."""
_NEW = "make one: `openssl genpkey -algorithm ed25519 -out key.pem`"


def signer(path: Path) -> CryptoSigner:
    """Read the private key that signs. Raises UserError for whatever keeps it from signing, before anything is sent."""
    data = _read(path, "the key to sign with", _NEW)
    if b"-----BEGIN PUBLIC KEY-----" in data:
        raise UserError(
            f"`{path}` is a public key; signing needs the private one", "its public half goes to `verify --key`"
        )
    key = _private(path, data)
    if not isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey):
        raise UserError(f"the key `{path}` is of a kind that does not sign here", f"{KINDS}; {_NEW}")
    _long_enough(path, key)
    try:
        return CryptoSigner(key)
    except ValueError:
        raise UserError(f"the curve of the key `{path}` is not supported", KINDS) from None


def verifier(path: Path) -> SSlibKey:
    """Read the public key that verifies. Raises UserError for whatever is none."""
    data = _read(path, "the key to verify with", "the public half of the key that signed")
    if b"PRIVATE KEY-----" in data:
        raise UserError(
            f"`{path}` is a private key; verifying needs the public one, and the private one stays with who signs",
            f"`openssl pkey -in {path} -pubout -out public.pem`",
        )
    try:
        key: PublicKeyTypes = load_pem_public_key(data)
        if isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey):
            return SSlibKey.from_crypto(key)
    except _UNREADABLE:
        pass
    raise UserError(f"`{path}` is no public key in PEM that this tool can use", KINDS)


def _read(path: Path, what: str, hint: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE)
    except OSError as error:
        raise UserError(f"{what}, `{path}`, cannot be read: {error.strerror or error}", hint) from None


def _private(path: Path, data: bytes) -> PrivateKeyTypes:
    """The private key in a PEM text. What cryptography says of it is not passed on: it may quote the text."""
    said = os.environ.get(PASSWORD)
    password = said.encode("utf-8", "surrogateescape") if said else None
    try:
        return load_pem_private_key(data, password)
    except TypeError:  # encrypted without a password, or a password for one that is not
        if password is None:
            raise UserError(f"the key `{path}` is encrypted", f"put its password into `{PASSWORD}`") from None
    except _UNREADABLE:
        hint = f"or the password in `{PASSWORD}` is wrong" if password and b"ENCRYPTED" in data else f"{KINDS}; {_NEW}"
        raise UserError(f"`{path}` is no private key in PEM that this tool can use", hint) from None
    return _private_without_password(path, data)


def _private_without_password(path: Path, data: bytes) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(data, None)
    except (TypeError, *_UNREADABLE):
        raise UserError(f"`{path}` is no private key in PEM that this tool can use", f"{KINDS}; {_NEW}") from None


def _long_enough(path: Path, key: PrivateKeyTypes) -> None:
    if isinstance(key, RSAPrivateKey) and key.key_size < SHORTEST_RSA:
        raise UserError(f"the RSA key `{path}` has {key.key_size} bits; {SHORTEST_RSA} are the least", _NEW)
