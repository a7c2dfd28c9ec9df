"""Cases of TLS: certificates that prove nothing, handshakes that break off."""

from __future__ import annotations

from places import anything, raw, whole
from relay import Case

INCOMPLETE, RIGHT = "incomplete", "conformant"


def as_it_is(real):
    return real.again()


def nothing(_):
    return False


CASES = (
    Case(
        "tls-certificate-expired",
        nothing,
        as_it_is,
        INCOMPLETE,
        "certificate has expired",
        tls="expired",
        bundle="expired",
    ),
    Case("tls-certificate-self-signed", nothing, as_it_is, INCOMPLETE, "self-signed certificate", tls="self-signed"),
    Case(
        "tls-certificate-of-another-name",
        nothing,
        as_it_is,
        INCOMPLETE,
        "not valid for '127.0.0.1'",
        tls="other-name",
        bundle="other-name",
    ),
    Case("tls-too-old", nothing, as_it_is, INCOMPLETE, "no TLS with", tls="old"),
    Case("tls-version-refused", nothing, as_it_is, INCOMPLETE, "no TLS with", tls="alert"),
    Case("tls-cut-in-the-handshake", nothing, as_it_is, INCOMPLETE, "cut off within the handshake", tls="cut"),
    Case("tls-handshake-never-answered", nothing, as_it_is, INCOMPLETE, "within 0.3 s", tls="mute", timeout=0.3),
    Case(
        "tls-cut-in-an-answer",
        anything,
        raw(whole(100) + b"{"),
        INCOMPLETE,
        "within the response",
        tls="self-signed",
        bundle="self-signed",
        end="reset",
    ),
    Case("tls-as-it-should-be", nothing, as_it_is, RIGHT, "", tls="self-signed", bundle="self-signed"),
)
