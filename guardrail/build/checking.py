"""The registry as a service would take it, and what its writers should look at again."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from guardrail.build import open_decoders
from guardrail.build.printing import references_of_works
from guardrail.build.snapshots import read_registry, undecodable
from guardrail.domain import Reference
from guardrail.embed.manifest import read_manifest
from guardrail.errors import MediaError
from guardrail.eyes import WORK_BUDGET_S
from guardrail.media.glances import Purpose
from guardrail.policy.advice import advise, advise_folder, advise_together
from guardrail.registry import Registry
from guardrail.settings import Settings
from guardrail.wording import together


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A registry that would be accepted, and what is odd about it."""

    registry: Registry
    warnings: tuple[str, ...]


def check_registry(paths: Sequence[Path], settings: Settings, *, now: datetime) -> Checked:
    """Read the documents of these paths and decode every reference, within the settings' bounds.

    Raises:
        PolicyDocumentError: a document is wrong, or a reference cannot be decoded; the message
            names document, line and file.
    """
    registry = read_registry(paths)
    entry = read_manifest(settings.models_dir).chosen(settings.model)
    with ExitStack() as opened:
        decoders = open_decoders(settings, entry, opened)
        complaints, empty = [], []
        works = {reference.path for _, _, reference in references_of_works(registry)}
        for reference in references_of(registry):
            try:
                if reference.path in works:
                    frames = decoders.read(
                        reference.path, budget_s=WORK_BUDGET_S, prints_for=Purpose.KEEP
                    )
                    if frames.printed is None or not len(frames.printed.prints):
                        empty.append(reference)
                else:
                    decoders.read(reference.path, budget_s=settings.budget_s)
            except MediaError as error:
                complaints.append(undecodable(reference, error))
    if complaints:
        raise together(complaints)
    warnings = [said for path in paths for said in advise_folder(path)]
    warnings += [
        f"{one.named_at}: {one.path} shows too little for copies of it to be found" for one in empty
    ]
    warnings += [said for document in registry.documents for said in advise(document, now)]
    warnings += advise_together(registry.documents)
    return Checked(registry=registry, warnings=tuple(warnings))


def references_of(registry: Registry) -> Iterator[Reference]:
    """Every reference of a registry; a file that several documents name, once."""
    seen: set[Path] = set()
    for asset in registry.assets.values():
        for version in asset.versions:
            for reference in version.references:
                if reference.path not in seen:
                    seen.add(reference.path)
                    yield reference
