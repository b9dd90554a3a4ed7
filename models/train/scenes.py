"""Figures put into pictures as films show them, fast enough to be made while training.

`compose` puts cut-out figures on a ground at a wanted share of the frame; `camera` and `codec` do
to it what lenses, colourists and encoders do. Everything follows from the generator given.
All pictures are uint8 [H,W,3] RGB; figures uint8 [H,W,4] with straight alpha.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

from models.train.albums import Pixels

Random = np.random.Generator
MAX_TURN_DEG = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a figure stands: left, top, width, height in fractions of the frame."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A picture and the box of each figure that was asked for, in order."""

    pixels: Pixels
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """How freely figures are shown. Shares are of the frame's area, for a figure's box.

    `part` is the chance that only a part (more often the upper one) is in the cut-out, `turn` the
    chance of a rotation, `flip` of a mirror, `hide` of something in front, `stretch` the largest
    change of aspect, `beyond` how far (in its own size) a figure may leave the frame.
    """

    share: tuple[float, float] = (0.05, 1.0)
    part: float = 0.25
    turn: float = 0.5
    flip: float = 0.5
    hide: float = 0.15
    stretch: float = 0.12
    beyond: float = 0.08


PLAIN = Staging(share=(0.6, 0.9), part=0.0, turn=0.0, flip=0.0, hide=0.0, stretch=0.0, beyond=0.0)
"""As a rights holder registers a figure: whole, upright, alone."""


def compose(rng: Random, figures: Sequence[Pixels], ground: Pixels, *, staging: Staging) -> Scene:
    """The figures on a copy of `ground`, each at a share of its own, later ones in front."""
    frame = ground.copy()
    boxes = []
    for figure in figures:
        patch = _pose(rng, figure, staging)
        patch = _fit(rng, patch, frame.shape[1], frame.shape[0], staging)
        boxes.append(_paste(rng, frame, patch, staging.beyond))
        if rng.random() < staging.hide:
            _hide(rng, frame, boxes[-1])
    return Scene(pixels=frame, boxes=tuple(boxes))


def plain_ground(rng: Random, width: int, height: int) -> Pixels:
    """One colour, white more often than others, or two colours that run into each other."""
    kind = rng.random()
    if kind < 0.35:
        return np.full((height, width, 3), 255, np.uint8)
    first, second = rng.integers(0, 256, (2, 3))
    if kind < 0.65:
        return np.broadcast_to(first.astype(np.uint8), (height, width, 3)).copy()
    ramp = np.linspace(0, 1, height)[:, None, None] * (second - first) + first
    picture = np.broadcast_to(ramp, (height, width, 3)).astype(np.uint8)
    return np.ascontiguousarray(picture if kind < 0.85 else picture[::-1])


def part_of(rng: Random, picture: Pixels, width: int, height: int) -> Pixels:
    """A random part of a picture (35…100 % of its shorter side), scaled to width × height."""
    h, w = picture.shape[:2]
    scale = min(w / width, h / height) * rng.uniform(0.35, 1)
    across, down = max(8, int(width * scale)), max(8, int(height * scale))
    left, top = rng.integers(0, max(1, w - across + 1)), rng.integers(0, max(1, h - down + 1))
    part = picture[top : top + down, left : left + across, :3]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return scaled(np.ascontiguousarray(part), width, height)


def camera(rng: Random, picture: Pixels) -> Pixels:
    """Light, colour grading, blur, grain, letterbox and captions, each with some chance."""
    frame = picture
    if rng.random() < 0.8:
        frame = _graded(rng, frame)
    if rng.random() < 0.35:
        frame = hue_turned(frame, rng.uniform(-8, 8))
    kind = rng.random()
    if kind < 0.15:
        frame = cv2.GaussianBlur(frame, (0, 0), float(rng.uniform(0.4, 1.6)))
    elif kind < 0.27:
        frame = _motion_blurred(rng, frame)
    elif kind < 0.45:
        frame = _coarse(rng, frame)
    if rng.random() < 0.1:
        grain = rng.normal(0, rng.uniform(2, 10), frame.shape[:2])[..., None]
        frame = np.clip(frame + grain, 0, 255).astype(np.uint8)
    if rng.random() < 0.06:
        frame = _letterboxed(rng, frame)
    if rng.random() < 0.08:
        frame = _captioned(rng, frame)
    if rng.random() < 0.03:
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        frame = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    return frame


def jpeg(picture: Pixels, quality: int) -> Pixels:
    """Compressed and read again."""
    _, coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    read = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(read[..., ::-1])


def codec(frames: Sequence[Pixels], *, crf: int, preset: str = "ultrafast") -> list[Pixels]:
    """H.264 at a constant rate factor, encoded as one clip in memory and decoded again.

    Frames are of one size with even sides. Neighbours in the list are neighbours in time.
    """
    held = io.BytesIO()
    with av.open(held, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=24, options={"crf": str(crf), "preset": preset})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            out.mux(stream.encode(picture))
        out.mux(stream.encode())
    held.seek(0)
    with av.open(held, "r") as clip:
        decoded = clip.decode(video=0)
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in decoded]


def hue_turned(picture: Pixels, degrees: float) -> Pixels:
    """Every hue turned by some degrees; lightness and saturation stay."""
    wheel = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV_FULL)
    wheel[..., 0] += np.uint8(round(degrees * 256 / 360) % 256)
    return cv2.cvtColor(wheel, cv2.COLOR_HSV2RGB_FULL)


def hidden(rng: Random, picture: Pixels, box: Box, *, share: float) -> Pixels:
    """A copy in which a plain slab from one side covers `share` of the box."""
    frame = picture.copy()
    h, w = frame.shape[:2]
    left, top = int(box.x * w), int(box.y * h)
    right, low = math.ceil((box.x + box.w) * w), math.ceil((box.y + box.h) * h)
    left, top, right, low = max(0, left), max(0, top), min(w, right), min(h, low)
    across, down = round((right - left) * share), round((low - top) * share)
    side = rng.integers(4)
    if side == 0:
        right = left + across
    elif side == 1:
        left = right - across
    elif side == 2:
        low = top + down
    else:
        top = low - down
    frame[top:low, left:right] = rng.integers(0, 256, 3)
    return frame


def _pose(rng: Random, figure: Pixels, staging: Staging) -> Pixels:
    patch = figure
    h, w = patch.shape[:2]
    if rng.random() < staging.part:
        tall, wide = max(4, int(h * rng.uniform(0.5, 0.9))), max(4, int(w * rng.uniform(0.65, 1)))
        top = 0 if rng.random() < 0.6 else int(rng.integers(0, h - tall + 1))
        left = int(rng.integers(0, w - wide + 1))
        patch = patch[top : top + tall, left : left + wide]
    if rng.random() < staging.flip:
        patch = patch[:, ::-1]
    return patch


def _fit(rng: Random, patch: Pixels, width: int, height: int, staging: Staging) -> Pixels:
    """Scaled to its share of the frame and perhaps turned, premultiplied on the way."""
    h, w = patch.shape[:2]
    aspect = math.exp(rng.uniform(-staging.stretch, staging.stretch))
    area = math.exp(rng.uniform(math.log(staging.share[0]), math.log(staging.share[1])))
    tall = math.sqrt(area * width * height * h / w / aspect)
    wide = tall * w / h * aspect
    room = 1 + 2 * staging.beyond
    scale = min(1.0, width * room / wide, height * room / tall)
    wide, tall = max(6.0, wide * scale), max(6.0, tall * scale)
    turn = rng.uniform(-MAX_TURN_DEG, MAX_TURN_DEG) if rng.random() < staging.turn else 0.0
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    across = max(4, math.ceil(wide * abs(cos) + tall * abs(sin)))
    down = max(4, math.ceil(wide * abs(sin) + tall * abs(cos)))
    solid = patch.astype(np.float32)
    solid[..., :3] *= solid[..., 3:] / 255
    if wide < w / 2:
        solid = scaled(solid, max(4, round(wide)), max(4, round(tall)))
        h, w = solid.shape[:2]
    move = np.array([[cos * wide / w, -sin * tall / h, 0], [sin * wide / w, cos * tall / h, 0]])
    move[:, 2] = np.array([across / 2, down / 2]) - move[:, :2] @ [w / 2, h / 2]
    how = cv2.INTER_NEAREST if wide > 2.5 * w and rng.random() < 0.5 else cv2.INTER_LINEAR
    return cv2.warpAffine(solid, move, (across, down), flags=how)


def _paste(rng: Random, frame: Pixels, patch: Pixels, beyond: float) -> Box:
    """Puts a premultiplied patch somewhere; its box is where it stands, also past the edges."""
    (h, w), (down, across) = frame.shape[:2], patch.shape[:2]
    left = _somewhere(rng, w, across, beyond)
    top = _somewhere(rng, h, down, beyond)
    box = Box(x=left / w, y=top / h, w=across / w, h=down / h)
    cut_left, cut_top = max(0, -left), max(0, -top)
    patch = patch[cut_top : min(down, h - top), cut_left : min(across, w - left)]
    target = frame[
        max(0, top) : max(0, top) + patch.shape[0], max(0, left) : max(0, left) + patch.shape[1]
    ]
    target[:] = patch[..., :3] + target * (1 - patch[..., 3:] / 255) + 0.5
    return box


def _somewhere(rng: Random, room: int, length: int, beyond: float) -> int:
    slack = int(beyond * length)
    low, high = sorted((-slack, room - length + slack))
    return int(rng.integers(low, high + 1))


def _hide(rng: Random, frame: Pixels, box: Box) -> None:
    """Something in front: a slab or a disc over up to a third of the box."""
    h, w = frame.shape[:2]
    x, y = (box.x + box.w * rng.uniform(0, 1)) * w, (box.y + box.h * rng.uniform(0, 1)) * h
    a, b = box.w * w * rng.uniform(0.1, 0.45), box.h * h * rng.uniform(0.1, 0.45)
    colour = tuple(int(c) for c in rng.integers(0, 256, 3))
    if rng.random() < 0.5:
        corner = (int(x + a), int(y + b))
        cv2.rectangle(frame, (int(x), int(y)), corner, colour, -1)
    else:
        cv2.ellipse(frame, (int(x), int(y)), (int(a / 2), int(b / 2)), 0, 0, 360, colour, -1, 16)


def _graded(rng: Random, frame: Pixels) -> Pixels:
    """Brightness, contrast, saturation and a tint, as one matrix over the colours."""
    contrast, saturation = rng.uniform(0.7, 1.3), rng.uniform(0.6, 1.4)
    grey = np.full((3, 3), 1 / 3) * (1 - saturation) + np.eye(3) * saturation
    tint = rng.uniform(0.85, 1.15, 3) if rng.random() < 0.35 else np.ones(3)
    matrix = contrast * rng.uniform(0.75, 1.2) * grey * tint[:, None]
    shift = np.full((3, 1), 128 * (1 - contrast))
    return cv2.transform(frame, np.hstack([matrix, shift]))


def _motion_blurred(rng: Random, frame: Pixels) -> Pixels:
    length = int(rng.integers(3, max(4, frame.shape[1] // 20)))
    kernel = np.zeros((length, length), np.float32)
    slope = rng.uniform(-1, 1)
    for i in range(length):
        kernel[round((length - 1) / 2 + slope * (i - (length - 1) / 2)), i] = 1 / length
    return cv2.filter2D(frame, -1, kernel if rng.random() < 0.5 else kernel.T)


def _coarse(rng: Random, frame: Pixels) -> Pixels:
    h, w = frame.shape[:2]
    scale = rng.uniform(0.35, 0.75)
    small = scaled(frame, max(8, int(w * scale)), max(8, int(h * scale)))
    how = cv2.INTER_NEAREST if rng.random() < 0.2 else cv2.INTER_LINEAR
    return cv2.resize(small, (w, h), interpolation=how)


def _letterboxed(rng: Random, frame: Pixels) -> Pixels:
    barred = frame.copy()
    bar = max(1, int(frame.shape[0] * rng.uniform(0.05, 0.13)))
    barred[:bar] = barred[-bar:] = 0
    return barred


def _captioned(rng: Random, frame: Pixels) -> Pixels:
    written = frame.copy()
    h, w = frame.shape[:2]
    text = "".join(rng.choice(list("abcdefghijklmnop  .,ABCDEFG0123"), int(rng.integers(4, 26))))
    size = h / 300 * rng.uniform(0.5, 1.6)
    spot = (int(rng.uniform(0, 0.5) * w), int(rng.choice([0.1, 0.5, 0.93]) * h))
    cv2.putText(written, text, spot, cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 3, cv2.LINE_AA)
    cv2.putText(written, text, spot, cv2.FONT_HERSHEY_SIMPLEX, size, (255,) * 3, 1, cv2.LINE_AA)
    return written


def scaled(picture: npt.NDArray[Any], width: int, height: int) -> npt.NDArray[Any]:
    """A picture of any channels at width × height: averaged down, or interpolated up."""
    shrinks = picture.shape[0] > height
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(picture, (width, height), interpolation=how)
