"""What a document makes of the contract, and what becomes of the catalogue where it says less or otherwise."""

from __future__ import annotations

import pytest
from documents import AT, ONE, absent, contract
from made import PAIRING, accepted, deleted, exchange, poll, task, there
from telling import telling

from conformance.catalogue import requirements
from conformance.catalogue.authentication import STANDINGS
from conformance.catalogue.connectivity import consumes
from conformance.catalogue.contract import (
    CREATE_REMOTE_SESSION,
    DELETE,
    GET_PAIRING,
    GET_PAIRINGS,
    GET_TASK,
    GET_TASKS,
    LOGIN,
    LOGOUT,
    rfc3986,
    rfc9110,
)
from conformance.document.extensions import ConnectivityContract, Permissions
from conformance.model.observations import Attempt, Deletion
from conformance.model.terms import Clause, Depth

OURS = contract()
CONNECTIVITY = "x-dr-remote-site-connectivity-contract"
TASK = "#/components/schemas/Task/properties"


def place(clause):
    return clause.pointer


def without(*names):
    def change(_, operation):
        for name in names:
            del operation[name]

    return change


def without_answers(*statuses):
    def change(_, operation):
        for status in statuses:
            del operation["responses"][status]

    return change


def without_paths(*paths):
    def change(raw, _):
        for path in paths:
            raw["paths"][path].pop("get")

    return change


def connectivity(down, login="ERROR"):
    def change(_, operation):
        operation[CONNECTIVITY] = {"not-authenticated": login, "server-down": down}

    return change


def test_the_contract_says_what_the_document_says():
    assert OURS.operation.id == "deletePairing"
    assert OURS.session_header == "x-dr-session"
    assert OURS.connectivity == {"not-authenticated": "ERROR", "server-down": "ERROR"}
    assert OURS.connectivity_of("getPairing") == {"not-authenticated": "PARTIAL_DATA", "server-down": "PARTIAL_DATA"}
    assert OURS.connectivity_of("unheardOf") == {}
    assert OURS.permissions == ("VcDr.RemoteSite.com.vmware.vcDr.Edit",)
    assert [each.name for each in OURS.task_properties()][:2] == ["id", "description"]


def test_a_document_may_say_less():
    bare = contract(without("x-dr-permissions", CONNECTIVITY, "security"))

    assert (bare.session_header, bare.connectivity, bare.permissions) == ("", {}, ())


def test_clauses_cite_where_it_stands():
    assert place(OURS.here()) == ONE
    assert OURS.here("In our words.") == Clause("SRM REST API 2.0.0", ONE, "In our words.")
    assert place(OURS.answer(404, 400)) == f"{ONE}/responses/404"
    assert OURS.answer(404, text="In our words.").text == "In our words."
    assert place(OURS.task("progress")) == f"{TASK}/progress"
    assert place(OURS.get_task()) == "#/paths/~1tasks~1{taskId}/get"
    assert place(OURS.get_pairing()) == "#/paths/~1pairings~1{pairing_id}/get"
    assert place(OURS.get_pairings()) == "#/paths/~1pairings/get"
    assert place(OURS.extension(Permissions)) == f"{ONE}/x-dr-permissions"
    assert place(OURS.extension(ConnectivityContract)) == f"{ONE}/{CONNECTIVITY}"
    assert OURS.security() == Clause(
        "SRM REST API 2.0.0", f"{ONE}/security", "A session id in the header `x-dr-session`."
    )


def test_a_clause_that_a_document_lacks_falls_back_to_the_next():
    bare = contract(without("x-dr-permissions", CONNECTIVITY, "security"))
    few = contract(without_answers("400", "404"))

    assert place(bare.extension(Permissions)) == place(bare.security()) == ONE
    assert place(few.answer(404, 403)) == f"{ONE}/responses/403"
    assert few.answer(404, 400) == Clause("SRM REST API 2.0.0", f"{ONE}/responses", "The declared responses.")
    assert few.answer(404, text="In our words.").text == "In our words."
    assert place(few.task("mood")) == f"{ONE}/responses/202"
    lonely = contract(without_paths("/tasks/{taskId}", "/pairings", AT))
    assert {place(lonely.get_task()), place(lonely.get_pairing()), place(lonely.get_pairings())} == {ONE}


def test_security_may_be_asked_for_by_the_document_as_a_whole():
    def change(raw, operation):
        raw["security"] = operation.pop("security")

    assert place(contract(change).security()) == "#/security"


def test_a_standard_is_cited_by_its_section():
    assert rfc9110("9.1", "Sense.") == Clause("RFC 9110", "#section-9.1", "Sense.")
    assert rfc3986("6.1", "Sense.") == Clause("RFC 3986", "#section-6.1", "Sense.")


def test_problems_are_those_of_a_known_operation_with_a_response():
    assert [each.kind for each in OURS.problems(exchange(202, b"no"))] == ["json"]
    assert OURS.problems(exchange(None)) == ()
    assert OURS.problems(exchange(202, b"no", operation="unheardOf")) == ()


@pytest.mark.parametrize(
    ("gone", "requirement", "pointer"),
    [
        (("400",), "status.malformed-id-is-refused", "404"),
        (("403",), "errors.declared-media-type", "400"),
        (("403", "400"), "errors.declared-media-type", "500"),
        (("400",), "errors.declared-body", "403"),
        (("400", "403"), "errors.declared-body", "500"),
        (("403",), "errors.say-something", "400"),
        (("403", "400"), "errors.say-something", "500"),
    ],
)
def test_a_requirement_cites_the_next_answer_that_it_is_about(gone, requirement, pointer):
    [found] = [each for each in requirements(contract(without_answers(*gone)).document) if each.id == requirement]

    assert place(found.clause) == f"{ONE}/responses/{pointer}"


@pytest.mark.parametrize("only", ["403", "500"])
def test_each_property_of_an_error_is_judged_by_whichever_answer_declares_it(only):
    few = contract(without_answers(*{"400", "401", "403", "404", "500"} - {only}))

    found = {each.id for each in requirements(few.document) if each.id.startswith("errors.response-error-")}
    assert {"errors.response-error-message", "errors.response-error-error-code"} <= found


def test_a_run_of_less_depth_has_fewer_requirements():
    counts = [len(requirements(OURS.document, depth)) for depth in Depth]

    assert counts == sorted(set(counts))
    assert counts[-1] == len(requirements(OURS.document))


def test_a_requirement_needs_what_its_profile_calls_so():
    needs = {each.id: each.needs for each in requirements(OURS.document)}

    assert {name: needed for name, needed in needs.items() if needed != frozenset()} == {
        "authentication.logged-out-session": {"sessions"},
        "authentication.logged-out-behind-its-logout": {"sessions"},
        "authentication.basic-instead-of-session": {"sessions"},
        "authentication.remote-basic-instead-of-session": {"remote"},
        "permission.no-privilege-fresh-session": {"viewer_sessions"},
    }


def test_without_a_session_nothing_is_asked_of_who_has_none():
    found = absent(without("security"), "authentication.", "http.")

    ways = {f"authentication.{each}" for each in STANDINGS}
    others = {
        f"authentication.{each}" for each in ("refused-means-not-done", "no-detour", "journeys-end-with-the-session")
    }
    named = {"http.header-names-in-any-case"}
    assert found == dict.fromkeys(ways | others | named, "the document asks for no session")


def test_without_a_logout_nothing_is_asked_of_what_holds_after_it():
    found = contract(lambda raw, _: raw["paths"]["/session"].pop("delete"))

    assert (found.no_session, found.no_logout) == ("", "the document describes no logout")
    assert (OURS.no_session, OURS.no_logout) == ("", "")


def test_the_operations_that_are_asked_for_by_name_are_described():
    named = (DELETE, GET_PAIRING, GET_PAIRINGS, GET_TASK, GET_TASKS, LOGIN, LOGOUT, CREATE_REMOTE_SESSION)

    assert [each for each in named if OURS.document.find(each) is None] == []


def test_without_privileges_nobody_lacks_them():
    found = absent(without("x-dr-permissions"), "permission.")

    names = [each.id for each in requirements(OURS.document) if each.area == "permission"]
    assert found == dict.fromkeys(names, "the document names no privilege (x-dr-permissions)")


def test_a_method_that_the_document_gives_the_path_is_no_stranger():
    def change(raw, operation):
        raw["paths"][AT]["put"] = {"operationId": "change", "parameters": operation["parameters"], "responses": {}}

    assert absent(change, "http.") == {"http.put-does-not-delete": "the document gives the path an operation PUT"}
    tells = telling(contract(change))
    put = Attempt("put", PAIRING, exchange(200, method="PUT"))
    assert tells("http.unsupported-method-is-refused", put) == ["unjudged: the document gives the path this method"]


STATES = ("not-authenticated", "server-down")
NOT_BOTH = "the document's connectivity contract does not say ERROR for both states"
GRANTED = ["#1: a refusal, as before the outage; got 204"]
NO_KEY = "the document's connectivity contract has no `{}`"


def test_without_a_connectivity_contract_nothing_is_asked_of_an_outage():
    found = absent(without(CONNECTIVITY), "connectivity.")

    down = {f"connectivity.server-down{each}" for each in ("", "-leaves-the-pairing", "-says-why", "-can-be-read")}
    down.add("connectivity.outage-grants-nothing")
    assert {each for each, why in found.items() if why == NO_KEY.format("server-down")} == down
    assert found.pop("connectivity.journeys-keep-the-contract") == NOT_BOTH
    assert {why for each, why in found.items() if each not in down} == {NO_KEY.format("not-authenticated")}
    assert len(found) == len([each for each in requirements(OURS.document) if each.area == "connectivity"]) - 1


def test_another_value_of_the_contract_asks_for_no_error():
    says = "the document's connectivity contract says OK for `server-down`"

    assert absent(connectivity("OK"), "connectivity.") == {
        "connectivity.server-down-leaves-the-pairing": says,
        "connectivity.server-down-says-why": says,
        "connectivity.server-down-can-be-read": says,
        "connectivity.outage-grants-nothing": says,
        "connectivity.journeys-keep-the-contract": NOT_BOTH,
    }


def test_a_read_of_which_the_document_says_nothing_may_fail_in_an_outage():
    def silent(raw, operation):
        del operation
        del raw["paths"][AT]["get"][CONNECTIVITY]

    assert absent(silent, "connectivity.") == {UNREADABLE: PROMISED_NOTHING}


UNREADABLE = "connectivity.server-down-can-be-read"
PROMISED_NOTHING = "the document does not say that getPairing works while the remote site is down"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("OK", {}),
        ("FULL_DATA", {}),
        ("PARTIAL_DATA", {}),
        ("ERROR", {UNREADABLE: PROMISED_NOTHING}),
        ("DEPENDS_ON_PROVIDED_PARAMS", {UNREADABLE: PROMISED_NOTHING}),
    ],
)
def test_a_read_is_to_be_answered_in_an_outage_where_the_document_says_so(value, expected):
    def change(raw, _):
        raw["paths"][AT]["get"][CONNECTIVITY]["server-down"] = value

    assert absent(change, "connectivity.") == expected


@pytest.mark.parametrize(
    ("change", "condition", "said"),
    [
        (lambda *_: None, "no-privilege-after-outage", GRANTED),
        (without("x-dr-permissions"), "no-privilege-after-outage", ["passed over"]),
        (without("x-dr-permissions"), "not-authenticated-after-outage", GRANTED),
        (connectivity("ERROR", "OK"), "no-privilege-after-outage", GRANTED),
        (connectivity("ERROR", "OK"), "not-authenticated-after-outage", ["passed over"]),
        (without("x-dr-permissions"), "not-authenticated-since-a-login-in-the-outage", GRANTED),
        (connectivity("ERROR", "OK"), "not-authenticated-since-a-login-in-the-outage", ["passed over"]),
    ],
)
def test_after_an_outage_stands_what_the_document_sets_against_a_deletion(change, condition, said):
    seen = Attempt(condition, PAIRING, exchange(204), after=there())

    assert telling(contract(change))("connectivity.outage-grants-nothing", seen) == said


def test_where_nobody_is_refused_an_outage_lets_nobody_in():
    def change(raw, operation):
        without("x-dr-permissions")(raw, operation)
        connectivity("ERROR", "OK")(raw, operation)

    found = absent(change, "connectivity.outage")
    assert found == {"connectivity.outage-grants-nothing": "the document refuses nobody whom an outage could let in"}


def test_a_value_without_a_reader_is_as_good_as_none():
    found = absent(connectivity("MAYBE"), "connectivity.server-down")

    assert set(found.values()) == {NO_KEY.format("server-down")}
    assert not consumes("MAYBE")


@pytest.mark.parametrize(
    ("value", "does", "deletes"),
    [
        ("ERROR", "does not succeed", False),
        ("OK", "works as ever", True),
        ("FULL_DATA", "works as ever", True),
        ("PARTIAL_DATA", "is not refused", True),
        ("DEPENDS_ON_PROVIDED_PARAMS", "gets a documented answer", False),
    ],
)
def test_each_value_of_the_contract_has_its_meaning(value, does, deletes):
    [found] = [each for each in requirements(contract(connectivity(value)).document) if each.id.endswith("server-down")]

    assert found.title == f"A deletion while the remote site is down {does}."
    assert consumes(value) is deletes


def deletion(*looks):
    return Deletion(PAIRING, task(*looks), condition="server-down")


def tried(status, **rest):
    return Attempt("server-down", PAIRING, exchange(status, **rest))


WAIT = "unjudged, trouble: the target asked to wait (429) and went on doing so"


@pytest.mark.parametrize(
    ("value", "seen", "said"),
    [
        ("OK", Deletion(PAIRING, deleted(), condition="server-down"), []),
        ("OK", Deletion(PAIRING, deleted()), ["passed over"]),
        ("OK", deletion(exchange(400)), ["#1: 202; got 400"]),
        ("OK", deletion(exchange(429)), [WAIT]),
        (
            "OK",
            deletion(accepted(), poll("ERROR")),
            ["#1: a Task that ends in SUCCESS; got a Task that ended in ERROR"],
        ),
        ("OK", deletion(accepted()), ["#1: a Task that ends in SUCCESS; got no end"]),
        ("FULL_DATA", deletion(exchange(400)), ["#1: 202; got 400"]),
        ("PARTIAL_DATA", deletion(accepted(), poll("ERROR")), []),
        ("PARTIAL_DATA", deletion(exchange(400)), ["#1: 202; got 400"]),
        ("PARTIAL_DATA", deletion(exchange(429)), [WAIT]),
        ("DEPENDS_ON_PROVIDED_PARAMS", tried(400), []),
        ("DEPENDS_ON_PROVIDED_PARAMS", tried(409), ["#1: a documented status code; got 409"]),
        ("DEPENDS_ON_PROVIDED_PARAMS", tried(429), [WAIT]),
        (
            "DEPENDS_ON_PROVIDED_PARAMS",
            tried(None, steady=True),
            ["#1: a documented status code; got no response (closed)"],
        ),
    ],
)
def test_each_value_of_the_contract_is_judged_as_it_means(value, seen, said):
    assert telling(contract(connectivity(value)))("connectivity.server-down", seen) == said
