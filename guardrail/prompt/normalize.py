"""Views of a text that undo disguise, each mapping back to exact spans of the original.

People write one name in many ways: in full-width letters, with invisible characters inside,
spelled out with dots, glued into a hashtag, in the other kana. A view undoes some of that. Names
and context terms go through `fold`, texts through `views`; what is equal afterwards is the same
name. Foldings: Unicode NFKC and casefold (UAX #15), accents off, letters in boxes and with strokes
to plain ones, kana to katakana, variants of ideographs to one, connectors (hyphen, underscore,
middle dot) to spaces, invisible characters out, runs of space to one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from guardrail.prompt.encoded import Decoded, decode
from guardrail.prompt.letters import han, latin
from guardrail.prompt.sounds import has_kana, loose_kana

BASE = "base"
SPELLED = "spelled"
SPLIT = "split"
LOOSE = "loose"
DECODED = "decoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One reading of a text.

    Character i of `text` came from `original[starts[i]:ends[i]]`, in code points; an inserted
    space has an empty source. Both sequences are as long as `text`. Where `decoded` is set, the
    original is that and not what was sent.
    """

    name: str
    text: str
    original: str
    starts: Sequence[int]
    ends: Sequence[int]
    decoded: Decoded | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in what was sent the non-empty stretch start…end of this view lies."""
        first, last = self.starts[start], self.ends[end - 1]
        if self.decoded is None:
            return first, last
        return self.decoded.starts[first], self.decoded.ends[last - 1]


def fold(text: str) -> str:
    """A name or term as it looks in the base view, without space around it."""
    return _base(text).text.strip()


def views(text: str) -> tuple[View, ...]:
    """The base view, then those others that differ from it.

    Spelled-out words joined, CamelCase split, kana without what is easily left out; and all of
    these again for a text with coded fragments, decoded.
    """
    plain = _readings(text)
    clear = decode(text)
    if clear is None:
        return plain
    return plain + tuple(
        replace(view, name=DECODED, decoded=clear) for view in _readings(clear.text)
    )


def _readings(text: str) -> tuple[View, ...]:
    base = _base(text)
    others = (*_spelled(base), _split(base), _loose(base))
    return (base, *(view for view in others if view is not None))


def is_invisible(char: str) -> bool:
    """Whether a character leaves no ink and no space: such a one separates nothing."""
    return not _fold_cluster(char)


# -- base --------------------------------------------------------------------------------------

_CONNECTORS = "-_\u30fb\u00b7\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2027\u2043\u2212"
_ASCII = {ord(char): " " for char in "-_\t\n\r\v\f"} | {ord("`"): "'"}
_NOISE = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_VOICING = "\u3099\u309a\uff9e\uff9f"
_TRAILING = rf"[{_NOISE}{_VOICING}\u1160-\u11ff]"
_MARKED = re.compile(_TRAILING)
_CLUSTER = re.compile(rf"[\s\S]{_TRAILING}{{0,8}}")  # bounded: a cluster is a cache key
_ACCENTS = re.compile(f"[{_NOISE}]+")
_HIDDEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
_HIDDEN_CATEGORIES = frozenset({"Cf", "Cc", "Cs"})
_KANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_CHARACTERS = (
    _KANA
    | {ord(char): " " for char in _CONNECTORS}
    | {ord(char): "'" for char in "`\u00b4\u2018\u2019\u02bc\u02b9\u2032"}
)


def _base(text: str) -> View:
    """Folded text. ASCII, and text that folds one to one, take short ways: they are the rule."""
    if text.isascii():
        folded = text.lower().translate(_ASCII)
        if "  " not in folded and folded.isprintable():
            return _aligned(folded, text)
    clusters: Sequence[str] = _CLUSTER.findall(text) if _MARKED.search(text) else text
    pieces = [_fold_cluster(cluster) for cluster in clusters]
    folded = "".join(pieces)
    if len(folded) == len(text) == len(pieces) and "" not in pieces and "  " not in folded:
        return _aligned(folded, text)
    return _collapsed(text, zip(clusters, pieces, strict=True))


def _aligned(folded: str, text: str) -> View:
    """A base view whose characters lie where the original's do."""
    size = len(text)
    return View(name=BASE, text=folded, original=text, starts=range(size), ends=range(1, size + 1))


def _collapsed(text: str, clusters: Iterable[tuple[str, str]]) -> View:
    """A base view from (source, folded) pairs, runs of space made one."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for source, piece in clusters:
        for char in piece:
            if char == " " and chars and chars[-1] == " ":
                continue
            chars.append(char)
            starts.append(at)
            ends.append(at + len(source))
        at += len(source)
    return View(name=BASE, text="".join(chars), original=text, starts=starts, ends=ends)


@lru_cache(maxsize=1 << 16)
def _fold_cluster(cluster: str) -> str:
    """One character with its marks, folded; empty when nothing of it can be seen."""
    seen = "".join(char for char in cluster if not _is_hidden(char))
    folded = unicodedata.normalize("NFKC", seen).casefold()
    folded = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    folded = unicodedata.normalize("NFKC", folded).casefold().translate(_CHARACTERS)
    return "".join(_plain(char) for char in folded if not _is_hidden(char))


def _plain(char: str) -> str:
    """A space of whatever width as a space, a letter in a box or with a stroke as that letter."""
    if char.isascii():
        return " " if char.isspace() else char
    return " " if char.isspace() else latin(char) or han(char)


def _is_hidden(char: str) -> bool:
    """Format and control characters, lone surrogates, fillers and variation selectors."""
    if char.isspace():
        return False
    return unicodedata.category(char) in _HIDDEN_CATEGORIES or bool(_HIDDEN.match(char))


# -- spelled-out words -------------------------------------------------------------------------

_GAP = r"[ .,*/|~+=:'\"]{1,3}"
_GAPS = re.compile(_GAP)
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
_CJK = f"[\u30a1-\u30fa\u30fc{_HAN}]"
_SPELLED_ASCII = re.compile(rf"{_GAP}\w{_GAP}\w(?!\w)")  # part of every match, quick to rule out
_SPELLED_OUT = re.compile(
    rf"(?<!\w)\w(?:{_GAP}\w(?!\w)){{2,}}"  # p i k a
    rf"|{_CJK}(?:{_GAP}{_CJK}){{2,}}"  # Japanese puts no space around the word
    rf"|(?<![{_HAN}])[{_HAN}]{_GAP}[{_HAN}](?![{_HAN}])"
)


def _spelled(base: View) -> Iterator[View]:
    """The base view with the gaps of spelled-out words closed; nothing where there are none.

    A word that begins with "a" may be an article and the word after it: then once more without.
    """
    if base.text.isascii() and not _SPELLED_ASCII.search(base.text):
        return
    words = [word.span() for word in _SPELLED_OUT.finditer(base.text)]
    if not words:
        return
    yield _closed(base, words)
    if any(base.text[start] == "a" for start, _ in words):
        yield _closed(base, [(start + (base.text[start] == "a"), end) for start, end in words])


def _closed(base: View, words: Iterable[tuple[int, int]]) -> View:
    """The base view without the gaps inside these stretches."""
    kept: list[tuple[int, int]] = []
    at = 0
    for start, end in words:
        first = start + (not base.text[start].isalnum())  # the gap before an article's word stays
        while first < end and not base.text[first].isalnum():
            first += 1
        for gap in _GAPS.finditer(base.text, first, end):
            kept.append((at, gap.start()))
            at = gap.end()
    kept.append((at, len(base.text)))
    return View(
        name=SPELLED,
        text="".join(base.text[a:b] for a, b in kept),
        original=base.original,
        starts=[offset for a, b in kept for offset in base.starts[a:b]],
        ends=[offset for a, b in kept for offset in base.ends[a:b]],
    )


# -- CamelCase ---------------------------------------------------------------------------------

_CAMEL_ASCII = re.compile(r"[a-z][A-Z]|[A-Z][A-Z][a-z]")  # the same, without offsets, quicker
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _split(base: View) -> View | None:
    """The base view with a space at each change of case inside a word; None without one."""
    breaks = _case_changes(base.original)
    if not breaks:
        return None
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for char, start, end in zip(base.text, base.starts, base.ends, strict=True):
        if start in breaks and (not starts or starts[-1] != start):
            chars.append(" ")
            starts.append(start)
            ends.append(start)
        chars.append(char)
        starts.append(start)
        ends.append(end)
    return View(name=SPLIT, text="".join(chars), original=base.original, starts=starts, ends=ends)


def _case_changes(text: str) -> frozenset[int]:
    """Offsets at which a capital begins a new word inside a run of letters."""
    if text.isascii():
        if not _CAMEL_ASCII.search(text):
            return frozenset()
        return frozenset(change.start() for change in _CAMEL.finditer(text))
    if text == text.lower():
        return frozenset()
    pairs = enumerate(pairwise(text), start=1)
    return frozenset(at for at, (left, right) in pairs if left.islower() and right.isupper())


# -- loose kana --------------------------------------------------------------------------------


def _loose(base: View) -> View | None:
    """The base view with kana in their loose form; None where there are none."""
    if base.text.isascii() or not has_kana(base.text):
        return None
    text, kept = loose_kana(base.text)
    return View(
        name=LOOSE,
        text=text,
        original=base.original,
        starts=[base.starts[at] for at in kept],
        ends=[base.ends[at] for at in kept],
    )
