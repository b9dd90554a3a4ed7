"""A decision in words: what was found, who had the last word, and what else was said.

One structure, the decision with its findings, is what these words, the record and refusals are
all drawn from.
"""

from collections.abc import Iterator

from guardrail.domain import (
    Action,
    Decision,
    Finding,
    Match,
    Reason,
    Stage,
    TextSpan,
)

_DONE = {
    Action.ALLOW: "was allowed",
    Action.LOG: "was allowed and logged",
    Action.HOLD: "was held for a reviewer",
    Action.BLOCK: "was blocked",
}
_WHY = {
    Reason.NO_PERMISSION: "the owner has given no permission",
    Reason.PROHIBITED: "the owner prohibits it",
    Reason.CONTEXT: "the owner does not want it in this context",
    Reason.LICENCE_EXPIRED: "the licence for it is not in force at that time",
    Reason.LICENCE_TERRITORY: "the licence for it does not cover that territory",
    Reason.LOW_CONFIDENCE: "nobody can be sure enough",
    Reason.UNSCREENABLE: "it could not be screened",
    Reason.PUBLIC_DOMAIN: "this version is in the public domain there",
    Reason.LICENSED: "the owner allows it",
    Reason.LOGGED: "the owner wants it recorded",
    Reason.UNPROTECTED: "nothing protects it",
    Reason.CLEAN: "nothing protected was found",
}


def explained(decision: Decision) -> Iterator[str]:
    """The decision in words, a line for each thought; what belongs to a line is indented."""
    what = "The prompt" if decision.stage is Stage.PROMPT else "The output"
    yield f"{what} {_DONE[decision.action]}: {_WHY[decision.reason]} (reason: {decision.reason})."
    yield from _circumstances(decision)
    for finding in decision.findings:
        yield from _finding(finding, is_deciding=finding.action is decision.action)
    counted = {match for finding in decision.findings for match in finding.matches}
    for match in decision.matches:
        if match not in counted:
            yield f"Too weak to count: {_match(match)}"
    if len(decision.findings) > 1:
        yield "The strictest of these holds."
    if decision.duties:
        yield f"Whoever delivers it owes: {', '.join(decision.duties)}."


def _circumstances(decision: Decision) -> Iterator[str]:
    facts = decision.circumstances
    known = {
        "asked from": facts.requester,
        "run in": facts.operator,
        "seen in": facts.delivery,
        "licensee": facts.licensee,
        "use": facts.use,
        "declared as": facts.exception or "nothing special",
        "length": None if facts.clip_seconds is None else f"{facts.clip_seconds:g} s",
    }
    told = [f"{name} {value or 'unknown'}" for name, value in known.items()]
    if facts.contexts is None:
        told.append("nobody looked for contexts")
    else:
        told.append(f"contexts {', '.join(sorted(facts.contexts)) or 'none'}")
    yield f"Circumstances at {facts.at.isoformat()}: {'; '.join(told)}."


def _finding(finding: Finding, *, is_deciding: bool) -> Iterator[str]:
    where = f" in {finding.territory}" if finding.territory else " in an unknown territory"
    who = f"{finding.asset}{where if finding.policy else ''}" if finding.asset else "As a whole"
    last = " This decided." if is_deciding else ""
    yield f"{who}: {finding.action}, because {_WHY[finding.reason]}.{last}"
    if finding.policy:
        yield f"  by {_basis(finding.basis)} of the policy {finding.policy} ({finding.holder})"
    if finding.note:
        yield f"  {finding.note}"
    for duty in finding.duties:
        yield f"  duty: {duty}"
    for match in finding.matches:
        yield f"  found {_match(match)}"
    for lost in finding.lost:
        action = f" ({lost.action})" if lost.action else ""
        yield f"  not by {_basis(lost.basis)}{action}: {lost.why}"


def _basis(basis: str) -> str:
    """A basis as people say it: `rule:x` is the rule x."""
    kind, _, name = basis.partition(":")
    if kind == "regime":
        return f"the regime {'everywhere else' if name == '*' else f'in {name}'}"
    return f"the {kind} {name}"


def _match(match: Match) -> str:
    sure = f"confidence {match.confidence:.3f}"
    return f"{match.asset} by {match.signal} ({sure}) {', '.join(_places(match))}".rstrip()


def _places(match: Match) -> Iterator[str]:
    for one in match.evidence:
        if isinstance(one, TextSpan):
            yield f"“{one.text}” in {one.field}" + (", to be left out" if one.negated else "")
        elif one.looked_at > 1:
            yield f"in {one.field} from {one.from_s:.1f} s to {one.to_s:.1f} s"
        else:
            yield f"in {one.field}"
