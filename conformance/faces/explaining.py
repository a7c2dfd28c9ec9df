"""One requirement explained: its clause, what is sent, how it is judged, what breaks it and what mends it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.catalogue import requirements
from conformance.catalogue.advice import advice_for
from conformance.catalogue.example import in_words
from conformance.document.load import load
from conformance.faces.catalogue import cells
from conformance.model.errors import UserError
from conformance.model.renamed import today
from conformance.model.terms import Depth, Level
from conformance.plan.stages import probes
from conformance.profile.problems import nearest
from conformance.reference.faults import FAULTS
from conformance.report.console import Page
from conformance.report.wording import cited

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement

NEEDS = {
    "admin": "[accounts.admin]",
    "viewer": "[accounts.viewer]",
    "remote": "[accounts.remote]",
    "pairings": "a pairing given up ([pairings])",
    "remote_site_down": "[levers.remote_site_down]",
    "expire_sessions": "[levers.expire_sessions]",
    "hazards": "[claim] hazards = true",
}
"""What a probe needs, as the profile has it."""
HOW = (
    "each time it was seen: {broken} if it was broken once, PASS if it held every time, inconclusive if the target "
    "allowed no judgement, not-tested if the profile lacks what it needs"
)


def print_explained(spec: str, name: str, form: str = "text") -> None:
    """Print one requirement as `text`, `json` or `markdown`. Raises UserError for an id that there is not."""
    each = named(name, {each.id: each for each in requirements(load(spec))})
    match form:
        case "json":
            sys.stdout.write(json.dumps(explained(each), indent=2, ensure_ascii=True) + "\n")
        case "markdown":
            sys.stdout.write(_markdown(explained(each)))
        case _:
            page = Page(sys.stdout)
            _text(page, explained(each))
            page.send()


def named(name: str, every: Mapping[str, Requirement]) -> Requirement:
    """The requirement of an id; its area may be left out where the rest is enough. Raises UserError."""
    name = today(name)
    if name in every:
        return every[name]
    short = [each for each in every if each.partition(".")[2] == name]
    if len(short) == 1:
        return every[short[0]]
    near = short[0] if short else nearest(name, every)
    hint = f"did you mean `{' or `'.join(f'{each}`' for each in short)}?" if len(short) > 1 else ""
    hint = hint or (f"did you mean `{near}`?" if near else "`srm-conformance requirements` lists them")
    raise UserError(f"`{name}` is no requirement of the document in force", hint)


def explained(each: Requirement) -> dict[str, Any]:
    """Everything about a requirement, as JSON."""
    known, advice = probes(), advice_for(each.id)
    sent = [known[name] for name in each.over]
    return {
        "id": each.id,
        "title": each.title,
        "level": str(each.level),
        "area": str(each.area),
        "clause": {"document": each.clause.document, "pointer": each.clause.pointer, "text": each.clause.text},
        "cited": cited(each.clause),
        "reason": each.reason,
        "not_applicable": each.not_applicable,
        "depth": str(each.depth),
        "sent": [
            {
                "probe": probe.name,
                "sends": probe.sends,
                "needs": [NEEDS.get(need, need) for need in NEEDS if need in probe.needs],
            }
            for probe in sent
        ],
        "judged": HOW.format(broken="FAIL" if each.level is Level.MUST else "WARN"),
        "holds": in_words(advice.holds) if advice else "",
        "breaks": in_words(advice.breaks) if advice else "",
        "cause": advice.cause if advice else "",
        "cure": advice.cure if advice else "",
        "faults": [{"name": fault.name, "says": fault.says} for fault in FAULTS.values() if each.id in fault.trips],
    }


def _text(page: Page, said: dict[str, Any]) -> None:
    page.head(said["id"], f"  {said['level'].upper()}")
    page.say(said["title"])
    page.blank()
    page.fact("clause", f'{said["cited"]}  "{said["clause"]["text"]}"')
    for name, told in (("why", said["reason"]), ("applies", _applies(said))):
        if told:
            page.fact(name, told)
    for probe in said["sent"]:
        page.fact("sent", f"{probe['sends']} ({probe['probe']})")
        page.fact("", f"needs {', '.join(probe['needs'])}")
    page.fact("judged", said["judged"])
    if said["depth"] != Depth.QUICK:
        page.fact("depth", f"{said['depth']} or more")
    for name in ("holds", "breaks", "cause", "cure"):
        if said[name]:
            page.fact(name, said[name])
    for fault in said["faults"]:
        page.fact("proven by", f"{fault['says']} (`srm-conformance serve --fault {fault['name']}`)")


def _applies(said: dict[str, Any]) -> str:
    return f"not to this document: {said['not_applicable']}" if said["not_applicable"] else ""


def _markdown(said: dict[str, Any]) -> str:
    facts = [
        ("Clause", f"{said['cited']}: {said['clause']['text']}"),
        ("Why", said["reason"]),
        ("Applies", _applies(said)),
    ]
    facts += [
        ("Sent", f"{probe['sends']} (`{probe['probe']}`), needs {', '.join(probe['needs'])}") for probe in said["sent"]
    ]
    facts += [("Judged", said["judged"]), ("Depth", said["depth"])]
    facts += [(name.capitalize(), said[name]) for name in ("holds", "breaks", "cause", "cure")]
    facts += [
        ("Proven by", f"{fault['says']} (`srm-conformance serve --fault {fault['name']}`)") for fault in said["faults"]
    ]
    head = f"# {said['id']}\n\n{said['level'].upper()}: {said['title']}\n\n| | |\n| --- | --- |\n"
    return head + "".join(f"{cells(name, told)}\n" for name, told in facts if told)
