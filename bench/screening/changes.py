"""What people do to a work that they copy, and the films of places that works are made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

from bench.screening import clips
from guardrail.arrays import Pixels
from guardrail.demo.backdrops import BACKDROPS
from guardrail.evaluate.attacks import frames as attacks
from guardrail.evaluate.attacks.filming import PLAIN, films, write_film

SIZE, FPS = (480, 270), 24
PART_S = 3
SAME = ("festival", "kitchen")
"""Places of the demonstration that are painted alike from every seed: copies of themselves."""

Random = np.random.Generator
Change = Callable[[Random, Pixels], Pixels]


def _image(frame: Pixels) -> Image.Image:
    return Image.fromarray(frame)


def half_size(_: Random, frame: Pixels) -> Pixels:
    """At half its sides."""
    return np.asarray(_image(frame).resize((frame.shape[1] // 2, frame.shape[0] // 2)), np.uint8)


def crop(rng: Random, frame: Pixels) -> Pixels:
    """Without a tenth of its sides, more of it on one side than on the other, scaled up."""
    h, w = frame.shape[:2]
    left, top = int(rng.integers(0, w // 10 + 1)), int(rng.integers(0, h // 10 + 1))
    part = frame[top : top + h * 9 // 10, left : left + w * 9 // 10]
    return np.asarray(_image(part).resize((w, h)), np.uint8)


def letterbox(_: Random, frame: Pixels) -> Pixels:
    """Black bars above and below, a quarter of its height in all."""
    return np.pad(frame, ((frame.shape[0] // 8,) * 2, (0, 0), (0, 0)))


def pillarbox(_: Random, frame: Pixels) -> Pixels:
    """Black bars at the sides, a third of its width in all."""
    return np.pad(frame, ((0, 0), (frame.shape[1] // 6,) * 2, (0, 0)))


def caption(_: Random, frame: Pixels) -> Pixels:
    """A line of text on a dark bar, and a logo in a corner."""
    image = _image(frame)
    draw = ImageDraw.Draw(image)
    h, w = frame.shape[:2]
    draw.rectangle((w * 0.15, h * 0.86, w * 0.85, h * 0.96), fill=(10, 10, 10))
    draw.text((w * 0.2, h * 0.87), "and what do they say now?", fill="white", font_size=h // 14)
    draw.ellipse((w * 0.86, h * 0.04, w * 0.96, h * 0.2), fill=(230, 40, 40))
    return np.asarray(image, np.uint8)


def cropped_mirror(rng: Random, frame: Pixels) -> Pixels:
    """Cropped and mirrored."""
    return attacks.flip(rng, crop(rng, frame))


CHANGES: dict[str, Change | None] = {
    "encoded again": None,
    "half size": half_size,
    "crop": crop,
    "letterbox": letterbox,
    "pillarbox": pillarbox,
    "border": attacks.border,
    "flip": attacks.flip,
    "crop and flip": cropped_mirror,
    "caption": caption,
    "text overlay": attacks.text_overlay,
    "hue": attacks.hue,
    "palette": attacks.palette,
    "greyscale": attacks.greyscale,
    "dark": attacks.dark,
    "posterise": attacks.posterise,
}
PACES = {"faster by a tenth": 1.1, "slower by a tenth": 0.9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A clip that was asked about: what was done to it, and which work it is of, if any."""

    path: Path
    change: str
    work: int | None


def copies(folder: Path, number: int, work: Path, *, from_s: float) -> Iterator[Clip]:
    """Every change of a part of a work."""
    part, fps = _part(work, from_s)
    for name, change in CHANGES.items():
        path = folder / f"{number}-{name}.mp4"
        if change is None:
            changed = part
        else:  # the same for every frame
            changed = [change(np.random.default_rng(number), frame) for frame in part]
        write_film(path, changed, fps=fps, coding=PLAIN)
        yield Clip(path=path, change=name, work=number)
    for name, pace in PACES.items():
        path = folder / f"{number}-{name}.mp4"
        write_film(path, part, fps=fps * pace, coding=PLAIN)
        yield Clip(path=path, change=name, work=number)
    for name, coding in films().items():
        path = folder / f"{number}-{name}{coding.suffix}"
        write_film(path, part, fps=fps, coding=coding)
        yield Clip(path=path, change=name, work=number)


def _part(work: Path, from_s: float) -> tuple[list[Pixels], float]:
    """PART_S seconds of a work, no wider than SIZE, and its frames a second."""
    part = []
    with av.open(str(work)) as container:
        fps = float(container.streams.video[0].average_rate or FPS)
        for frame in container.decode(video=0):
            at_s = frame.time or 0.0
            if at_s >= from_s + PART_S:
                break
            if at_s >= from_s:
                width = min(frame.width, SIZE[0])
                small = frame.reformat(width, frame.height * width // frame.width, "rgb24")
                part.append(np.asarray(small.to_ndarray(), np.uint8))
    return part, fps


def film(path: Path, number: int, *, seconds: int) -> Path:
    """The camera over a place of the demonstration, then over another one."""
    made: list[Image.Image] = []
    for place in islice(_places(), 2 * number, 2 * number + 2):
        made += islice(clips.over(place, size=SIZE, seconds=seconds), seconds * FPS // 2)
    write_film(path, [np.asarray(one, np.uint8) for one in made], fps=FPS, coding=PLAIN)
    return path


def _places() -> Iterator[int]:
    """Numbers of places of which none is painted like another."""
    for number in count():
        if number < len(BACKDROPS) or BACKDROPS[number % len(BACKDROPS)].name not in SAME:
            yield number
