"""Advice on error answers, HTTP, odd requests, and deletions at the same instant."""

from __future__ import annotations

from conformance.catalogue.advice.words import FORGET, SERIALISER, TYPED, Advice
from conformance.catalogue.example import accepted, answer, pairing, refused

_UNCAUGHT = "An exception that nobody catches: a parser, a decoder or a database met what it does not take."
_CATCH = "Check the input first and answer with 400 or 404; turn exceptions of parsers and decoders into 400."
_NOT_ATOMIC = "Look, then delete: between the two another request looks too."
_ATOMIC = "Take the pairing with one atomic step (a row lock, a compare-and-set); who comes second gets a refusal."
_ROUTE = "A generic handler or a method override of the framework takes the request for a DELETE."
_METHODS = "Register DELETE alone for the deletion and turn method overrides off; answer others with 405 and Allow."

ANSWERS = (
    Advice(
        "errors.declared-media-type",
        "Errors are written by another layer than answers, with its own default.",
        "Set Content-Type of errors to what the document declares.",
        (refused(403, "No privilege."),),
        (answer(403, {"message": "m"}, headers=(("Content-Type", "text/plain"),)),),
    ),
    Advice(
        "errors.declared-body",
        "The error is a bare text or a list, or the body is empty.",
        "Write one JSON object as the document declares for the status.",
        (refused(403, "No privilege."),),
        (answer(403, ["No privilege."]),),
    ),
    Advice(
        "errors.response-error-message",
        SERIALISER,
        TYPED,
        (refused(403, "No privilege."),),
        (answer(403, {"message": ["m"]}),),
    ),
    Advice(
        "errors.response-error-error-code",
        SERIALISER,
        TYPED,
        (refused(403, "No privilege."),),
        (answer(403, {"error_code": 17}),),
    ),
    Advice(
        "errors.response-error-op-id",
        SERIALISER,
        TYPED,
        (refused(403, "No privilege."),),
        (answer(403, {"op_id": 17}),),
    ),
    Advice(
        "errors.response-error-*",
        SERIALISER,
        TYPED,
        (refused(403, "No privilege."),),
        "The member with a value of another type.",
    ),
    Advice(
        "errors.say-something",
        "The exception has no message, or another layer replaces the body.",
        "Fill `message` or `error_code`.",
        (refused(403, "No privilege."),),
        (answer(403, {}),),
    ),
    Advice(
        "errors.no-stack-trace",
        "The framework's debug page, or `exception.toString()` with its frames, is on in production.",
        "Log the trace, answer with an operation id that finds it.",
        (refused(500, "Something went wrong; op 4711."),),
        (refused(500, "Traceback (most recent call last): ..."),),
    ),
    Advice(
        "errors.no-html",
        "The container or the gateway answers with its error page.",
        "Replace its error pages by JSON.",
        (refused(404),),
        (answer(404, b"<!DOCTYPE html><html><body>Not Found</body></html>", headers=(("Content-Type", "text/html"),)),),
    ),
    Advice(
        "errors.no-secret",
        "The request, headers and all, is repeated in the error, or in what TRACE answers.",
        "Never put headers of a request into an answer; turn TRACE off.",
        (refused(404),),
        "404 with the session id of the request in its message.",
    ),
    Advice("http.*-does-not-delete", _ROUTE, _METHODS, (refused(405), pairing(200)), (answer(200), pairing(404))),
    Advice(
        "http.unsupported-method-is-refused",
        _ROUTE,
        _METHODS,
        (refused(405),),
        (answer(200),),
    ),
    Advice(
        "http.allow-on-405",
        "The 405 is written by hand.",
        "Send Allow with the methods of the path.",
        (answer(405, headers=(("Allow", "GET, DELETE"),)),),
        (answer(405),),
    ),
    Advice(
        "http.challenge-on-401",
        "The 401 is written by hand.",
        "Send WWW-Authenticate with the scheme that opens a session.",
        (answer(401, headers=(("WWW-Authenticate", "Basic"),)),),
        (answer(401),),
    ),
    Advice(
        "http.redirect-is-no-answer",
        "A gateway sends to a login page, or from http to https.",
        "Answer API requests with 401 in place of a redirect.",
        (refused(401),),
        (answer(302, headers=(("Location", "/login"),)),),
    ),
    Advice(
        "http.well-formed-response",
        "Content-Length is computed from characters and not bytes, or a 204 carries a body.",
        "Let the server's HTTP library frame the message.",
        (refused(404),),
        "A Content-Length of 100 before a body of 90 bytes, then silence.",
    ),
    Advice(
        "http.header-names-in-any-case",
        "Headers are looked up in a map that tells capitals from small letters.",
        "Read headers by the library's own look-up, which does not, or fold the names on the way in.",
        (refused(404),),
        (refused(401),),
    ),
    Advice(
        "http.connection-stays-in-step",
        "A refusal is sent before the body was read, and the connection is kept: the body is read as the next request.",
        "Read the body before the next request is, or close the connection after the answer.",
        "DELETE with a body: 404; on the same connection GET: 200.",
        "DELETE with a body: 404; on the same connection GET: 400.",
    ),
    Advice(
        "robustness.every-request-is-answered",
        "The worker dies or hangs on what it cannot decode, and its connection with it.",
        "Catch everything at the edge; give each request a limit of time.",
        (refused(400),),
        (answer(None),),
    ),
    Advice(
        "robustness.nothing-is-accepted",
        "The id is cleaned until it fits, or the lookup's failure does not stop the deletion.",
        "Answer 404 when no pairing has exactly this id.",
        (refused(404),),
        (accepted(),),
    ),
    Advice(
        "robustness.answers-are-known",
        "A code of a library (418, 409, 422) leaks out for input that it does not take.",
        "Map it to 400 or 404.",
        (refused(400),),
        (refused(409),),
    ),
    Advice(
        "robustness.no-header-injection",
        "A part of the request is decoded and written into a header of the response.",
        "Never copy a request into a header without refusing CR, LF and NUL.",
        "DELETE with X-Odd: x CR X-Injected: yes: 404",
        "DELETE with X-Odd: x CR X-Injected: yes: 404 X-Injected: yes",
    ),
    Advice(
        "robustness.no-header-reflection",
        "A filter for debugging or tracing copies the headers of a request into its response.",
        "Give back those alone that are known to be asked for, as X-Request-Id.",
        "DELETE with X-Odd: x: 404",
        "DELETE with X-Odd: x: 404 X-Odd: x",
    ),
    Advice(
        "robustness.journeys-*",
        _UNCAUGHT,
        FORGET,
        "Delete, log out, delete again: 401.",
        "Delete, log out, delete again: 500.",
    ),
    Advice("robustness.*", _UNCAUGHT, _CATCH, (refused(400),), (refused(500),)),
    Advice(
        "concurrency.*-one-success",
        _NOT_ATOMIC,
        _ATOMIC,
        "202 and 202: one Task ends in SUCCESS, the other in ERROR; or 202 and 404.",
        "202 and 202: both Tasks end in SUCCESS.",
    ),
    Advice(
        "concurrency.no-server-error",
        "A deadlock or a violated constraint comes out as it is, or a read meets rows that are half deleted.",
        "Catch it; retry, or answer with a refusal. Read from one consistent state.",
        "202 and 404; the list while a deletion runs: 200.",
        "202 and 500; or the list while a deletion runs: 500.",
    ),
    Advice(
        "concurrency.the-pairing-is-gone",
        "The loser undoes what the winner did.",
        _ATOMIC,
        "A Task ended in SUCCESS; the pairing: 404.",
        "A Task ended in SUCCESS; the pairing: 200.",
    ),
    Advice(
        "concurrency.distinct-deletions-are-*",
        "One lock or one slot for all pairings; what finds it taken is refused, or lost.",
        "Lock by pairing, and queue what has to wait.",
        "202, 202, 202, and three times SUCCESS.",
        "202, 500, 500; asked again, they get 500.",
    ),
    Advice(
        "concurrency.logout-holds-meanwhile",
        "A logout waits for what its session has under way, and answers before it is done.",
        "End the session at once; let what runs go on without it.",
        "A session logs out while its deletion runs; a deletion with it: 401.",
        "A session logs out while its deletion runs; a deletion with it: 202.",
    ),
    Advice(
        "concurrency.loser-is-documented",
        "A conflict code of the framework (409, 423) that the document does not list.",
        "Answer the second with 404, or with 202 and a Task that ends in ERROR.",
        "202 and 404.",
        "202 and 409.",
    ),
)
