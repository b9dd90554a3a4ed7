"""What a text says of a figure, word by word: attributes where the words have synonyms, else stems.

"A tubby bunny in a scarlet hood" and "the fat rabbit with the red hood" say the same. Words that
say one thing share a line of `attributes.txt`, in all languages, so that some of a description is
understood across them. English is read word by word and stripped of its endings; scripts without
spaces are searched for known attributes, and what is left of kanji and Hangul is read two
characters at a time (hiragana between them is grammar and skipped).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from guardrail.prompt.edges import Script, script_of
from guardrail.prompt.normalize import View, fold

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_UNSPACED_RUN = re.compile(
    "[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U000323af]+"
)
_PAIR = 2


class Term(NamedTuple):
    """One attribute or stem, and where in the original it stands."""

    word: str
    start: int
    end: int


class Passage(NamedTuple):
    """A stretch of a text: its content words, and the stretch as it was written."""

    words: Sequence[str]
    text: str


def terms(view: View) -> list[Term]:
    """What the base view of a text says, in text order; words without content are left out."""
    text = view.text
    if text.isascii():
        return list(_spaced(view, 0, len(text)))
    found: list[Term] = []
    at = 0
    for run in _UNSPACED_RUN.finditer(text):
        found.extend(_spaced(view, at, run.start()))
        found.extend(_unspaced(view, run.start(), run.end()))
        at = run.end()
    found.extend(_spaced(view, at, len(text)))
    return found


def is_spaced(text: str) -> bool:
    """Whether a text is in an alphabet only."""
    return _UNSPACED_RUN.search(fold(text)) is None


def _spaced(view: View, start: int, end: int) -> Iterator[Term]:
    """The words of a stretch that writes spaces between them."""
    for word in _WORD.finditer(view.text, start, end):
        said = said_by(word.group())
        if said:
            yield Term(said, *view.span(word.start(), word.end()))


def _unspaced(view: View, start: int, end: int) -> Iterator[Term]:
    """Known attributes of a stretch without spaces, and what lies between them."""
    names, automaton = _glyphs()
    at = start
    for index, first, last in automaton.find_matches_as_indexes(view.text[start:end]):
        yield from _between(view, at, start + first)
        at = start + last
        yield Term(names[index], *view.span(start + first, at))
    yield from _between(view, at, end)


def _between(view: View, start: int, end: int) -> Iterator[Term]:
    """Katakana words whole, kanji and others in pairs, hiragana not at all."""
    while start < end:
        script = script_of(view.original[view.starts[start]])
        stop = start + 1
        while stop < end and script_of(view.original[view.starts[stop]]) is script:
            stop += 1
        if script is Script.KATAKANA and stop - start >= _PAIR:
            yield Term(view.text[start:stop], *view.span(start, stop))
        elif script is not Script.HIRAGANA:
            for at in range(start, stop - 1):
                yield Term(view.text[at : at + _PAIR], *view.span(at, at + _PAIR))
        start = stop


@lru_cache(maxsize=1 << 15)
def said_by(word: str) -> str:
    """What one folded word of an alphabet says: an attribute, else its stem; "" for nothing."""
    word = word.partition("'")[0]
    if len(word) < _PAIR or word in _empty():
        return ""
    known = _words()
    if word in known:
        return known[word]
    stem = _stem(word)
    if stem in _empty():
        return ""
    return known.get(stem) or _stems().get(stem) or stem


_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("zes", "z"),
    ("ingly", ""), ("edly", ""), ("ing", ""), ("ied", "y"), ("ed", ""), ("ly", ""), ("s", ""),
)  # fmt: skip
_LEAST = 3
_VOWELS = frozenset("aeiouy")


def _stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and not (ending == "s" and word.endswith(("ss", "us", "is"))):
            cut = word[: len(word) - len(ending)] + instead
            if len(cut) >= _LEAST and not _VOWELS.isdisjoint(cut):
                word = cut
                break
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > _LEAST + 1 and word[-1] == "e" else word


# -- the words that ship ---------------------------------------------------------------


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Words that describe nobody."""
    lines = _file("empty_words.txt")
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def _read() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Section, attribute, words."""
    read: dict[str, dict[str, tuple[str, ...]]] = {}
    section: dict[str, tuple[str, ...]] = {}
    for line in _file("attributes.txt"):
        if line.startswith("#"):
            section = read.setdefault(line.removeprefix("# "), {})
        elif line:
            name, _, words = line.partition(":")
            section[f"<{name}>"] = tuple(fold(word) for word in words.split())
    return read


@lru_cache(maxsize=1)
def sections() -> Mapping[str, Sequence[str]]:
    """The attributes by the section that they stand in."""
    return {section: tuple(attributes) for section, attributes in _read().items() if attributes}


def _file(name: str) -> list[str]:
    return files("guardrail.prompt").joinpath(name).read_text(encoding="utf-8").splitlines()


def _lines() -> list[tuple[str, tuple[str, ...]]]:
    return [line for attributes in _read().values() for line in attributes.items()]


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Words of alphabets; the first line that has a word keeps it."""
    return {
        word: name
        for name, words in reversed(_lines())
        for word in words
        if script_of(word[0]) is Script.ALPHABET
    }


@lru_cache(maxsize=1)
def _stems() -> dict[str, str]:
    return {_stem(word): name for word, name in reversed(_words().items())}


@lru_cache(maxsize=1)
def _glyphs() -> tuple[tuple[str, ...], AhoCorasick]:
    """Words of scripts without spaces, and an automaton that finds the longest first."""
    pairs = {
        word: name
        for name, words in reversed(_lines())
        for word in words
        if script_of(word[0]) is not Script.ALPHABET
    }
    return tuple(pairs.values()), AhoCorasick(list(pairs), matchkind=MatchKind.LeftmostLongest)
