"""What hangs on a login to the remote site is not asked for where that login came to nothing."""

from __future__ import annotations

from typing import Any

import pytest
from made import PAIRING, answered, exchange, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, EvidenceMissing, RemoteLogin, Step, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.near import near_misses, other_methods
from conformance.plan.probes.strangers import unauthenticated


def asked(probe: Any, login: Any) -> list[Step]:
    """The steps of a probe, where the login to the remote site is answered so."""
    scene = Scene(Contract(load("2.0.0")), 1, 1, 0.01, Depth.QUICK, memory=Memory(acquainted=True))

    def came(step: Step) -> Any:
        match step:
            case Take():
                return PAIRING
            case RemoteLogin():
                return login
            case Call():
                return there().by_id
            case _:
                return exchange(204)

    return answered(probe(scene), came)


@pytest.mark.parametrize("probe", [near_misses, other_methods, unauthenticated])
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503, None])
def test_nothing_is_tried_for_want_of_a_login_that_is_due(probe, status):
    with pytest.raises(EvidenceMissing, match="the login to the remote site came to nothing"):
        asked(probe, exchange(status, operation="createRemoteSession"))


@pytest.mark.parametrize("probe", [near_misses, other_methods])
@pytest.mark.parametrize("status", [200, 204, 404, 405, 501])
def test_all_is_tried_where_it_was_made_or_there_is_none_to_be_made(probe, status):
    assert any(isinstance(each, Call) and each.pairing for each in asked(probe, exchange(status)))
