"""The only place that wires concrete things together."""

import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from guardrail.audit import Record
from guardrail.build.quarantine import FILE as QUARANTINE
from guardrail.build.quarantine import quarantined
from guardrail.build.records import open_store, utc_now
from guardrail.build.snapshots import Compiler, Registries
from guardrail.domain import Decision
from guardrail.embed.contexts import PictureContexts
from guardrail.embed.contract import open_encoder
from guardrail.embed.entries import Entry
from guardrail.embed.manifest import read_manifest
from guardrail.engine import Guardrail
from guardrail.errors import GuardrailError
from guardrail.eyes import Eyes
from guardrail.holds import Holds
from guardrail.jobs import Contents, Jobs
from guardrail.match.calibration import Calibration
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders
from guardrail.prompt.contexts import Contexts
from guardrail.registry import Registry
from guardrail.settings import Settings
from guardrail.store.content import Contents as KeptContents

__all__ = ["Parts", "open_decoders", "open_eyes", "open_guardrail", "open_parts", "open_store"]

log = structlog.get_logger("guardrail")

_SWEEP_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A guardrail ready to judge, and what stands around it. `close` gives everything back."""

    settings: Settings
    guardrail: Guardrail
    record: Record
    jobs: Jobs
    holds: Holds
    contents: Contents
    decision: Callable[[str], Decision | None]
    registry: Callable[[], Registry]
    digest: Callable[[str], str]
    worker: str
    now: Callable[[], datetime]
    close: Callable[[], None]


def open_parts(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Parts:
    """Everything that guarding takes, opened and checked.

    Raises:
        ModelError: a model is missing or altered.
        PolicyDocumentError: a policy document is wrong.
        SettingsError: `data_dir` cannot be used, or the store's URL is wrong.
        StoreUnavailableError: the database or the content store cannot be used.
    """
    with ExitStack() as opened:
        store = open_store(settings, now=now)
        opened.callback(store.close)
        guardrail, registries = open_guardrail(settings, opened, record=store, now=now)
        contents = KeptContents.open(
            settings.data_dir / "contents",
            max_bytes=settings.max_kept_bytes,
            max_file_bytes=settings.max_artefact_bytes,
        )
        chores = Chores(
            [
                (settings.registry_reload_s, registries.refresh),
                (_SWEEP_S, lambda: contents.sweep(store.held_digests(now()), now())),
            ]
        )
        opened.callback(chores.close)
        held = opened.pop_all()
    return Parts(
        settings=settings,
        guardrail=guardrail,
        record=store,
        jobs=store,
        holds=store,
        contents=contents,
        decision=store.decision,
        registry=lambda: registries.current().registry,
        digest=lambda words: store.keys.digest("request", words),
        worker=store.worker,
        now=now,
        close=held.close,
    )


def open_guardrail(
    settings: Settings,
    opened: ExitStack,
    *,
    record: Record,
    now: Callable[[], datetime] = utc_now,
) -> tuple[Guardrail, Registries]:
    """The engine and the registry it judges by; closed with `opened`.

    Raises:
        ModelError: a model is missing or altered.
        PolicyDocumentError: a policy document is wrong.
        BadInputError: the lexicon of contexts is wrong.
    """
    eyes = open_eyes(settings, opened)
    compiler = Compiler(
        eyes=eyes,
        by_meaning=settings.describe_by_meaning,
        kept=settings.data_dir / "names",
        prints_kept=settings.data_dir / "prints",
    )
    registries = Registries.open(
        settings.registry,
        compiler=compiler,
        quarantined=partial(quarantined, settings.data_dir / QUARANTINE),
    )
    guardrail = Guardrail(
        snapshots=registries.current,
        eyes=eyes,
        record=record,
        words=Contexts.open(settings.contexts),
        on_unknown=settings.on_unknown,
        now=now,
    )
    return guardrail, registries


def open_eyes(settings: Settings, opened: ExitStack) -> Eyes:
    """Model, calibration and decoder processes; closed with `opened`."""
    manifest = read_manifest(settings.models_dir)
    entry = manifest.chosen(settings.model)
    calibration = Calibration.open(manifest.calibration_file(entry))
    encoder = open_encoder(manifest, entry.id, runtime=settings.runtime)
    decoders = open_decoders(settings, entry, opened)
    classifier = settings.context_model
    return Eyes(
        decoders=decoders,
        encoder=encoder,
        calibration=calibration,
        budget_s=settings.budget_s,
        most_stills=settings.most_stills,
        contexts=None
        if classifier is None
        else PictureContexts.open(classifier, runtime=settings.runtime),
    )


def open_decoders(settings: Settings, entry: Entry, opened: ExitStack) -> Decoders:
    """Decoder processes within the settings' bounds; closed with `opened`."""
    decoders = Decoders(
        processes=settings.decoder_processes,
        bounds=replace(
            Bounds(),
            max_bytes=settings.max_artefact_bytes,
            max_seconds=settings.max_seconds,
            max_pixels=settings.max_pixels,
            frame_budget=settings.frame_budget,
        ),
        area_px=entry.frame_px[0] * entry.frame_px[1],
        multiple=entry.stride,
        threads=settings.threads,
    )
    opened.callback(decoders.close)
    return decoders


class Chores:
    """Small periodic work in one daemon thread; a chore that fails is logged and tried again."""

    def __init__(self, chores: list[tuple[float, Callable[[], object]]]) -> None:
        self._chores = chores
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="guardrail-chores", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the chore at hand."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        elapsed = 0.0
        step = min(period for period, _ in self._chores)
        due = [period for period, _ in self._chores]
        while not self._stop.wait(step):
            elapsed += step
            for index, (period, chore) in enumerate(self._chores):
                if elapsed < due[index]:
                    continue
                due[index] = elapsed + period
                try:
                    chore()
                except GuardrailError as error:
                    log.warning("chore.failed", error=str(error))
                except Exception as error:  # noqa: BLE001 — the next round tries again
                    trace = "".join(traceback.format_exception(error))
                    log.error("chore.failed", error=str(error), trace=trace)  # noqa: TRY400
