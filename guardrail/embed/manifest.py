"""What ships with the package: each model's file, licence and numbers, checked before use.

The manifest is `models/manifest.toml` in a checkout and `guardrail/_models/manifest.toml` in an
installed wheel. A model whose file is missing or altered must never be run: every error here is
a ModelError that names the file and the fix.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic import dataclasses as checked

from guardrail.errors import ModelError

MANIFEST = "manifest.toml"
_STRICT = ConfigDict(extra="forbid")
_REBUILD = "reinstall guardrail, or make the model again as models/README.md says"


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Source:
    """Where the weights come from, exactly enough to fetch the same ones again."""

    package: str
    version: str
    sha256: str
    licence: str


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class CalibrationFile:
    """The shipped cohort and chance distribution of one model."""

    file: str
    sha256: str


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
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


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class _Document:
    model: tuple[ModelEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelManifest:
    """A manifest that was read and validated; `root` is the folder its file names lie in."""

    root: Path
    models: tuple[ModelEntry, ...]

    @property
    def default(self) -> ModelEntry:
        """The model used where nobody chose one; a manifest has exactly one."""
        return next(entry for entry in self.models if entry.default)

    def entry(self, model_id: str) -> ModelEntry:
        """The model with this id, or ModelError listing those there are."""
        for entry in self.models:
            if entry.id == model_id:
                return entry
        known = ", ".join(entry.id for entry in self.models)
        raise ModelError(
            f"no model {model_id!r}", where=str(self.root / MANIFEST), fix=f"choose one of: {known}"
        )

    def model_file(self, entry: ModelEntry) -> Path:
        """The ONNX file, its digest checked; ModelError when missing or altered."""
        return _checked_file(self.root / entry.file, entry.sha256)

    def calibration_file(self, entry: ModelEntry) -> Path:
        """The calibration archive, its digest checked; ModelError when missing or altered."""
        return _checked_file(self.root / entry.calibration.file, entry.calibration.sha256)


def models_root() -> Path:
    """The folder of the shipped models: inside the wheel, else beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_models"
    return shipped if shipped.is_dir() else package.parent / "models"


def read_manifest(root: Path | None = None) -> ModelManifest:
    """Read and validate `root`/manifest.toml (the shipped one by default); opens no model."""
    folder = models_root() if root is None else root
    path = folder / MANIFEST
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ModelError(
            f"cannot be read: {error.strerror}", where=str(path), fix=_REBUILD
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"is not TOML: {error}", where=str(path), fix=_REBUILD) from error
    try:
        models = TypeAdapter(_Document).validate_python(written).model
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ModelError(
            f"{place}: {first['msg']}", where=str(path), fix="mend the entry"
        ) from error
    _check_choice(models, path)
    return ModelManifest(root=folder, models=models)


def _check_choice(models: tuple[ModelEntry, ...], path: Path) -> None:
    ids = [entry.id for entry in models]
    if len(set(ids)) != len(ids):
        raise ModelError("two models have one id", where=str(path), fix="rename one")
    if sum(entry.default for entry in models) != 1:
        raise ModelError(
            "exactly one model must be the default",
            where=str(path),
            fix="set default = true on one",
        )


def _checked_file(path: Path, sha256: str) -> Path:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"cannot be read: {error.strerror}", where=str(path), fix=_REBUILD
        ) from error
    if found != sha256:
        raise ModelError(
            f"sha256 is {found}, the manifest says {sha256}", where=str(path), fix=_REBUILD
        )
    return path
