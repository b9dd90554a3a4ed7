"""How many frames a PNG, JPEG, WebP or GIF holds, and where it ends, read from its blocks."""

import re
from dataclasses import dataclass
from typing import Final

from guardrail.media.bounds import Deadline
from guardrail.media.outline.tail import check_tail

_PNG_HEAD_BYTES, _RIFF_HEAD_BYTES, _GIF_HEAD_BYTES = 8, 12, 13
_CHUNK_BYTES: Final = 12
"""What a PNG chunk takes beside its content: length, name and checksum."""
_CHECK_EVERY = 1000

_JPEG_MARKER = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]")
"""Every marker that stands for something; in between lies coded data, restarts and filling."""
_JPEG_START: Final = b"\xff\xd8\xff"
_EOI = 0xD9


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """`frames` found by their headers alone, whatever the file says of their number."""

    frames: int
    end: int


def outline_of_picture(
    content: bytes,
    *,
    format: str,  # noqa: A002 — Pillow's and FFmpeg's word
    max_frames: int,
    deadline: Deadline,
) -> Outline:
    """The outline of a `png`, `jpeg`, `webp` or `gif`; walking stops beyond `max_frames`.

    Raises MediaError when another picture or clip follows the end, ScreeningTimeoutError when
    the deadline passes. The pictures of a JPEG with several inside count as its frames.
    """
    outline = _WALKS[format](content, max_frames, deadline)
    if outline.frames <= max_frames:
        check_tail([content[outline.end :]])
    return outline


def _png(content: bytes, max_frames: int, deadline: Deadline) -> Outline:
    """PNG (third edition), sections 5.3 and 11.3.2: `fcTL` is in front of every animated frame."""
    at, steps = _PNG_HEAD_BYTES, 0
    controls, seen_default, animated, name = 0, False, False, b""
    while name != b"IEND" and at + _CHUNK_BYTES <= len(content) and controls <= max_frames:
        steps += 1
        if steps % _CHECK_EVERY == 0:
            deadline.check()
        name = content[at + 4 : at + 8]
        if name == b"fcTL":
            controls += 1
        elif name == b"IDAT" and not controls:
            seen_default = True
        elif name == b"acTL" and not seen_default:
            animated = True
        at += _CHUNK_BYTES + int.from_bytes(content[at : at + 4])
    return Outline(frames=controls + seen_default if animated else 1, end=at)


def _jpeg(content: bytes, max_frames: int, deadline: Deadline) -> Outline:
    """ITU-T T.81, annex B. Further pictures stand behind the first, with anything in between."""
    at = end = pictures = steps = 0
    while at >= 0 and pictures <= max_frames:
        at += len(_JPEG_START) - 1
        while marker := _JPEG_MARKER.search(content, at):
            steps += 1
            if steps % _CHECK_EVERY == 0:
                deadline.check()
            at = marker.end()
            if content[at - 1] == _EOI:
                break
            at += int.from_bytes(content[at : at + 2])
        else:
            at = len(content)
        pictures, end = pictures + 1, at
        at = content.find(_JPEG_START, end)
    return Outline(frames=pictures, end=end)


def _webp(content: bytes, max_frames: int, deadline: Deadline) -> Outline:
    """RFC 9649, section 2.7: chunks in a RIFF file; `ANMF` is a frame of an animation."""
    end = 8 + int.from_bytes(content[4:8], "little")
    end += end % 2
    at, steps, frames = _RIFF_HEAD_BYTES, 0, 0
    while at + 8 <= min(end, len(content)) and frames <= max_frames:
        steps += 1
        if steps % _CHECK_EVERY == 0:
            deadline.check()
        frames += content.startswith(b"ANMF", at)
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return Outline(frames=max(frames, 1), end=end)


def _gif(content: bytes, max_frames: int, deadline: Deadline) -> Outline:
    """GIF89a, appendix A. Bytes that begin no block are stepped over, as Pillow does."""
    at = _GIF_HEAD_BYTES + _colours_bytes(content, _GIF_HEAD_BYTES - 3)
    frames = steps = 0
    while at < len(content) and frames <= max_frames:
        steps += 1
        if steps % _CHECK_EVERY == 0:
            deadline.check()
        block = content[at : at + 1]
        at += 1
        if block == b";":
            break
        if block == b"!":
            at = _after_sub_blocks(content, at + 1)
        elif block == b",":
            frames += 1
            at = _after_sub_blocks(content, at + 10 + _colours_bytes(content, at + 8))
    return Outline(frames=frames, end=at)


def _colours_bytes(content: bytes, at: int) -> int:
    """The size of the colour table that the packed byte at `at` announces."""
    packed = content[at] if at < len(content) else 0
    return 3 << ((packed & 0b111) + 1) if packed & 0x80 else 0


def _after_sub_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


_WALKS: Final = {"png": _png, "jpeg": _jpeg, "webp": _webp, "gif": _gif}
