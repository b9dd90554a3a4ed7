from collections.abc import Callable

import footage
import numpy as np
import pytest
from PIL import Image

from guardrail.domain import MediaKind
from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media.frames import Frames

Look = Callable[..., Frames]

EMPTY, FIGURE = footage.place(), footage.with_figure(footage.place())


def is_red(view: footage.Picture) -> bool:
    """Whether the middle of the frame shows the figure."""
    height, width = view.shape[:2]
    red, green, blue = (int(value) for value in view[height // 2, width // 2])
    return red > 150 and green < 90 and blue < 90


def with_alpha(pixels: footage.Picture, alpha: int | footage.Picture) -> footage.Picture:
    return np.dstack([pixels, np.broadcast_to(np.uint8(alpha), pixels.shape[:2])])


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", ""),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("JPEG", ""),
        ("JPEG", "CMYK"),
        ("WEBP", ""),
        ("WEBP", "RGBA"),
        ("GIF", ""),
    ],
)
def test_a_picture_is_one_frame_of_what_it_shows(look_at: Look, form: str, mode: str) -> None:
    frames = look_at(footage.picture(form, mode=mode))
    assert frames.kind is MediaKind.PICTURE
    assert frames.pixels.shape == (1, 224, 384, 3)
    assert is_red(frames.pixels[0])
    assert (frames.width, frames.height) == (320, 180)
    assert (frames.at_s.tolist(), frames.duration_s, frames.decoded) == ([0.0], 0.0, 1)
    assert not frames.degraded


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_pictures_without_colour_are_looked_at_too(look_at: Look, mode: str) -> None:
    assert look_at(footage.picture("PNG", mode=mode)).pixels.shape == (1, 224, 384, 3)


def test_sixteen_bits_are_scaled_not_clipped(look_at: Look) -> None:
    deep = np.full((96, 96), 30_000, np.uint16)
    deep[:, 48:] = 60_000
    frames = look_at(footage.picture("PNG", deep))  # type: ignore[arg-type]
    left, right = frames.pixels[0, 50, 20, 0], frames.pixels[0, 50, -20, 0]
    assert (int(left), int(right)) == (30_000 >> 8, 60_000 >> 8)


def test_colours_hidden_under_transparency_are_looked_at(look_at: Look) -> None:
    frames = look_at(footage.picture("PNG", with_alpha(FIGURE, 0)))
    shown, raw = frames.pixels
    assert not is_red(shown)
    assert is_red(raw)
    assert frames.at_s.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("level", [0, 255])
def test_a_figure_drawn_by_transparency_alone_is_looked_at(look_at: Look, level: int) -> None:
    mask = np.where(FIGURE[:, :, 1] == 40, 255, 0).astype(np.uint8)
    plain = np.full_like(FIGURE, level)
    shown = look_at(footage.picture("WEBP", with_alpha(plain, mask), lossless=True)).pixels[0]
    assert abs(int(shown[112, 192, 0]) - int(shown[5, 5, 0])) > 100


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_and_is_seen_as_stored_too(
    look_at: Look, orientation: int
) -> None:
    upright = np.zeros((128, 192, 3), np.uint8)
    upright[:40, :60] = footage.RED
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = Image.fromarray(upright)
    stored = image.transpose(turns[orientation]) if orientation in turns else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    frames = look_at(footage.picture("JPEG", np.asarray(stored), exif=exif, quality=95))
    assert (frames.width, frames.height) == (192, 128)
    assert len(frames.pixels) == (1 if orientation == 1 else 2)
    assert frames.pixels[0, 20, 20, 0] > 150
    assert frames.pixels[0, -20, -20, 0] < 50


def test_a_tall_picture_keeps_its_shape(look_at: Look) -> None:
    frames = look_at(footage.picture("PNG", footage.with_figure(footage.place(180, 320))))
    assert frames.pixels.shape == (1, 384, 224, 3)


def test_a_huge_photograph_is_decoded_within_bounds(look_at: Look) -> None:
    photograph = footage.picture("JPEG", footage.with_figure(footage.place(6000, 4000)))
    assert is_red(look_at(photograph).pixels[0])


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
@pytest.mark.parametrize("flash", [1, 7, 11])
def test_every_frame_of_an_animation_counts(look_at: Look, form: str, flash: int) -> None:
    scenes = [FIGURE if index == flash else EMPTY for index in range(12)]
    frames = look_at(footage.animation(form, scenes))
    assert frames.kind is MediaKind.CLIP
    assert frames.duration_s == pytest.approx(1.2)
    seen = [float(at) for at, view in zip(frames.at_s, frames.pixels, strict=True) if is_red(view)]
    assert seen == pytest.approx([flash / 10])


@pytest.mark.parametrize(("form", "alpha"), [("PNG", 0), ("PNG", 3), ("WEBP", 3)])
def test_what_an_animation_hides_under_transparency_is_looked_at(
    look_at: Look, form: str, alpha: int
) -> None:
    hidden = [with_alpha(scene, alpha) for scene in (EMPTY, EMPTY, FIGURE, EMPTY)]
    options = {"lossless": True} if form == "WEBP" else {}
    frames = look_at(footage.animation(form, hidden, **options))
    assert any(is_red(view) for view in frames.pixels)


def test_the_second_picture_inside_a_jpeg_is_looked_at(look_at: Look) -> None:
    frames = look_at(footage.animation("MPO", [EMPTY, FIGURE]))
    assert frames.kind is MediaKind.PICTURE
    assert [is_red(view) for view in frames.pixels] == [False, True]
    assert frames.at_s.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_picture_cut_short_is_refused(look_at: Look, form: str, share: float) -> None:
    with pytest.raises(MediaError, match="damaged, cut short"):
        look_at(footage.cut(footage.picture(form), share))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animation_cut_short_is_refused(look_at: Look, form: str) -> None:
    with pytest.raises(MediaError, match="damaged, cut short"):
        look_at(footage.cut(footage.animation(form, [EMPTY, FIGURE, EMPTY])))


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (9_000, 9_000), (60_000, 1_000)])
def test_a_decompression_bomb_is_refused_before_it_unpacks(
    look_at: Look, width: int, height: int
) -> None:
    with pytest.raises(MediaError, match=r"too large|too many pixels"):
        look_at(footage.bomb(width, height))


def test_an_animation_is_bound_like_a_clip(look_at: Look) -> None:
    animated = footage.animation("GIF", [EMPTY, FIGURE, EMPTY], frame_ms=1000)
    with pytest.raises(MediaError, match="longer than 2 s"):
        look_at(animated, max_seconds=2)
    with pytest.raises(MediaError, match="more than 2 frames"):
        look_at(animated, max_frames=2)
    with pytest.raises(MediaError, match="too large"):
        look_at(animated, max_pixels=320 * 179)
    with pytest.raises(ScreeningTimeoutError):
        look_at(animated, budget_s=0)


def test_a_picture_over_its_size_in_bytes_is_refused(look_at: Look) -> None:
    with pytest.raises(MediaError, match="larger than 1,000 bytes"):
        look_at(footage.picture(), max_picture_bytes=1000)


def test_a_gamma_that_shows_another_picture_is_refused(look_at: Look) -> None:
    plain = footage.picture("PNG")
    with pytest.raises(MediaError, match="gamma"):
        look_at(footage.with_gamma(plain, 0.02))
    assert is_red(look_at(footage.with_gamma(plain, 1 / 2.2)).pixels[0])


def test_bytes_after_the_magic_that_mean_nothing_are_refused(look_at: Look) -> None:
    for magic in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8 "):
        with pytest.raises(MediaError):
            look_at(magic + bytes(range(256)) * 4)


def test_a_fully_opaque_alpha_costs_no_second_frame(look_at: Look) -> None:
    assert len(look_at(footage.picture("PNG", with_alpha(FIGURE, 255))).pixels) == 1
