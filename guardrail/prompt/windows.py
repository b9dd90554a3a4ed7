"""Stretches of a text that may be a misspelt name: unknown words, alone and with neighbours.

Only words that nobody writes by chance are looked at, since every ordinary word is one edit from
some name. A name can be torn apart ("kitsu nebi"), so neighbours are joined, too; where all parts
are ordinary words, only the whole name counts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple

from guardrail.prompt.letters import look, symbols
from guardrail.prompt.normalize import View
from guardrail.prompt.ordinary import ordinary_words, words_from
from guardrail.prompt.sounds import has_hangul, has_kana, jamo, loose_kana

LEAST_LETTERS = 4
MOST_LETTERS = 32
_MOST_WORDS = 4
_SHORT_LETTERS = 5
_LEAST_KANA = 4
_GAP = 3
_FREQUENT = 3.5
_END = re.compile(r"[.!?;:\n]")

_Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+")
_SYMBOLS = "@$!|+\u20ac("
_CLITIC = re.compile(r"'(?:s|t|d|m|ll|re|ve)(?![^\W_])")
_SHORT = re.compile(r"[0-9]+|[0-9]*[a-z]{1,2}[0-9]*")
_CJK = re.compile(
    "[\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff]+"
)
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{4,}")
_HANGUL = re.compile("[\uac00-\ud7a3\u3131-\u3163\u1100-\u1112\u1161-\u1175\u11a8-\u11c2]+")
_PARTICLES = 2


class Window(NamedTuple):
    """A stretch of a view: its letters, what they look like, of how many words, and where."""

    word: str
    shape: str
    words: int
    start: int
    end: int


def latin_windows(view: View, names: frozenset[str], *, foreign: bool) -> list[Window]:
    """Windows around the unknown words of an alphabet.

    Args:
        view: a reading of a text.
        names: whole names that may be torn apart into ordinary words.
        foreign: whether words that do not look Latin matter, too.
    """
    text = view.text if view.text.isascii() else _CJK.sub(lambda run: " " * len(run[0]), view.text)
    if "'" in text:
        text = _CLITIC.sub(lambda tail: " " * len(tail[0]), text)
    drawn, symbolic = _symbolic()
    pattern = symbolic if drawn.search(text) else _WORD
    words = pattern.findall(text)
    unknown = {word for word in set(words) - ordinary_words() if not _is_short(word)}
    torn = _holds_torn(words, names)
    if not unknown and not torn:
        return []
    spans = [token.span() for token in pattern.finditer(text)]
    chosen = {
        window
        for at, word in enumerate(words)
        if word in unknown and (foreign or word.isascii() or _looks_latin(view, *spans[at]))
        for window in _around(at, text, spans)
    }
    if torn:
        chosen |= _torn(words, names, text, spans)
    windows = (_window(view, words, spans, *ends) for ends in sorted(chosen))
    return [one for one in windows if LEAST_LETTERS <= len(one.word) <= MOST_LETTERS]


@lru_cache(maxsize=1)
def _symbolic() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What shows that symbols are drawn for letters, and words with such symbols in them."""
    drawn = f"[{re.escape(_SYMBOLS + symbols())}]"
    return (
        re.compile(rf"{drawn}[^\W_]|[^\W_](?![!+(]){drawn}"),
        re.compile(rf"(?:{drawn}*[^\W_])+(?:(?![+(]){drawn})*"),
    )


def _is_short(word: str) -> bool:
    """Whether a word is a measure or an abbreviation: 4k, 3d, 50mm."""
    return len(word) < LEAST_LETTERS or (
        len(word) <= _SHORT_LETTERS and _SHORT.fullmatch(word) is not None
    )


def _looks_latin(view: View, start: int, end: int) -> bool:
    """Whether every letter of a word has a Latin look-alike."""
    return look(view.original[view.starts[start] : view.ends[end - 1]]).isascii()


def _holds_torn(words: Sequence[str], names: frozenset[str]) -> bool:
    """Whether some neighbouring words make a name when they are joined."""
    joined = words
    for size in range(1, _MOST_WORDS):
        joined = list(map(add, joined, words[size:]))
        if not names.isdisjoint(joined):
            return True
    return False


def _is_one(text: str, spans: Sequence[_Span], first: int, last: int) -> bool:
    """Whether neighbouring words may be one, by what stands between them."""
    gaps = (text[spans[at][1] : spans[at + 1][0]] for at in range(first, last))
    return all(len(gap) <= _GAP and not _END.search(gap) for gap in gaps)


def _around(at: int, text: str, spans: Sequence[_Span]) -> Iterator[_Span]:
    """First and last word of every window with word `at` in it."""
    for size in range(_MOST_WORDS):
        for first in range(max(0, at - size), min(at, len(spans) - 1 - size) + 1):
            if _is_one(text, spans, first, first + size):
                yield first, first + size


def _torn(
    words: Sequence[str], names: frozenset[str], text: str, spans: Sequence[_Span]
) -> set[_Span]:
    """Runs of words that make a name when they are joined, and are not frequent words all."""
    return {
        (first, first + size)
        for size in range(1, _MOST_WORDS)
        for first in range(len(words) - size)
        if "".join(parts := words[first : first + size + 1]) in names
        and not words_from(_FREQUENT).issuperset(parts)
        and _is_one(text, spans, first, first + size)
    }


def _window(
    view: View, words: Sequence[str], spans: Sequence[_Span], first: int, last: int
) -> Window:
    start, end = spans[first][0], spans[last][1]
    joined = "".join(words[first : last + 1])
    word = joined if joined.isalnum() else "".join(char for char in joined if char.isalnum())
    shape = look(view.original[view.starts[start] : view.ends[end - 1]])
    return Window(word=word, shape=shape, words=last - first + 1, start=start, end=end)


# -- scripts without spaces --------------------------------------------------------------------


def kana_windows(view: View, is_word: Callable[[str], bool]) -> Iterator[Window]:
    """Runs of katakana in the original that are no Japanese word, in their loose form."""
    if not has_kana(view.text):
        return
    shown = "".join(
        view.original[start:end] or " " for start, end in zip(view.starts, view.ends, strict=True)
    )
    if len(shown) != len(view.text):
        shown = view.text
    for run in _KATAKANA.finditer(shown):
        start, end = run.span()
        if not is_word(run.group()):
            loose, _ = loose_kana(view.text[start:end])
            if len(loose) >= _LEAST_KANA:
                yield Window(word=loose, shape="", words=1, start=start, end=end)


def hangul_windows(view: View) -> Iterator[Window]:
    """Words in Hangul without their particles, and pairs of them, letter by letter."""
    if not has_hangul(view.text):
        return
    spans = [word.span() for word in _HANGUL.finditer(view.text)]
    for at, (start, end) in enumerate(spans):
        following = spans[at + 1][1] if at + 1 < len(spans) else end
        for stop in {
            *range(max(start + 1, end - _PARTICLES), end + 1),
            *range(max(end + 1, following - _PARTICLES), following + 1),
        }:
            if stop > following:
                continue
            letters = jamo(view.text[start:stop]).replace(" ", "")
            if LEAST_LETTERS < len(letters) <= MOST_LETTERS:
                words = 1 if stop <= end else 2
                yield Window(word=letters, shape="", words=words, start=start, end=stop)
