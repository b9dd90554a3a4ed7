"""The encoder of the shipped kind: frames in, unit vectors of their regions out.

One pass over a frame gives one feature map; every region is a pooling window over that map, so
a dozen regions cost hardly more than one. The first region is the whole frame.
"""

import math
from itertools import pairwise, product
from typing import Self

import numpy as np

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Box
from guardrail.embed.entries import ModelEntry
from guardrail.embed.framing import check_frames, fitted, starts
from guardrail.embed.manifest import ModelManifest
from guardrail.embed.resizing import resized
from guardrail.embed.runtime import ONE_THREAD, Runtime
from guardrail.embed.session import Session
from guardrail.errors import ModelError

BATCH = 4
"""Frames per run: bounds the working memory (about 120 MB) whatever the length of a clip.

More at once saves nothing on a CPU: by runs of 1, 2, 4 and 8 a frame takes 21, 20, 21 and 20 ms of
one thread, and 20, 24, 24 and 28 of two (AMD EPYC, CPU time, least of four rounds).
"""
MAX_SIDE_PX = 1024


class Encoder:
    """A picture encoder ready to run. Thread-safe: a session keeps no state between runs."""

    def __init__(self, session: Session, entry: ModelEntry) -> None:
        self._session = session
        self._entry = entry
        self.id = entry.id
        self.dimensions = entry.dimensions

    @classmethod
    def open(
        cls, manifest: ModelManifest, model_id: str | None = None, *, runtime: Runtime = ONE_THREAD
    ) -> Self:
        """Check the file's digest, then load it: the manifest's default or the model named.

        Raises ModelError when the file is missing, altered, or not a graph of our contract.
        """
        entry = manifest.chosen(model_id)
        if not isinstance(entry, ModelEntry):
            raise ModelError(
                f"{entry.id} is a whole-picture encoder",
                where=str(manifest.root),
                fix="open it with `open_encoder`",
            )
        session = Session.open(manifest.model_file(entry), runtime=runtime)
        _check_graph(session, entry)
        return cls(session, entry)

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The frame size (width, height) to scale a `width` × `height` picture to.

        Multiples of the stride near the model's target area, within 96…1024 pixels a side, whose
        aspect is as near as they allow.
        """
        entry = self._entry
        return fitted(
            width, height, frame_px=entry.frame_px, stride=entry.stride, most_px=MAX_SIDE_PX
        )

    def regions(self, height: int, width: int) -> tuple[Box, ...]:
        """Where the regions of a frame this size lie, in the order of the vectors."""
        rows, columns = self._cells(height, width)
        return tuple(
            Box(x=left / columns, y=top / rows, w=w / columns, h=h / rows)
            for left, top, w, h in _windows(rows, columns, self._entry.windows)
        )

    def encode(self, frames: Pixels) -> Vectors:
        """uint8 [N,H,W,3] to float32 [N,R,D] of unit length; N may be 0.

        Raises ValueError unless H and W are multiples of the model's stride.
        """
        check_frames(frames)
        rows, columns = self._cells(frames.shape[1], frames.shape[2])
        boxes = _windows(rows, columns, self._entry.windows)
        weights = _pooling_weights(rows, columns, boxes)
        vectors = np.empty((len(frames), len(boxes), self.dimensions), np.float32)
        edges = [*range(0, len(frames), BATCH), len(frames)]
        for start, stop in pairwise(edges):
            batch = np.ascontiguousarray(frames[start:stop])
            vectors[start:stop] = self._run(batch, weights)
        return vectors

    def encode_reference(self, picture: Pixels) -> Vectors:
        """One picture, uint8 [H,W,3] of any size, to its views: float32 [V,D] of unit length.

        A figure in a clip may be small, so a reference is seen at each of the model's
        `reference_px` sizes (the side of a square of the same area).
        """
        height, width = picture.shape[:2]
        views = []
        for side in self._entry.reference_px:
            w, h = self._sized(width, height, side)
            frame = resized(picture, width=w, height=h)[None]
            cells = (h // self._entry.stride) * (w // self._entry.stride)
            whole = np.full((1, cells), 1 / cells, np.float32)
            views.append(self._run(frame, whole)[0, 0])
        return np.stack(views)

    def _sized(self, width: int, height: int, side: int) -> tuple[int, int]:
        stride, root = self._entry.stride, math.sqrt(width / height)
        w, h = side * root, side / root
        return max(1, round(w / stride)) * stride, max(1, round(h / stride)) * stride

    def _run(self, frames: Pixels, weights: Vectors) -> Vectors:
        vectors = self._session.run("vectors", {"frames": frames, "windows": weights})
        return np.asarray(vectors, dtype=np.float32)

    def _cells(self, height: int, width: int) -> tuple[int, int]:
        stride = self._entry.stride
        if height < stride or width < stride or height % stride or width % stride:
            raise ValueError(
                f"{self.id} takes frames whose sides are multiples of {stride} px, "
                f"not {width} × {height}; ask fit() for the size"
            )
        return height // stride, width // stride


def _windows(
    rows: int, columns: int, sizes: tuple[int, ...]
) -> tuple[tuple[int, int, int, int], ...]:
    """Windows (left, top, width, height) in cells: the whole, then squares that half overlap."""
    found = {(0, 0, columns, rows): None}
    for size in sizes:
        h, w = min(size, rows), min(size, columns)
        for top, left in product(starts(rows, h), starts(columns, w)):
            found[left, top, w, h] = None
    return tuple(found)


def _pooling_weights(
    rows: int, columns: int, boxes: tuple[tuple[int, int, int, int], ...]
) -> Vectors:
    """float32 [R, rows × columns]: each row is 1 / cells inside its window, else 0."""
    weights = np.zeros((len(boxes), rows, columns), np.float32)
    for row, (left, top, w, h) in enumerate(boxes):
        weights[row, top : top + h, left : left + w] = 1 / (w * h)
    return weights.reshape(len(boxes), rows * columns)


def _check_graph(session: Session, entry: ModelEntry) -> None:
    inputs = {port.name: port.kind for port in session.inputs}
    outputs = {port.name: port.shape[-1] for port in session.outputs}
    where = str(session.path)
    if inputs != {"frames": "uint8", "windows": "float"}:
        raise ModelError(
            f"takes {inputs}, not frames (uint8) and windows (float)",
            where=where,
            fix="export it again",
        )
    if outputs.get("vectors") != entry.dimensions:
        raise ModelError(
            f"gives {outputs}, not vectors of {entry.dimensions}",
            where=where,
            fix="mend `dimensions` in the manifest",
        )
