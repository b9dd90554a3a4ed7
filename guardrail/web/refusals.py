"""What a refused requester is told: stage, field, what matched, why, and what to change.

Never another person's words, never more of an owner than the name that the requester's own
prompt or clip brought up.
"""

from guardrail.domain import Decision, Finding, Reason, Segment, Stage, TextSpan
from guardrail.registry import Registry

_WHY = {
    Reason.NO_PERMISSION: "its owner has not permitted this use",
    Reason.PROHIBITED: "its owner does not permit it here",
    Reason.CONTEXT: "its owner does not permit it in this context",
    Reason.LICENCE_EXPIRED: "the licence for it is not in force at this time",
    Reason.LICENCE_TERRITORY: "the licence for it does not cover this territory",
    Reason.LOW_CONFIDENCE: "it may show something protected, and a reviewer must look",
    Reason.UNSCREENABLE: "it could not be screened",
}
_OTHERWISE = "its owner's policy says so"


def message(decision: Decision, *, id: str, registry: Registry) -> str:  # noqa: A002 — the word
    """One paragraph for the requester of a submission or a job that is not delivered."""
    deciding = sorted(decision.deciding, key=lambda finding: finding.asset is None)
    finding = next(iter(deciding), None)
    why = _WHY.get(decision.reason, _OTHERWISE)
    if finding is None or finding.asset is None:
        head, advice = _without_asset(decision, finding)
    elif decision.stage is Stage.PROMPT:
        head, advice = _at_the_prompt(finding, _called(registry, finding.asset))
    else:
        head, advice = _at_the_output(finding, _called(registry, finding.asset))
    return f"{head}: {why} (reason: {decision.reason}). {advice} Quote {id} to ask about this."


def field_of(decision: Decision) -> str:
    """The request field that the strictest finding speaks of; empty when none does."""
    for finding in decision.deciding:
        for match in finding.matches:
            for evidence in match.evidence:
                return evidence.field
    return ""


def _called(registry: Registry, asset: str) -> str:
    known = registry.assets.get(asset)
    return known.names[0].text if known is not None and known.names else asset


def _without_asset(decision: Decision, finding: Finding | None) -> tuple[str, str]:
    note = f" ({finding.note})" if finding is not None and finding.note else ""
    if decision.stage is Stage.PROMPT:
        return (
            f"Your request was stopped at the prompt stage{note}",
            "Nothing was generated. Send pictures or clips that can be decoded, or leave them out.",
        )
    return (
        f"The generated output was withheld{note}",
        "It was generated, and nobody has seen it.",
    )


def _at_the_prompt(finding: Finding, called: str) -> tuple[str, str]:
    spans = [e for match in finding.matches for e in match.evidence if isinstance(e, TextSpan)]
    if spans:
        quoted = ", ".join(dict.fromkeys(f'"{span.text}"' for span in spans))
        head = f'the field "{spans[0].field}" refers to {called} by {quoted}'
        advice = f"Remove or replace {quoted} and send the request again."
    else:
        seen = [e for match in finding.matches for e in match.evidence if isinstance(e, Segment)]
        field = seen[0].field if seen else "input_reference"
        head = f'the picture in "{field}" resembles {called}'
        advice = "Send another picture, or none."
    return (
        f"Your request was stopped at the prompt stage: {head}",
        f"Nothing was generated. {advice}",
    )


def _at_the_output(finding: Finding, called: str) -> tuple[str, str]:
    seen = [e for match in finding.matches for e in match.evidence if isinstance(e, Segment)]
    if not seen:
        return f"The generated output was withheld for {called}", "Change the prompt."
    when = f" from {seen[0].from_s:.1f} s to {seen[0].to_s:.1f} s" if seen[0].to_s else ""
    return (
        f"The generated output was withheld: it resembles {called}{when}",
        "It was generated, and nobody has seen it. Describe a character of your own instead.",
    )
