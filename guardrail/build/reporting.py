"""The page of an evaluation, with the worst cases decoded again in decoder processes."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from guardrail.build import open_decoders
from guardrail.build.evaluating import Evaluated
from guardrail.embed.manifest import read_manifest
from guardrail.evaluate.report import Json, Page, render
from guardrail.evaluate.report.exhibits import worst_alarms, worst_misses
from guardrail.media.frames import Frames
from guardrail.registry import Registry
from guardrail.settings import Settings


def page_of(
    result: Json,
    done: Evaluated,
    settings: Settings,
    *,
    command: str,
    remarks: tuple[str, ...],
    now: datetime,
) -> str:
    """The page as HTML; what cannot be decoded is shown without a picture."""
    entry = read_manifest(settings.models_dir).chosen(settings.model)
    with ExitStack() as opened:
        decoders = open_decoders(settings, entry, opened)

        def look(path: Path) -> Frames:
            return decoders.read(path, budget_s=settings.budget_s)

        page = Page(
            command=command,
            made_at=now,
            remarks=remarks,
            alarms=worst_alarms(done.outcomes, look),
            misses=worst_misses(
                done.outcomes, done.controls, _first_references(done.registry), look
            ),
        )
    return render(result, done.outcomes, page)


def _first_references(registry: Registry) -> dict[str, Path]:
    """A picture of each asset that has one."""
    return {
        asset.id: reference.path
        for asset in registry.assets.values()
        for version in reversed(asset.versions)
        for reference in reversed(version.references)
        if not reference.exclusion
    }
