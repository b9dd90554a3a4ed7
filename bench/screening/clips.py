"""Clips that the bench films itself, in the places of the demonstration, as H.264 in MP4."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

import av
from PIL import Image

from guardrail.demo.backdrops import BACKDROPS, painted
from guardrail.demo.camera import write_clip
from guardrail.demo.cast import Character
from guardrail.demo.exam import with_figure
from guardrail.demo.figures.pose import walking
from guardrail.demo.film import Film
from guardrail.demo.scenes import Motion, Scene, read

FPS = 24
LESS_PLACE = 2
"""Places of clips with cuts are painted at this fraction of their size: painting is slow."""


def slow(path: Path, *, size: tuple[int, int], seconds: float) -> Path:
    """One empty place, over which the camera moves once."""
    film = Film(
        read("an empty meadow"), width_px=size[0], height_px=size[1], seconds=seconds, fps=FPS
    )
    write_clip(path, film.frames(), fps=FPS)
    return path


def cuts(path: Path, *, size: tuple[int, int], seconds: int, starring: Scene | None = None) -> Path:
    """Another place every second; `starring` is what the first second shows, if not a place."""
    write_clip(path, _cut(size, seconds, starring), fps=FPS)
    return path


def over(number: int, *, size: tuple[int, int], seconds: float) -> Iterator[Image.Image]:
    """The frames of a camera over a place without anybody in it."""
    ground = place(number, (size[0], size[1]))
    return Film(
        _empty(number), width_px=size[0], height_px=size[1], seconds=seconds, fps=FPS, place=ground
    ).frames()


def _cut(size: tuple[int, int], seconds: int, starring: Scene | None) -> Iterator[Image.Image]:
    for second in range(seconds):
        scene = starring if starring is not None and second == 0 else _empty(second)
        film = Film(
            scene,
            width_px=size[0],
            height_px=size[1],
            seconds=4.0,
            fps=FPS,
            place=place(second, (size[0] // LESS_PLACE, size[1] // LESS_PLACE)),
        )
        yield from islice(film.frames(), FPS)


def _empty(number: int) -> Scene:
    backdrop = BACKDROPS[number % len(BACKDROPS)]
    return Scene(
        prompt="",
        seed=number,
        backdrop=backdrop,
        parts=(),
        things=(),
        motion=Motion.STAY,
        expression=read("").expression,
    )


@lru_cache(maxsize=64)
def place(number: int, size: tuple[int, int]) -> Image.Image:
    """A painted place without anybody in it, the same for the same number."""
    return painted(BACKDROPS[number % len(BACKDROPS)], *size, seed=number)


def flash(
    path: Path, number: int, character: Character, *, size: tuple[int, int], shown: range
) -> Path:
    """Two seconds of a panned place; frames in `shown` have a figure on a third of them."""

    def frames() -> Iterable[Image.Image]:
        wide = place(number, (size[0] * 5 // 4, size[1]))
        for index in range(2 * FPS):
            left = (wide.width - size[0]) * index // (2 * FPS)
            picture = wide.crop((left, 0, left + size[0], size[1]))
            if index in shown:
                picture = with_figure(picture, character, share=0.33, across=0.4, pose=walking(0.2))
            yield picture

    write_clip(path, frames(), fps=FPS)
    return path


def repeated(path: Path, of: Path, *, times: int) -> Path:
    """The packets of a clip over and over: a long clip without encoding one."""
    with (
        av.open(str(of)) as source,
        av.open(str(path), "w", format="mp4") as target,
    ):
        stream = source.streams.video[0]
        packets = [bytes(packet) for packet in source.demux(stream) if packet.size]
        source.seek(0)
        facts = [
            (packet.pts or 0, packet.dts or 0, packet.is_keyframe)
            for packet in source.demux(stream)
            if packet.size
        ]
        out = target.add_stream_from_template(stream)
        length = stream.duration or 0
        for turn in range(times):
            for content, (pts, dts, is_key) in zip(packets, facts, strict=True):
                packet = av.Packet(content)
                packet.stream, packet.time_base = out, stream.time_base
                packet.pts, packet.dts = pts + turn * length, dts + turn * length
                packet.is_keyframe = is_key
                target.mux(packet)
    return path
