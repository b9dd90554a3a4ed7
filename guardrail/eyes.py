"""How pictures and clips are looked at: decode, embed, match, in that order, for everything.

Frames of a clip are embedded and searched while the rest of it is being decoded. References are
looked at through the same eyes as artefacts when a registry is compiled.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from guardrail.arrays import Pixels, Scores, Seconds, Vectors
from guardrail.domain import Match, MediaFile, Still
from guardrail.embed.contract import PictureEncoder
from guardrail.errors import MediaError
from guardrail.match.calibration import Calibration
from guardrail.match.copies import find_copies
from guardrail.match.evidence import collect, least_scores
from guardrail.match.findings import Findings
from guardrail.match.gallery import Gallery
from guardrail.match.works import Works
from guardrail.media.decoders import Decoders
from guardrail.media.frames import Frames, Glimpse
from guardrail.media.glances import Purpose
from guardrail.media.stills import stills

WORK_BUDGET_S = 3600.0
"""How long one file of a work may take: a film is long, and nobody waits for it."""

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
    the files that could not be looked at: what was found elsewhere still counts. Where looking
    ended early because it `was_enough`, `clip_seconds` is what the clip claims.
    """

    matches: tuple[Match, ...] = ()
    clip_seconds: float | None = None
    contexts: frozenset[str] = frozenset()
    looked_for: frozenset[str] | None = None
    problems: tuple[MediaError, ...] = ()
    stills: tuple[Still, ...] = ()
    was_enough: bool = False

    def stills_of(self, assets: Container[str]) -> tuple[Still, ...]:
        """Those of these assets."""
        return tuple(still for still in self.stills if still.asset in assets)


Enough = Callable[[Seen], bool]
"""Whether what was seen so far settles it, so that nobody need look at the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Decoder processes, an encoder and its calibration; `budget_s` bounds one look, in seconds.

    `most_stills` frames of each file come back as pictures for reviewers.

    `contexts` finds contexts in frames, where the operator supplies a classifier.
    """

    decoders: Decoders
    encoder: PictureEncoder
    calibration: Calibration
    budget_s: float
    contexts: ContextDetector[Pixels] | None = None
    most_stills: int = 0

    def look(
        self,
        files: Iterable[MediaFile],
        gallery: Gallery,
        *,
        suspicion: frozenset[str],
        works: Works | None = None,
        enough: Enough | None = None,
    ) -> Seen:
        """Matches of every file against the gallery, and copies of frames of the works.

        A file is decoded even where there is nothing to compare it with: what cannot be decoded
        must not pass because nobody registered anything.

        Looking ends as soon as `enough` says so of what a clip shows while it is being decoded.
        It is not asked where contexts are looked for in frames: those come from whole clips.

        Raises:
            ScreeningTimeoutError: no decoder was free, or it took too long.
        """
        matches: tuple[Match, ...] = ()
        seconds: float | None = None
        contexts: frozenset[str] = frozenset()
        problems: tuple[MediaError, ...] = ()
        shown: tuple[Still, ...] = ()
        for file in files:
            watching = _Watching(eyes=self, gallery=gallery, file=file, suspicion=suspicion)
            frames = None
            try:
                frames = self._read(file.path, watching, gallery, works, enough)
            except MediaError as error:
                if not watching.settled:
                    problem = MediaError(error.problem, path=error.path, field=file.field)
                    problems += (problem,)
                    continue
            if watching.settled or frames is None:  # damage further on makes no difference
                early = watching.seen
                shown += watching.stills()
                return replace(
                    early,
                    matches=matches + early.matches,
                    problems=problems,
                    stills=shown,
                    was_enough=True,
                )
            seconds = max(seconds or 0.0, frames.duration_s)
            if self.contexts is not None:
                contexts |= self.contexts.find(frames.pixels)
            if works is not None and frames.printed is not None:
                seen = frames.printed
                copies = find_copies(works, seen.prints, seen.at_s, field=file.field)
                matches += copies
                shown += stills(copies, frames.pixels, frames.at_s, most=self.most_stills)
            if not gallery.assets:
                continue
            matches += watching.conclude(frames)
            shown += watching.stills()
        return Seen(
            matches=matches,
            clip_seconds=seconds,
            contexts=contexts,
            looked_for=None if self.contexts is None or seconds is None else self.contexts.names,
            problems=problems,
            stills=shown,
        )

    def _read(
        self,
        path: Path,
        watching: "_Watching",
        gallery: Gallery,
        works: Works | None,
        enough: Enough | None,
    ) -> Frames:
        watch = watching.until(enough if self.contexts is None else None)
        return self.decoders.read(
            path,
            budget_s=self.budget_s,
            watch=watch if gallery.assets else None,
            prints_for=Purpose.ASK if works else None,  # nobody pays for them who has no works
        )

    def reference(self, path: Path) -> Vectors:
        """The views of one reference picture, float32 [V, D] of unit length.

        Raises:
            MediaError: it cannot be decoded within bounds.
        """
        frames = self.decoders.read(path, budget_s=self.budget_s)
        return self.encoder.encode_reference(frames.pixels[0])

    def work(self, path: Path) -> Frames:
        """The frames of a file of a work, with the prints that it is known by.

        Raises:
            MediaError: it cannot be decoded within the bounds of a film.
        """
        budget_s = max(self.budget_s, WORK_BUDGET_S)
        return self.decoders.read(path, budget_s=budget_s, prints_for=Purpose.KEEP)


@dataclass(slots=True, kw_only=True)
class _Watching:
    """One file being looked at: what was encoded and searched once is not done again.

    `seen` is what its glimpses showed, `settled` whether that was enough. A decoder that had run
    ahead to the end by then makes no difference.
    """

    eyes: Eyes
    gallery: Gallery
    file: MediaFile
    suspicion: frozenset[str]
    seen: Seen = field(default_factory=Seen)
    settled: bool = False
    _last: tuple[tuple[Match, ...], Pixels, Seconds] | None = None
    _least: Scores = field(init=False)
    _glimpses: list[Glimpse] = field(default_factory=list)
    _looked_at: dict[tuple[float, bytes], tuple[Vectors, Findings]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Reckon once what is worth looking for."""
        self._least = least_scores(self.gallery, self.eyes.calibration, suspicion=self.suspicion)

    def until(self, enough: Enough | None) -> Callable[[Glimpse], bool]:
        """What a decoder shows its glimpses to; without `enough` it is never enough.

        Chance is reckoned as if as many frames had been looked at as may be: what counts now
        counts at the end of the clip too.
        """
        most = self.eyes.decoders.most_frames

        def watch(glimpse: Glimpse) -> bool:
            self._glimpses.append(glimpse)
            at_s = np.full(len(glimpse.pixels), glimpse.at_s)
            found = Findings.joined([found for _, found in self._known(glimpse.pixels, at_s)])
            if enough is None or not len(found.columns):  # most frames show nothing
                return False
            matches = self._matches(
                np.concatenate([one.pixels for one in self._glimpses]),
                np.array([one.at_s for one in self._glimpses for _ in one.pixels]),
                looked_at=most,
            )
            self.seen = Seen(matches=matches, clip_seconds=glimpse.declared_s or None)
            self.settled = enough(self.seen)
            return self.settled

        return watch

    def conclude(self, frames: Frames) -> tuple[Match, ...]:
        """The matches of all frames."""
        return self._matches(frames.pixels, frames.at_s)

    def stills(self) -> tuple[Still, ...]:
        """Pictures of what was matched last."""
        return () if self._last is None else stills(*self._last, most=self.eyes.most_stills)

    def _matches(
        self, pixels: Pixels, at_s: Seconds, *, looked_at: int | None = None
    ) -> tuple[Match, ...]:
        known = self._known(pixels, at_s)
        height, width = pixels.shape[1:3]
        matches = collect(
            self.gallery,
            np.stack([vectors for vectors, _ in known]),
            at_s,
            self.eyes.encoder.regions(height, width),
            self.eyes.calibration,
            field=self.file.field,
            suspicion=self.suspicion,
            found=Findings.joined([found for _, found in known]),
            looked_at=looked_at,
        )
        self._last = (matches, pixels, at_s)
        return matches

    def _known(self, pixels: Pixels, at_s: Seconds) -> list[tuple[Vectors, Findings]]:
        """Each frame's vectors and what the gallery says of them; frames seen before cost nothing."""
        names = [(float(s), picture.tobytes()) for s, picture in zip(at_s, pixels, strict=True)]
        new = [place for place, name in enumerate(names) if name not in self._looked_at]
        if new:
            vectors = self.eyes.encoder.encode(pixels[new])
            found = self.gallery.search(vectors, self._least)
            for place, one in enumerate(new):
                self._looked_at[names[one]] = (vectors[place], found.of_frame(place))
        return [self._looked_at[name] for name in names]
