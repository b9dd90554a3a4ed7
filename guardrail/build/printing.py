"""The prints of works: made once of each file, kept on disk for the next worker.

A film takes minutes to look at, and a library of them days, so no start may depend on it.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import structlog

from guardrail.domain import Asset, AssetKind, MediaKind, Reference, Version
from guardrail.eyes import Eyes
from guardrail.match.works import WorkPrints, Works
from guardrail.media import glances, prints
from guardrail.media.frames import Frames
from guardrail.media.prints import Printed
from guardrail.registry import Registry

log = structlog.get_logger("guardrail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The prints of one file, and how long it lasts (0 for a picture)."""

    printed: Printed
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Makes the prints of works; those of clips are kept in the folder `kept`, where there is one."""

    eyes: Eyes
    kept: Path | None = None
    known: dict[str, Kept] = field(default_factory=dict)

    def look(self, reference: Reference) -> Frames | None:
        """Know the prints of a file from now on; its frames, if it had to be looked at.

        Raises:
            MediaError: it cannot be decoded.
        """
        file = self._file(reference)
        stored = None if file is None else _read(file)
        if stored is not None:
            self.known[reference.sha256] = stored
            return None
        frames = self.eyes.work(reference.path)
        made = Kept(printed=frames.printed or Printed.none(), duration_s=frames.duration_s)
        self.known[reference.sha256] = made
        if file is not None and frames.kind is MediaKind.CLIP:
            _write(file, made)
        return frames

    def works(self, registry: Registry) -> Works:
        """The prints of all works of a registry, each file of which was looked at."""
        return Works.build(
            WorkPrints(
                asset=asset.id,
                version=version.id,
                reference=str(reference.path),
                prints=self.known[reference.sha256].printed.prints[:, 0],
                at_s=self.known[reference.sha256].printed.at_s,
                duration_s=self.known[reference.sha256].duration_s,
            )
            for asset, version, reference in references_of_works(registry)
        )

    def _file(self, reference: Reference) -> Path | None:
        if self.kept is None:
            return None
        return self.kept / f"{reference.sha256}-{_sources()[:12]}.npz"


def references_of_works(registry: Registry) -> Iterator[tuple[Asset, Version, Reference]]:
    """What shows works as they are; what must not match is none of it."""
    for asset in registry.assets.values():
        if asset.kind is AssetKind.WORK:
            for version in asset.versions:
                for reference in version.references:
                    if not reference.exclusion:
                        yield asset, version, reference


@cache
def _sources() -> str:
    """A digest of the code that makes prints: other code may make others."""
    modules = (glances, prints)
    content = b"".join(Path(module.__file__ or "").read_bytes() for module in modules)
    return hashlib.sha256(content).hexdigest()


def _read(file: Path) -> Kept | None:
    """What was kept; a file that is none, or a broken one, is made anew."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            printed = Printed(prints=stored["prints"], at_s=stored["at_s"])
            return Kept(printed=printed, duration_s=float(stored["duration_s"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _write(file: Path, made: Kept) -> None:
    """Keep prints; where there is no room for them the next worker makes them anew."""
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as opened:
            np.savez(
                opened,
                prints=made.printed.prints,
                at_s=made.printed.at_s,
                duration_s=np.float64(made.duration_s),
            )
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        log.warning("prints.not_kept", file=str(file), error=str(error))
