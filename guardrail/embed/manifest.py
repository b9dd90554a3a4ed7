"""Which encoders there are: each one's file, licence and numbers, checked before use.

The manifest that ships is `models/manifest.toml` in a checkout and `guardrail/_models/manifest.toml`
in an installed wheel; an operator's own lies in a folder of theirs. A model whose file is missing or
altered must never be run: every error here is a ModelError that names the file and the fix.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic import dataclasses as checked

from guardrail.embed.entries import STRICT, CalibrationFile, Entry, ModelEntry, WholePictureEntry
from guardrail.errors import ModelError

MANIFEST = "manifest.toml"
_REBUILD = "reinstall guardrail, or make the model again as models/README.md says"
_MEND = "put the right file back, or describe this one with `guardrail models check FILE --like …`"


@checked.dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class _Document:
    model: tuple[ModelEntry, ...] = ()
    whole_picture: tuple[WholePictureEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelManifest:
    """A manifest that was read and validated; `root` is the folder its file names lie in."""

    root: Path
    models: tuple[Entry, ...]

    @property
    def default(self) -> Entry:
        """The model used where nobody chose one; a manifest has exactly one."""
        return next(entry for entry in self.models if entry.default)

    def entry(self, model_id: str) -> Entry:
        """The model with this id, or ModelError listing those there are."""
        for entry in self.models:
            if entry.id == model_id:
                return entry
        known = ", ".join(entry.id for entry in self.models)
        raise ModelError(
            f"no model {model_id!r}", where=str(self.root / MANIFEST), fix=f"choose one of: {known}"
        )

    def chosen(self, model_id: str | None) -> Entry:
        """The model with this id, or the default one where nobody chose."""
        return self.default if model_id is None else self.entry(model_id)

    def model_file(self, entry: Entry) -> Path:
        """The ONNX file, its digest checked; ModelError when missing or altered."""
        return self._checked(entry, entry.file, entry.sha256)

    def calibration_file(self, entry: Entry) -> Path:
        """The calibration archive, its digest checked.

        Raises:
            ModelError: it is missing, altered, or was never made.
        """
        calibration: CalibrationFile | None = entry.calibration
        if calibration is None:
            raise ModelError(
                f"{entry.id} is not calibrated: nobody knows what its similarities are worth",
                where=str(self.root / MANIFEST),
                fix=f"run `guardrail models calibrate {self.root} --pictures FOLDER`",
            )
        return self._checked(entry, calibration.file, calibration.sha256)

    def _checked(self, entry: Entry, file: str, sha256: str) -> Path:
        fix = _REBUILD if isinstance(entry, ModelEntry) else _MEND
        return _checked_file(self.root / file, sha256, fix)


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
        document = TypeAdapter(_Document).validate_python(written)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ModelError(
            f"{place}: {first['msg']}", where=str(path), fix="mend the entry"
        ) from error
    models: tuple[Entry, ...] = (*document.model, *document.whole_picture)
    _check_choice(models, path)
    return ModelManifest(root=folder, models=models)


def _check_choice(models: tuple[Entry, ...], path: Path) -> None:
    ids = [entry.id for entry in models]
    if len(set(ids)) != len(ids):
        raise ModelError("two models have one id", where=str(path), fix="rename one")
    if sum(entry.default for entry in models) != 1:
        raise ModelError(
            "exactly one model must be the default",
            where=str(path),
            fix="set default = true on one",
        )


def digest_of(path: Path) -> str:
    """The sha256 of a file, as manifests write it; OSError when it cannot be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checked_file(path: Path, sha256: str, fix: str) -> Path:
    try:
        found = digest_of(path)
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror}", where=str(path), fix=fix) from error
    if found != sha256:
        raise ModelError(f"sha256 is {found}, the manifest says {sha256}", where=str(path), fix=fix)
    return path
