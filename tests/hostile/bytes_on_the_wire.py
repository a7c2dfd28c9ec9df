"""Cases below JSON: time, framing, heads, status lines, content codings."""

from __future__ import annotations

import gzip
import zlib

from places import (
    JSON,
    MIB,
    OK,
    accepted,
    after,
    endless,
    listing,
    login,
    logout,
    missing,
    pieces,
    raw,
    silence,
    slowly,
    task,
    whole,
)
from relay import Case

INCOMPLETE, BROKEN, RIGHT = "incomplete", "non-conformant", "conformant"
CHUNKED = OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
BROTLI_BOMB = bytes.fromhex("cfffff7ff8271e80") + b"\x00" * 64
ZSTD_BOMB = bytes.fromhex("28b52ffd") + b"\xff" * 64


def coded(data: bytes, coding: str) -> bytes:
    head = b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding.encode(), len(data))
    return OK + JSON + head + data


def bomb(size: int) -> bytes:
    made = zlib.compressobj(9, wbits=31)
    piece = b" " * MIB
    return b"".join(made.compress(piece) for _ in range(size)) + made.flush()


def nested(layers: int) -> bytes:
    data = b"[" + b" " * (64 * MIB) + b"]"
    for _ in range(layers):
        data = gzip.compress(data, 9)
    return data


def heads(count: int, size: int) -> bytes:
    return b"".join(b"X-%d: %s\r\n" % (number, b"a" * size) for number in range(count))


TIME = (
    Case("never-answers-the-login", login, silence, INCOMPLETE, "no whole response within 0.3 s", timeout=0.3),
    Case("never-answers-a-deletion", accepted, silence, BROKEN, "twice, while reads were answered", timeout=0.3),
    Case("never-answers-a-look-at-the-task", task, silence, INCOMPLETE, "within 0.3 s", timeout=0.3),
    Case("never-answers-the-logout", logout, silence, RIGHT, "", timeout=0.3),
    Case(
        "one-byte-at-a-time", login, slowly(whole(20), 0.05), INCOMPLETE, "no whole response within 0.3 s", timeout=0.3
    ),
    Case("one-byte-at-a-time-of-a-task", task, slowly(whole(20), 0.05), INCOMPLETE, "within 0.3 s", timeout=0.3),
    Case("goes-silent-in-mid-run", after(12), silence, INCOMPLETE, "stopped answering", timeout=0.2),
    Case("closes-everything-in-mid-run", after(12), raw(b""), INCOMPLETE, "before any byte"),
)

FRAMING = (
    Case("closes-before-any-byte", listing, raw(b""), INCOMPLETE, "before any byte of a response"),
    Case("closes-in-mid-head", listing, raw(b"HTTP/1.1 200 OK\r\nContent-Le"), INCOMPLETE, "within the response"),
    Case("closes-in-mid-body", listing, raw(whole(100) + b'{"list": ['), INCOMPLETE, "within the response"),
    Case("closes-in-mid-body-of-the-202", accepted, raw(whole(100) + b'{"id"'), BROKEN, "within the response"),
    Case("resets-the-connection", listing, raw(whole(100) + b"{"), INCOMPLETE, "was reset", end="reset"),
    Case(
        "content-length-too-long",
        task,
        lambda r: r.again().replace(b"Content-Length: ", b"Content-Length: 9"),
        BROKEN,
        "within the response",
    ),
    Case(
        "content-length-too-short",
        accepted,
        lambda r: r.again().replace(b"Content-Length: %d" % len(r.body), b"Content-Length: 20"),
        BROKEN,
        "not JSON",
    ),
    Case("content-length-negative", listing, raw(OK + b"Content-Length: -1\r\n\r\n"), INCOMPLETE, "bad Content-Length"),
    Case(
        "content-length-of-5000-digits",
        listing,
        raw(OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n"),
        INCOMPLETE,
        "bad Content-Length",
    ),
    Case(
        "two-content-lengths",
        listing,
        raw(OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        INCOMPLETE,
        "conflicting Content-Length",
    ),
    Case(
        "length-and-chunks",
        listing,
        raw(OK + JSON + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        INCOMPLETE,
        "no pairing that could have been lost",
    ),
    Case(
        "unknown-transfer-coding",
        listing,
        raw(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n"),
        INCOMPLETE,
        "Transfer-Encoding",
    ),
    Case(
        "chunk-of-a-googol",
        listing,
        raw(CHUNKED + b"f" * 80 + b"\r\n"),
        INCOMPLETE,
        "no HTTP/1.1 response",
        end="hold",
        timeout=0.5,
    ),
    Case("chunk-size-without-end", listing, endless(CHUNKED, b"0" * 65536), INCOMPLETE, "head of a chunk", heavy=True),
    Case(
        "trailers-without-end",
        listing,
        endless(CHUNKED + b"0\r\n", b"x: y\r\n" * 8192),
        INCOMPLETE,
        "larger than",
        heavy=True,
    ),
    Case(
        "body-without-end", listing, endless(OK + JSON + b"\r\n", b" " * 65536), INCOMPLETE, "larger than", heavy=True
    ),
    Case(
        "chunks-without-end",
        listing,
        endless(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"),
        INCOMPLETE,
        "larger than",
        heavy=True,
    ),
    Case(
        "task-without-end",
        task,
        endless(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"),
        INCOMPLETE,
        "larger than",
        heavy=True,
    ),
    Case(
        "chunks-of-one-byte",
        listing,
        endless(CHUNKED, b"1\r\n \r\n" * 20000),
        INCOMPLETE,
        "no whole response within",
        heavy=True,
        timeout=1.0,
    ),
    Case(
        "bytes-without-end-behind-the-response",
        listing,
        lambda r: pieces(r.again(), b"x" * 65536),
        f"{RIGHT} or {INCOMPLETE}",
        "",
        heavy=True,
    ),
    Case(
        "second-response-behind-the-first",
        missing,
        lambda r: r.again() + b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        RIGHT,
        "",
        end="hold",
    ),
    Case("body-with-a-204", logout, raw(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"), RIGHT, ""),
)

HEADS = (
    Case(
        "header-of-10-MB",
        listing,
        raw(OK + b"X: " + b"a" * (10 * MIB) + b"\r\n\r\n"),
        INCOMPLETE,
        "head of the response is larger than 65,536",
        heavy=True,
    ),
    Case(
        "head-without-end",
        listing,
        endless(OK, b"X: " + b"a" * 60 + b"\r\n"),
        INCOMPLETE,
        "head of the response is larger than 65,536",
        heavy=True,
    ),
    Case(
        "100000-headers",
        listing,
        raw(OK + heads(100_000, 8) + b"\r\n"),
        INCOMPLETE,
        "head of the response is larger than 65,536",
        heavy=True,
    ),
    Case(
        "5000-headers",
        missing,
        raw(b"HTTP/1.1 404 Not Found\r\n" + heads(5000, 1) + b"Content-Length: 0\r\n\r\n"),
        INCOMPLETE,
        "more than 256 headers",
        heavy=True,
    ),
    Case("illegal-header-name", listing, raw(OK + b"X Y: z\r\n\r\n"), INCOMPLETE, "illegal header line"),
    Case("nul-in-a-header", listing, raw(OK + b"X: a\0b\r\n\r\n"), INCOMPLETE, "illegal header"),
    Case("line-without-colon", listing, raw(OK + b"no colon\r\n\r\n"), INCOMPLETE, "illegal header line"),
    Case(
        "folded-header", missing, raw(b"HTTP/1.1 404 Not Found\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"), RIGHT, ""
    ),
    Case("bare-line-feeds", missing, raw(b"HTTP/1.1 404 Not Found\nContent-Length: 0\n\n"), RIGHT, ""),
    Case(
        "latin-1-and-escapes-in-headers",
        missing,
        raw(b"HTTP/1.1 404 Not Found\r\nX: \xe4\x9b\x80\xff\r\nContent-Length: 0\r\n\r\n"),
        RIGHT,
        "",
    ),
)

LINES = (
    Case(
        "garbage-for-a-status-line",
        login,
        raw(b"\x00\xff\x13garbage\r\n\r\n"),
        INCOMPLETE,
        "does not begin with `HTTP/`",
    ),
    Case("no-number-for-a-status", login, raw(b"HTTP/1.1 twohundred OK\r\n\r\n"), INCOMPLETE, "illegal status line"),
    Case(
        "status-of-99", login, raw(b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"), INCOMPLETE, "illegal status line"
    ),
    Case("status-of-999", missing, raw(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"), BROKEN, "999"),
    Case("status-of-four-digits", login, raw(b"HTTP/1.1 2000 OK\r\n\r\n"), INCOMPLETE, "illegal status line"),
    Case(
        "status-line-without-end", login, endless(b"HTTP/1.1 200 ", b"a" * 65536), INCOMPLETE, "larger than", heavy=True
    ),
    Case("http-0.9", login, raw(b"<html>It works</html>"), INCOMPLETE, "does not begin with `HTTP/`"),
    Case(
        "http-2-preface",
        login,
        raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"),
        INCOMPLETE,
        "does not begin with `HTTP/`",
    ),
    Case(
        "http-2-frames",
        login,
        raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18),
        INCOMPLETE,
        "does not begin with `HTTP/`",
    ),
    Case(
        "http-7-status-line", login, raw(b"HTTP/7.3 200 OK\r\nContent-Length: 0\r\n\r\n"), INCOMPLETE, "an empty body"
    ),
    Case("another-protocol", login, raw(b"SSH-2.0-OpenSSH_9.9\r\n"), INCOMPLETE, "does not begin with `HTTP/`"),
    Case(
        "1xx-flood",
        login,
        endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 500),
        INCOMPLETE,
        "interim responses",
    ),
    Case(
        "switches-protocols", login, raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"), INCOMPLETE, "101"
    ),
    Case(
        "escapes-in-the-reason", missing, raw(b"HTTP/1.1 404 \x1b[2J<script>\r\nContent-Length: 0\r\n\r\n"), RIGHT, ""
    ),
)

CODINGS = (
    Case(
        "gzip-bomb",
        listing,
        raw(coded(bomb(200), "gzip")),
        INCOMPLETE,
        "without its content coding is larger than",
        heavy=True,
    ),
    Case(
        "gzip-bomb-for-a-task",
        task,
        raw(coded(bomb(200), "gzip")),
        INCOMPLETE,
        "without its content coding is larger than",
        heavy=True,
    ),
    Case(
        "deflate-bomb",
        listing,
        raw(coded(zlib.compress(b" " * (100 * MIB), 9), "deflate")),
        INCOMPLETE,
        "without its content coding is larger than",
        heavy=True,
    ),
    Case(
        "gzip-in-gzip-in-gzip",
        listing,
        raw(coded(nested(3), "gzip, gzip, gzip")),
        INCOMPLETE,
        "without its content coding is larger than",
        heavy=True,
    ),
    Case(
        "9000-codings",
        listing,
        raw(coded(bomb(1), ", ".join(["gzip"] * 9000))),
        INCOMPLETE,
        "9000 content codings",
        heavy=True,
    ),
    Case("brotli-bomb", listing, raw(coded(BROTLI_BOMB, "br")), INCOMPLETE, "`br`", heavy=True),
    Case("zstd-bomb", listing, raw(coded(ZSTD_BOMB, "zstd")), INCOMPLETE, "`zstd`", heavy=True),
    Case("says-gzip-and-is-none", accepted, lambda r: r.again(None, ("Content-Encoding", "gzip")), RIGHT, ""),
    Case(
        "gzip-cut-short",
        accepted,
        lambda r: r.again(gzip.compress(r.body)[:-20], ("Content-Encoding", "gzip")),
        BROKEN,
        "not JSON: Unterminated string",
    ),
)

CASES = (*TIME, *FRAMING, *HEADS, *LINES, *CODINGS)
