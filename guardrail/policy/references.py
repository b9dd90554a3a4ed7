"""The reference files of one document: found by glob, digested, never outside its folder."""

import hashlib
from pathlib import Path

from guardrail.domain import Reference
from guardrail.errors import PolicyDocumentError
from guardrail.policy.source import Source
from guardrail.wording import Place

MAX_REFERENCES = 20_000
MAX_REFERENCE_BYTES = 8 * 1024 * 1024 * 1024
"""A film; what a picture may take is bounded where it is decoded."""


class References:
    """Finds the references of one document; what it cannot find becomes a complaint.

    Args:
        folder: where the document lies.
        source: the document, for complaints.
    """

    def __init__(self, folder: Path, source: Source) -> None:
        self.complaints: list[PolicyDocumentError] = []
        self._folder = folder
        self._source = source
        self._count = 0

    def find(self, globs: tuple[str, ...], place: Place) -> tuple[Reference, ...]:
        """All files that the globs name, each once, by path."""
        named: dict[Path, Place] = {}
        found = []
        for at, glob in enumerate(globs):
            try:
                for file in self._expand(glob, (*place, at)):
                    named.setdefault(file, (*place, at))
            except PolicyDocumentError as error:
                self.complaints.append(error)
        for file in sorted(named):
            try:
                found.append(self._reference(file, named[file]))
            except PolicyDocumentError as error:
                self.complaints.append(error)
        return tuple(found)

    def _reference(self, file: Path, place: Place) -> Reference:
        self._count += 1
        if self._count == MAX_REFERENCES + 1:
            raise self._source.error(
                place, f"more than {MAX_REFERENCES:,} references in one document"
            )
        digest = "" if self._count > MAX_REFERENCES else self._digest(file, place)
        return Reference(path=file, sha256=digest, named_at=self._source.where(place))

    def _expand(self, glob: str, place: Place) -> list[Path]:
        pattern = Path(glob)
        if pattern.is_absolute() or ".." in pattern.parts:
            raise self._source.error(
                place, f"{glob!r} leads out of the document's folder", fix="use a path inside it"
            )
        root = self._folder.resolve()
        try:
            found = list(self._folder.glob(glob))
        except ValueError as error:
            raise self._source.error(place, f"{glob!r} is no pattern: {error}") from None
        files = [f for f in found if f.is_file() and f.resolve().is_relative_to(root)]
        if not files:
            raise self._source.error(
                place, f"no file matches {glob!r} in {self._folder}", fix="mend the path"
            )
        return files

    def _digest(self, file: Path, place: Place) -> str:
        try:
            if file.stat().st_size > MAX_REFERENCE_BYTES:
                raise self._source.error(
                    place, f"{file} is larger than {MAX_REFERENCE_BYTES // 2**20} MiB"
                )
            with file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise self._source.error(place, f"{file} cannot be read: {error.strerror}") from None
