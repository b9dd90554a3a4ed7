"""What a refused requester is told: stage, field, what matched, why, and what to change.

Never another person's words, never more of an owner than the owner allows and the name that the
requester's own prompt or clip brought up.
"""

from dataclasses import dataclass

from guardrail.domain import Decision, Finding, Match, Segment, Stage, TextSpan
from guardrail.policy.texts import Texts
from guardrail.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Which texts fit a decision, and what stands in them."""

    name: str
    values: dict[str, str]


def message(
    decision: Decision,
    *,
    id: str,  # noqa: A002 — the word
    registry: Registry,
    texts: Texts,
    language: str = "en",
) -> str:
    """One paragraph for the requester of a submission or a job that is not delivered."""
    deciding = sorted(decision.deciding, key=lambda finding: finding.asset is None)
    finding = next(iter(deciding), None)
    if finding is None or finding.asset is None:
        case = _without_asset(decision, finding, texts, language)
    else:
        case = _with_asset(decision.stage, finding, texts, language)
        case.values["asset"] = _called(registry, finding.asset)
    case.values["owner"] = _owner(registry, finding) or texts.say("an_owner", language=language)
    parts = {
        part: texts.say(f"{part}.{name}", language=language, **case.values)
        for part, name in (("what", case.name), ("why", decision.reason), ("advice", case.name))
    }
    return texts.say("whole", language=language, reason=decision.reason, id=id, **parts)


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


def _owner(registry: Registry, finding: Finding | None) -> str:
    """The owner's name, if the owner wants it told."""
    holder = None if finding is None else registry.holders.get(finding.holder or "")
    return holder.name if holder is not None and holder.named_in_refusals else ""


def _without_asset(
    decision: Decision, finding: Finding | None, texts: Texts, language: str
) -> _Case:
    note = finding.note if finding is not None else ""
    told = texts.say("note", language=language, note=note) if note else ""
    return _Case(name=decision.stage, values={"note": told})


def _with_asset(stage: Stage, finding: Finding, texts: Texts, language: str) -> _Case:
    spans, seen = _evidence(finding.matches)
    if stage is Stage.OUTPUT:
        if not seen:
            return _Case(name="output_asset", values={})
        times = {"from_s": f"{seen[0].from_s:.1f}", "to_s": f"{seen[0].to_s:.1f}"}
        when = texts.say("seconds", language=language, **times) if seen[0].to_s else ""
        return _Case(name="output_clip", values={"seconds": when})
    if spans:
        terms = ", ".join(dict.fromkeys(f'"{span.text}"' for span in spans))
        return _Case(name="prompt_words", values={"field": spans[0].field, "terms": terms})
    field = seen[0].field if seen else "input_reference"
    return _Case(name="prompt_picture", values={"field": field})


def _evidence(matches: tuple[Match, ...]) -> tuple[list[TextSpan], list[Segment]]:
    found = [one for match in matches for one in match.evidence]
    return (
        [one for one in found if isinstance(one, TextSpan)],
        [one for one in found if isinstance(one, Segment)],
    )
