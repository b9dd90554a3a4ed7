from collections.abc import Callable
from pathlib import Path

import footage
import numpy as np
import pytest

from guardrail.domain import MediaKind
from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media.frames import Frames

Look = Callable[..., Frames]

CODECS: dict[str, dict[str, object]] = {
    "H.264": {},
    "H.264 in Matroska": {"container": "matroska"},
    "H.264 in AVI": {"container": "avi"},
    "H.264 in AVI with frames out of order": {
        "container": "avi",
        "codec_options": {"preset": "fast", "bf": "3"},
    },
    "H.264 in MPEG-TS": {"container": "mpegts"},
    "H.264 in fragments": {"container_options": {"movflags": "frag_keyframe+empty_moov"}},
    "HEVC": footage.HEVC,
    "HEVC in ten bits": {**footage.HEVC, "pix_fmt": "yuv420p10le"},
    "VP9": footage.VP9,
    "VP8": {**footage.VP9, "codec": "libvpx"},
    "AV1": footage.AV1,
    "AV1 in ten bits": {**footage.AV1, "pix_fmt": "yuv420p10le", "container": "webm"},
    "MPEG-4": {"codec": "mpeg4", "codec_options": {}},
    "motion JPEG": {
        "codec": "mjpeg",
        "codec_options": {},
        "container": "mov",
        "pix_fmt": "yuvj420p",
    },
    "ProRes": {
        "codec": "prores_ks",
        "codec_options": {},
        "container": "mov",
        "pix_fmt": "yuv422p10le",
    },
    "animation in RGB": {
        "codec": "qtrle",
        "codec_options": {},
        "container": "mov",
        "pix_fmt": "rgb24",
    },
}
DATA = Path(__file__).parents[2] / "../shared/data/videos"
REAL = ["asl_walk.mkv", "bbb_480p_30s.mp4", "bbb_5s.mp4", "bbb_60s.mp4"]
REAL += ["bottle-detection.mp4", "car-detection.mp4", "one-by-one-person.mp4", "sintel_trailer.mp4"]


def seen_at(frames: Frames) -> list[float]:
    """When the red figure is in the middle of the frame."""
    height, width = frames.pixels.shape[1:3]
    middle = frames.pixels[:, height // 2, width // 2].astype(int)
    red = (middle[:, 0] > 150) & (middle[:, 1] < 110) & (middle[:, 2] < 110)
    return [float(at) for at in frames.at_s[red]]


@pytest.mark.parametrize("name", CODECS)
def test_a_flash_of_two_frames_is_found(look_at: Look, name: str) -> None:
    shown = footage.scenes(figure_at=(1.0, 1.08))
    frames = look_at(footage.clip(shown, **CODECS[name]))  # type: ignore[arg-type]
    assert frames.kind is MediaKind.CLIP
    assert seen_at(frames) == pytest.approx([1.0], abs=0.002)
    assert frames.at_s[0] == 0.0
    assert (frames.width, frames.height, frames.decoded) == (320, 180, 48)
    assert frames.duration_s == pytest.approx(2.0, abs=0.05)
    assert frames.pixels.shape[1:] == (224, 384, 3)
    assert not frames.degraded


def test_a_small_figure_is_found(look_at: Look) -> None:
    shown = footage.scenes(width=640, height=360, figure_at=(0.5, 0.6), share=0.03)
    assert len(seen_at(look_at(footage.clip(shown)))) == 1


def test_a_figure_at_240_frames_a_second_is_found(look_at: Look) -> None:
    shown = footage.scenes(fps=240, seconds=1, width=160, height=96, figure_at=(0.5, 0.505))
    frames = look_at(footage.clip(shown, fps=240))
    assert seen_at(frames) == pytest.approx([0.5], abs=0.002)
    assert frames.decoded == 240


@pytest.mark.parametrize("rotation", [0, 90, 180, -90])
def test_a_clip_is_turned_as_it_says(look_at: Look, rotation: int) -> None:
    scene = np.zeros((128, 192, 3), np.uint8)
    scene[:50, :70] = footage.RED
    frames = look_at(footage.clip([scene] * 3, rotation=rotation))
    upright = np.rot90(scene, rotation // 90)
    assert (frames.height, frames.width) == upright.shape[:2]
    corner = np.argwhere(upright[[20, 20, -20, -20], [20, -20, 20, -20], 0] > 150).item()
    reds = frames.pixels[0][[20, 20, -20, -20], [20, -20, 20, -20], 0] > 150
    assert np.flatnonzero(reds).tolist() == [corner]


def test_frames_hidden_by_an_edit_list_are_looked_at(look_at: Look) -> None:
    shown = footage.clip(footage.scenes(seconds=1, figure_at=(0.2, 0.4)))
    hidden = footage.hidden_until(shown, 12_288 // 2)
    assert hidden != shown
    assert seen_at(look_at(hidden)) == pytest.approx([5 / 24], abs=0.01)


def test_transparent_frames_are_seen_over_grey_and_bare(look_at: Look) -> None:
    clear = [
        np.dstack([scene, np.zeros(scene.shape[:2], np.uint8)])
        for scene in footage.scenes(seconds=1, figure_at=(0.5, 0.55))
    ]
    for codec, pix_fmt in (("qtrle", "argb"), ("prores_ks", "yuva444p10le")):
        frames = look_at(
            footage.clip(clear, container="mov", codec=codec, pix_fmt=pix_fmt, codec_options={})
        )
        assert seen_at(frames) == pytest.approx([0.5], abs=0.01)
        assert frames.at_s.tolist()[:2] == [0.0, 0.0]


def test_a_change_of_size_on_the_way_is_followed(look_at: Look) -> None:
    wide = footage.clip(footage.scenes(seconds=1), container="mpegts")
    tall = footage.clip(
        footage.scenes(seconds=1, width=180, height=320, figure_at=(0.5, 1)), container="mpegts"
    )
    frames = look_at(wide + tall)
    assert frames.decoded == 48
    assert frames.pixels.shape[1:] == (224, 384, 3)
    assert len(seen_at(frames)) == 1


def test_over_budget_the_clip_says_that_it_is_degraded(look_at: Look) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (60, 12, 16, 3), dtype=np.uint8)
    frames = look_at(footage.clip(list(noise.repeat(12, 1).repeat(12, 2))), frame_budget=8)
    assert len(frames.pixels) == 8
    assert frames.degraded
    assert frames.skipped > 0
    assert frames.at_s[0] == 0.0


CUT: dict[str, Callable[[], bytes]] = {
    "MP4": lambda: footage.cut(footage.clip()),
    "MP4 with its contents first": lambda: footage.cut(
        footage.clip(container_options=footage.MOOV_FIRST)
    ),
    "MP4 with its last frames gone": lambda: footage.cut(
        footage.clip(container_options=footage.MOOV_FIRST), 0.93
    ),
    "WebM": lambda: footage.cut(footage.clip(**footage.VP9)),
    "Matroska with sound": lambda: footage.cut(footage.clip(container="matroska", audio_s=2.0)),
    "AVI": lambda: footage.cut(footage.clip(container="avi")),
    "fragments": lambda: footage.cut(
        footage.clip(container_options={"movflags": "frag_keyframe+empty_moov"})
    ),
    "a head": lambda: footage.clip()[:40],
}


@pytest.mark.parametrize("name", CUT)
def test_a_clip_cut_short_is_refused(look_at: Look, name: str) -> None:
    with pytest.raises(MediaError, match="cut short"):
        look_at(CUT[name]())


def test_a_damaged_clip_is_refused(look_at: Look) -> None:
    content = bytearray(footage.clip(footage.scenes(figure_at=(0.2, 1.5))))
    middle = len(content) // 3
    content[middle : middle + 400] = bytes(400)
    with pytest.raises(MediaError, match="damaged"):
        look_at(bytes(content))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (footage.audio_only, "no video stream"),
        (lambda: footage.audio_only("webm"), "no video stream"),
        (footage.sound_with_cover, "no video stream"),
        (lambda: footage.clip(streams=2), "more than one video stream"),
        (lambda: footage.clip(container_options=footage.ENCRYPTED), "encrypted"),
        (
            lambda: footage.clip(codec="ffv1", container="matroska", codec_options={}),
            "codec is not one",
        ),
        (lambda: b"\0\0\0\x18ftypisom" + bytes(1000), "damaged"),
        (lambda: b"\x1a\x45\xdf\xa3" + bytes(1000), "damaged"),
        (lambda: b"", "neither a picture nor a clip"),
        (lambda: b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "neither a picture nor a clip"),
    ],
    ids=[
        "sound",
        "WebM sound",
        "cover",
        "two",
        "encrypted",
        "codec",
        "empty MP4",
        "empty Matroska",
        "empty",
        "playlist",
    ],
)
def test_what_cannot_be_judged_is_refused(
    look_at: Look, content: Callable[[], bytes], problem: str
) -> None:
    with pytest.raises(MediaError, match=problem):
        look_at(content())


def test_transparency_beside_the_picture_is_refused(look_at: Look) -> None:
    clear = [np.dstack([footage.place(), np.zeros((180, 320), np.uint8)])] * 3
    with pytest.raises(MediaError, match="transparency"):
        look_at(footage.clip(clear, **{**footage.VP9, "pix_fmt": "yuva420p"}))


@pytest.mark.parametrize(
    ("bound", "problem"),
    [
        ({"max_bytes": 1000}, "larger than 1,000 bytes"),
        ({"max_pixels": 320 * 179}, "320x180 is too large"),
        ({"max_seconds": 1.9}, "longer than 1.9 s"),
        ({"max_frames": 47}, "more than 47 frames"),
    ],
    ids=["bytes", "pixels", "seconds", "frames"],
)
@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts"])
def test_a_clip_over_a_bound_is_refused(
    look_at: Look, bound: dict[str, float], problem: str, container: str
) -> None:
    content = footage.clip(container=container)
    assert look_at(content).decoded == 48
    with pytest.raises(MediaError, match=problem):
        look_at(content, **bound)


def test_a_clip_that_grows_past_the_bound_on_the_way_is_refused(look_at: Look) -> None:
    small = footage.clip(footage.scenes(seconds=0.5), container="mpegts")
    large = footage.clip(footage.scenes(seconds=0.5, width=640, height=360), container="mpegts")
    with pytest.raises(MediaError):
        look_at(small + large, max_pixels=320 * 180)


def test_a_clip_that_lasts_longer_than_it_claims_is_refused(look_at: Look) -> None:
    slow = footage.clip(footage.scenes(seconds=60, fps=1, width=64, height=64), fps=1)
    with pytest.raises(MediaError, match="longer than 30 s"):
        look_at(slow, max_seconds=30)


def test_a_deadline_ends_the_decoding(look_at: Look) -> None:
    with pytest.raises(ScreeningTimeoutError):
        look_at(footage.clip(), budget_s=0.0)


@pytest.mark.parametrize("name", REAL)
def test_real_clips_are_decoded_whole(look_at: Look, name: str) -> None:
    if not DATA.exists():
        pytest.skip("the clips for tuning are not beside this checkout")
    frames = look_at((DATA / name).read_bytes())
    assert 5 <= len(frames.pixels) <= 24
    assert frames.decoded >= 89
    assert frames.at_s[-1] <= frames.duration_s
