"""Pillow's door: one picture, or every frame of an animation, decoded within bounds.

A picture is looked at the way people see it and the way software may read it: turned upright and
as stored, over grey and with its transparency ignored. An animation (GIF, WebP, APNG) is a clip,
and every frame of it is compared; a JPEG with several pictures inside (MPO) is looked at whole.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, Final

import numpy as np
from PIL import Image

from guardrail.domain import MediaKind
from guardrail.errors import MediaError, UnscreenableError
from guardrail.media.bounds import Bounds, Deadline, Fit
from guardrail.media.frames import Frames
from guardrail.media.glances import Glances
from guardrail.media.outline import outline_of_picture
from guardrail.media.prints import SIDE_PX, Greys
from guardrail.media.reel import GREY, Picture, Reel, framed, opaque_views, thumbnail_of
from guardrail.media.sampling import THUMB_HEIGHT, THUMB_WIDTH, Thumb

FORMATS: Final = {"png": ("PNG",), "jpeg": ("JPEG", "MPO"), "webp": ("WEBP",), "gif": ("GIF",)}
"""Sniffed formats and the Pillow plugins allowed for each."""

_ORIENTATION_TAG = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_USUAL_GAMMA = (0.2, 1.2)
_STILL_QUALITY = 80
_INSTANT_MS, _INSTANT_SHOWN_MS = 10, 100


def read_picture(
    file: BinaryIO,
    *,
    format: str,  # noqa: A002 — Pillow's and FFmpeg's word
    bounds: Bounds,
    fit: Fit,
    deadline: Deadline,
    glances: Glances | None = None,
) -> Frames:
    """Decode a picture or an animation of a format in FORMATS; `glances` are taken on the way.

    Raises MediaError for anything that Pillow cannot decode to the end, that is over a bound,
    that is shown in a way we cannot follow or that holds more than Pillow would show us;
    ScreeningTimeoutError when the deadline passes.
    """
    outline = outline_of_picture(
        file.read(), format=format, max_frames=bounds.max_frames, deadline=deadline
    )
    if outline.frames > bounds.max_frames:
        raise MediaError(f"more than {bounds.max_frames} frames")
    file.seek(0)
    with _mapped_errors(), Image.open(file, formats=FORMATS[format]) as image:
        frames = int(getattr(image, "n_frames", 1))
        if frames != outline.frames:
            raise MediaError(
                f"damaged, cut short or not what it claims: {outline.frames} frames, not {frames}"
            )
        max_pixels = bounds.max_picture_pixels if frames == 1 else bounds.max_pixels
        _check_size(image, max_pixels)
        _check_gamma(image)
        turned = _Turned(image, fit)
        if frames == 1:
            image.draft(None, (2 * max(turned.size), 2 * max(turned.size)))
        animated = frames > 1 and image.format != "MPO"
        reel = Reel(bounds=bounds, views=turned.most_views, glances=glances)
        shown_s = 0.0
        for index in range(frames):
            deadline.check()
            image.seek(index)
            _check_size(image, max_pixels)
            image.load()
            still = _without_odd_modes(image)
            reel.look(
                shown_s,
                _thumbnail(still),
                partial(turned.views, still),
                partial(turned.greys, still),
            )
            shown_s += _duration_s(image) if animated else 0.0
            if shown_s > bounds.max_seconds:
                raise MediaError(f"longer than {bounds.max_seconds:g} s")
        return reel.develop(
            kind=MediaKind.CLIP if animated else MediaKind.PICTURE,
            duration_s=shown_s,
            width=turned.width,
            height=turned.height,
        )


@contextmanager
def _mapped_errors() -> Iterator[None]:
    """Pillow's plugins raise what they like, so everything foreign becomes MediaError here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
        warnings.filterwarnings("error", message="Invalid APNG")
        try:
            yield
        except UnscreenableError:
            raise
        except MemoryError as error:
            raise MediaError("needs more memory than allowed") from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise MediaError("too many pixels") from error
        except Exception as error:
            raise MediaError("the picture is damaged, cut short or not what it claims") from error


def _check_size(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        raise MediaError(
            f"{image.width}x{image.height} is too large (at most {max_pixels:,} pixels)"
        )


def _check_gamma(image: Image.Image) -> None:
    """A PNG may carry a gamma that shows another picture than its pixels do; few programs obey."""
    gamma = image.info.get("gamma")
    if gamma is not None and not _USUAL_GAMMA[0] <= float(gamma) <= _USUAL_GAMMA[1]:
        raise MediaError(f"the gamma {float(gamma):g} would show another picture than is stored")


def _duration_s(image: Image.Image) -> float:
    """How long this frame is shown; browsers stretch instants to a tenth of a second."""
    shown_ms = float(image.info.get("duration", 0) or 0)
    return (shown_ms if shown_ms > _INSTANT_MS else _INSTANT_SHOWN_MS) / 1000


def _without_odd_modes(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something is transparent, from any mode."""
    if image.mode.startswith("I"):
        deep = np.asarray(image).astype(np.int64)
        return Image.fromarray((deep.clip(0, 65535) >> 8).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    opaque = clear.getchannel("A").getextrema() == (255, 255)
    return clear.convert("RGB") if opaque else clear


def _thumbnail(still: Image.Image) -> Thumb:
    """Sample points of both views; picking pixels keeps the colours under the transparency."""
    small = still.resize((THUMB_WIDTH, THUMB_HEIGHT), Image.Resampling.NEAREST)
    rgba = np.asarray(small.convert("RGBA"))
    return np.concatenate([thumbnail_of(view) for view in opaque_views(rgba)])


def as_jpeg(picture: Picture) -> bytes:
    """A picture, uint8 [H, W, 3], as a small file to be looked at."""
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "JPEG", quality=_STILL_QUALITY)
    return written.getvalue()


def _grey(still: Image.Image) -> Picture:
    """A whole frame over grey, pressed into the square that prints are made of."""
    if still.mode != "RGB":
        ground = Image.new("RGBA", still.size, (GREY, GREY, GREY, 255))
        still = Image.alpha_composite(ground, still)
    small = still.convert("L").resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX)
    return np.asarray(small, np.uint8)


class _Turned:
    """Where the first frame stands upright, and the views of every frame in that frame's size."""

    def __init__(self, image: Image.Image, fit: Fit) -> None:
        self._transpose = _UPRIGHT.get(image.getexif().get(_ORIENTATION_TAG, 1))
        sideways = self._transpose is not None and self._transpose in {
            Image.Transpose.TRANSPOSE,
            Image.Transpose.ROTATE_270,
            Image.Transpose.TRANSVERSE,
            Image.Transpose.ROTATE_90,
        }
        self.width, self.height = image.size[::-1] if sideways else image.size
        self.size = fit(self.width, self.height)
        may_be_clear = image.format == "GIF" or image.has_transparency_data
        self.most_views = 1 + may_be_clear + (self._transpose is not None)

    def views(self, still: Image.Image) -> list[Picture]:
        """The ways to see one frame, all of the same size, at most `most_views`."""
        if self._transpose is None:
            return self._opaque(still)
        upright = self._opaque(still.transpose(self._transpose))
        return [*upright, self._opaque(still)[0]]

    def greys(self, still: Image.Image) -> Greys:
        """The ways to see one frame, small and grey."""
        ways = [still] if self._transpose is None else [still.transpose(self._transpose), still]
        small = [_grey(way) for way in ways]
        if still.mode != "RGB":
            small += [_grey(way.convert("RGB")) for way in ways]
        return np.stack(small)

    def _opaque(self, still: Image.Image) -> list[Picture]:
        small = self._resized(still)
        if still.mode == "RGB":
            return [small]
        shown, _ = opaque_views(small)
        raw = self._resized(still.convert("RGB"))
        return [shown] if np.array_equal(shown, raw) else [shown, raw]

    def _resized(self, still: Image.Image) -> Picture:
        """Stretched to the size wanted; where that would distort, as large as fits, on grey."""
        width, height = self.size
        scale = min(width / still.width, height / still.height)
        inner = (max(1, round(still.width * scale)), max(1, round(still.height * scale)))
        if (still.width > still.height) == (self.width > self.height):
            inner = self.size
        small = still.resize(inner, Image.Resampling.BILINEAR, reducing_gap=2.0)
        return framed(np.asarray(small), width, height)
