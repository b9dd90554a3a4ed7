"""The outer blocks of MP4, Matroska and AVI: one clip in the file, and none of it elsewhere."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from guardrail.errors import MediaError
from guardrail.media.bounds import Deadline
from guardrail.media.outline.tail import OVERLAP_BYTES, check_tail

_READ_AT_ONCE = 2**20

_LONG_BOX_BYTES, _BOX_BYTES = 16, 8
_BOXES: Final = frozenset(
    {b"ftyp", b"styp", b"pdin", b"moov", b"moof", b"mfra", b"mdat", b"sidx", b"ssix", b"prft"}
    | {b"emsg", b"free", b"skip", b"wide", b"uuid", b"meta", b"udta", b"pnot"}
)
"""Boxes that a file may end within: cut short, which the decoder finds out."""
_WAY_TO_REFERENCES: Final = (b"trak", b"mdia", b"minf", b"dinf", b"dref")

_EBML, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_ELEMENTS: Final = frozenset(
    {0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1941A469, 0x1043A770, 0x1254C367}
    | {0xEC, 0xBF, 0xE7, 0xA7, 0xAB, 0xA3, 0xA0, 0xAF, 0x5854}
)
"""What may stand in a segment or a cluster, beside clusters."""


def check_clip(file: BinaryIO, *, format: str, size: int, deadline: Deadline) -> None:  # noqa: A002
    """Raise MediaError for a `mov`, `matroska` or `avi` that holds more than the one clip.

    Also for an MP4 whose pictures lie in another file. `size` is that of the file, in bytes.
    Raises ScreeningTimeoutError when the deadline passes. Other formats pass.
    """
    walk = _WALKS.get(format)
    if walk is not None:
        end = walk(file, size, deadline)
        check_tail(_parts(file, end, deadline))


def _parts(file: BinaryIO, at: int, deadline: Deadline) -> Iterator[bytes]:
    file.seek(at)
    part = file.read(_READ_AT_ONCE)
    while part:
        yield part
        deadline.check()
        more = file.read(_READ_AT_ONCE)
        part = part[-OVERLAP_BYTES:] + more if more else b""


def _movie(file: BinaryIO, size: int, deadline: Deadline) -> int:
    """ISO/IEC 14496-12, section 4.2: boxes in a row, one of them the table of contents."""
    tables = at = 0
    for name, body, following in _boxes(file, 0, size, deadline):
        if following > size and name not in _BOXES:
            break
        if name == b"moov":
            tables += 1
            _check_table(file, body, min(following, size), deadline)
        at = following
    if tables > 1:
        raise MediaError("more than one table of contents: players may show another clip")
    if not tables:
        raise MediaError("damaged or cut short: there is no table of contents")
    return min(at, size)


def _boxes(
    file: BinaryIO, at: int, end: int, deadline: Deadline
) -> Iterator[tuple[bytes, int, int]]:
    """Name, where the body begins and where the next box does, until the lengths make no sense."""
    while at + _BOX_BYTES <= end:
        deadline.check()
        file.seek(at)
        head = file.read(_LONG_BOX_BYTES)
        length, body = int.from_bytes(head[:4]), at + _BOX_BYTES
        if length == 1:
            length, body = int.from_bytes(head[8:16]), at + _LONG_BOX_BYTES
        elif length == 0 and any(head[4:8]):
            length = end - at
        if at + length < body:
            return
        yield head[4:8], body, at + length
        at += length


def _check_table(file: BinaryIO, at: int, end: int, deadline: Deadline) -> None:
    """Section 8.7.2: each track's data lies in this file or in one that `dref` names."""
    if any(name == b"cmov" for name, _, _ in _boxes(file, at, end, deadline)):
        raise MediaError("its table of contents is compressed")
    for body, beyond in _found(file, at, end, _WAY_TO_REFERENCES, deadline):
        for _, entry, after in _boxes(file, body + 8, beyond, deadline):
            file.seek(entry)
            in_this_file = file.read(4)[3:] in (b"\x01", b"")
            if not in_this_file and after > entry + 4:
                raise MediaError("the clip refers to another file")


def _found(
    file: BinaryIO, at: int, end: int, way: Sequence[bytes], deadline: Deadline
) -> Iterator[tuple[int, int]]:
    """Where the boxes at the end of this way begin and end."""
    for name, body, following in _boxes(file, at, end, deadline):
        if name == way[0] and len(way) > 1:
            yield from _found(file, body, min(following, end), way[1:], deadline)
        elif name == way[0]:
            yield body, min(following, end)


def _matroska(file: BinaryIO, size: int, deadline: Deadline) -> int:
    """RFC 8794, section 6, and RFC 9559, section 5: a header, then one segment.

    Segments and clusters of unknown length are entered, all others stepped over.
    """
    at = segments = headers = 0
    while at < size:
        deadline.check()
        file.seek(at)
        element, length, body = _element(file.read(_BOX_BYTES + 4))
        headers += element == _EBML
        segments += element == _SEGMENT
        if max(headers, segments) > 1:
            raise MediaError("more than one clip in a row: players may stop after the first")
        if element not in _ELEMENTS | {_EBML, _SEGMENT, _CLUSTER}:
            if not segments:
                raise MediaError("damaged: it does not begin as a clip does")
            return at
        at += body if length is None else body + length
    return min(at, size)


def _element(head: bytes) -> tuple[int, int | None, int]:
    """Identity, length (None where unknown) and size of the head of an element; 0 for none."""
    first = head[0] if head else 0
    id_bytes = 9 - first.bit_length()
    if first == 0 or id_bytes > 4 or len(head) <= id_bytes:  # noqa: PLR2004 — RFC 8794, 5
        return 0, 0, 1
    length_bytes = 9 - head[id_bytes].bit_length()
    body = id_bytes + length_bytes
    if length_bytes > 8 or len(head) < body:  # noqa: PLR2004 — RFC 8794, 4.1
        return 0, 0, 1
    most = (1 << 7 * length_bytes) - 1
    length = int.from_bytes(head[id_bytes:body]) & most
    unknown = length == most
    return int.from_bytes(head[:id_bytes]), None if unknown else length, body


def _avi(file: BinaryIO, size: int, deadline: Deadline) -> int:
    """RIFF, and its OpenDML extension: the first list is `AVI `, those after it `AVIX`."""
    at = 0
    while at + 8 <= size:
        deadline.check()
        file.seek(at)
        head = file.read(12)
        length = int.from_bytes(head[4:8], "little")
        if head.startswith(b"RIFF"):
            if at and head[8:] == b"AVI ":
                raise MediaError("more than one clip in a row: players may stop after the first")
            if at and head[8:] != b"AVIX":
                return at
            if not length:  # written to a pipe: until the end
                return size
        elif not head.startswith((b"JUNK", b"idx1")):
            return at
        at += 8 + length + length % 2
    return min(at, size)


_WALKS: Final = {"mov": _movie, "matroska": _matroska, "avi": _avi}
