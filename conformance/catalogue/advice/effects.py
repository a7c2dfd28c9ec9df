"""Advice on what a deletion does, and who may ask for it."""

from __future__ import annotations

from conformance.catalogue.advice.words import FORGET, HISTORY, Advice
from conformance.catalogue.example import accepted, answer, look, pairing, refused

_OTHERS = "Two pairings before, one deleted: the other is in the list afterwards."
_LOOKUP = (
    "The id is trimmed, folded, cut or matched loosely (LIKE, startsWith, a route with a wildcard) before the lookup."
)
_EXACT = "Look the id up as one whole decoded path segment, by equality."
_FILTER = (
    "The login check stands in a filter that this route, method or header spelling passes by, or fails open on errors."
)
_FIRST = "Check the session before anything else, for every route, and refuse when the check itself fails."
_STALE = "The session is looked up in a cache that its end does not reach."
_EARLY = "The work begins before the check has spoken, or goes on after its refusal."
_BEFORE = "Put every check before the first effect; let a refusal return."
_GATE = "The remote site's state is not asked before the work begins, or the answer is remembered from before."
_ASK = "Ask for the state at each deletion; answer with an error, or let the Task end in ERROR with the reason."

EFFECTS = (
    Advice(
        "effect.gone-by-id",
        "The read comes from a cache or a replica that the deletion does not reach.",
        "Invalidate by id before the task ends in SUCCESS.",
        (accepted(), look("SUCCESS"), pairing(404)),
        (accepted(), look("SUCCESS"), pairing(200)),
    ),
    Advice(
        "effect.gone-from-the-list",
        "The list has a cache of its own.",
        "Invalidate the list too before the task ends in SUCCESS.",
        "After SUCCESS the pairing is in no page of the list.",
        "After SUCCESS the list still has it.",
    ),
    Advice(
        "effect.stays-gone",
        "A synchronisation with the remote site brings the pairing back.",
        "Take it from both sites, or remember that it was deleted.",
        "404, and 404 some time later.",
        "404, and 200 some time later.",
    ),
    Advice(
        "effect.others-stay",
        "A cascade, or a condition that fits more than one pairing (the same remote site, the same name).",
        "Delete by primary key.",
        _OTHERS,
        "Two pairings before, one deleted: none afterwards.",
    ),
    Advice(
        "effect.second-deletion-does-not-succeed",
        "A deletion is answered from a cache of tasks, or of a pairing that is gone.",
        "Look the pairing up when the deletion is asked for, and again when the task begins.",
        "The second deletion: 404.",
        "The second deletion: 202, and its Task ends in SUCCESS.",
    ),
    Advice(
        "effect.second-deletion-is-documented",
        "A conflict code of the framework (409, 410) that the document does not list.",
        "Answer 404.",
        "The second deletion: 404.",
        "The second deletion: 409.",
    ),
    Advice(
        "effect.error-leaves-the-pairing",
        "Half of the work is done when the error comes, and is not undone.",
        "Do it in one transaction, or undo in the reverse order.",
        (accepted(), look("ERROR", error={"message": "m"}), pairing(200)),
        (accepted(), look("ERROR", error={"message": "m"}), pairing(404)),
    ),
    Advice(
        "effect.there-until-the-end",
        "The read meets rows that are half deleted.",
        "Read from one consistent state.",
        "While RUNNING: 200, or 404.",
        "While RUNNING: 500.",
    ),
    Advice(
        "effect.*-deletes-nothing",
        "An empty or odd id becomes an empty condition: DELETE without WHERE, a path that names the whole collection.",
        "Refuse what is no id before it reaches a query or a file path.",
        _OTHERS.replace("one deleted", "a request for an id that none has"),
        "Two pairings before, a request for an id that none has: one afterwards.",
    ),
    Advice(
        "*.no-detour",
        "The check looks at another spelling of the request than the deletion does, or a leftover switch skips it.",
        "Bring id and parameters into one form first, then check, then act; refuse or ignore what no document knows.",
        "Refused without `force=true`: refused with it, and the pairing is there.",
        "Refused without `force=true`: 202 with it, and the pairing is gone.",
    ),
    Advice("effect.near-*", _LOOKUP, _EXACT, (refused(404), pairing(200)), (accepted(), look("SUCCESS"), pairing(404))),
    Advice(
        "effect.journeys-*",
        HISTORY,
        FORGET,
        "A deletion refused for want of the remote login leaves the pairing, in this session and in the next.",
        "A pairing deleted in one session is listed again after the next login.",
    ),
    Advice(
        "authentication.logged-out-session",
        _STALE,
        "End the session where it is checked; keep no copy of it elsewhere.",
        (refused(401),),
        (accepted(),),
    ),
    Advice(
        "authentication.expired-session",
        _STALE,
        "Check the age of a session at each request.",
        (refused(401),),
        (accepted(),),
    ),
    Advice(
        "authentication.refused-means-not-done",
        _EARLY,
        _BEFORE,
        (refused(401), pairing(200)),
        (refused(401), pairing(404)),
    ),
    Advice(
        "authentication.nothing-given-away",
        "The pairing is looked up before the session is checked.",
        "Check the session first; answer 401 whatever the id.",
        (refused(401),),
        (refused(404),),
    ),
    Advice(
        "authentication.journeys-*",
        _STALE,
        "End the session where it is checked; keep no copy of it elsewhere.",
        "Log in, log out, delete: 401.",
        "Log in, log out, delete: 202.",
    ),
    Advice("authentication.*", _FILTER, _FIRST, (refused(401),), (accepted(),)),
    Advice(
        "permission.refused-means-not-done",
        _EARLY,
        _BEFORE,
        (refused(403), pairing(200)),
        (refused(403), pairing(404)),
    ),
    Advice(
        "permission.no-privilege-unknown-pairing",
        "The pairing is looked up before the privilege is checked, so that 404 gives away what exists.",
        "Check the privilege before the lookup.",
        (refused(403),),
        (accepted(),),
    ),
    Advice(
        "permission.*",
        "The role is checked at login only, cached by user name, or asked for reading in place of changing.",
        "Check the privilege that `x-dr-permissions` names at each deletion.",
        (refused(403),),
        (accepted(), look("SUCCESS"), pairing(404)),
    ),
    Advice(
        "connectivity.*-leaves-the-pairing",
        _EARLY,
        _BEFORE,
        (refused(500, "m"), pairing(200)),
        (refused(500, "m"), pairing(404)),
    ),
    Advice(
        "connectivity.*-says-why",
        "The error of the remote site is swallowed on the way.",
        "Put its words into `message`, or into the Task's `error`.",
        (refused(500, "The remote site did not answer."),),
        (answer(500, {}),),
    ),
    Advice(
        "connectivity.is-over-afterwards",
        HISTORY,
        FORGET,
        "Refused while the site was down; up again: 202 and SUCCESS.",
        "Refused while the site was down; up again: refused for ever.",
    ),
    Advice(
        "connectivity.server-down-can-be-read",
        "The read asks the remote site, and what it gets in place of an answer goes through to the client.",
        "Answer with what is known here; tell in `_meta` what could not be asked.",
        (refused(500, "m"), pairing(200)),
        (refused(500, "m"), pairing(500)),
    ),
    Advice(
        "connectivity.outage-grants-nothing",
        "The check was skipped or its result cached while the remote site was away, and is not asked again.",
        FORGET,
        "Refused with 403 before the outage, and after it.",
        "Refused with 403 before the outage; 202 after it.",
    ),
    Advice(
        "connectivity.journeys-*",
        _GATE,
        _ASK,
        "The site goes down; a deletion: 500, or a Task that ends in ERROR.",
        "The site goes down; a deletion: SUCCESS.",
    ),
    Advice(
        "connectivity.*",
        _GATE,
        _ASK,
        (refused(500, "Not logged in to the remote site."), pairing(200)),
        (accepted(), look("SUCCESS"), pairing(404)),
    ),
)
