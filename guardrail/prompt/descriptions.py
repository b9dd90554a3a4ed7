"""Characters that a text describes and never names.

Each registered description is compared with each passage of a text. Raw likeness means little:
some figures are like everybody. So it is standardised for each description against prompts that
are about something else (z-norm, as speaker verification has it). What counts is how far the best
asset stands out, and how much farther than the second best (margin). How often chance gives as
much is measured when the registry is compiled (`chance`) and told as expected false matches.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from guardrail.domain import Asset, Match, Signal, Text, TextSpan
from guardrail.prompt.attributes import Passage, Term, is_spaced, terms
from guardrail.prompt.chance import Chance, Level, Row, Trial, trials
from guardrail.prompt.normalize import base_view
from guardrail.prompt.resemblance import Scorer, WordIndex
from guardrail.prompt.sentences import SentenceIndex

DESCRIBED = "described"
"""What spans of descriptions give as their view."""

SUSPICION = 0.25
"""Expected false matches above which nothing is reported, not even as a hint to the frames."""

MAX_SPANS = 8
"""Spans kept as evidence of one match; those that say most."""

_PASSAGE = 60  # content words
_MOST_PASSAGES = 48
_MARGIN = 0.5
_WEIGHTS = (1.0, 0.5)  # of words, of meaning


class _Found(NamedTuple):
    """The description that stands out in a passage, and how far."""

    row: int
    distance: float
    likeness: float


class DescriptionIndex:
    """Every description of a registry, compiled. Immutable, safe to share between threads."""

    def __init__(self, rows: Sequence[Row], others: Sequence[Scorer]) -> None:
        self._rows = tuple(rows)
        self._words = WordIndex([row.segments for row in rows])
        self._scorers: tuple[Scorer, ...] = (self._words, *others)
        self._kin = _kin(rows)
        if not rows:
            return
        tried = trials(rows)
        self._levels = [Level.of(one.likeness, tried, self._kin) for one in self._scorers]
        self._chance = Chance.of(self._tried, tried)

    @classmethod
    def compile(cls, assets: Iterable[Asset], *, by_meaning: bool = False) -> "DescriptionIndex":
        """Index the descriptions of `assets`, one row for each language of each.

        Context terms count as key terms of the descriptions in their script. With `by_meaning`
        a sentence encoder compares as well (extra `descriptions`; some ms a prompt more).

        Raises:
            SettingsError: the extra is not installed.
        """
        rows = [row for asset in assets for row in _rows(asset)]
        return cls(rows, [SentenceIndex([row.text for row in rows])] if by_meaning and rows else ())

    def __len__(self) -> int:
        """How many descriptions there are, those of one language as one."""
        return len(self._rows)

    def find(self, texts: Sequence[Text]) -> tuple[Match, ...]:
        """At most one match per asset that these texts of one submission seem to describe.

        Sorted by asset id. Texts in fields whose name contains "negative" describe nothing.
        """
        if not self._rows:
            return ()
        passages = [
            (text, passage)
            for text in texts
            if "negative" not in text.field.casefold()
            for passage in _passages(terms(base_view(text.text)))
        ]
        best: dict[str, Match] = {}
        for text, passage in passages:
            found = self._stands_out(_as_written(text.text, passage))
            expected = len(passages) * self._chance.expected(found.distance)
            asset = self._rows[found.row].asset
            known = best.get(asset)
            if expected <= SUSPICION and (not known or expected < known.expected_false_matches):
                best[asset] = Match(
                    asset=asset,
                    signal=Signal.DESCRIPTION,
                    similarity=min(found.likeness, 1.0),
                    expected_false_matches=expected,
                    evidence=self._evidence(text, passage, found.row),
                )
        return tuple(match for _, match in sorted(best.items()))

    def _stands_out(self, passage: Passage, *, but: int | None = None) -> _Found:
        """The description that this passage is most about, that of row `but` and its kin apart."""
        likeness = [one.likeness(passage) for one in self._scorers]
        distances = np.zeros(len(self._rows))
        for one, level, weight in zip(likeness, self._levels, _WEIGHTS, strict=False):
            distances += weight * (one - level.mean) / level.spread
        if but is not None:
            distances[self._kin[but]] = -np.inf
        row = int(distances.argmax())
        first = float(distances[row])
        distances[self._kin[row]] = -np.inf
        second = max(float(distances.max()), 0.0)
        return _Found(row, first + _MARGIN * (first - second), float(likeness[0][row]))

    def _tried(self, trial: Trial) -> float:
        return self._stands_out(trial.passage, but=trial.row).distance

    def _evidence(self, text: Text, passage: Sequence[Term], row: int) -> tuple[TextSpan, ...]:
        """The words that description and passage share, neighbours as one span; else all of it."""
        spans: list[tuple[float, int, int]] = []
        for term in passage:
            weight = self._words.shares(term.word, row)
            if not weight:
                continue
            if spans and not text.text[spans[-1][2] : term.start].strip():
                total, start, _ = spans.pop()
                spans.append((total + weight, start, term.end))
            else:
                spans.append((weight, term.start, term.end))
        kept = sorted(spans, reverse=True)[:MAX_SPANS] or [(0.0, passage[0].start, passage[-1].end)]
        return tuple(
            TextSpan(
                field=text.field,
                start=start,
                end=end,
                text=text.text[start:end],
                view=DESCRIBED,
            )
            for _, start, end in sorted(kept, key=lambda span: span[1:])
        )


def _rows(asset: Asset) -> Iterator[Row]:
    """One row for each language that an asset is described in."""
    for lang in dict.fromkeys(description.lang for description in asset.descriptions):
        texts = [one.text for one in asset.descriptions if one.lang == lang]
        script = is_spaced(texts[0])
        texts += [term for term in asset.context_terms if is_spaced(term) is script]
        segments = (tuple(term.word for term in terms(base_view(text))) for text in texts)
        yield Row(asset.id, tuple(filter(None, segments)), ". ".join(texts))


def _kin(rows: Sequence[Row]) -> list[slice]:
    """For each row, the rows of the same asset, which lie side by side."""
    kin: list[slice] = []
    for at, row in enumerate(rows):
        first = kin[-1].start if at and rows[at - 1].asset == row.asset else at
        kin[first:] = [slice(first, at + 1)] * (at + 1 - first)
    return kin


def _passages(said: Sequence[Term]) -> Iterator[Sequence[Term]]:
    """Stretches of `_PASSAGE` content words that overlap by half; a shorter text whole.

    Of the longest texts there are `_MOST_PASSAGES`, which are longer then.
    """
    half = max(_PASSAGE // 2, math.ceil(len(said) / _MOST_PASSAGES))
    if len(said) <= 3 * half:
        if said:
            yield said
        return
    for at in range(0, len(said) - half, half):
        yield said[at : at + 2 * half]


def _as_written(text: str, passage: Sequence[Term]) -> Passage:
    return Passage([term.word for term in passage], text[passage[0].start : passage[-1].end])
