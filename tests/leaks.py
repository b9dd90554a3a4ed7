"""Whether bytes that must not leave are in what did leave: as they are, in base64, or packed."""

import base64
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

WINDOW_BYTES = 64
"""Shorter pieces are no piece of a clip: headers and tables of all clips are made of them."""

_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_BLANKS = re.compile(rb'\\+[nrt]|[\s\\"]+')
_BASE64_SHARE = 4 / 3


class Artefact:
    """Bytes that must not leave. What `known` (another clip) holds too gives nothing away."""

    def __init__(self, content: bytes, *, known: bytes = b"") -> None:
        self._plain = _Text(content, least=WINDOW_BYTES, known=known)
        least = int(WINDOW_BYTES * _BASE64_SHARE)
        self._base64 = [
            _Text(letters(content[start:]), least=least, known=b"".join(letters_of(known)))
            for start in range(3)
        ]

    def leak(self, seen: bytes) -> str:
        """How a piece of it stands in there; empty if none does."""
        for form, said in _unpacked(seen):
            if self._plain.is_in(said):
                return form
            as_letters = _BLANKS.sub(b"", said).translate(bytes.maketrans(b"-_", b"+/"))
            if any(text.is_in(as_letters) for text in self._base64):
                return f"{form}, in base64"
        return ""


def letters(content: bytes) -> bytes:
    """Base64 without its padding."""
    return base64.b64encode(content).rstrip(b"=")


def letters_of(content: bytes) -> Iterator[bytes]:
    """Base64 from each of the three places where its groups can begin."""
    return (letters(content[start:]) for start in range(3))


class _Text:
    """Finds pieces of a text of `least` bytes or more, wherever they begin.

    Every such piece holds one whole block of half its size that begins at a multiple of that.
    """

    def __init__(self, content: bytes, *, least: int, known: bytes) -> None:
        self._content = content
        self._least = least
        self._size = least // 2
        self._blocks: dict[bytes, list[int]] = {}
        for at in range(0, len(content) - self._size + 1, self._size):
            block = content[at : at + self._size]
            if len(set(block)) > 4 and block not in known:  # not a run of padding
                self._blocks.setdefault(block, []).append(at)

    def is_in(self, seen: bytes) -> bool:
        for at in range(len(seen) - self._size + 1):
            for begin in self._blocks.get(seen[at : at + self._size], ()):
                if self._common(seen, at, begin) >= self._least:
                    return True
        return False

    def _common(self, seen: bytes, at: int, begin: int) -> int:
        """How long the piece is that both texts share around these places."""
        before = 0
        while (
            before < min(at, begin) and seen[at - before - 1] == self._content[begin - before - 1]
        ):
            before += 1
        after = self._size
        most = min(len(seen) - at, len(self._content) - begin)
        while after < most and seen[at + after] == self._content[begin + after]:
            after += 1
        return before + after


def _unpacked(seen: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what becomes of them when percent signs or compression are undone."""
    yield "plain", seen
    if b"%" in seen:
        yield "in percent signs", unquote_to_bytes(seen)
    for found in _PACKED.finditer(seen):
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            yield "compressed", unpacked.decompress(seen[found.start() :])
        except zlib.error:
            continue
