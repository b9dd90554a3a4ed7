from collections.abc import Callable

import footage
import pytest

from guardrail.domain import MediaKind
from guardrail.media.sniff import HEAD_BYTES, Kind, sniff

PICTURE, CLIP = MediaKind.PICTURE, MediaKind.CLIP


TWO = [footage.place(), footage.with_figure(footage.place())]
FILES: dict[str, tuple[Callable[[], bytes], MediaKind, str]] = {
    "PNG": (lambda: footage.picture("PNG"), PICTURE, "png"),
    "JPEG": (lambda: footage.picture("JPEG"), PICTURE, "jpeg"),
    "WebP": (lambda: footage.picture("WEBP"), PICTURE, "webp"),
    "GIF": (lambda: footage.picture("GIF"), CLIP, "gif"),
    "animated WebP": (lambda: footage.animation("WEBP", TWO), CLIP, "webp"),
    "MP4": (lambda: footage.clip(TWO), CLIP, "mov"),
    "QuickTime": (lambda: footage.clip(TWO, container="mov"), CLIP, "mov"),
    "Matroska": (lambda: footage.clip(TWO, container="matroska"), CLIP, "matroska"),
    "WebM": (lambda: footage.clip(TWO, **footage.VP9), CLIP, "matroska"),
    "AVI": (lambda: footage.clip(TWO, container="avi"), CLIP, "avi"),
    "MPEG-TS": (lambda: footage.clip(TWO, container="mpegts"), CLIP, "mpegts"),
}


@pytest.mark.parametrize("name", FILES)
def test_bytes_say_what_they_are(name: str) -> None:
    content, kind, form = FILES[name]
    assert sniff(content()[:HEAD_BYTES]) == Kind(kind=kind, format=form)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"G" * 100,
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        b"<?xml version='1.0'?><MPD/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"ID3\x04",
        b"OggS\x00",
        footage.picture("AVIF"),
        footage.picture("BMP"),
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1",
    ],
    ids=lambda content: repr(content[:8]),
)
def test_what_could_read_other_files_or_is_not_ours_is_nothing(content: bytes) -> None:
    assert sniff(content[:HEAD_BYTES]) is None
