"""What is taken from a target at most, and why: no answer may use up the memory or the time of who asks.

What is beyond a bound is never blamed on the target: it is left unjudged, and the reason says which bound it was.
"""

from __future__ import annotations

KIB, MIB = 1024, 1024 * 1024

LARGEST_HEAD = 64 * KIB
"""Bytes of status line and headers, of a chunk's head, and of trailers; gateways pass on 8 to 32 KiB."""

MOST_HEADERS = 256
"""Headers of a response; real ones have ten to thirty, and each costs far more memory than its bytes."""

LARGEST_BODY = 4 * MIB
"""Bytes of a body, before its content coding is undone and after. A page of 100 pairings, each with the
certificates of its four servers, is about 1.2 MiB."""

MOST_BUFFERED = 256 * KIB
"""Bytes that came and were not read yet; then the sender has to wait, as it may go on without end."""

MOST_INTERIM = 16
"""1xx responses that are passed over before the answer."""

MOST_CODINGS = 4
"""Content codings one upon another; one is usual, two happen behind a gateway."""

LARGE = 16 * KIB
"""Bytes of a head and body together from which on a response counts towards the two sums below."""

MOST_DISTINCT = 48 * MIB
"""Bytes of large responses that differ from each other, as all are kept in memory until the run is judged."""

MOST_RECORDED = 1024 * MIB
"""Bytes of large responses, equal ones too, as the evidence on disk holds each."""

DEEPEST = 100
"""Levels of nesting of a JSON text; a Task has two."""

MOST_DIGITS = 4000
"""Digits of an integer that are read. Those beyond are cut: so long an integer is beyond int64 either way."""

MOST_VALUES = 400_000
"""Values in a JSON text: an empty array of two bytes takes 64 bytes of memory. A page of 1,000 pairings with
all certificates has about 150,000."""

MOST_PAGES = 500
"""Pages of a list; with the product's 100 entries a page these are 50,000 pairings. Once a list has not ended within
them, no more than its first page is read."""

LONGEST_QUERY = 2000
"""Characters of the query that a `next` link leads to; servers take request lines of 8,000 (RFC 9112 3)."""

LONGEST_TASK_ID = 2000
"""Characters of a task's id; percent-encoded it may be three times as long, and still fits a request line."""

LONGEST_SESSION = 8000
"""Characters of a session id; no usual server takes a header that is longer."""

MOST_RENEWALS = 200
"""Sessions that are opened in place of one that ran out: with one every five minutes this lasts 16 hours."""

LONGEST_WAIT = 600.0
"""Seconds that one `Retry-After` is waited out; who asks for more is not asked again."""

LONGEST_BACKOFF = 60.0
"""Seconds between two attempts where a 429 does not say how long to wait."""

MOST_WAITS = 5
"""How often one request is put off because the target asks for it."""
