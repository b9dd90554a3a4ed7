"""Clips that are odd and harmless: each is decoded whole, and what it shows is found."""

from collections.abc import Callable
from fractions import Fraction

import footage
import numpy as np
import pytest
from media import forged

from guardrail.domain import MediaKind
from guardrail.errors import MediaError
from guardrail.media.frames import Frames

Look = Callable[..., Frames]

EMPTY, FIGURE = footage.place(), footage.with_figure(footage.place())
HALF = footage.clip(footage.scenes(seconds=0.5))
CONTAINERS: dict[str, dict[str, object]] = {
    "MP4": {},
    "Matroska": {"container": "matroska"},
    "MPEG-TS": {"container": "mpegts"},
    "WebM": footage.VP9,
}


def seen_at(frames: Frames) -> list[float]:
    """When the red figure is in the middle of the frame."""
    height, width = frames.pixels.shape[1:3]
    middle = frames.pixels[:, height // 2, width // 2].astype(int)
    red = (middle[:, 0] > 150) & (middle[:, 1] < 110) & (middle[:, 2] < 110)
    return [float(at) for at in frames.at_s[red]]


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_figure_at_one_frame_a_second_is_found(look_at: Look, name: str) -> None:
    shown = footage.scenes(seconds=20, fps=1, figure_at=(7, 8))
    frames = look_at(footage.clip(shown, fps=1, **CONTAINERS[name]))  # type: ignore[arg-type]
    assert seen_at(frames) == pytest.approx([7.0], abs=0.01)
    assert frames.decoded == 20
    assert frames.duration_s == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_figure_shown_out_of_beat_is_found(look_at: Look, name: str) -> None:
    times_s = [0, 0.01, 0.5, 0.51, 0.52, 1.7, 4.0, 4.005, 9.0]
    shown = [FIGURE if at == 1.7 else EMPTY for at in times_s]
    frames = look_at(footage.clip(shown, times_s=times_s, **CONTAINERS[name]))  # type: ignore[arg-type]
    assert seen_at(frames) == pytest.approx([1.7], abs=0.01)
    assert frames.at_s.tolist() == pytest.approx([0.0, 1.7, 4.0, 9.0], abs=0.01)
    assert frames.decoded == 9


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_single_dot_is_a_clip_too(look_at: Look, name: str) -> None:
    dots = [np.full((1, 1, 3), 200, np.uint8)] * 5
    frames = look_at(footage.clip(dots, pix_fmt="yuv444p", **CONTAINERS[name]))  # type: ignore[arg-type]
    assert (frames.width, frames.height, frames.decoded) == (1, 1, 5)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_single_dot_is_a_picture_too(look_at: Look, form: str) -> None:
    frames = look_at(footage.picture(form, np.full((1, 1, 3), 200, np.uint8)))
    assert (frames.width, frames.height, len(frames.pixels)) == (1, 1, 1)
    assert frames.pixels.mean() == pytest.approx(200, abs=2)


def test_a_turned_clip_is_seen_upright_and_as_stored(look_at: Look) -> None:
    scene = np.zeros((128, 192, 3), np.uint8)
    scene[:50, :70] = footage.RED
    frames = look_at(footage.clip([scene] * 3, rotation=90))
    upright, stored = frames.pixels
    assert frames.at_s.tolist() == [0.0, 0.0]
    assert (frames.width, frames.height) == (128, 192)
    assert upright.shape == stored.shape
    assert upright[-20, 20, 0] > 150
    middle = stored.shape[0] // 2
    assert stored[middle, -20, 0] < 100 < stored[middle - 30, 20, 0]


def test_a_clip_that_turns_on_the_way_is_refused(look_at: Look) -> None:
    plain = footage.clip(container="mpegts")
    for until in (1, 20, 99):
        with pytest.raises(MediaError, match="turned another way"):
            look_at(forged.turned_inside(plain, "mpegts", until=until))


@pytest.mark.parametrize(
    ("aspect", "shown"), [(Fraction(4, 3), (370, 156)), (Fraction(1), (320, 180))]
)
def test_the_shape_of_a_pixel_is_minded(
    look_at: Look, aspect: Fraction, shown: tuple[int, int]
) -> None:
    frames = look_at(footage.clip(pixel_aspect=aspect))
    assert (frames.width, frames.height) == shown


def test_pixels_of_a_shape_that_nobody_can_follow_are_refused(look_at: Look) -> None:
    with pytest.raises(MediaError, match="20 times as wide as high"):
        look_at(footage.clip(pixel_aspect=Fraction(20)))
    square = footage.clip(container="mpegts")
    wide = footage.clip(container="mpegts", pixel_aspect=Fraction(4))
    with pytest.raises(MediaError, match="another shape from somewhere on"):
        look_at(square + wide)


def test_a_cover_is_looked_at(look_at: Look) -> None:
    covered = footage.clip(cover=FIGURE)
    attached = forged.with_attached_picture(
        footage.clip(container="matroska"), footage.picture("PNG", FIGURE)
    )
    for content in (covered, attached):
        frames = look_at(content)
        assert len(seen_at(frames)) == 1
        assert frames.decoded == 49


def test_a_cover_that_is_broken_is_refused(look_at: Look) -> None:
    whole = forged.with_attached_picture(footage.clip(container="matroska"), footage.picture("PNG"))
    at = whole.index(b"IDAT") + 4
    with pytest.raises(MediaError, match="damaged, cut short"):
        look_at(whole[:at] + bytes(500) + whole[at + 500 :])


def test_time_that_begins_anew_goes_on(look_at: Look) -> None:
    first = footage.clip(footage.scenes(seconds=1), container="mpegts")
    second = footage.clip(footage.scenes(seconds=3, figure_at=(2, 2.1)), container="mpegts")
    frames = look_at(first + second)
    assert frames.decoded == 96
    assert frames.duration_s == pytest.approx(4, abs=0.1)
    assert seen_at(frames) == pytest.approx([3.0], abs=0.05)
    with pytest.raises(MediaError, match=r"longer than 3\.5 s"):
        look_at(first + second, max_seconds=3.5)


def test_two_frames_that_claim_half_an_hour_last_as_long_as_they_do(look_at: Look) -> None:
    claimed = forged.with_claimed_seconds(HALF, 1800)
    assert claimed != HALF
    assert look_at(claimed).duration_s == pytest.approx(0.5)
    with pytest.raises(MediaError, match="longer than 300 s"):
        look_at(forged.with_slow_samples(HALF, 1800))
    assert look_at(forged.with_slow_samples(HALF, 200)).duration_s == pytest.approx(200)


@pytest.mark.parametrize(
    "edits",
    [
        [(2000, -1, 1), (500, 0, 1)],
        [(250, 6144, 1)],
        [(250, 3072, 1), (250, 0, 1)],
        [(2000, 0, 0), (500, 0, 1)],
        [(500, 0, 1)] * 50,
        [(10, 0, 1)] * 100_000,
    ],
    ids=["late", "hiding", "backwards", "still", "loop", "long"],
)
def test_whatever_an_edit_list_says_every_frame_is_looked_at(
    look_at: Look, edits: list[tuple[int, int, int]]
) -> None:
    shown = footage.clip(footage.scenes(seconds=0.5, figure_at=(0.2, 0.3)))
    frames = look_at(forged.with_edits(shown, edits))
    assert seen_at(frames) == pytest.approx([5 / 24], abs=0.01)
    assert frames.decoded == 12


def test_an_endless_gif_is_looked_at_once(look_at: Look) -> None:
    frames = look_at(forged.endless_gif(2000))
    assert frames.kind is MediaKind.CLIP
    assert frames.decoded == 2000
    assert frames.duration_s == pytest.approx(40)


def test_a_live_recording_without_lengths_is_decoded(look_at: Look) -> None:
    live = footage.clip(
        footage.scenes(seconds=1, figure_at=(0.5, 0.6)),
        container="matroska",
        container_options={"live": "1"},
    )
    assert seen_at(look_at(live)) == pytest.approx([0.5], abs=0.01)
