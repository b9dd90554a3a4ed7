"""Broken files through real decoder processes: what came of each, how long and how much it took."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from bench.hostile.mutations import Case
from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders
from guardrail.media.process import DecoderDiedError

BUDGET_S: Final = 5.0
SLACK_S: Final = 1.0
_AREA_PX = 384 * 224
_WATCH_EVERY_S = 0.02
_RESET_PEAK = "5"


class Ending(StrEnum):
    """What came of one look at one file."""

    FRAMES = "frames"
    REFUSED = "refused"
    LATE = "late"
    DIED = "died"
    """Refused as well, but only because its decoder ended."""
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One case and what came of it. `grown_bytes` is the most its decoder took over idle."""

    case: Case
    ending: Ending
    words: str
    took_s: float
    grown_bytes: int

    @property
    def over_time(self) -> bool:
        """Whether the answer came later than promised."""
        return self.took_s > BUDGET_S + SLACK_S

    @property
    def over_memory(self) -> bool:
        """Whether its decoder took more than it may."""
        return self.grown_bytes > Bounds().max_memory_bytes

    @property
    def ok(self) -> bool:
        """Whether every promise was kept."""
        return not (self.ending is Ending.UNDECIDED or self.over_time or self.over_memory)


class Place:
    """One decoder process at a time, and where the files for it are written."""

    def __init__(self, folder: Path, decoders: Decoders) -> None:
        self._path = folder / "untrusted.mp4"
        self._decoders = decoders
        self._peaks: dict[int, int] = {}
        self._idle_bytes = max(map(peak_bytes, decoders.pids))

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Self]:
        """With its decoder running and, while it lasts, somebody who watches its memory."""
        ended = threading.Event()
        with (
            TemporaryDirectory() as folder,
            Decoders(processes=1, bounds=Bounds(), area_px=_AREA_PX) as decoders,
        ):
            place = cls(Path(folder), decoders)
            watcher = threading.Thread(target=place._watch, args=(ended,), daemon=True)
            watcher.start()
            try:
                yield place
            finally:
                ended.set()
                watcher.join()

    def _watch(self, ended: threading.Event) -> None:
        """A decoder that is killed takes its numbers along, so they are read all the time."""
        while not ended.wait(_WATCH_EVERY_S):
            self._note_peaks()

    def _note_peaks(self) -> None:
        for pid in self._decoders.pids:
            self._peaks[pid] = max(self._peaks.get(pid, 0), peak_bytes(pid))

    def look(self, case: Case) -> Outcome:
        """Have one case looked at."""
        self._path.write_bytes(case.content)
        for pid in self._decoders.pids:
            _reset_peak(pid)
        self._peaks.clear()
        begun = time.monotonic()
        ending, words = self._ending()
        took_s = time.monotonic() - begun
        if ending is Ending.LATE and took_s < BUDGET_S:
            ending = Ending.UNDECIDED  # nobody was asked
        self._note_peaks()
        return Outcome(
            case=case,
            ending=ending,
            words=words,
            took_s=took_s,
            grown_bytes=max(self._peaks.values(), default=0) - self._idle_bytes,
        )

    def _ending(self) -> tuple[Ending, str]:
        try:
            frames = self._decoders.read(self._path, budget_s=BUDGET_S)
        except MediaError as error:
            if isinstance(error.__cause__, DecoderDiedError):
                return Ending.DIED, str(error.__cause__)
            return Ending.REFUSED, error.problem
        except ScreeningTimeoutError as error:
            return Ending.LATE, error.problem
        except Exception as error:  # noqa: BLE001 — whatever it is, it is what we look for
            return Ending.UNDECIDED, repr(error)
        return Ending.FRAMES, f"{frames.decoded} decoded, {len(frames.pixels)} kept"


def peak_bytes(pid: int) -> int:
    """The most memory that a process has had since its peak was reset; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


def _reset_peak(pid: int) -> None:
    try:
        Path(f"/proc/{pid}/clear_refs").write_text(_RESET_PEAK)
    except OSError:  # gone, or its numbers cannot be reset: they only count too much then
        return


def trials(
    numbers: Iterable[int],
    *,
    files: Mapping[str, bytes],
    processes: int,
    done: Callable[[Outcome], None],
) -> None:
    """Look at every case, several at a time; `done` is told of each, one at a time."""
    todo = iter(numbers)
    taking, telling = threading.Lock(), threading.Lock()

    def work(place: Place) -> None:
        while True:
            with taking:
                number = next(todo, None)
            if number is None:
                return
            outcome = place.look(Case.from_seed(number, files))
            with telling:
                done(outcome)

    with ExitStack() as opened, ThreadPoolExecutor(processes) as threads:
        places = [opened.enter_context(Place.opened()) for _ in range(processes)]
        for worker in [threads.submit(work, place) for place in places]:
            worker.result()
