"""What every encoder promises, and the one that a manifest's entry asks for."""

from typing import Protocol

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Box
from guardrail.embed.encoder import Encoder
from guardrail.embed.entries import WholePictureEntry
from guardrail.embed.manifest import ModelManifest
from guardrail.embed.runtime import ONE_THREAD, Runtime
from guardrail.embed.whole_pictures import WholePictureEncoder


class PictureEncoder(Protocol):
    """Frames in, unit vectors of their regions out; thread-safe.

    `Encoder` pools all regions from one pass over a frame, `WholePictureEncoder` looks at each
    region by itself.
    """

    id: str
    dimensions: int

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The frame size (width, height) to scale a `width` × `height` picture to."""

    def regions(self, height: int, width: int) -> tuple[Box, ...]:
        """Where the regions of a frame this size lie: the whole, then its parts."""

    def encode(self, frames: Pixels) -> Vectors:
        """uint8 [N,H,W,3] to float32 [N,R,D] of unit length, R as `regions` has them."""

    def encode_reference(self, picture: Pixels) -> Vectors:
        """One picture, uint8 [H,W,3] of any size, to its views: float32 [V,D] of unit length."""


def open_encoder(
    manifest: ModelManifest, model_id: str | None = None, *, runtime: Runtime = ONE_THREAD
) -> PictureEncoder:
    """The manifest's default encoder or the one named, checked and ready to run.

    Raises:
        ModelError: there is none of this id; its file is missing or altered, or is not what the
            manifest says.
    """
    entry = manifest.chosen(model_id)
    if isinstance(entry, WholePictureEntry):
        return WholePictureEncoder.open(manifest, entry, runtime=runtime)
    return Encoder.open(manifest, entry.id, runtime=runtime)
