"""Ways to break a file, and the case that a seed number stands for."""

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from bench.hostile.seeds import HEIGHT, WIDTH

MAX_BYTES: Final = 64 * 1024
"""Cases stay small, so that what takes long or much is the decoder's doing."""

_TAGS = re.compile(
    rb"ftyp|moov|mvhd|trak|tkhd|edts|elst|mdia|mdhd|hdlr|minf|dinf|dref|stbl|stsd|avc1|avcC|hvc1|hvcC"
    rb"|hev1|av01|av1C|stts|ctts|stsc|stsz|stco|stss|moof|mfhd|traf|tfhd|tfdt|trun|mdat|mfra|udta|meta"
    rb"|IHDR|IDAT|IEND|acTL|fcTL|fdAT|RIFF|WEBP|VP8[ LX]|ALPH|ANIM|ANMF|LIST|avih|strh|strf|movi|idx1"
    rb"|00dc|\x1a\x45\xdf\xa3|\x18\x53\x80\x67|\x16\x54\xae\x6b|\x1f\x43\xb6\x75|\x1c\x53\xbb\x6b"
)
_ODD_NUMBERS: Final = (0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF)
_ODD_SIDES: Final = (0, 1, 2, 17, 4096, 8192, 16384, 20_000, 32_767, 65_535)

Mutation = Callable[[Random, bytes, Mapping[str, bytes]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One broken file: `name` is the file that was broken, `steps` how."""

    seed: int
    name: str
    steps: tuple[str, ...]
    content: bytes

    @classmethod
    def from_seed(cls, seed: int, files: Mapping[str, bytes]) -> "Case":
        """The case that this number stands for, the same every time."""
        random = Random(seed)
        name = random.choice(sorted(files))
        content = files[name]
        steps = random.choices(
            list(MUTATIONS), weights=[_WEIGHTS.get(step, 2) for step in MUTATIONS], k=_many(random)
        )
        for step in steps:
            content = MUTATIONS[step](random, content, files)[:MAX_BYTES]
        if name in _WITH_CHECKSUMS and random.random() < 0.7:
            content = mended(content)
        return cls(seed=seed, name=name, steps=tuple(steps), content=content)


def _many(random: Random) -> int:
    return random.choice((1, 1, 1, 2, 2, 3, 5))


def _span(random: Random, content: bytes) -> tuple[int, int]:
    """A part of the file, mostly a short one."""
    start = random.randrange(len(content) + 1)
    most = random.choice((8, 64, 1024, len(content)))
    return start, min(len(content), start + random.randrange(1, most + 2))


def _flip_bits(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    broken = bytearray(content)
    for _index in range(random.choice((1, 1, 2, 8, 64)) if broken else 0):
        broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
    return bytes(broken)


def _set_run(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    start, end = _span(random, content)
    filling = random.choice((b"\0", b"\xff", b"\x7f", random.randbytes(1), None))
    run = random.randbytes(end - start) if filling is None else filling * (end - start)
    return content[:start] + run + content[end:]


def _cut(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _remove_block(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    start, end = _span(random, content)
    return content[:start] + content[end:]


def _repeat_block(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    start, end = _span(random, content)
    return content[:end] + content[start:end] * random.choice((1, 1, 3, 50)) + content[end:]


def _swap_blocks(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    (a, b), (c, d) = sorted((_span(random, content), _span(random, content)))
    if b > c:
        return content
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def _edit_length(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    """A number in front of or behind a tag: lengths of boxes and chunks, counts, times."""
    tags = [tag.start() for tag in _TAGS.finditer(content)]
    if not tags:
        return _edit_number(random, content, _)
    at = max(0, random.choice(tags) + random.choice((-4, -4, -4, 4, 4, 8, 12, 16)))
    return _with_number(random, content, at)


def _edit_number(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    return _with_number(random, content, random.randrange(len(content) + 1))


def _with_number(random: Random, content: bytes, at: int) -> bytes:
    order = random.choice((">", "<"))
    form = random.choice((">B", order + "H", order + "I", order + "I", order + "Q"))
    width = struct.calcsize(form)
    if at + width > len(content):
        return content
    (old,) = struct.unpack_from(form, content, at)
    new = random.choice((old + 1, old - 1, old * 2, len(content), *_ODD_NUMBERS, (1 << 64) - 1))
    return content[:at] + struct.pack(form, new % (1 << 8 * width)) + content[at + width :]


def _edit_dimension(random: Random, content: bytes, _: Mapping[str, bytes]) -> bytes:
    """Somewhere that the width or the height is written as itself, or less one, as WebP does."""
    side = random.choice((WIDTH, HEIGHT, WIDTH - 1, HEIGHT - 1))
    form = random.choice((">H", "<H", ">I", "<I", ">B"))
    places = [at.start() for at in re.finditer(re.escape(struct.pack(form, side)), content)]
    if not places:
        return _edit_number(random, content, _)
    at, width = random.choice(places), struct.calcsize(form)
    new = struct.pack(form, random.choice(_ODD_SIDES) % (1 << 8 * width))
    return content[:at] + new + content[at + width :]


def _splice(random: Random, content: bytes, files: Mapping[str, bytes]) -> bytes:
    """The beginning of this file and the end of another."""
    other = random.choice(list(files.values()))
    return content[: random.randrange(len(content) + 1)] + other[random.randrange(len(other)) :]


def _append(random: Random, content: bytes, files: Mapping[str, bytes]) -> bytes:
    return content + random.choice(list(files.values()))


def _implant(random: Random, content: bytes, files: Mapping[str, bytes]) -> bytes:
    """A part of another file in the middle of this one."""
    other = random.choice(list(files.values()))
    start, end = _span(random, other)
    at = random.randrange(len(content) + 1)
    return content[:at] + other[start:end] + content[at:]


MUTATIONS: Final[Mapping[str, Mutation]] = {
    "flip bits": _flip_bits,
    "set run": _set_run,
    "cut": _cut,
    "remove block": _remove_block,
    "repeat block": _repeat_block,
    "swap blocks": _swap_blocks,
    "edit length": _edit_length,
    "edit number": _edit_number,
    "edit dimension": _edit_dimension,
    "splice": _splice,
    "append": _append,
    "implant": _implant,
}
_WEIGHTS: Final = {"flip bits": 4, "edit length": 5, "edit number": 4, "append": 1, "cut": 1}

_WITH_CHECKSUMS: Final = frozenset({"png", "apng"})


def mended(content: bytes) -> bytes:
    """A PNG with all its checksums right, so that what is broken is not found by them alone."""
    out, at = bytearray(content[:8]), 8
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        body = content[at + 4 : at + 8 + length]
        out += content[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += 12 + length
    return bytes(out) + content[at:]
