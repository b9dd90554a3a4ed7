"""Names of all assets, found in one pass over a text however many there are.

Aho and Corasick, "Efficient string matching" (1975), by way of `ahocorasick_rs`; its compact
automaton, since the DFA takes over 1 GB for 100,000 names.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from guardrail.domain import Asset, NameKind
from guardrail.errors import BadInputError
from guardrail.prompt.edges import Script, is_word, script_of
from guardrail.prompt.normalize import SPELLED, View, fold

_GLUED_LETTERS = 6
_GLUED_CJK = 4
_SPELLED_LETTERS = 4
_FULL_NAME_HAN = 3
_FULL_NAME_KANA = 6
_SEPARATORS = str.maketrans("", "", " .'")
_CJK = frozenset({Script.HAN, Script.HIRAGANA, Script.KATAKANA, Script.HANGUL})


class NameHit(NamedTuple):  # made by the dozen for each prompt: a fifth of a dataclass's cost
    """One name of one asset in one text: `original[start:end]`, in code points.

    `name` is the name as indexed (folded); `full` says that it is one of several words (or a
    whole Japanese name), which a given name is not.
    """

    asset: Asset
    name: str
    full: bool
    start: int
    end: int
    view: str


class NameIndex:
    """Every name of a registry, compiled. Immutable, safe to share between threads."""

    __slots__ = ("_automaton", "_full", "_owners", "_patterns", "_terms")

    def __init__(
        self, owners: Mapping[str, tuple[Asset, ...]], full: frozenset[str], assets: Iterable[Asset]
    ) -> None:
        self._patterns = tuple(owners)
        self._owners = tuple(owners.values())
        self._full = full
        self._terms = {
            asset.id: tuple(sorted({fold(term) for term in asset.context_terms} - {""}))
            for asset in assets
            if asset.context_terms and asset.name_kind is not NameKind.DISTINCTIVE
        }
        self._automaton = AhoCorasick(
            self._patterns,
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )

    @classmethod
    def compile(cls, assets: Iterable[Asset]) -> "NameIndex":
        """Index all names of `assets`, folded as texts are.

        Names of several words are indexed glued together as well, which is how hashtags and
        people in a hurry write them.

        Raises:
            BadInputError: a name of which nothing is left after folding.
        """
        assets = tuple(assets)
        owners: dict[str, tuple[Asset, ...]] = {}
        full: set[str] = set()
        for asset in assets:
            alone = (asset,)
            for name in asset.names:
                folded = fold(name.text)
                if not folded:
                    raise BadInputError(
                        f"the name {name.text!r} has no visible characters",
                        where=asset.id,
                        fix="write it in letters",
                    )
                for pattern in _spellings(folded):
                    others = owners.get(pattern, ())
                    if asset not in others:
                        owners[pattern] = (*others, asset) if others else alone
                    if _is_full(folded):
                        full.add(pattern)
        return cls(owners, frozenset(full), assets)

    def __len__(self) -> int:
        """How many different spellings are indexed."""
        return len(self._patterns)

    def find(self, view: View) -> tuple[NameHit, ...]:
        """Every name that stands as a word in this view, overlapping ones too, in text order."""
        hits: list[NameHit] = []
        for at, start, end in self._automaton.find_matches_as_indexes(view.text, overlapping=True):
            if not is_word(view, start, end) or _is_stray(view, start, end):
                continue
            name = self._patterns[at]
            first, last = view.span(start, end)
            hits.extend(
                NameHit(
                    asset=asset,
                    name=name,
                    full=name in self._full,
                    start=first,
                    end=last,
                    view=view.name,
                )
                for asset in self._owners[at]
            )
        return tuple(hits)

    def contexts(self, asset: Asset, view: View) -> Iterator[tuple[int, int]]:
        """Where in the original the context terms of an asset stand as words.

        Kept only for assets whose names need one; nothing for all others.
        """
        for term in self._terms.get(asset.id, ()):
            at = view.text.find(term)
            while at >= 0:
                if is_word(view, at, at + len(term)):
                    yield view.span(at, at + len(term))
                at = view.text.find(term, at + 1)


def _spellings(folded: str) -> tuple[str, ...]:
    """A folded name and, where it has several words, the same without anything between them."""
    if " " not in folded:
        return (folded,)
    glued = folded.translate(_SEPARATORS)
    least = _GLUED_CJK if any(script_of(char) in _CJK for char in glued) else _GLUED_LETTERS
    return (folded, glued) if len(glued) >= least else (folded,)


def _is_full(folded: str) -> bool:
    """Whether a name is more than a given name: several words, or long enough in Japanese."""
    if " " in folded:
        return True
    scripts = {script_of(char) for char in folded}
    if scripts == {Script.HAN}:
        return len(folded) >= _FULL_NAME_HAN
    return scripts <= _CJK and len(folded) >= _FULL_NAME_KANA


def _is_stray(view: View, start: int, end: int) -> bool:
    """Whether a hit is too short to mean anything among letters that were joined by us."""
    if view.name != SPELLED or end - start >= _SPELLED_LETTERS:
        return False
    return all(script_of(char) is Script.ALPHABET for char in view.text[start:end])
