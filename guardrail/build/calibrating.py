"""Gives an encoder its calibration out of folders of pictures, and names it in the manifest."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from guardrail.arrays import Pixels
from guardrail.build import open_decoders
from guardrail.build.chance import Measured, better, calibration_of, measure
from guardrail.embed.contract import open_encoder
from guardrail.embed.entries import CalibrationFile
from guardrail.embed.manifest import digest_of, read_manifest
from guardrail.embed.writing import write_calibration
from guardrail.errors import BadInputError, MediaError, ModelError
from guardrail.match.calibration import Calibration
from guardrail.media.decoders import Decoders
from guardrail.settings import Settings

LEAST_FIGURES = 8
MOST_PICTURES = 24
"""Pictures of one figure that count: none may outweigh all others."""
LEAST_EMPTY = 100
"""Each view is measured against the nearest twentieth of the pictures that show no one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Pictures of figures that differ, by the figure's name, and pictures that show no one."""

    figures: dict[str, tuple[Path, ...]]
    empty: tuple[Path, ...]
    left_out: int

    @classmethod
    def find(cls, pictures: Path, empty: Path | None) -> Self:
        """What lies in these folders; of the first, every sub-folder is one figure.

        Raises:
            BadInputError: there are too few, or a folder cannot be read.
        """
        try:
            folders = sorted(path for path in pictures.iterdir() if path.is_dir())
            every = {folder.name: _files(folder) for folder in folders}
            nobody = () if empty is None else _files(empty)
        except OSError as error:
            raise BadInputError(
                f"cannot be read: {error.strerror}", where=str(error.filename), fix="check the path"
            ) from error
        figures = {name: files[:MOST_PICTURES] for name, files in every.items() if files}
        if len(figures) < LEAST_FIGURES:
            raise BadInputError(
                f"{len(figures)} sub-folders with pictures, one for each figure: at least "
                f"{LEAST_FIGURES} are needed",
                where=str(pictures),
                fix="add figures that differ",
            )
        if empty is not None and len(nobody) < LEAST_EMPTY:
            raise BadInputError(
                f"{len(nobody)} pictures that show no one: at least {LEAST_EMPTY} are needed",
                where=str(empty),
                fix="add some, or leave --empty out",
            )
        left_out = sum(len(files) - len(figures[name]) for name, files in every.items() if files)
        return cls(figures=figures, empty=nobody, left_out=left_out)

    @property
    def looks(self) -> int:
        """How many times a picture will be looked at: twice, or once where it shows no one."""
        return len(self.empty) + 2 * sum(map(len, self.figures.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """The archive that was written for a model, and what it was made of.

    `ways` are all ways of scoring that were measured, `measured` the one that was taken.
    """

    model_id: str
    path: Path
    sha256: str
    measured: Measured
    ways: tuple[Measured, ...]
    calibration: Calibration


def calibrate(
    folder: Path,
    material: Material,
    settings: Settings,
    *,
    model_id: str | None = None,
    advance: Callable[[], object] = lambda: None,
) -> Calibrated:
    """Measure a model of this manifest folder, write its archive there and name it.

    `advance` is called after each look at a picture.

    Raises:
        ModelError: the model cannot be opened, or the folder not be written to.
        BadInputError: a picture cannot be decoded within the settings' bounds.
    """
    manifest = read_manifest(folder)
    entry = manifest.chosen(model_id)
    with ExitStack() as opened:
        encoder = open_encoder(manifest, entry.id, runtime=settings.runtime)
        decoders = open_decoders(settings, entry, opened)

        def look(file: Path) -> Pixels:
            pixels = _decoded(decoders, file, settings.budget_s)
            advance()
            return pixels

        ways = measure(
            encoder,
            [[partial(look, file) for file in files] for files in material.figures.values()],
            [partial(look, file) for file in material.empty],
        )
    measured = better(ways)
    calibration = calibration_of(measured)
    path = folder / f"{entry.id}-calibration.npz"
    try:
        calibration.save(path)
        sha256 = digest_of(path)
    except OSError as error:
        raise ModelError(
            f"cannot be written: {error.strerror}", where=str(path), fix="check the folder"
        ) from error
    write_calibration(folder, entry.id, CalibrationFile(file=path.name, sha256=sha256))
    return Calibrated(
        model_id=entry.id,
        path=path,
        sha256=sha256,
        measured=measured,
        ways=ways,
        calibration=calibration,
    )


def _files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder, by name; hidden ones are no pictures."""
    return tuple(
        sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    )


def _decoded(decoders: Decoders, file: Path, budget_s: float) -> Pixels:
    try:
        return decoders.read(file, budget_s=budget_s).pixels
    except MediaError as error:
        raise BadInputError(
            f"cannot be decoded: {error.problem}", where=str(file), fix="take it out of the folder"
        ) from error
