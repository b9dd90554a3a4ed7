"""What every row is measured with: the shipped eyes, the demonstration's registry, plain decoding."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import av

from guardrail.build import open_eyes
from guardrail.build.snapshots import Compiler, read_registry
from guardrail.demo.registry import write_registry
from guardrail.demo.script import demo_settings
from guardrail.domain import MediaFile, Thresholds
from guardrail.eyes import Eyes, Seen
from guardrail.settings import Settings
from guardrail.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Eyes as an operator has them by default, and the compiled registry of the demonstration."""

    folder: Path
    settings: Settings
    eyes: Eyes
    snapshot: Snapshot

    def look(self, clip: Path) -> Seen:
        """Look at a clip as a screening does."""
        file = MediaFile(field="video", path=clip, sha256="")
        return self.eyes.look([file], self.snapshot.gallery, suspicion=frozenset())

    def found(self, clip: Path, asset: str) -> bool:
        """Whether a policy's hold would take this asset for seen, by the default thresholds."""
        return any(
            match.asset == asset and match.expected_false_matches <= Thresholds().hold
            for match in self.look(clip).matches
        )


@contextmanager
def opened(folder: Path) -> Iterator[Stage]:
    """Everything opened and warm."""
    registry = write_registry(folder / "registry")
    settings = demo_settings(folder, registry)
    settings = settings.model_copy(update={"max_seconds": 700.0, "budget_s": 600.0})
    with ExitStack() as stack:
        eyes = open_eyes(settings, stack)
        snapshot = Compiler(eyes=eyes).compile(read_registry([registry]))
        yield Stage(folder=folder, settings=settings, eyes=eyes, snapshot=snapshot)


def plain_decode(clip: Path, *, threads: int) -> int:
    """Decode every frame by `av` and do nothing with it; returns how many there were."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = threads
        stream.thread_type = "AUTO"
        return sum(1 for _ in container.decode(stream))


def seconds_of(work: Callable[[], object]) -> float:
    """How long a call takes, by the wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
