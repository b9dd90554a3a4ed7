"""Folding: one way to write what can be written in many, with exact places in the original.

Names and context terms go through `fold`, texts through `base_view`; what is equal afterwards is
the same name. Foldings: Unicode NFKC and casefold (UAX #15), accents off, letters in boxes and with strokes
to plain ones, kana to katakana, variants of ideographs to one, connectors (hyphen, underscore,
middle dot) to spaces, invisible characters out, runs of space to one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guardrail.prompt.encoded import Decoded
from guardrail.prompt.letters import han, latin

BASE = "base"


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
    if text.isascii():
        folded = text.lower().translate(_ASCII)
        if "  " not in folded and folded.isprintable():
            return folded.strip()
    return base_view(text).text.strip()


def visible(text: str) -> tuple[str, Sequence[int]]:
    """A text without characters that leave no trace, and where each of the others stood."""
    if text.isascii() and text.isprintable():
        return text, range(len(text))
    hidden = {char for char in set(text) if _is_hidden(char)}
    if not hidden:
        return text, range(len(text))
    places = [at for at, char in enumerate(text) if char not in hidden]
    return "".join([text[at] for at in places]), places


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


def base_view(text: str) -> View:
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
    if folded[:1] == " " != seen[:1]:  # an iota below is a space with an iota below
        folded = folded.lstrip(" ") or " "
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
