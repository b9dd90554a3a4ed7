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
_BASE64 = r"(?<![\w+/=-])(?P<base64>[A-Za-z0-9+/_-]{8,}={0,2})(?![\w+/=-])"
_FRAGMENT = re.compile(f"{_PERCENT}|{_REFERENCE}|{_ESCAPE}|{_BASE64}")
_MARKED = re.compile(f"{_PERCENT}|{_REFERENCE}|{_ESCAPE}")
_MAYBE_BASE64 = re.compile(r"[a-z0-9+/_-][A-Z]|[A-Za-z+/_-][0-9]|=")
_LEAST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text with its fragments decoded; character i came from `starts[i]` to `ends[i]` of it."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def decode(text: str) -> Decoded | None:
    """The text with every coded fragment in clear; None where there is none."""
    pattern = _pattern(text)
    if pattern is None:
        return None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for fragment in pattern.finditer(text):
        clear = _DECODERS[str(fragment.lastgroup)](fragment.group())
        if clear is None:
            continue
        start, end = fragment.span()
        parts += (text[at:start], clear)
        starts += (*range(at, start), *(start,) * len(clear))
        ends += (*range(at + 1, start + 1), *(end,) * len(clear))
        at = end
    if not parts:
        return None
    parts.append(text[at:])
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return Decoded(text="".join(parts), starts=starts, ends=ends)


def _pattern(text: str) -> re.Pattern[str] | None:
    """What to look for; most texts hold none of it, and that is quickly seen."""
    if _MAYBE_BASE64.search(text):
        return _FRAGMENT
    return _MARKED if "%" in text or "&" in text or "\\" in text else None


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
    if not _MAYBE_BASE64.search(fragment):
        return None
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
