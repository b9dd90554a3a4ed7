"""Compressed bodies, inflated to be read: gzip and deflate, with or without a head."""

import zlib

INFLATABLE = frozenset({"gzip", "x-gzip", "deflate"})
"""Content encodings that can be inflated here."""


class Inflating:
    """A gzip or deflate body, inflated as it comes; it may be deflate without a head.

    Args:
        max_bytes: most that one piece may inflate to; 0 for no bound.
    """

    def __init__(self, *, max_bytes: int = 0) -> None:
        self.is_whole = False
        self._max_bytes = max_bytes
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._is_new = True
        self._kept = b""

    def more(self, piece: bytes) -> bytes | None:
        """What a piece adds, behind what was given back; None when it is not what it claims."""
        plain = self._inflated(piece)
        if plain is None and self._is_new:
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            plain = self._inflated(piece)
        if plain is None:
            return None
        if piece:
            self._is_new = False
        self.is_whole = self._inflater.eof
        kept, self._kept = self._kept, b""
        is_more = self._inflater.unused_data or self._inflater.unconsumed_tail
        return None if is_more else kept + plain

    def _inflated(self, piece: bytes) -> bytes | None:
        try:
            return self._inflater.decompress(piece, self._max_bytes)
        except zlib.error:
            return None

    def again(self, plain: bytes) -> None:
        """Give back what was too little to tell anything."""
        self._kept = plain
