"""Names run together with other words ("#cutekitsunebiart"), told from words that hold one.

A name counts inside a longer word only when all the rest of that word is words as well, frequent
ones, and the whole is none.
"""

from functools import lru_cache

from guardrail.prompt.ordinary import is_ordinary, words_from

_SHORT_WORDS = frozenset(
    ("a", "an", "as", "at", "by", "hd", "i", "in", "is", "it", "my", "of", "on", "or", "to", "vs")
)
_LEAST = 3
_FREQUENT = 4.0
_LONGEST_WORD = 14
_REACH = 64


def stands_among_words(text: str, start: int, end: int) -> bool:
    """Whether start…end of a folded text is one of several words written without spaces."""
    first = start
    while first > 0 and start - first < _REACH and text[first - 1].isalnum():
        first -= 1
    last = end
    while last < len(text) and last - end < _REACH and text[last].isalnum():
        last += 1
    opening, closing = text[first:end].split(" ", 1)[0], text[start:last].rsplit(" ", 1)[-1]
    if " " not in text[start:end]:
        opening = closing = text[first:last]
    if (first < start and is_ordinary(opening)) or (last > end and is_ordinary(closing)):
        return False
    return _is_words(text[first:start]) and _is_words(text[end:last])


@lru_cache(maxsize=1 << 12)
def _is_words(letters: str) -> bool:
    """Whether letters can be read as frequent words and numbers, one after the other."""
    reached = [True] + [False] * len(letters)
    for end in range(1, len(letters) + 1):
        reached[end] = any(
            reached[begin] and _is_word(letters[begin:end])
            for begin in range(max(0, end - _LONGEST_WORD), end)
        )
    return reached[-1]


def _is_word(letters: str) -> bool:
    if len(letters) < _LEAST:
        return letters in _SHORT_WORDS or letters.isdigit()
    return letters in words_from(_FREQUENT)
