"""All detectors of words, in order: what assets do these texts name, where, and how surely.

A name is evidence, but not of one strength. The numbers are expected false matches per prompt
(domain.Match), placed around the default thresholds (hold 0.05, block 0.005):

| the name is | alone | confirmed |
|---|---|---|
| distinctive | 0 | 0 |
| distinctive or a person's of several words, misspelt or in another script | 0.2: logged | 0 |
| a person's, of several words | 0.02: others bear it, a person should look | 0 |
| a person's, given name only | 0.5: recorded | 0 |
| a common word, with a capital that no sentence asks for | 0.2: logged | 0 |
| a common word | 1: recorded | 0 |

Confirmed means that a context term of the asset, or a sure name of the same work, stands in the
submission. Another *unsure* name of the same work confirms halfway (0.02): "Joy" beside "Fear"
may be two characters, or two feelings.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from guardrail.domain import Asset, Match, NameKind, Signal, Text, TextSpan
from guardrail.prompt.capitals import is_written_as_name
from guardrail.prompt.names import NameHit, NameIndex
from guardrail.prompt.negation import negated
from guardrail.prompt.normalize import View, visible
from guardrail.prompt.views import views

SURE = 0.0
HALF_SURE = 0.02
RESEMBLES = 0.2
GIVEN_NAME = 0.5
COMMON_WORD = 1.0

MAX_SPANS = 32
"""Spans kept as evidence of one match; those that count come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One text without what nobody sees, in all its views."""

    text: Text
    seen: str
    places: Sequence[int]
    views: Sequence[View]

    @classmethod
    def of(cls, text: Text) -> "_Read":
        seen, places = visible(text.text)
        return cls(text=text, seen=seen, places=places, views=views(seen))

    def sent(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as it was sent the non-empty stretch start…end of `seen` lies."""
        return self.places[start], self.places[end - 1] + 1


@dataclass(slots=True, kw_only=True)
class _Found:
    """What the texts hold on one asset."""

    asset: Asset
    full: bool = False
    exact: bool = False
    capital: bool = False
    spans: list[TextSpan] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether any mention asks for the asset instead of leaving it out."""
        return not all(span.negated for span in self.spans)

    @property
    def family(self) -> str:
        """The work that a character belongs to, or the work itself."""
        return self.asset.parent or self.asset.id


def screen(texts: Sequence[Text], names: NameIndex) -> tuple[Match, ...]:
    """One match per asset that is named in these texts of one submission, sorted by asset id.

    A span names its field and the view that found it first. Spans in a field whose name contains
    "negative", and names that the text asks to leave out, are marked `negated`.
    """
    found: dict[str, _Found] = {}
    read = [_Read.of(text) for text in texts]
    for one in read:
        _collect(one, names, found)
    unsure = [one for one in found.values() if _alone(one) > SURE]
    confirmed = _confirmed(unsure, read, names)
    return tuple(
        Match(
            asset=asset,
            signal=Signal.NAME,
            similarity=1.0,
            expected_false_matches=_expected(one, found.values(), sure=asset in confirmed),
            evidence=_evidence(one),
        )
        for asset, one in sorted(found.items())
    )


def suspected(matches: Iterable[Match]) -> frozenset[str]:
    """The assets that words ask for: prior evidence for the frames of the same job."""
    return frozenset(
        match.asset
        for match in matches
        if match.signal in {Signal.NAME, Signal.DESCRIPTION}
        and not all(isinstance(e, TextSpan) and e.negated for e in match.evidence)
    )


def _collect(read: _Read, names: NameIndex, found: dict[str, _Found]) -> None:
    """Add what one text names; a span that two views find is kept once, the surer one."""
    hits: dict[tuple[str, int, int], NameHit] = {}
    for view in read.views:
        for hit in names.find(view):
            if hit.near and hit.asset.name_kind is NameKind.COMMON_WORD:
                continue
            key = hit.asset.id, hit.start, hit.end
            if key not in hits or (hits[key].near and not hit.near):
                hits[key] = hit
    if not hits:
        return
    left_out = negated(read.seen, {(hit.start, hit.end) for hit in hits.values()})
    in_negative = "negative" in read.text.field.casefold()
    for hit in hits.values():
        one = found.setdefault(hit.asset.id, _Found(asset=hit.asset))
        one.exact = one.exact or not hit.near
        if names.capital_tells(hit.asset) and not one.capital:
            one.capital = is_written_as_name(read.seen, hit.start, hit.end)
        start, end = read.sent(hit.start, hit.end)
        one.full = one.full or (hit.full and not hit.near)
        one.spans.append(
            TextSpan(
                field=read.text.field,
                start=start,
                end=end,
                text=read.text.text[start:end],
                view=hit.view,
                negated=in_negative or (hit.start, hit.end) in left_out,
            )
        )


def _alone(one: _Found) -> float:
    """Expected false matches of a name with nothing that confirms it."""
    kind = one.asset.name_kind
    if kind is NameKind.COMMON_WORD:
        return RESEMBLES if one.capital else COMMON_WORD
    if kind is NameKind.PERSON_NAME and one.exact:
        return HALF_SURE if one.full else GIVEN_NAME
    return SURE if one.exact else RESEMBLES


def _confirmed(unsure: Sequence[_Found], read: Sequence[_Read], names: NameIndex) -> frozenset[str]:
    """Ids of the assets beside whose names, and not inside them, a context term stands."""
    return frozenset(
        one.asset.id
        for one in unsure
        if any(
            not covered.meets(*text.sent(start, end))
            for text in read
            for covered in (_Covered(one.spans, text.text.field),)
            for start, end in names.contexts(one.asset, text.views[0])
        )
    )


class _Covered:
    """What the spans of one field cover, asked in the time of a bisection."""

    def __init__(self, spans: Iterable[TextSpan], field: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((s.start, s.end) for s in spans if s.field == field):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meets(self, start: int, end: int) -> bool:
        """Whether any of it lies between start and end."""
        nearest = bisect_left(self._starts, end) - 1
        return nearest >= 0 and self._ends[nearest] > start


def _expected(one: _Found, everyone: Collection[_Found], *, sure: bool) -> float:
    """Expected false matches of one asset's names, given all others that were found."""
    alone = _alone(one)
    if sure or alone == SURE:
        return SURE
    relatives = [
        other
        for other in everyone
        if other is not one
        and other.family == one.family
        and other.counts
        and not _overlap(one, other)
    ]
    if any(_alone(other) == SURE for other in relatives):
        return SURE
    return min(alone, HALF_SURE) if relatives else alone


def _overlap(one: _Found, other: _Found) -> bool:
    """Whether every mention of one lies across a mention of the other, so that they are one."""
    covered = {field: _Covered(other.spans, field) for field in {s.field for s in other.spans}}
    return all(
        span.field in covered and covered[span.field].meets(span.start, span.end)
        for span in one.spans
    )


def _evidence(one: _Found) -> tuple[TextSpan, ...]:
    """The spans that count before the negated ones, in text order, at most MAX_SPANS."""
    kept = sorted(one.spans, key=lambda span: span.negated)[:MAX_SPANS]
    return tuple(sorted(kept, key=lambda span: (span.field, span.start, span.end)))
