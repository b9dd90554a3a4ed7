"""Writes manifests: entries of encoders from elsewhere, and the calibration that one was given."""

from dataclasses import fields, replace
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from guardrail.embed.entries import CalibrationFile, WholePictureEntry
from guardrail.embed.manifest import MANIFEST, read_manifest
from guardrail.errors import ModelError

_HEAD = "Encoders of our own; models/README.md of guardrail says what every line means."


def as_toml(entry: WholePictureEntry) -> str:
    """The entry as it stands in a manifest."""
    tables = tomlkit.aot()
    tables.append(_table(entry))
    document = tomlkit.document()
    document.append("whole_picture", tables)
    return tomlkit.dumps(document)


def write_manifest(folder: Path, entry: WholePictureEntry) -> Path:
    """A new manifest of this one encoder, whose file stays where it is.

    A file below the folder is named relative to it.

    Raises:
        ModelError: there is a manifest already, or the folder cannot be written to.
    """
    path, file = folder / MANIFEST, Path(entry.file).resolve()
    if file.is_relative_to(folder.resolve()):
        entry = replace(entry, file=str(file.relative_to(folder.resolve())))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as written:
            written.write(f"# {_HEAD}\n\n{as_toml(entry)}")
    except FileExistsError as error:
        raise ModelError(
            "is there already",
            where=str(path),
            fix="paste the entry into it, or name another folder",
        ) from error
    except OSError as error:
        raise ModelError(
            f"cannot be written: {error.strerror}", where=str(path), fix="check the folder"
        ) from error
    read_manifest(folder)
    return path


def write_calibration(folder: Path, model_id: str, calibration: CalibrationFile) -> None:
    """Name a model's calibration in the manifest; all else in it stays as it was written.

    Raises:
        ModelError: the manifest cannot be read or written.
    """
    path = folder / MANIFEST
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
        for entry in _entries(document):
            if entry["id"] == model_id:
                entry["calibration"] = {"file": calibration.file, "sha256": calibration.sha256}
        path.write_text(tomlkit.dumps(document), "utf-8")
    except (OSError, TOMLKitError) as error:
        raise ModelError(
            f"cannot be written: {error}", where=str(path), fix="check the folder"
        ) from error


def _entries(document: tomlkit.TOMLDocument) -> list[Table]:
    tables = [document.get("model"), document.get("whole_picture")]
    return [entry for table in tables if isinstance(table, AoT) for entry in table]


def _table(entry: WholePictureEntry) -> Table:
    table = tomlkit.table()
    for field in fields(entry):
        value = getattr(entry, field.name)
        if value is not None and field.name != "calibration":
            table.append(field.name, list(value) if isinstance(value, tuple) else value)
    return table
