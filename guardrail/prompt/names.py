"""Names of all assets, found in one pass over a text however many there are.

Aho and Corasick, "Efficient string matching" (1975), by way of `ahocorasick_rs`; its compact
automaton, since the DFA takes over 1 GB for 100,000 names. What an exact search misses, `near`
looks for: misspelt names, and those torn apart.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from guardrail.domain import Asset
from guardrail.prompt.edges import Script, is_word, script_of
from guardrail.prompt.joined import stands_among_words
from guardrail.prompt.near import NearIndex
from guardrail.prompt.normalize import View, fold
from guardrail.prompt.ordinary import is_ordinary
from guardrail.prompt.parts import BOUNDED, FULL, NEAR, Parts, gather, load, save
from guardrail.prompt.spellings import edged
from guardrail.prompt.views import LOOSE, SPELLED

_SPELLED_LETTERS = 4
_JOINED_LETTERS = 6
_PLURAL_ENDING = 2
_CJK = re.compile(
    "[\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff]"
)
_LATIN = re.compile("[a-z0-9]")


class NameHit(NamedTuple):  # made by the dozen for each prompt: a fifth of a dataclass's cost
    """One name of one asset in one text: `original[start:end]`, in code points.

    `full` says that the name is one of several words (or a whole Japanese name), which a given
    name is not; `near` that the text resembles the name and does not spell it.
    """

    asset: Asset
    full: bool
    near: bool
    start: int
    end: int
    view: str


class NameIndex:
    """Every name of a registry, compiled. Immutable, safe to share between threads."""

    __slots__ = ("_assets", "_automaton", "_capital", "_flags", "_near", "_owners", "_terms")

    def __init__(self, assets: tuple[Asset, ...], parts: Parts) -> None:
        self._assets = assets
        self._owners = parts.owners
        self._flags = parts.flags
        self._terms = {
            asset.id: tuple(sorted({fold(term) for term in asset.context_terms} - {""}))
            for asset in assets
            if asset.context_terms
        }
        self._automaton = AhoCorasick(
            parts.patterns,
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )
        self._near = NearIndex(parts.near)
        self._capital = frozenset(assets[at].id for at in parts.capital)

    @classmethod
    def compile(cls, assets: Iterable[Asset], *, kept: Path | None = None) -> "NameIndex":
        """Index all names of `assets`, folded as texts are, in every spelling.

        Args:
            assets: whose names.
            kept: a file with what gathering these same assets gave; it is written where it is not
                there yet.

        Raises:
            BadInputError: a name of which nothing is left after folding.
        """
        assets = tuple(assets)
        parts = load(kept) if kept is not None else None
        if parts is None:
            parts = gather(assets)
            if kept is not None:
                save(kept, parts)
        return cls(assets, parts)

    def find(self, view: View) -> tuple[NameHit, ...]:
        """Every name that stands as a word in this view, overlapping ones too, then what resembles one."""
        text = edged(view.text)
        hits = list(self._search(view, text, bounded_only=False))
        if not text.isascii() and _CJK.search(text) and _LATIN.search(text):
            hits += self._search(view, _CJK.sub(" ", text), bounded_only=True)
        if view.name not in {SPELLED, LOOSE}:
            exact = {(hit.asset.id, hit.start, hit.end) for hit in hits}
            near = (
                self._hit(view, one.owner, one.start, one.end, FULL | (0 if one.drawn else NEAR))
                for one in self._near.find(view)
            )
            hits += (hit for hit in near if (hit.asset.id, hit.start, hit.end) not in exact)
        return tuple(hits)

    def _search(self, view: View, text: str, *, bounded_only: bool) -> Iterator[NameHit]:
        """What the automaton finds in an edged text, where it stands as a word."""
        flags, owners = self._flags, self._owners
        found = self._automaton.find_matches_as_indexes(f" {text} ", overlapping=True)
        for at, first, last in found:
            flag = flags[at]
            if flag & BOUNDED:
                start, end = first, last - 2
            elif bounded_only:
                continue
            else:
                start, end = first - 1, last - 1
                if not is_word(view, start, end):
                    if not _is_joined(view, start, end):
                        continue
                    flag |= NEAR
                elif _is_other_word(view.text, start, end):
                    continue
            if not _is_stray(view, start, end):
                yield self._hit(view, owners[at], start, end, flag)

    def _hit(self, view: View, owner: int, start: int, end: int, flag: int) -> NameHit:
        first, last = view.span(start, end)
        return NameHit(
            asset=self._assets[owner],
            full=bool(flag & FULL),
            near=bool(flag & NEAR) or view.name == LOOSE,
            start=first,
            end=last,
            view=view.name,
        )

    def capital_tells(self, asset: Asset) -> bool:
        """Whether a capital shows that this common word is meant as a name."""
        return asset.id in self._capital

    def contexts(self, asset: Asset, view: View) -> Iterator[tuple[int, int]]:
        """Where in the original the context terms of an asset stand as words."""
        for term in self._terms.get(asset.id, ()):
            at = view.text.find(term)
            while at >= 0:
                if is_word(view, at, at + len(term)):
                    yield view.span(at, at + len(term))
                at = view.text.find(term, at + 1)


def _is_other_word(text: str, start: int, end: int) -> bool:
    """Whether what was taken for a plural is a word of its own: Flurrie in flurries."""
    stop = end
    while stop < len(text) and stop - end <= _PLURAL_ENDING and text[stop].isalnum():
        stop += 1
    return stop > end and is_ordinary(text[start:stop]) and not is_ordinary(text[start:end])


def _is_joined(view: View, start: int, end: int) -> bool:
    """Whether a long name is written together with other words of an alphabet."""
    return (
        end - start >= _JOINED_LETTERS
        and view.text[start:end].isascii()
        and stands_among_words(view.text, start, end)
    )


def _is_stray(view: View, start: int, end: int) -> bool:
    """Whether a hit is too short to mean anything among letters that were joined by us."""
    if view.name != SPELLED or end - start >= _SPELLED_LETTERS:
        return False
    return all(script_of(char) is Script.ALPHABET for char in view.text[start:end])
