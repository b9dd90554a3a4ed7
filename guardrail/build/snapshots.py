"""Policy documents on disk, compiled into the snapshot that requests see.

A change on disk is compiled beside the snapshot in force and then takes its place; documents
that cannot be accepted leave it in force.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import structlog

from guardrail import prompt
from guardrail.arrays import Vectors
from guardrail.build.printing import Kept, Printer
from guardrail.domain import AssetKind, MediaKind, Reference
from guardrail.errors import BadInputError, MediaError, PolicyDocumentError
from guardrail.eyes import Eyes
from guardrail.match.gallery import Gallery
from guardrail.match.references import ReferenceVectors
from guardrail.policy.documents import load_all
from guardrail.policy.policies import Policies
from guardrail.prompt.descriptions import DescriptionIndex
from guardrail.prompt.names import NameIndex
from guardrail.registry import Registry
from guardrail.snapshot import Snapshot
from guardrail.wording import together

MANY_NAMES = 10_000
"""From here on what compiling gave is kept: fewer names are compiled sooner than read."""

log = structlog.get_logger("guardrail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Turns a registry into a snapshot; a reference that was encoded once is not encoded again.

    `kept` is a folder for what compiling many names gave, for the next worker, `prints_kept` one
    for the prints of works.
    """

    eyes: Eyes
    by_meaning: bool = False
    kept: Path | None = None
    prints_kept: Path | None = None
    encoded: dict[str, Vectors] = field(default_factory=dict)
    printed: dict[str, Kept] = field(default_factory=dict)

    def compile(
        self,
        registry: Registry,
        *,
        quarantined: frozenset[str] = frozenset(),
        before: Snapshot | None = None,
    ) -> Snapshot:
        """The snapshot of this registry; references of the digests `quarantined` block nothing.

        What did not change since the snapshot `before` is shared with its gallery.

        Raises:
            PolicyDocumentError: a reference picture cannot be decoded.
        """
        printer = Printer(eyes=self.eyes, kept=self.prints_kept, known=self.printed)
        self._encode(registry, printer)
        rows = [
            ReferenceVectors(
                asset=asset.id,
                version=version.id,
                reference=str(reference.path),
                vectors=self.encoded[reference.sha256],
                exclusion=reference.exclusion,
            )
            for asset in registry.assets.values()
            for version in asset.versions
            for reference in version.references
            if reference.sha256 in self.encoded  # a clip of a work has prints and nothing else
        ]
        return Snapshot(
            registry=registry,
            names=NameIndex.compile(registry.assets.values(), kept=self._file(registry)),
            descriptions=DescriptionIndex.compile(
                registry.assets.values(), by_meaning=self.by_meaning
            ),
            gallery=Gallery.build(
                rows,
                cohort=self.eyes.calibration.cohort,
                before=None if before is None else before.gallery,
            ),
            works=printer.works(registry),
            policies=Policies.from_documents(registry.documents, quarantined=quarantined),
        )

    def _file(self, registry: Registry) -> Path | None:
        """Where the parts of a large index are kept, by all that they depend on."""
        names = sum(len(asset.names) for asset in registry.assets.values())
        if self.kept is None or names < MANY_NAMES:
            return None
        return self.kept / f"names-{registry.sha256[:24]}-{_sources()[:12]}.npz"

    def _encode(self, registry: Registry, printer: Printer) -> None:
        """Look at every reference that was not looked at yet; all that cannot be are told of."""
        complaints = []
        for asset in registry.assets.values():
            for version in asset.versions:
                for reference in version.references:
                    try:
                        if asset.kind is AssetKind.WORK:
                            self._look_at_work(reference, printer)
                        elif reference.sha256 not in self.encoded:
                            self.encoded[reference.sha256] = self.eyes.reference(reference.path)
                    except MediaError as error:
                        complaints.append(undecodable(reference, error))
        if complaints:
            raise together(complaints)

    def _look_at_work(self, reference: Reference, printer: Printer) -> None:
        """Its prints, and of a picture its vectors too: a work may be known by whom it shows."""
        if reference.sha256 in self.printed:
            return
        frames = printer.look(reference)
        if frames is not None and frames.kind is MediaKind.PICTURE:
            self.encoded[reference.sha256] = self.eyes.encoder.encode_reference(frames.pixels[0])


@cache
def _sources() -> str:
    """A digest of the code that compiles names: other code may make other parts of them."""
    folder = Path(prompt.__path__[0])
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def undecodable(reference: Reference, error: MediaError) -> PolicyDocumentError:
    """The complaint about a reference that cannot be looked at: document, line and file."""
    return PolicyDocumentError(
        f"the reference {reference.path} cannot be decoded: {error.problem}",
        where=reference.named_at,
        fix="replace the file or take it out of the document",
    )


class Registries:
    """The snapshot in force, and the look for changes on disk."""

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        compiler: Compiler,
        snapshot: Snapshot,
        quarantined: Callable[[], frozenset[str]],
        aside: frozenset[str],
    ) -> None:
        self._paths = tuple(paths)
        self._quarantined = quarantined
        self._aside = aside
        self._compiler = compiler
        self._snapshot = snapshot
        self._seen: frozenset[tuple[str, int, int]] = frozenset()  # an edit while opening counts
        self._refreshing = threading.Lock()

    @classmethod
    def open(
        cls,
        paths: Sequence[Path],
        *,
        compiler: Compiler,
        quarantined: Callable[[], frozenset[str]] = frozenset,
    ) -> "Registries":
        """Read and compile what the paths hold; `quarantined` tells which references are set aside.

        Raises:
            PolicyDocumentError: a document is wrong.
        """
        aside = quarantined()
        snapshot = compiler.compile(read_registry(paths), quarantined=aside)
        if snapshot.registry.empty:
            log.warning(
                "registry.empty",
                fix="set `registry` to a policy document or a folder of them; "
                "until then every decision is recorded as unprotected",
            )
        return cls(
            paths, compiler=compiler, snapshot=snapshot, quarantined=quarantined, aside=aside
        )

    def current(self) -> Snapshot:
        """The snapshot in force."""
        return self._snapshot

    def refresh(self) -> None:
        """Compile what changed on disk; a document in error leaves the snapshot in force.

        So does a registry that has become empty: a folder that was moved or is not mounted must
        not open the gate. Whoever means it starts anew.
        """
        with self._refreshing:
            stamp = _stamp(self._paths, self._snapshot.registry)
            aside = self._set_aside()
            if stamp == self._seen and aside == self._aside:
                return
            try:
                registry = read_registry(self._paths)
                if registry.sha256 == self._snapshot.registry.sha256 and aside == self._aside:
                    self._seen = stamp
                    return
                if registry.empty and not self._snapshot.registry.empty:
                    raise PolicyDocumentError("nothing is registered any more")
                snapshot = self._compiler.compile(
                    registry, quarantined=aside, before=self._snapshot
                )
            except BadInputError as error:
                self._seen = stamp
                log.warning(
                    "registry.refused", error=str(error), fix="the one before stays in force"
                )
                return
            self._snapshot = snapshot
            self._aside = aside
            self._seen = stamp  # taken before reading: a later edit, or a new file, reads again
            log.info("registry.loaded", sha256=snapshot.registry.sha256)

    def _set_aside(self) -> frozenset[str]:
        """What is set aside now; a list that cannot be read leaves what was."""
        try:
            return self._quarantined()
        except BadInputError as error:
            log.warning("quarantine.unreadable", error=str(error))
            return self._aside


def read_registry(paths: Sequence[Path]) -> Registry:
    """All documents of these paths as one registry.

    Raises:
        PolicyDocumentError: a document is wrong, or two of them contradict each other.
    """
    return Registry.from_documents([document for path in paths for document in load_all(path)])


def _stamp(paths: Sequence[Path], registry: Registry) -> frozenset[tuple[str, int, int]]:
    """Name, size and time of all that was read, and of the folders that a glob might grow in."""
    references = {
        reference.path
        for asset in registry.assets.values()
        for version in asset.versions
        for reference in version.references
    }
    documents = {file for path in paths for file in (path, *path.glob("*"))}
    found = set()
    for file in documents | references | {reference.parent for reference in references}:
        try:
            stat = file.stat()
        except OSError:
            continue
        found.add((str(file), stat.st_size, stat.st_mtime_ns))
    return frozenset(found)
