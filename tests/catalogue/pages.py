"""Pages of lists, as short as a test wants them."""

from __future__ import annotations

from made import exchange


def page(body, *, status=200, query=""):
    return exchange(status, body, operation="getPairings", target=f"/pairings{query}")


def linked(*ids, href):
    return {"list": [{"pairing_id": each} for each in ids], "_meta": {"links": {"next": {"href": href}}}}


def counted(*ids, total):
    return {"list": [{"pairing_id": each} for each in ids], "_meta": {"total": total}}
