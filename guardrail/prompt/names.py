"""Names of all assets, found in one pass over a text however many there are.

Aho and Corasick, "Efficient string matching" (1975), by way of `ahocorasick_rs`; its compact
automaton, since the DFA takes over 1 GB for 100,000 names. What an exact search misses, `near`
looks for: misspelt names, and those torn apart.
"""

import re
from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from guardrail.domain import Asset, NameKind
from guardrail.errors import BadInputError
from guardrail.prompt.edges import Script, is_word, script_of
from guardrail.prompt.joined import stands_among_words
from guardrail.prompt.kinds import is_always_capital
from guardrail.prompt.near import Candidate, NearIndex
from guardrail.prompt.normalize import View, fold
from guardrail.prompt.ordinary import is_ordinary
from guardrail.prompt.spellings import edged, is_full, readings, spellings
from guardrail.prompt.views import LOOSE, SPELLED

NEAR_NAMES = 300_000
"""With more names than these only exact views are searched: misspellings would cost too much."""

_SPELLED_LETTERS = 4
_JOINED_LETTERS = 6
_PLURAL_ENDING = 2
_FULL, _NEAR, _BOUNDED = 1, 2, 4
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

    def __init__(
        self,
        *,
        assets: tuple[Asset, ...],
        patterns: list[str],
        owners: "array[int]",
        flags: bytes,
        near: NearIndex,
        capital: frozenset[str],
    ) -> None:
        self._assets = assets
        self._owners = owners
        self._flags = flags
        self._terms = {
            asset.id: tuple(sorted({fold(term) for term in asset.context_terms} - {""}))
            for asset in assets
            if asset.context_terms
        }
        self._automaton = AhoCorasick(
            patterns,
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )
        self._near = near
        self._capital = capital

    @classmethod
    def compile(cls, assets: Iterable[Asset]) -> "NameIndex":
        """Index all names of `assets`, folded as texts are, in every spelling.

        Raises:
            BadInputError: a name of which nothing is left after folding.
        """
        assets = tuple(assets)
        forgiving = sum(len(asset.names) for asset in assets) <= NEAR_NAMES
        patterns: list[str] = []
        owners = array("i")
        flags = bytearray()
        candidates: list[Candidate] = []
        capital: set[str] = set()
        for at, asset in enumerate(assets):
            folded = _folded(asset)
            made: dict[str, int] = {}
            for name in folded:
                for one in (*spellings(name), *(readings(name) if forgiving else ())):
                    flag = _FULL * one.full | _NEAR * one.near | _BOUNDED * one.bounded
                    made[one.pattern] = _stronger(made.get(one.pattern, flag), flag)
            patterns += made
            flags += bytes(made.values())
            owners.extend([at] * len(made))
            if forgiving and asset.name_kind is NameKind.COMMON_WORD:
                if not any(map(is_always_capital, folded)):
                    capital.add(asset.id)
            elif forgiving:
                candidates += (Candidate(at, name) for name in folded if _is_forgiven(asset, name))
        near = NearIndex.compile(candidates)
        return cls(
            assets=assets,
            patterns=patterns,
            owners=owners,
            flags=bytes(flags),
            near=near,
            capital=frozenset(capital),
        )

    def find(self, view: View) -> tuple[NameHit, ...]:
        """Every name that stands as a word in this view, overlapping ones too, then what resembles one."""
        text = edged(view.text)
        hits = list(self._search(view, text, bounded_only=False))
        if not text.isascii() and _CJK.search(text) and _LATIN.search(text):
            hits += self._search(view, _CJK.sub(" ", text), bounded_only=True)
        if view.name not in {SPELLED, LOOSE}:
            exact = {(hit.asset.id, hit.start, hit.end) for hit in hits}
            near = (
                self._hit(view, owner, start, end, _FULL | _NEAR)
                for owner, start, end in self._near.find(view)
            )
            hits += (hit for hit in near if (hit.asset.id, hit.start, hit.end) not in exact)
        return tuple(hits)

    def _search(self, view: View, text: str, *, bounded_only: bool) -> Iterator[NameHit]:
        """What the automaton finds in an edged text, where it stands as a word."""
        flags, owners = self._flags, self._owners
        found = self._automaton.find_matches_as_indexes(f" {text} ", overlapping=True)
        for at, first, last in found:
            flag = flags[at]
            if flag & _BOUNDED:
                start, end = first, last - 2
            elif bounded_only:
                continue
            else:
                start, end = first - 1, last - 1
                if not is_word(view, start, end):
                    if not _is_joined(view, start, end):
                        continue
                    flag |= _NEAR
                elif _is_other_word(view.text, start, end):
                    continue
            if not _is_stray(view, start, end):
                yield self._hit(view, owners[at], start, end, flag)

    def _hit(self, view: View, owner: int, start: int, end: int, flag: int) -> NameHit:
        first, last = view.span(start, end)
        return NameHit(
            asset=self._assets[owner],
            full=bool(flag & _FULL),
            near=bool(flag & _NEAR) or view.name == LOOSE,
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


def _stronger(one: int, other: int) -> int:
    """Flags of a pattern that two names share: full if either is, near only if both are."""
    return (one | other) & ~_NEAR | (one & other & _NEAR)


def _folded(asset: Asset) -> dict[str, str]:
    """The names of one asset, folded, each once, as they were written."""
    folded = {fold(name.text): name.text for name in asset.names}
    if "" in folded:
        raise BadInputError(
            f"the name {folded['']!r} has no visible characters",
            where=asset.id,
            fix="write it in letters",
        )
    return folded


def _is_forgiven(asset: Asset, folded: str) -> bool:
    """Whether a misspelling of this name means something: its name means nothing else."""
    if asset.name_kind is NameKind.PERSON_NAME:
        return is_full(folded)
    return asset.name_kind is NameKind.DISTINCTIVE


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
