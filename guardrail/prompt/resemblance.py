"""Descriptions by their words: an inverted index that says how much of each one a passage says.

TF-IDF over attributes and stems (`attributes`), and over pairs of them that stand near each other
in either order (skip-bigrams): a red hat and blue shoes are not a blue hat and red shoes.
A word weighs more the fewer descriptions and the fewer ordinary prompts hold it and the rarer it
is in the language. Likeness is the weight of what passage and description share over both their
lengths. Less than `_ENOUGH` different words in common are discounted, and less than `_LEAST` are
nothing: a white fox is any.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Protocol

import numpy as np

from guardrail.arrays import Scores
from guardrail.prompt.attributes import Passage
from guardrail.prompt.background import ordinary_prompts, prompts_with
from guardrail.prompt.ordinary import frequency

WINDOW = 4
"""How many content words apart the two of a pair may stand."""

_OFTEN = 3  # times that a word of a description counts
_IN_DESCRIPTIONS = 0.2
_IN_LANGUAGE = 0.4
_IN_PROMPTS = 0.5
_PAIR = 0.2
_ATTRIBUTE = 2.5
_UNKNOWN_WORD = 4.0
_ZIPF_TOP = 7.5
_ZIPF_STEP = 1.5
_ZIPF_LEAST = 0.3
_FLOOR = 30.0
_ENOUGH = 5
_LEAST = 3


class Scorer(Protocol):
    """Tells how like each of `size` descriptions a passage is."""

    size: int

    def likeness(self, passage: Passage) -> Scores:
        """One number a description, comparable for one description only: float [size]."""
        ...


class WordIndex:
    """Descriptions, each a bag of segments of content words. Immutable, safe to share.

    Pairs do not cross segments.
    """

    def __init__(self, descriptions: Sequence[Sequence[Sequence[str]]]) -> None:
        self.size = len(descriptions)
        held = Counter(
            word for segments in descriptions for word in set(chain.from_iterable(segments))
        )
        self._ids = {word: at for at, word in enumerate(held)}
        self._unheld = self._among(0)
        self._weights = [self._among(count) + _rarity(word) for word, count in held.items()]
        entries: list[list[tuple[int, float]]] = [[] for _ in held]
        self._pairs: dict[tuple[int, int], int] = {}
        for row, segments in enumerate(descriptions):
            bag = self._bag(segments)
            length = math.sqrt(math.fsum(weight * weight for weight in bag.values())) or 1.0
            for feature, weight in bag.items():
                if isinstance(feature, tuple):
                    at = self._pairs.setdefault(feature, len(entries))
                    if at == len(entries):
                        entries.append([])
                else:
                    at = feature
                entries[at].append((row, weight / length))
        counts = np.fromiter((len(rows) for rows in entries), np.int64, len(entries))
        self._counts = counts
        self._ends = np.cumsum(counts)
        flat = list(chain.from_iterable(entries))
        self._rows = np.fromiter((row for row, _ in flat), np.int32, len(flat))
        self._values = np.fromiter((value for _, value in flat), np.float64, len(flat))

    def likeness(self, passage: Passage) -> Scores:
        """How like each description a passage is, 0…1, as float64 [size]."""
        words = passage.words
        ids = [self._ids.get(word, -1) for word in words]
        known = list(dict.fromkeys(at for at in ids if at >= 0))
        if len(known) < _LEAST:
            return np.zeros(self.size)
        unknown = {word for word, at in zip(words, ids, strict=True) if at < 0}
        length = _FLOOR + math.fsum(self._weights[at] ** 2 for at in known)
        length += math.fsum((self._unheld + _rarity(word)) ** 2 for word in unknown)
        shared, by_word = self._gathered(known, [self._weights[at] for at in known])
        near = dict.fromkeys(_near(ids))
        pairs = [(at, pair) for pair in near if (at := self._pairs.get(pair)) is not None]
        total = np.bincount(shared, weights=by_word, minlength=self.size)
        if pairs:
            weights = [self._pair_weight(*pair) for _, pair in pairs]
            rows, by_pair = self._gathered([at for at, _ in pairs], weights)
            total += np.bincount(rows, weights=by_pair, minlength=self.size)
        different = np.bincount(shared, minlength=self.size)
        enough = np.where(different < _LEAST, 0.0, np.minimum(different / _ENOUGH, 1.0))
        return np.asarray(total * enough / math.sqrt(length), dtype=np.float64)

    def shares(self, word: str, row: int) -> float:
        """What one word adds to the likeness of a passage with one description, unnormalised."""
        at = self._ids.get(word)
        if at is None:
            return 0.0
        end = int(self._ends[at])
        rows = self._rows[end - int(self._counts[at]) : end]
        place = int(np.searchsorted(rows, row))
        if place == len(rows) or rows[place] != row:
            return 0.0
        return self._weights[at] * float(self._values[end - len(rows) + place])

    def _gathered(
        self, features: Sequence[int], weights: Sequence[float]
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], Scores]:
        """Rows that hold these features and the products of weights, feature after feature."""
        chosen = np.asarray(features)
        counts = self._counts[chosen]
        ends = np.cumsum(counts)
        places = np.arange(int(ends[-1])) + np.repeat(self._ends[chosen] - ends, counts)
        return self._rows[places], self._values[places] * np.repeat(np.asarray(weights), counts)

    def _bag(self, segments: Iterable[Sequence[str]]) -> dict[int | tuple[int, int], float]:
        """The features of one description, words and pairs, with their weights."""
        times: Counter[int] = Counter()
        pairs: set[tuple[int, int]] = set()
        for segment in segments:
            ids = [self._ids[word] for word in segment]
            times.update(ids)
            pairs.update(_near(ids))
        bag: dict[int | tuple[int, int], float] = {
            at: self._weights[at] * min(count, _OFTEN) for at, count in times.items()
        }
        for pair in pairs:
            bag[pair] = self._pair_weight(*pair)
        return bag

    def _pair_weight(self, one: int, other: int) -> float:
        return _PAIR * (self._weights[one] + self._weights[other])

    def _among(self, count: int) -> float:
        """How much a word says that so many of the descriptions hold."""
        return _IN_DESCRIPTIONS * max(math.log((self.size + 1) / (count + 0.5)), 0.1)


@lru_cache(maxsize=1 << 15)
def _rarity(word: str) -> float:
    """How rare a word is in the language (attributes are all alike) and in ordinary prompts."""
    language = _ATTRIBUTE
    if not word.startswith("<"):
        zipf = frequency(word)
        language = max(_ZIPF_LEAST, (_ZIPF_TOP - zipf) / _ZIPF_STEP) if zipf else _UNKNOWN_WORD
    prompts = math.log((len(ordinary_prompts()) + 1) / (prompts_with().get(word, 0) + 0.5))
    return _IN_LANGUAGE * language + _IN_PROMPTS * prompts


def _near(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of different known words at most WINDOW apart, the smaller id first."""
    for at, one in enumerate(ids):
        if one < 0:
            continue
        for other in ids[at + 1 : at + 1 + WINDOW]:
            if other >= 0 and other != one:
                yield (one, other) if one < other else (other, one)
