"""The two kinds of encoder that a manifest can describe, checked before use.

A `ModelEntry` pools every region from one map of a frame; `models/train` makes such graphs. A
`WholePictureEntry` describes any graph that turns one square picture into one vector, so that an
encoder from elsewhere can be used without code.
"""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic import dataclasses as checked

STRICT = ConfigDict(extra="forbid")
FRAME_STRIDE_PX = 16
"""Sides of frames that are cut into squares are multiples of this: any would do."""
_LEAST_FRAME_PX = 96
Channel = tuple[float, float, float]


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Source:
    """Where the weights come from, exactly enough to fetch the same ones again."""

    package: str
    version: str
    sha256: str
    licence: str


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CalibrationFile:
    """The cohort and chance distribution of one model."""

    file: str
    sha256: str


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ModelEntry:
    """One encoder: file and digest, what it takes and gives.

    Frames are RGB bytes whose sides are multiples of `stride`, best near `frame_px` (width,
    height) in area. `windows` are the sides, in cells of `stride` pixels, of the squares that
    are looked at beside the whole frame; `reference_px` the sizes at which a reference picture
    is encoded. `dimensions` is the length of a vector.
    """

    id: str
    file: str
    sha256: str
    licence: str
    source: Source
    input: str
    dimensions: int
    stride: int
    frame_px: tuple[int, int]
    pooling: str
    windows: tuple[int, ...]
    reference_px: tuple[int, ...]
    calibration: CalibrationFile
    default: bool = False

    def __post_init__(self) -> None:
        """Hold the bounds that the encoder's arithmetic relies on."""
        sizes = (self.dimensions, self.stride, *self.frame_px, *self.windows, *self.reference_px)
        if min(sizes) < 1 or not self.reference_px:
            raise ValueError("dimensions, stride, frame_px, windows, reference_px: all ≥ 1")
        if any(side % self.stride for side in self.reference_px):
            raise ValueError("reference_px must be multiples of stride")

    @property
    def origin(self) -> str:
        """Where the weights come from, in a line."""
        return f"{self.source.package} {self.source.version}"


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class WholePictureEntry:
    """An encoder that takes one square picture and gives one vector, or one for each token.

    The graph's input `input` takes [N,3,S,S] (`nchw`) or [N,S,S,3] (`nhwc`), S = `side_px`, of
    `dtype`, channels in the order of `channels`. A byte x becomes (x × scale − mean) / std, `mean`
    and `std` in the same order; `uint8` graphs take bytes as they are. Its output `output` is
    [N, dimensions], or [N, tokens, dimensions] of which `pooling` takes the first or the mean.

    A frame near `frame_px` (width, height) in area is looked at whole and in squares whose sides
    are these shares of its shorter side. What is not square is stretched, or fills up with the
    colour `padding` where there is one. `source` says where the weights can be fetched again.
    Without a `calibration` nothing can be screened.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    file: str
    sha256: str
    licence: str
    source: str
    input: str
    side_px: int = Field(ge=16, le=1024)
    layout: Literal["nchw", "nhwc"]
    channels: Literal["rgb", "bgr"]
    dtype: Literal["float32", "float16", "uint8"]
    scale: float = 1.0
    mean: Channel = (0.0, 0.0, 0.0)
    std: Channel = (1.0, 1.0, 1.0)
    output: str
    dimensions: int = Field(ge=2, le=65536)
    pooling: Literal["cls", "mean"] | None = None
    frame_px: tuple[int, int]
    squares: tuple[float, ...] = Field(max_length=4)
    padding: tuple[int, int, int] | None = None
    calibration: CalibrationFile | None = None
    default: bool = False

    def __post_init__(self) -> None:
        """Hold what the encoder's arithmetic and its bounds rely on."""
        if min(self.std) <= 0 or self.scale <= 0:
            raise ValueError("std and scale must be above 0")
        plain = (self.scale, self.mean, self.std) == (1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
        if self.dtype == "uint8" and not plain:
            raise ValueError("a uint8 graph takes bytes as they are: no scale, mean, std")
        if not all(0.2 <= share <= 1 for share in self.squares):  # noqa: PLR2004
            raise ValueError("squares must lie within 0.2…1 of the shorter side")
        if not all(_LEAST_FRAME_PX <= side <= 4096 for side in self.frame_px):  # noqa: PLR2004
            raise ValueError(f"frame_px must lie within {_LEAST_FRAME_PX}…4096")
        if self.padding and not all(0 <= value <= 255 for value in self.padding):  # noqa: PLR2004
            raise ValueError("padding must be three bytes")

    @property
    def stride(self) -> int:
        """What the sides of frames must be multiples of."""
        return FRAME_STRIDE_PX

    @property
    def origin(self) -> str:
        """Where the weights come from, in a line."""
        return self.source


Entry = ModelEntry | WholePictureEntry
