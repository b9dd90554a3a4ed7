"""Files that no encoder makes: boxes, elements, chunks and packets put together by hand.

Everything takes and returns bytes, mostly those of a whole file made by `footage`.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import av
from av.bitstream import BitStreamFilterContext

PNG = b"\x89PNG\r\n\x1a\n"
CLEF = bytes(16)
"""A key that is none."""


def box(name: bytes, *contents: bytes) -> bytes:
    """A box of an MP4."""
    content = b"".join(contents)
    return struct.pack(">I4s", 8 + len(content), name) + content


def boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of the boxes in a row."""
    at = 0
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        yield name, content[at + 8 : at + length]
        at += length


def edited(content: bytes, way: str, edit: Callable[[bytes], bytes]) -> bytes:
    """An MP4 in which the boxes at `way` (names, divided by /) are replaced by what `edit` says.

    `edit` takes a box's content and returns whole boxes. Offsets of samples are not mended, so
    the file should have its pictures first (`mdat` before `moov`).
    """
    first, _, rest = way.partition("/")
    out = b""
    for name, inner in boxes(content):
        if name != first.encode():
            out += box(name, inner)
        elif rest:
            out += box(name, edited(inner, rest, edit))
        else:
            out += edit(inner)
    return out


def with_claimed_seconds(mp4: bytes, seconds: int) -> bytes:
    """An MP4 whose headers claim another duration; its list of samples stays."""
    for way, at in (("moov/mvhd", 16), ("moov/trak/mdia/mdhd", 16), ("moov/trak/tkhd", 20)):
        name = way.rpartition("/")[2].encode()

        def claim(header: bytes, name: bytes = name, at: int = at) -> bytes:
            units = struct.unpack_from(">I", header, 12)[0] if name != b"tkhd" else 1000
            return box(name, header[:at] + struct.pack(">I", seconds * units) + header[at + 4 :])

        mp4 = edited(mp4, way, claim)
    return mp4


def with_slow_samples(mp4: bytes, seconds: int) -> bytes:
    """An MP4 of the track's samples spread over `seconds`."""

    def slow(table: bytes) -> bytes:
        count, _ = struct.unpack_from(">II", table, 8)
        return box(b"stts", struct.pack(">IIII", 0, 1, count, seconds * 12_288 // count))

    return edited(mp4, "moov/trak/mdia/minf/stbl/stts", slow)


def with_edits(mp4: bytes, edits: Iterable[tuple[int, int, int]]) -> bytes:
    """An MP4 with this edit list: duration (ms), media time (−1: nothing), rate (0: a still)."""
    listed = [struct.pack(">IiHH", *edit, 0) for edit in edits]
    return edited(
        mp4,
        "moov/trak/edts",
        lambda _: box(b"edts", box(b"elst", struct.pack(">II", 0, len(listed)), *listed)),
    )


def with_reference(mp4: bytes, kind: bytes, address: bytes) -> bytes:
    """An MP4 that says that its samples are in another file."""
    entry = box(kind, bytes(4), address)
    return edited(
        mp4,
        "moov/trak/mdia/minf/dinf/dref",
        lambda _: box(b"dref", struct.pack(">II", 0, 1), entry),
    )


def with_tracks(mp4: bytes, count: int) -> bytes:
    """An MP4 with its only track repeated."""
    return edited(mp4, "moov/trak", lambda track: box(b"trak", track) * count)


def with_pictures_of_chapters(mp4: bytes) -> bytes:
    """An MP4 of two video tracks in which the first calls the second its chapters."""
    seen: list[bytes] = []

    def refer(track: bytes) -> bytes:
        seen.append(track)
        chapters = box(b"tref", box(b"chap", struct.pack(">I", 2)))
        return box(b"trak", track, chapters if len(seen) == 1 else b"")

    return edited(mp4, "moov/trak", refer)


def encrypted(mp4: bytes) -> bytes:
    """An MP4 whose H.264 track is marked as encrypted (ISO/IEC 23001-7, `cenc`)."""
    tenc = box(b"tenc", bytes(6) + b"\x01\x08" + CLEF)
    sinf = box(
        b"sinf",
        box(b"frma", b"avc1"),
        box(b"schm", bytes(4) + b"cenc" + struct.pack(">I", 0x10000)),
        box(b"schi", tenc),
    )
    pssh = box(b"pssh", bytes(4) + CLEF + bytes(4))

    def mark(description: bytes) -> bytes:
        ((_, entry),) = boxes(description[8:])
        return box(b"stsd", description[:8], box(b"encv", entry, sinf))

    marked = edited(mp4, "moov/trak/mdia/minf/stbl/stsd", mark)
    return edited(marked, "moov", lambda table: box(b"moov", table, pssh))


def element(identity: int, *contents: bytes) -> bytes:
    """An element of a Matroska file, its length in eight bytes."""
    content = b"".join(contents)
    return number(identity) + struct.pack(">Q", len(content) | 1 << 56) + content


def number(value: int) -> bytes:
    """In as few bytes as it takes."""
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8))


def elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Identity and content of the elements in a row."""
    at = 0
    while at < len(content):
        start = at + 9 - content[at].bit_length()
        body = start + 9 - content[start].bit_length()
        length = int.from_bytes(content[start:body]) & ((1 << 7 * (body - start)) - 1)
        yield int.from_bytes(content[at:start]), content[body : body + length]
        at = body + length


SEGMENT, TRACKS, ATTACHMENTS, TRACK = 0x18538067, 0x1654AE6B, 0x1941A469, 0xAE
_PLACES = {0x114D9B74, 0x1C53BB6B}
"""Elements that say where others are, which is not true for long."""


def with_element(mkv: bytes, way: Sequence[int], inner: bytes) -> bytes:
    """A Matroska file with something more at the start of the element found this way."""
    if not way:
        return inner + mkv
    out = b""
    for identity, content in elements(mkv):
        if identity == way[0]:
            out += element(identity, with_element(content, way[1:], inner))
        elif identity not in _PLACES:
            out += element(identity, content)
    return out


def with_attached_picture(mkv: bytes, picture: bytes) -> bytes:
    """A Matroska file with a PNG attached."""
    file = element(
        0x61A7,
        element(0x466E, b"cover.png"),
        element(0x4660, b"image/png"),
        element(0x465C, picture),
        element(0x46AE, b"\x07"),
    )
    return with_element(mkv, [SEGMENT], element(ATTACHMENTS, file))


def track(number_: int, kind: int, codec: bytes) -> bytes:
    """The entry of a Matroska track without pictures or sound of its own."""
    return element(
        TRACK,
        element(0xD7, struct.pack(">H", number_)),
        element(0x73C5, struct.pack(">H", number_)),
        element(0x83, bytes([kind])),
        element(0x86, codec),
    )


ENCRYPTION = element(
    0x6D80,
    element(
        0x6240,
        element(0x5031, b"\0"),
        element(0x5032, b"\1"),
        element(0x5033, b"\1"),
        element(0x5035, element(0x47E1, b"\5"), element(0x47E2, CLEF)),
    ),
)
"""What a Matroska track that is encrypted says (RFC 9559, section 5.1.4.1.31)."""


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """A PNG with more chunks, right after its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def apng(frames: int, *, claimed: int | None = None, side: int = 16) -> bytes:
    """An animated PNG of black squares that claims to have `claimed` frames."""
    black = zlib.compress(bytes((1 + (side + 7) // 8) * side), 9)
    claims = struct.pack(">II", frames if claimed is None else claimed, 0)
    out = PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    out += chunk(b"acTL", claims)
    for index in range(frames):
        place = struct.pack(">IIIIHHBB", side, side, 0, 0, 1, 10, 0, 0)
        out += chunk(b"fcTL", struct.pack(">I", max(0, 2 * index - 1)) + place)
        if index:
            out += chunk(b"fdAT", struct.pack(">I", 2 * index) + black)
        else:
            out += chunk(b"IDAT", black)
    return out + chunk(b"IEND", b"")


def endless_gif(frames: int, *, side: int = 16) -> bytes:
    """A GIF of single dots that never ends: it loops for ever."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    dot = b"!\xf9\x04\x04\x02\0\0\0," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + loop + dot * frames + b";"


def on_canvas(webp: bytes, side: int) -> bytes:
    """An animated WebP whose frames are drawn on a canvas of another size."""
    at = webp.index(b"VP8X") + 12
    return webp[:at] + (side - 1).to_bytes(3, "little") * 2 + webp[at + 6 :]


def on_stream(ts: bytes, pid: int) -> bytes:
    """A transport stream with its pictures carried under another number, and listed so."""
    out = bytearray(ts)
    for at in range(0, len(ts), 188):
        number_ = struct.unpack_from(">H", out, at + 1)[0] & 0x1FFF
        if number_ == 0x1000:  # FFmpeg's list of streams
            _relist(out, at, pid)
        elif number_ == 0x100:
            struct.pack_into(">H", out, at + 1, out[at + 1] << 8 & 0xE000 | pid)
    return bytes(out)


def _relist(out: bytearray, at: int, pid: int) -> None:
    section = at + 5 + out[at + 4]
    end = section + 3 + (struct.unpack_from(">H", out, section + 1)[0] & 0xFFF)
    out[section + 5] ^= 0b10  # another version
    struct.pack_into(">H", out, section + 13, 0xE000 | pid)
    struct.pack_into(">I", out, end - 4, _checksum(out[section : end - 4]))


def _checksum(content: Sequence[int]) -> int:
    """CRC-32/MPEG-2 (ISO/IEC 13818-1, annex A)."""
    value = 0xFFFFFFFF
    for byte in content:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def turned_inside(clip: bytes, container: str, *, until: int) -> bytes:
    """An H.264 clip whose first packets say themselves that they are to be turned."""
    out = io.BytesIO()
    with av.open(io.BytesIO(clip), "r") as source, av.open(out, "w", format=container) as sink:
        stream = source.streams.video[0]
        copy = sink.add_stream_from_template(stream)
        turn = BitStreamFilterContext("h264_metadata=display_orientation=insert:rotate=90", stream)
        for index, packet in enumerate(source.demux(stream)):
            if packet.size:
                for turned in turn.filter(packet) if index < until else [packet]:
                    turned.stream = copy
                    sink.mux(turned)
    return out.getvalue()
