"""Describes a graph from elsewhere: what it takes and gives, as a manifest entry that was tried."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import ValidationError

from guardrail.arrays import Pixels
from guardrail.embed.entries import FRAME_STRIDE_PX, WholePictureEntry
from guardrail.embed.manifest import digest_of
from guardrail.embed.presets import PRESETS, SQUARES, Like, Preset
from guardrail.embed.runtime import ONE_THREAD, Runtime
from guardrail.embed.session import Port, Session
from guardrail.embed.whole_pictures import WholePictureEncoder
from guardrail.errors import ModelError

_PICTURES = 8
_ALIKE = 0.999
"""Generated pictures this similar, in the median, mean that the encoder sees nothing."""
_IN_COMPANY = 0.99
"""The least cosine of a picture's vectors, encoded alone and in a batch."""
_WIDE = 16 / 9
_RANK = 4
_TOKENS = 3
_DTYPES: dict[str, Literal["float32", "float16", "uint8"]] = {
    "float": "float32",
    "float16": "float16",
    "uint8": "uint8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What only the operator can say; without it, id and output are taken from the graph."""

    model_id: str | None = None
    output: str | None = None
    licence: str = "not stated"
    source: str = "not stated"
    squares: tuple[float, ...] = SQUARES


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A graph that was described and run: its entry, and what came out for generated pictures.

    A frame of the entry's `frame_px` was looked at in `regions` pieces and took `ms_per_frame`.
    `similarity` is the lowest, median and highest cosine of two different pictures.
    """

    entry: WholePictureEntry
    regions: int
    ms_per_frame: float
    similarity: tuple[float, float, float]
    notes: tuple[str, ...]


def inspect(path: Path, like: Like, asked: Asked, *, runtime: Runtime = ONE_THREAD) -> Inspection:
    """Describe a graph by what it says of itself and what is published of its family; run it.

    Raises:
        ModelError: it cannot be read or run, takes or gives something else, or makes NaN, zeros
            or the same of everything.
    """
    session = Session.open(path, runtime=runtime)
    preset = PRESETS[like]
    entry = _described(session, like, preset, asked)
    encoder = WholePictureEncoder(session, entry)
    width, height = entry.frame_px
    pictures = [generated(seed, height=height, width=width) for seed in range(_PICTURES)]
    seen = np.concatenate([encoder.encode_reference(picture) for picture in pictures])
    begun = time.perf_counter()
    vectors = encoder.encode(pictures[0][None])
    elapsed_s = time.perf_counter() - begun
    cosines = (seen @ seen.T)[np.triu_indices(_PICTURES, 1)]
    lowest, median, highest = (float(np.quantile(cosines, at)) for at in (0, 0.5, 1))
    if float(vectors[0, 0] @ seen[0]) < _IN_COMPANY:
        raise ModelError(
            "gives a picture another vector in a batch than alone",
            where=str(path),
            fix="export it for inference, not for training",
        )
    if median > _ALIKE:
        raise ModelError(
            f"gives different pictures the same vector (median cosine {median:.4f})",
            where=str(path),
            fix="check --like and --output: is this its embedding?",
        )
    return Inspection(
        entry=entry,
        regions=vectors.shape[1],
        ms_per_frame=elapsed_s * 1000,
        similarity=(lowest, median, highest),
        notes=_notes(entry, preset),
    )


def generated(seed: int, *, height: int, width: int) -> Pixels:
    """A picture written down as arithmetic: a ground, and five discs and bars of the seed's colours."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / np.array([height, width])[:, None, None]
    colours = rng.integers(0, 256, (7, 3))
    ramp = (x if seed % 2 else y)[..., None]
    picture = colours[0] * ramp + colours[1] * (1 - ramp)
    for number, colour in enumerate(colours[2:]):
        cx, cy, size = rng.uniform(0.15, 0.85), rng.uniform(0.15, 0.85), rng.uniform(0.08, 0.25)
        wide = size * height / width
        inside = (
            ((x - cx) / wide) ** 2 + ((y - cy) / size) ** 2 < 1
            if number % 2
            else (abs(x - cx) < wide) & (abs(y - cy) < size)
        )
        picture[inside] = colour
    return np.asarray(np.rint(picture), np.uint8)


def _described(session: Session, like: Like, preset: Preset, asked: Asked) -> WholePictureEntry:
    """The entry that the graph, its family and the operator give together."""
    where = str(session.path)
    port, output = _picture_input(session), _output(session, preset, asked)
    layout, side = _layout_and_side(port, like, preset, where)
    dtype = _DTYPES[port.kind]
    picture = (3, side, side) if layout == "nchw" else (side, side, 3)
    zeros = np.zeros((port.shape[0] or 1, *picture), dtype)
    given = session.run(output.name, {port.name: zeros}).shape
    takes_bytes = dtype == "uint8"
    try:
        return WholePictureEntry(
            id=asked.model_id or re.sub(r"[^A-Za-z0-9._-]+", "-", session.path.stem)[:64],
            file=str(session.path),
            sha256=digest_of(session.path),
            licence=asked.licence,
            source=asked.source,
            input=port.name,
            side_px=side,
            layout=layout,
            channels=preset.channels,
            dtype=dtype,
            scale=1.0 if takes_bytes else preset.scale,
            mean=(0.0, 0.0, 0.0) if takes_bytes else preset.mean,
            std=(1.0, 1.0, 1.0) if takes_bytes else preset.std,
            output=output.name,
            dimensions=given[-1] if given else 0,
            pooling=preset.pooling if len(given) == _TOKENS else None,
            frame_px=_frame_px(side, asked.squares),
            squares=asked.squares,
            padding=preset.padding,
            default=True,
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"{place}: {first['msg']}", where=where, fix="see the options") from error


def _picture_input(session: Session) -> Port:
    """The graph's one input, which must be for pictures."""
    listed = "; ".join(map(str, session.inputs))
    if len(session.inputs) != 1:
        raise ModelError(
            f"takes {listed}: more than a picture",
            where=str(session.path),
            fix="export the picture part alone",
        )
    (port,) = session.inputs
    if len(port.shape) != _RANK or port.kind not in _DTYPES:
        raise ModelError(
            f"takes {listed}: not pictures as float, float16 or uint8 [N, 3, S, S] or [N, S, S, 3]",
            where=str(session.path),
            fix="export the part that takes pixels",
        )
    return port


def _output(session: Session, preset: Preset, asked: Asked) -> Port:
    """The output that is the vector: asked for, known by its name, or the only one."""
    by_name = {port.name: port for port in session.outputs}
    known = next((by_name[name] for name in preset.outputs if name in by_name), None)
    if asked.output is not None:
        known = by_name.get(asked.output)
    elif known is None and (not preset.outputs or len(by_name) == 1):
        known = session.outputs[-1]
    if known is None:
        raise ModelError(
            f"gives {'; '.join(map(str, session.outputs))}",
            where=str(session.path),
            fix="say with --output which one is the embedding",
        )
    return known


def _layout_and_side(
    port: Port, like: Like, preset: Preset, where: str
) -> tuple[Literal["nchw", "nhwc"], int]:
    """Where the channels are and how long a side is, by the graph, or published where it is open."""
    _, first, second, third = port.shape
    told: Literal["nchw", "nhwc"] | None = (
        "nchw" if first == 3 else "nhwc" if third == 3 else None  # noqa: PLR2004 — RGB
    )
    layout = told or preset.layout or "nchw"
    sides = {second, third} if layout == "nchw" else {first, second}
    side = next((side for side in sides if side is not None), preset.side_px)
    is_square = len(sides - {None}) <= 1
    if told is None and None not in {first, third}:
        raise ModelError(f"takes {port}: no three channels", where=where, fix="export it for RGB")
    if layout != (preset.layout or layout) or not is_square:
        channels = "[N, S, S, 3]" if preset.layout == "nhwc" else "[N, 3, S, S]"
        raise ModelError(
            f"takes {port}: {like} takes {channels}",
            where=where,
            fix="check --like, or write the entry by hand as models/README.md says",
        )
    return layout, side


def _frame_px(side: int, squares: tuple[float, ...]) -> tuple[int, int]:
    """A 16:9 frame whose smallest square needs no enlarging."""
    height = side / min(squares, default=1.0)
    width, height = (
        max(96, round(px / FRAME_STRIDE_PX) * FRAME_STRIDE_PX) for px in (height * _WIDE, height)
    )
    return width, height


def _notes(entry: WholePictureEntry, preset: Preset) -> tuple[str, ...]:
    notes = [f"published by {preset.source}", preset.note]
    if entry.dtype == "uint8":
        notes.append("it takes bytes, so nothing is normalised outside: it must do that itself")
    if preset.outputs and entry.output not in preset.outputs:
        notes.append(f"{entry.output} is none of the usual outputs: {', '.join(preset.outputs)}")
    if entry.pooling is not None:
        notes.append(f"{entry.output} is a vector a token: pooling = {entry.pooling}")
    if "not stated" in {entry.licence, entry.source}:
        notes.append("say its licence and where it comes from: --licence, --source")
    return tuple(note for note in notes if note)
