"""The encoders that are compared: ours through its contract, and what one would take instead.

All answer the same two questions: the vectors of a reference [V,D], and of the regions of each
frame [N,R,D], unit length throughout, so that one dot product compares any two.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import onnxruntime as ort

from guardrail.arrays import Vectors
from guardrail.embed.encoder import Encoder
from guardrail.embed.manifest import read_manifest
from guardrail.embed.resizing import resized
from models.train.albums import Pixels
from models.train.packages import digest

BATCH = 8
Part = tuple[float, float, float, float]
"""Left, top, width and height, as shares of a frame."""
WHOLE: tuple[Part, ...] = ((0.0, 0.0, 1.0, 1.0),)
SIX: tuple[Part, ...] = (
    *WHOLE,
    *((left, top, 0.6, 0.6) for top in (0.0, 0.4) for left in (0.0, 0.4)),
    (0.2, 0.2, 0.6, 0.6),
)
"""The whole frame, its corners and its middle: six runs of the encoder for each frame."""
CUTS = {"frame": WHOLE, "six": SIX}


class Recogniser(Protocol):
    """Turns pictures into unit vectors."""

    def reference(self, picture: Pixels) -> Vectors:
        """uint8 [H,W,3] to float32 [V,D]."""
        ...

    def frames(self, frames: Pixels) -> Vectors:
        """uint8 [N,H,W,3] to float32 [N,R,D]."""
        ...


class Shipped:
    """An encoder of the product's contract, out of a folder with a manifest."""

    def __init__(self, root: Path, model_id: str | None = None) -> None:
        self._encoder = Encoder.open(read_manifest(root), model_id)

    def reference(self, picture: Pixels) -> Vectors:
        """Each size of the picture that the manifest asks for."""
        return self._encoder.encode_reference(picture)

    def frames(self, frames: Pixels) -> Vectors:
        """Every region of each frame."""
        return self._encoder.encode(frames)


class Cut:
    """The shipped encoder without its regions: each part of a frame is scaled and encoded whole."""

    def __init__(self, root: Path, *, parts: tuple[Part, ...]) -> None:
        self._encoder = Encoder.open(read_manifest(root))
        self._parts = parts

    def reference(self, picture: Pixels) -> Vectors:
        """Each size of the picture that the manifest asks for."""
        return self._encoder.encode_reference(picture)

    def frames(self, frames: Pixels) -> Vectors:
        """One vector of each part, [N,parts,D]."""
        height, width = frames.shape[1:3]
        found = []
        for left, top, share_wide, share_high in self._parts:
            x, y = round(left * width), round(top * height)
            part = frames[:, y : y + round(share_high * height), x : x + round(share_wide * width)]
            w, h = self._encoder.fit(part.shape[2], part.shape[1])
            scaled = np.stack([resized(one, width=w, height=h) for one in part])
            found.append(self._encoder.encode(scaled)[:, 0])
        return np.stack(found, axis=1)


class Whole:
    """An ONNX encoder of whole pictures; a JSON file beside it says its input.

    `{"size": px, "mean": [3], "std": [3], "scale": 255, "input": name, "output": name}`
    """

    def __init__(self, file: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = ort.InferenceSession(
            file.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        self._about = json.loads(file.with_suffix(".json").read_text("utf-8"))

    def reference(self, picture: Pixels) -> Vectors:
        """One vector of the whole picture."""
        return np.asarray(self.frames(picture[None])[0])

    def frames(self, frames: Pixels) -> Vectors:
        """One region: the whole frame, squeezed into the square that the encoder takes."""
        side, about = self._about["size"], self._about
        small = np.stack([resized(frame, width=side, height=side) for frame in frames])
        scaled = small.astype(np.float32) / about["scale"]
        scaled = (scaled - np.array(about["mean"], np.float32)) / np.array(about["std"], np.float32)
        planes = np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))
        parts = [
            self._session.run([about["output"]], {about["input"]: planes[i : i + BATCH]})[0]
            for i in range(0, len(planes), BATCH)
        ]
        return _unit(np.concatenate(parts))[:, None]


class Histogram:
    """What colours a picture has: 8 × 8 × 8 in HSV, the square root of each share (Hellinger)."""

    def reference(self, picture: Pixels) -> Vectors:
        """One vector of the whole picture."""
        return np.asarray(self.frames(picture[None])[0])

    def frames(self, frames: Pixels) -> Vectors:
        """One region: the whole frame."""
        found = []
        for frame in frames:
            wheel = cv2.cvtColor(frame, cv2.COLOR_RGB2HSV)
            counts = cv2.calcHist([wheel], [0, 1, 2], None, [8, 8, 8], [0, 180, 0, 256, 0, 256])
            found.append(np.sqrt(counts.ravel() / counts.sum()))
        return _unit(np.stack(found))[:, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """How to open a recogniser in whatever process measures it; `where` is its file or folder."""

    name: str
    kind: str
    where: Path = Path()
    model_id: str | None = None

    def open(self) -> Recogniser:
        """Load it; ValueError for a kind that there is not."""
        if self.kind == "histogram":
            return Histogram()
        if self.kind == "whole":
            return Whole(self.where)
        if self.kind == "shipped":
            return Shipped(self.where, self.model_id)
        if self.kind in CUTS:
            return Cut(self.where, parts=CUTS[self.kind])
        raise ValueError(f"no kind of recogniser is called {self.kind!r}")

    def made_of(self) -> str:
        """The digest of what is run, for the record."""
        if self.kind == "shipped":
            return read_manifest(self.where).chosen(self.model_id).sha256
        if self.kind in CUTS:
            return f"{self.kind}-{read_manifest(self.where).default.sha256}"
        return digest(self.where) if self.kind == "whole" else "closed form"


def contestant(model: str) -> Contestant:
    """From a command line: `histogram`, a folder with a manifest, or an ONNX file with its JSON.

    `FOLDER@ID` is the model of this id instead of the manifest's default; `FOLDER:frame` and
    `FOLDER:six` encode the whole frame, or six parts of it one by one, in place of the regions.
    """
    if model == "histogram":
        return Contestant(name=model, kind=model)
    uncut, _, cut = model.rpartition(":")
    if cut in CUTS:
        return Contestant(name=model, kind=cut, where=Path(uncut))
    folder, _, model_id = model.partition("@")
    path = Path(folder)
    if (path / "manifest.toml").is_file():
        name = read_manifest(path).chosen(model_id or None).id
        return Contestant(name=name, kind="shipped", where=path, model_id=model_id or None)
    if path.suffix == ".onnx" and path.with_suffix(".json").is_file():
        return Contestant(name=path.stem, kind="whole", where=path)
    raise ValueError(
        f"{model}: give `histogram`, a folder with a manifest.toml, or a .onnx with a .json beside it"
    )


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)
