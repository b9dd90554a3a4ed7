"""Capitals where a sentence needs none: the writer means a name and not the word.

"Joy hugs a paper fox" proves nothing, since sentences begin with a capital; "a fox hugs Joy" says
that Joy is somebody. Prose in capitals, or in title case, says nothing either.
"""

import re

_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = re.compile(r"(?P<word>[^\W\d_]*)(?P<gap>[^\w]*)$")
_AFTER = re.compile(r"[ \t]*(?P<word>[^\W\d_]*)")
_SMALL = frozenset({"a", "an", "and", "de", "in", "no", "of", "on", "or", "the", "to", "von"})
_LOOK = 40


def is_written_as_name(text: str, start: int, end: int) -> bool:
    """Whether start…end stands in capitals of its own, and not inside a longer name."""
    words = _WORD.findall(text, start, end)
    if not words or not words[0].istitle():
        return False
    if not all(word.istitle() or word in _SMALL for word in words):
        return False
    before = _BEFORE.search(text[max(0, start - _LOOK) : start])
    previous = before["word"] if before else ""
    gap = before["gap"] if before else ""
    following = _AFTER.match(text, end, end + _LOOK)
    after = following["word"] if following else ""
    return not after[:1].isupper() and previous.islower() and gap.strip() in {"", ","}
