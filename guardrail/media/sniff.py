"""Bytes say what they are: names, extensions and Content-Type headers are claims of a stranger.

Only the formats named here are ever opened, each by its own demuxer or plugin, never by guessing.
Text, playlists (HLS, DASH, concat), image sequences, reference movies and everything else that
could make a decoder read further files or addresses has no entry here, and that is the point.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from guardrail.domain import MediaKind

HEAD_BYTES = 4096
"""How much of a file `sniff` wants to see; less is fine for a shorter file."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", MediaKind.PICTURE, "png"),
    (b"\xff\xd8\xff", MediaKind.PICTURE, "jpeg"),
    (b"GIF87a", MediaKind.CLIP, "gif"),
    (b"GIF89a", MediaKind.CLIP, "gif"),
    (b"\x1a\x45\xdf\xa3", MediaKind.CLIP, "matroska"),
)
_MPEGTS_PACKET, _MPEGTS_SYNC = 188, 0x47
_PICTURE_BRANDS = frozenset(
    {b"avif", b"avis", b"heic", b"heim", b"heis", b"heix", b"hevc", b"hevx", b"jp2 ", b"jpx "}
    | {b"jpm ", b"mif1", b"miaf", b"msf1", b"crx "}
)
_NO_MEDIA = frozenset({b"", b"{", b"[", b"<", b'"'})
"""How JSON and markup begin, and no media does."""

_FRAGMENTS = frozenset({b"ftyp", b"moof", b"styp", b"sidx", b"jP  "})
_OTHER_MEDIA = (
    *(b"FLV\x01", b"OggS\x00", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3"),
    *(b"MM\x00*", b"II*\x00", b"\xff\x0a", b"\x30\x26\xb2\x75", b"\x00\x00\x01\x00"),
)
"""FLV, Ogg, MPEG program and video streams, TIFF, JPEG XL, ASF, ICO: seen, never opened."""
_LEAST_FTYP_BYTES = 16
_MOVIE_BOXES = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the first bytes say: picture or clip, and the format by its short name.

    A PNG that turns out to be animated once opened, or a GIF of one frame, is reported by
    `Frames.kind`; here a GIF is a clip and a PNG a picture.
    """

    kind: MediaKind
    format: str


def sniff(head: bytes) -> Kind | None:
    """What a file that begins with `head` is; None for anything that is not to be opened.

    Formats: `png`, `jpeg`, `webp`, `gif` (pictures and animations) and `mov` (with MP4),
    `matroska` (with WebM), `avi`, `mpegts` (clips). What is two kinds at once is none: a GIF
    whose bytes also make a transport stream, an MP4 that also offers itself as a picture.
    """
    kinds = list(_kinds(head))
    return kinds[0] if len(kinds) == 1 else None


def _kinds(head: bytes) -> Iterator[Kind]:
    for magic, kind, name in _MAGIC:
        if head.startswith(magic):
            yield Kind(kind=kind, format=name)
    riff = _riff(head) if head.startswith(b"RIFF") else None
    if riff is not None:
        yield riff
    if _is_movie(head):
        yield Kind(kind=MediaKind.CLIP, format="mov")
    if _is_transport_stream(head):
        yield Kind(kind=MediaKind.CLIP, format="mpegts")


def resembles_media(head: bytes) -> bool:
    """Whether bytes on their way out look like pixels of any kind, those that we never open too.

    Wider than `sniff`: fragments of a movie, AVIF, HEIC, FLV, Ogg, MPEG, BMP and TIFF count.
    """
    if head[:1] in _NO_MEDIA:
        return False
    if head[:8].isascii() and head[:8].decode().isprintable():  # words, or one of these three
        known = head.startswith((b"GIF8", b"RIFF")) and any(_kinds(head))
        return known or _is_transport_stream(head)
    is_bitmap = head.startswith(b"BM") and head[6:10] == b"\x00" * 4
    is_other = is_bitmap or head.startswith(_OTHER_MEDIA) or head[4:8] in _FRAGMENTS
    return is_other or any(_kinds(head))


def _riff(head: bytes) -> Kind | None:
    if head[8:12] == b"AVI ":
        return Kind(kind=MediaKind.CLIP, format="avi")
    if head[8:12] == b"WEBP":
        animated = head[12:16] == b"VP8X" and bool(head[20:21] and head[20] & 0b10)
        return Kind(kind=MediaKind.CLIP if animated else MediaKind.PICTURE, format="webp")
    return None


def _is_movie(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        length = int.from_bytes(head[:4])
        brands = head[8 : length if length >= _LEAST_FTYP_BYTES else None]
        return _PICTURE_BRANDS.isdisjoint(brands[at : at + 4] for at in range(0, len(brands), 4))
    return head[4:8] in _MOVIE_BOXES


def _is_transport_stream(head: bytes) -> bool:
    return len(head) > 2 * _MPEGTS_PACKET and all(
        head[at] == _MPEGTS_SYNC for at in range(0, len(head), _MPEGTS_PACKET)
    )
