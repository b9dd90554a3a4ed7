"""Fragments of a text that are written in a code any program reads: decoded once, never twice.

Percent signs (RFC 3986), HTML character references, JavaScript and JSON escapes, and base64
(RFC 4648, both alphabets). What decodes to no printable text is left as it is.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_PERCENT = r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
_REFERENCE = r"(?P<reference>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});)"
_ESCAPE = r"(?P<escape>(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})+)"
_CODED_LETTERS = r"(?=[A-Za-z+/_-]*(?:[0-9=]|[a-z][A-Z]))"  # no plain word has such
_BASE64 = rf"(?<![\w+/=-])(?P<base64>{_CODED_LETTERS}[A-Za-z0-9+/_-]{{8,}}={{0,2}})(?![\w+/=-])"
_FRAGMENT = re.compile(f"{_PERCENT}|{_REFERENCE}|{_ESCAPE}|{_BASE64}")
_MARKS = re.compile(r"[%&\\]|[a-z][A-Z]|[A-Za-z][0-9]|[0-9][A-Za-z]|=")
_LEAST = 4
_REACH = 64
_APART = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Coded fragments in clear, with what stands around them.

    Character i came from `starts[i]` to `ends[i]` of the text.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def decode(text: str) -> Decoded | None:
    """Every coded fragment of a text in clear, with its surroundings; None where there is none."""
    if not _MARKS.search(text):
        return None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = -1
    for fragment in _FRAGMENT.finditer(text):
        clear = _DECODERS[str(fragment.lastgroup)](fragment.group())
        if clear is None:
            continue
        start, end = fragment.span()
        kept = [(max(0, at), start)]
        if start - max(0, at) > 2 * _REACH:
            kept = [(start - _REACH, start)]
            if at >= 0:
                kept = [(at, at + _REACH), *kept]
        for first, last in kept:
            parts.append(_APART if parts and first != at else "")
            parts.append(text[first:last])
            starts += (*(first,) * len(parts[-2]), *range(first, last))
            ends += (*(first,) * len(parts[-2]), *range(first + 1, last + 1))
        parts.append(clear)
        starts += (start,) * len(clear)
        ends += (end,) * len(clear)
        at = end
    if not parts:
        return None
    last = min(len(text), at + _REACH)
    parts.append(text[at:last])
    starts += range(at, last)
    ends += range(at + 1, last + 1)
    return Decoded(text="".join(parts), starts=starts, ends=ends)


def _percent(fragment: str) -> str | None:
    try:
        return _printable(unquote(fragment, errors="strict"))
    except UnicodeDecodeError:
        return None


def _reference(fragment: str) -> str | None:
    clear = html.unescape(fragment)
    return _printable(clear) if clear != fragment else None


def _escape(fragment: str) -> str | None:
    clear = fragment.encode("ascii").decode("unicode_escape")
    try:  # two halves of a pair make one character
        return _printable(clear.encode("utf-16", "surrogatepass").decode("utf-16"))
    except UnicodeDecodeError:
        return None


def _base64(fragment: str) -> str | None:
    padded = fragment.rstrip("=").replace("-", "+").replace("_", "/")
    padded += "=" * (-len(padded) % 4)
    try:
        clear = base64.b64decode(padded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return _printable(clear) if len(clear) >= _LEAST else None


def _printable(clear: str) -> str | None:
    return clear if clear and all(c.isprintable() or c.isspace() for c in clear) else None


_DECODERS: dict[str, Callable[[str], str | None]] = {
    "percent": _percent,
    "reference": _reference,
    "escape": _escape,
    "base64": _base64,
}
