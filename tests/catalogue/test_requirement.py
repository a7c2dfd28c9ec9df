"""How requirements are declared."""

from __future__ import annotations

from conformance.catalogue.requirement import Family, Requirement
from conformance.model.observations import Look
from conformance.model.terms import Area, Clause, Depth, Level

CLAUSE = Clause("a text", "#/", "")


def silent(*_):
    """Say nothing."""
    return iter(())


def by_hand(name, title, level=Level.MUST, judge=silent, **rest):
    return Requirement(name, title, level, Area.STATUS, CLAUSE, ("p",), (Look,), judge, **rest)


def test_a_requirement_is_about_all_of_its_kind_unless_it_says_otherwise():
    usual = by_hand("status.usual", "As usual.")

    assert (usual.where(object()), usual.reason, usual.depth) == (True, "", Depth.QUICK)
    assert (usual.hazards, usual.not_applicable) == (False, "")
    assert usual.unseen == "nothing came up that it could be judged on"


def test_a_family_holds_its_requirements_in_the_order_of_their_reading():
    family = Family(Area.STATUS)

    def cites(contract):
        return CLAUSE if contract == "a contract" else None

    @family.must(cites, over=("p",), of=(Look,))
    def first_of_all(*_):
        """The first thing holds.

        What else is to be said is no title.
        """

    @family.rule
    def several(contract):
        for each in "ab":
            yield by_hand(f"status.{each}", f"{each} of {contract}")

    @family.should(cites, reason="It is so.", over=("p",), of=(Look,), depth=Depth.DEEP)
    def last(*_):
        """The last thing holds."""

    assert family.requirements("a contract") == (
        by_hand("status.first-of-all", "The first thing holds.", judge=first_of_all),
        by_hand("status.a", "a of a contract"),
        by_hand("status.b", "b of a contract"),
        by_hand("status.last", "The last thing holds.", Level.SHOULD, last, reason="It is so.", depth=Depth.DEEP),
    )
