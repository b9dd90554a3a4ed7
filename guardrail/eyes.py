"""How pictures and clips are looked at: decode, embed, match, in that order, for everything.

References are looked at through the same eyes as artefacts when a registry is compiled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from guardrail.arrays import Pixels, Vectors
from guardrail.domain import Match, MediaFile
from guardrail.embed.contract import PictureEncoder
from guardrail.errors import MediaError
from guardrail.match.calibration import Calibration
from guardrail.match.evidence import collect
from guardrail.match.gallery import Gallery
from guardrail.media.decoders import Decoders

_Looked_contra = TypeVar("_Looked_contra", contravariant=True)


class ContextDetector(Protocol[_Looked_contra]):
    """Finds contexts (violence, gambling and the like): in texts by words, in frames by pixels."""

    names: frozenset[str]
    """The contexts that it looks for."""

    def find(self, looked_at: _Looked_contra, /) -> frozenset[str]:
        """Those that are there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was found in some files, and how long the longest is (None without files).

    `contexts` are those found of the ones `looked_for`, None where nobody looked. `problems` are
    the files that could not be looked at: what was found elsewhere still counts.
    """

    matches: tuple[Match, ...] = ()
    clip_seconds: float | None = None
    contexts: frozenset[str] = frozenset()
    looked_for: frozenset[str] | None = None
    problems: tuple[MediaError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Decoder processes, an encoder and its calibration; `budget_s` bounds one look, in seconds.

    `contexts` finds contexts in frames, where the operator supplies a classifier.
    """

    decoders: Decoders
    encoder: PictureEncoder
    calibration: Calibration
    budget_s: float
    contexts: ContextDetector[Pixels] | None = None

    def look(
        self, files: Iterable[MediaFile], gallery: Gallery, *, suspicion: frozenset[str]
    ) -> Seen:
        """Matches of every file against the gallery.

        A file is decoded even where there is nothing to compare it with: what cannot be decoded
        must not pass because nobody registered anything.

        Raises:
            ScreeningTimeoutError: no decoder was free, or it took too long.
        """
        matches: tuple[Match, ...] = ()
        seconds: float | None = None
        contexts: frozenset[str] = frozenset()
        problems: tuple[MediaError, ...] = ()
        for file in files:
            try:
                frames = self.decoders.read(file.path, budget_s=self.budget_s)
            except MediaError as error:
                problem = MediaError(error.problem, path=error.path, field=file.field)
                problems += (problem,)
                continue
            seconds = max(seconds or 0.0, frames.duration_s)
            if self.contexts is not None:
                contexts |= self.contexts.find(frames.pixels)
            if not gallery.assets:
                continue
            height, width = frames.pixels.shape[1:3]
            matches += collect(
                gallery,
                self.encoder.encode(frames.pixels),
                frames.at_s,
                self.encoder.regions(height, width),
                self.calibration,
                field=file.field,
                suspicion=suspicion,
            )
        return Seen(
            matches=matches,
            clip_seconds=seconds,
            contexts=contexts,
            looked_for=None if self.contexts is None or seconds is None else self.contexts.names,
            problems=problems,
        )

    def reference(self, path: Path) -> Vectors:
        """The views of one reference picture, float32 [V, D] of unit length.

        Raises:
            MediaError: it cannot be decoded within bounds.
        """
        frames = self.decoders.read(path, budget_s=self.budget_s)
        return self.encoder.encode_reference(frames.pixels[0])
