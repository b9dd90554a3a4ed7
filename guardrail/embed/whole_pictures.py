"""Any encoder that turns one square picture into one vector, as a manifest describes it.

Such a graph knows no regions, so a frame is cut up: the whole, then squares that half overlap,
each scaled to the side that the graph takes. Every piece costs a run of its own; a graph that
pools all regions from one map (`encoder`) is cheaper by their number.
"""

from collections.abc import Iterable
from itertools import islice, product
from math import sqrt
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Box
from guardrail.embed.entries import WholePictureEntry
from guardrail.embed.framing import check_frames, fitted, starts
from guardrail.embed.manifest import ModelManifest
from guardrail.embed.resizing import resized
from guardrail.embed.runtime import ONE_THREAD, Runtime
from guardrail.embed.session import Port, Session, Tensor
from guardrail.errors import ModelError

BATCH_PX = 8 * 224 * 224
"""Pixels per run, one picture at least: bounds the working memory whatever the length of a clip."""
MOST_ACROSS = 8
"""No square is smaller than the frame's area allows this many across: bounds the pieces of a frame."""
_NO_LENGTH = 1e-9
_FRAME_DIMENSIONS = 4
_TOKEN_DIMENSIONS = 3
_KINDS = {"float32": "float", "float16": "float16", "uint8": "uint8"}
_Piece = tuple[int, int, int, int]


class WholePictureEncoder:
    """An encoder of whole pictures, ready to run. Thread-safe: it keeps no state between runs."""

    def __init__(self, session: Session, entry: WholePictureEntry) -> None:
        """Raises ModelError where the graph is not what the entry says."""
        self._batch, self._is_fixed = _batch_of(_check_graph(session, entry), entry)
        self._session = session
        self._entry = entry
        self.id = entry.id
        self.dimensions = entry.dimensions

    @classmethod
    def open(
        cls, manifest: ModelManifest, entry: WholePictureEntry, *, runtime: Runtime = ONE_THREAD
    ) -> Self:
        """Check the file's digest, load it, hold it against its entry and run it once.

        Raises ModelError when the file is missing or altered, or does not do what the entry says.
        """
        encoder = cls(Session.open(manifest.model_file(entry), runtime=runtime), entry)
        encoder._encoded([np.full((entry.side_px, entry.side_px, 3), 127, np.uint8)], count=1)
        return encoder

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The frame size (width, height) to scale a `width` × `height` picture to."""
        entry = self._entry
        return fitted(
            width,
            height,
            frame_px=entry.frame_px,
            stride=entry.stride,
            most_px=4 * max(entry.frame_px),
        )

    def regions(self, height: int, width: int) -> tuple[Box, ...]:
        """Where the pieces of a frame this size lie, in the order of the vectors."""
        return tuple(
            Box(x=left / width, y=top / height, w=w / width, h=h / height)
            for left, top, w, h in self._pieces(height, width)
        )

    def encode(self, frames: Pixels) -> Vectors:
        """uint8 [N,H,W,3] to float32 [N,R,D] of unit length; N may be 0.

        A piece of which the graph makes nothing has a vector of zeros, which resembles nothing.

        Raises ModelError when the graph does not run or gives what is no number.
        """
        check_frames(frames)
        pieces = self._pieces(frames.shape[1], frames.shape[2])
        vectors = self._encoded(
            (
                self._scaled(frame[top : top + h, left : left + w])
                for frame in frames
                for left, top, w, h in pieces
            ),
            count=len(frames) * len(pieces),
        )
        return vectors.reshape(len(frames), len(pieces), self.dimensions)

    def encode_reference(self, picture: Pixels) -> Vectors:
        """One picture, uint8 [H,W,3] of any size, seen whole: float32 [1,D] of unit length.

        Raises ModelError as `encode` does, and where the graph makes nothing of the picture.
        """
        vectors = self._encoded([self._scaled(picture)], count=1)
        if not vectors.any():
            raise self._wrong("gives a vector of zeros, which resembles nothing")
        return vectors

    def _pieces(self, height: int, width: int) -> tuple[_Piece, ...]:
        """Left, top, width and height in pixels: the whole, then squares that half overlap."""
        if height < 1 or width < 1:
            raise ValueError(f"a frame of {width} × {height} has no pixels")
        found = {(0, 0, width, height): None}
        shorter, least = min(height, width), sqrt(height * width) / MOST_ACROSS
        for share in self._entry.squares:
            side = min(shorter, max(1, round(max(share * shorter, least))))
            for top, left in product(starts(height, side), starts(width, side)):
                found[left, top, side, side] = None
        return tuple(found)

    def _scaled(self, piece: Pixels) -> Pixels:
        """The piece at the side that the graph takes; stretched, or padded if the entry says so."""
        side, (height, width) = self._entry.side_px, piece.shape[:2]
        if self._entry.padding is None or height == width:
            return resized(piece, width=side, height=side)
        scale = side / max(height, width)
        w, h = max(1, round(width * scale)), max(1, round(height * scale))
        square = np.empty((side, side, 3), np.uint8)
        square[:] = self._entry.padding
        top, left = (side - h) // 2, (side - w) // 2
        square[top : top + h, left : left + w] = resized(piece, width=w, height=h)
        return square

    def _encoded(self, pictures: Iterable[Pixels], *, count: int) -> Vectors:
        """`count` pictures of the graph's side, batch by batch: float32 [count,D]."""
        vectors = np.empty((count, self.dimensions), np.float32)
        waiting, done = iter(pictures), 0
        while batch := list(islice(waiting, self._batch)):
            filled = batch + batch[-1:] * (self._batch - len(batch)) if self._is_fixed else batch
            vectors[done : done + len(batch)] = self._run(np.stack(filled))[: len(batch)]
            done += len(batch)
        return vectors

    def _run(self, pictures: Pixels) -> Vectors:
        entry = self._entry
        given = self._session.run(entry.output, {entry.input: self._tensor(pictures)})
        found = np.asarray(given, np.float32)
        if found.ndim == _TOKEN_DIMENSIONS and entry.pooling is not None and found.shape[1]:
            found = found[:, 0] if entry.pooling == "cls" else found.mean(axis=1)
        if found.shape != (len(pictures), self.dimensions):
            raise self._wrong(_misshapen(found.shape, len(pictures), entry))
        if not np.isfinite(found).all():
            raise self._wrong(
                f"gives NaN or infinity in {entry.output}",
                "check scale, mean and std; a float16 graph may overflow: export it as float32",
            )
        length = np.linalg.norm(found, axis=1, keepdims=True)
        unit = np.divide(found, length, out=np.zeros_like(found), where=length > _NO_LENGTH)
        return np.asarray(unit, np.float32)

    def _tensor(self, pictures: Pixels) -> Tensor:
        """Bytes [N,S,S,3] as the graph takes them."""
        entry = self._entry
        ordered: npt.NDArray[Any] = pictures if entry.channels == "rgb" else pictures[..., ::-1]
        if entry.dtype != "uint8":
            mean, std = np.array(entry.mean, np.float32), np.array(entry.std, np.float32)
            ordered = (ordered.astype(np.float32) * np.float32(entry.scale) - mean) / std
        if entry.layout == "nchw":
            ordered = ordered.transpose(0, 3, 1, 2)
        return np.ascontiguousarray(ordered, dtype=entry.dtype)

    def _wrong(
        self, problem: str, fix: str = "mend the manifest, or export it again"
    ) -> ModelError:
        return ModelError(problem, where=str(self._session.path), fix=fix)


def _check_graph(session: Session, entry: WholePictureEntry) -> Port:
    """The input for pictures, once the graph takes and gives what the entry says."""
    where = str(session.path)
    port = next((port for port in session.inputs if port.name == entry.input), None)
    if port is None or len(session.inputs) > 1:
        listed = "; ".join(map(str, session.inputs))
        raise ModelError(
            f"takes {listed}: not the one input {entry.input!r}",
            where=where,
            fix="name its input, or export the picture part alone",
        )
    side = entry.side_px
    wanted = (None, 3, side, side) if entry.layout == "nchw" else (None, side, side, 3)
    if port.kind != _KINDS[entry.dtype] or not _fits(port.shape, wanted):
        as_wanted = Port(name=entry.input, kind=_KINDS[entry.dtype], shape=wanted)
        raise ModelError(
            f"takes {port}, the entry says {as_wanted}",
            where=where,
            fix="mend layout, side_px or dtype",
        )
    output = next((one for one in session.outputs if one.name == entry.output), None)
    if output is None:
        raise ModelError(
            f"gives {'; '.join(map(str, session.outputs))}: no {entry.output!r}",
            where=where,
            fix="mend `output`",
        )
    if output.shape and output.shape[-1] not in {None, entry.dimensions}:
        raise ModelError(
            f"gives {output}, the entry says {entry.dimensions} dimensions",
            where=where,
            fix="mend `output` or `dimensions`",
        )
    return port


def _fits(shape: tuple[int | None, ...], wanted: tuple[int | None, ...]) -> bool:
    """Whether a graph's shape allows what is wanted; sides that it leaves open allow all."""
    return len(shape) == len(wanted) and all(
        None in {has, side} or has == side for has, side in zip(shape, wanted, strict=True)
    )


def _batch_of(port: Port, entry: WholePictureEntry) -> tuple[int, bool]:
    """How many pictures go into a run, and whether the graph takes no other number."""
    fixed = port.shape[0]
    return (fixed, True) if fixed else (max(1, BATCH_PX // entry.side_px**2), False)


def _misshapen(shape: tuple[int, ...], count: int, entry: WholePictureEntry) -> str:
    """What is wrong with an output of this shape."""
    if len(shape) == _TOKEN_DIMENSIONS and entry.pooling is None:
        return f"gives {entry.output} {list(shape)}, a vector a token: set `pooling` to cls or mean"
    if len(shape) == _FRAME_DIMENSIONS:
        return f"gives {entry.output} {list(shape)}, a map: export its pooled vector"
    return f"gives {entry.output} {list(shape)}, not [{count}, {entry.dimensions}]"
