"""Views of a text that undo disguise, each mapping back to exact spans of the original.

People write one name in many ways: spelled out with dots, glued into a hashtag, in kana without
their marks, in a code that any program reads. A view undoes one of them. Where a disguise stands
in one place of a long text, its view holds only that place and its surroundings.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guardrail.prompt.encoded import decode
from guardrail.prompt.normalize import View, base_view
from guardrail.prompt.sounds import has_kana, loose_kana

SPELLED = "spelled"
SPLIT = "split"
LOOSE = "loose"
DECODED = "decoded"

_REACH = 64
_APART = "\n"
_Part = tuple[int, int, str]


def views(text: str) -> tuple[View, ...]:
    """The base view, then those others that differ from it.

    Spelled-out words joined, CamelCase split, kana without what is easily left out; and all of
    these again for coded fragments, decoded.
    """
    plain = _readings(text)
    clear = decode(text)
    if clear is None:
        return plain
    decoded = (replace(view, name=DECODED, decoded=clear) for view in _readings(clear.text))
    return (*plain, *decoded)


def _readings(text: str) -> tuple[View, ...]:
    base = base_view(text)
    return (base, *_spelled(base), *_split(base), *_loose(base))


def _assembled(name: str, base: View, changes: Sequence[_Part]) -> View:
    """Surroundings of the changes in the base view, each change made.

    A change takes start…end away and puts a filler there. They are sorted and do not overlap.
    """
    parts: list[_Part] = []
    at = max(0, changes[0][0] - _REACH)
    for start, end, filler in changes:
        if start - _REACH > at + _REACH:
            parts.append((at, at + _REACH, _APART))
            at = start - _REACH
        parts.append((at, start, filler))
        at = end
    parts.append((at, min(len(base.text), at + _REACH), ""))
    starts: list[int] = []
    ends: list[int] = []
    for first, last, filler in parts:
        starts += base.starts[first:last]
        ends += base.ends[first:last]
        place = ends[-1] if ends else 0
        starts += [place] * len(filler)
        ends += [place] * len(filler)
    return View(
        name=name,
        text="".join([base.text[first:last] + filler for first, last, filler in parts]),
        original=base.original,
        starts=starts,
        ends=ends,
    )


# -- spelled-out words -------------------------------------------------------------------------

_GAP = r"[ .,*/|~+=:'\"]{1,3}"
_GAPS = re.compile(_GAP)
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
_HANGUL = "\uac00-\ud7a3"
_CJK = f"[\u30a1-\u30fa\u30fc{_HAN}{_HANGUL}]"
_SPELLED_ASCII = re.compile(rf"{_GAP}\w{_GAP}\w(?!\w)")  # part of every match, quick to rule out
_SPELLED_OUT = re.compile(
    rf"{_CJK}(?:{_GAP}{_CJK}){{2,}}"  # Japanese puts no space around the word
    rf"|(?<!\w)\w(?:{_GAP}\w(?!\w)){{2,}}"  # p i k a
    rf"|(?<![{_HAN}])[{_HAN}]{_GAP}[{_HAN}](?![{_HAN}])"
)


def _spelled(base: View) -> Iterator[View]:
    """The gaps of spelled-out words closed; nothing where there are none.

    A word that begins with "a" may be an article and the word after it: then once more without.
    """
    if base.text.isascii() and not _SPELLED_ASCII.search(base.text):
        return
    words = [word.span() for word in _SPELLED_OUT.finditer(base.text)]
    if not words:
        return
    yield _assembled(SPELLED, base, _gaps(base.text, words))
    articles = [start for start, _ in words if base.text[start] == "a"]
    if articles:
        spared = {gap.start() for at in articles if (gap := _GAPS.search(base.text, at))}
        gaps = [gap for gap in _gaps(base.text, words) if gap[0] not in spared]
        yield _assembled(SPELLED, base, gaps)


def _gaps(text: str, words: Iterable[tuple[int, int]]) -> list[_Part]:
    """The gaps inside these stretches, to be closed."""
    return [(*gap.span(), "") for start, end in words for gap in _GAPS.finditer(text, start, end)]


# -- CamelCase ---------------------------------------------------------------------------------

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CAMEL_ASCII = re.compile(r"[a-z][A-Z]|[A-Z][A-Z][a-z]")  # the same, without offsets, quicker
_CAPITAL = re.compile(
    "[\u00c0-\u00de\u0100-\u017f\u0386-\u03ab\u0400-\u042f]|(?<=[^\x00-\x7f])[A-Z]"
)


def _split(base: View) -> Iterator[View]:
    """A space at each change of case inside a word; nothing where there is none."""
    breaks = sorted(_case_changes(base.original))
    if not breaks:
        return
    aligned = isinstance(base.starts, range)
    places = breaks if aligned else [bisect_left(base.starts, offset) for offset in breaks]
    changes = [(at, at, " ") for at in dict.fromkeys(places) if 0 < at < len(base.text)]
    if changes:
        yield _assembled(SPLIT, base, changes)


def _case_changes(text: str) -> set[int]:
    """Offsets at which a capital begins a new word inside a run of letters."""
    found: set[int] = set()
    if _CAMEL_ASCII.search(text):
        found.update(change.start() for change in _CAMEL.finditer(text))
    if not text.isascii():
        capitals = (capital.start() for capital in _CAPITAL.finditer(text))
        found.update(at for at in capitals if text[at - 1 : at].islower() and text[at].isupper())
    return found


# -- loose kana --------------------------------------------------------------------------------


def _loose(base: View) -> Iterator[View]:
    """Kana in their loose form; nothing where there are none."""
    if base.text.isascii() or not has_kana(base.text):
        return
    text, kept = loose_kana(base.text)
    yield View(
        name=LOOSE,
        text=text,
        original=base.original,
        starts=[base.starts[at] for at in kept],
        ends=[base.ends[at] for at in kept],
    )
