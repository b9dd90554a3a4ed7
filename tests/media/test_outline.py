"""Files that are more than the one picture or clip in them."""

from collections.abc import Callable

import footage
import pytest
from media import forged

from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media.bounds import Deadline
from guardrail.media.frames import Frames
from guardrail.media.outline import outline_of_picture
from guardrail.media.sniff import resembles_media

Look = Callable[..., Frames]

EMPTY, FIGURE = footage.place(), footage.with_figure(footage.place())
SHOWN = footage.clip([FIGURE] * 6)
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}
WHOLE: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: footage.picture("PNG", EMPTY),
    "JPEG": lambda: footage.picture("JPEG", EMPTY),
    "JPEG with several inside": lambda: footage.animation("MPO", [EMPTY, FIGURE]),
    "WebP": lambda: footage.picture("WEBP", EMPTY),
    "GIF": lambda: footage.picture("GIF", EMPTY),
    "animated PNG": lambda: footage.animation("PNG", [EMPTY, FIGURE]),
    "animated WebP": lambda: footage.animation("WEBP", [EMPTY, FIGURE]),
    "animated GIF": lambda: footage.animation("GIF", [EMPTY, FIGURE]),
    "MP4": footage.clip,
    "fragments": lambda: footage.clip(container_options=FRAGMENTS),
    "Matroska": lambda: footage.clip(container="matroska"),
    "live Matroska": lambda: footage.clip(container="matroska", container_options={"live": "1"}),
    "AVI": lambda: footage.clip(container="avi"),
}
SECOND: dict[str, Callable[[], bytes]] = {
    "an MP4": lambda: SHOWN,
    "an MP4 after some junk": lambda: b"junk\n" * 300_000 + SHOWN,
    "a JPEG": lambda: footage.picture("JPEG"),
    "a PNG": lambda: footage.picture("PNG"),
    "a GIF": lambda: footage.picture("GIF"),
    "a WebP": lambda: footage.picture("WEBP"),
    "a WebM": lambda: footage.clip([FIGURE] * 6, **footage.VP9),
    "an AVI": lambda: footage.clip([FIGURE] * 6, container="avi"),
    "a transport stream": lambda: footage.clip([FIGURE] * 6, container="mpegts"),
}


@pytest.mark.parametrize("second", SECOND)
@pytest.mark.parametrize("first", WHOLE)
def test_a_second_file_behind_the_first_is_refused(look_at: Look, first: str, second: str) -> None:
    with pytest.raises(MediaError, match=r"another|more than one|in a row|damaged, cut short"):
        look_at(WHOLE[first]() + SECOND[second]())


@pytest.mark.parametrize(
    "padding", [bytes(5000), b"\r\n", b"SEFT: a note of the camera", b"\xff" * 9]
)
@pytest.mark.parametrize("first", WHOLE)
def test_what_follows_and_is_no_file_does_not_matter(
    look_at: Look, first: str, padding: bytes
) -> None:
    whole = WHOLE[first]()
    assert look_at(whole + padding).decoded == look_at(whole).decoded


def test_recordings_in_a_row_are_one_transport_stream(look_at: Look) -> None:
    stream = footage.clip(container="mpegts")
    assert look_at(stream * 2).decoded == 96


def test_a_stream_that_begins_on_the_way_is_refused(look_at: Look) -> None:
    """FFmpeg would note it, PyAV pass it over, and a player show it."""
    stream = footage.clip(footage.scenes(width=640, height=360), container="mpegts")
    other = forged.on_stream(footage.clip([FIGURE] * 24, container="mpegts"), 0x200)
    assert look_at(other).decoded == 24
    for content in (stream + other + stream, stream * 40 + other + stream * 40):
        with pytest.raises(MediaError, match=r"begins on the way|changes on the way|more than one"):
            look_at(content)


def test_a_transport_stream_out_of_step_is_refused(look_at: Look) -> None:
    stream = footage.clip(container="mpegts")
    middle = 188 * 40
    with pytest.raises(MediaError, match="between its packets"):
        look_at(stream[:middle] + b"junk" + stream[middle:])
    with pytest.raises(MediaError, match="between its packets"):
        look_at(stream + SHOWN)


@pytest.mark.parametrize("junk", [bytes(4), bytes(16), b"junk\n", forged.box(b"junk", bytes(9))])
def test_a_clip_behind_junk_is_nothing(look_at: Look, junk: bytes) -> None:
    with pytest.raises(MediaError, match="neither a picture nor a clip"):
        look_at(junk + SHOWN)


def test_a_file_of_two_kinds_at_once_is_nothing(look_at: Look) -> None:
    stream = footage.clip(container="mpegts")
    both = b"GIF89a" + stream[6:]
    with pytest.raises(MediaError, match="neither a picture nor a clip"):
        look_at(both)
    assert resembles_media(both)
    assert resembles_media(b"G" * 188 + stream)  # a packet without content, in letters
    brands = b"isom" + bytes(4) + b"isomavifmif1"
    name, inner = next(forged.boxes(SHOWN))
    as_picture = forged.box(b"ftyp", brands) + SHOWN[8 + len(inner) :]
    assert name == b"ftyp"
    with pytest.raises(MediaError, match="neither a picture nor a clip"):
        look_at(as_picture)
    assert resembles_media(as_picture)


@pytest.mark.parametrize("kind", [b"url ", b"alis", b"urn "])
def test_a_clip_whose_pictures_are_elsewhere_is_refused(look_at: Look, kind: bytes) -> None:
    with pytest.raises(MediaError, match="refers to another file"):
        look_at(forged.with_reference(SHOWN, kind, b"file:///etc/passwd\0"))


def test_a_compressed_table_of_contents_is_refused(look_at: Look) -> None:
    hidden = forged.edited(
        SHOWN, "moov", lambda table: forged.box(b"moov", forged.box(b"cmov", table))
    )
    with pytest.raises(MediaError, match="compressed"):
        look_at(hidden)


def test_boxes_of_absurd_lengths_and_depths_are_an_answer(look_at: Look) -> None:
    for absurd in (
        b"\0\0\0\1mdat" + b"\xff" * 8,
        b"\0\0\0\1free" + b"\x7f" + b"\xff" * 7,
        b"\0\0\0\1uuid" + bytes(8),
    ):
        assert look_at(SHOWN + absurd).decoded == 6
    deep = b""
    for _ in range(5000):
        deep = forged.box(b"trak", deep)
    with pytest.raises(MediaError):
        look_at(forged.box(b"ftyp", b"isom" + bytes(4)) + forged.box(b"moov", deep))


@pytest.mark.parametrize("claimed", [1, 2, 9])
def test_an_animation_with_another_number_of_frames_than_it_claims_is_refused(
    look_at: Look, claimed: int
) -> None:
    assert look_at(forged.apng(5)).decoded == 5
    with pytest.raises(MediaError, match=f"5 frames, not {claimed}"):
        look_at(forged.apng(5, claimed=claimed))


def test_the_walk_over_a_picture_minds_its_deadline() -> None:
    for name, content in (
        ("gif", forged.endless_gif(5000)),
        ("png", forged.with_chunks(footage.picture(), *[forged.chunk(b"prVt", b"")] * 5000)),
        ("jpeg", b"\xff\xd8" + b"\xff\xfe\0\2" * 5000),
        ("webp", b"RIFF\xff\xff\0\0WEBP" + b"VP8 \0\0\0\0" * 5000),
    ):
        with pytest.raises(ScreeningTimeoutError):
            outline_of_picture(content, format=name, max_frames=9999, deadline=Deadline.after(-1))
