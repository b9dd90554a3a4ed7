"""A pool of decoder processes, started ahead: the only place where untrusted media is opened.

A thread inside FFmpeg cannot be stopped, and a flaw in a decoder must not own the server, so
decoding happens in processes that can be killed and that hold nothing worth having. One job at a
time each; one that dies, overruns or talks nonsense is replaced at once.
"""

import os
import queue
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from guardrail.errors import MediaError, NoRoomError, SettingsError
from guardrail.media.bounds import Bounds, Deadline, Setup
from guardrail.media.frames import Frames, Watch
from guardrail.media.process import DecoderDiedError, Process

_START_S = 60.0


class Decoders:
    """`processes` decoders that look at files, one job at a time each. Thread-safe.

    Frames come back at most `area_px` large, both sides multiples of `multiple` and at least
    `min_side_px` (see `bounds.fit`). `threads` is FFmpeg's share in each process. A process is
    replaced after `jobs_per_process` jobs. Build it after any fork, and close it.

    Raises SettingsError when the processes do not start, ValueError for sizes that cannot be met.
    """

    def __init__(
        self,
        *,
        processes: int,
        bounds: Bounds,
        area_px: int,
        multiple: int = 32,
        min_side_px: int = 96,
        threads: int = 1,
        jobs_per_process: int = 200,
    ) -> None:
        if min(processes, threads, jobs_per_process) < 1:
            raise ValueError("processes, threads and jobs_per_process must be at least 1")
        self._setup = Setup(
            bounds=bounds,
            area_px=area_px,
            multiple=multiple,
            min_side_px=min_side_px,
            threads=threads,
        )
        self._setup.fit(16, 9)
        self._jobs_per_process = jobs_per_process
        self._owner = os.getpid()
        self._closed = False
        self._places: list[Process | None] = [None] * processes
        self._idle: queue.LifoQueue[int] = queue.LifoQueue()
        try:
            self._start_all()
        except (DecoderDiedError, TimeoutError, OSError) as error:
            self.close()
            raise SettingsError(
                f"the decoder processes do not start: {error}",
                fix="check that this Python can import guardrail, av and PIL in a process of its own",
            ) from error

    def _start_all(self) -> None:
        for place in range(len(self._places)):
            self._idle.put(place)
        for place in range(len(self._places)):
            self._places[place] = Process(self._setup)
        for process in self._places:
            if process is not None:
                process.wait_ready(Deadline.after(_START_S))

    @property
    def pids(self) -> tuple[int, ...]:
        """The running processes, by their numbers: for whoever watches what they take."""
        return tuple(process.pid for process in self._places if process is not None)

    @property
    def most_frames(self) -> int:
        """How many frames of one file come back at most."""
        return self._setup.bounds.frame_budget

    def read(self, path: Path, *, budget_s: float, watch: Watch | None = None) -> Frames:
        """The frames of the picture or clip at `path` that are worth looking at.

        `watch` is shown those of a clip while the rest is being decoded, up to `most_frames`
        pictures, of which some may be dropped later. Where it says that it has seen enough, the
        frames until there come back, and they are not `whole`.

        Waits for a free process and for its work, together at most `budget_s` (and a quarter of a
        second). Raises MediaError when the file cannot be looked at, start to end and within
        bounds, ScreeningTimeoutError when there was no room or no time.
        """
        if os.getpid() != self._owner:
            raise RuntimeError("decoders belong to the process that built them: build after fork")
        deadline = Deadline.after(budget_s)
        try:
            with _opened(path) as handle, self._borrowed(deadline) as process:
                return process.look(handle, deadline, watch=watch)
        except DecoderDiedError as error:
            raise MediaError("the decoder died on it", path=path) from error
        except MediaError as error:
            raise MediaError(error.problem, path=path) from error

    @contextmanager
    def _borrowed(self, deadline: Deadline) -> Iterator[Process]:
        try:
            place = self._idle.get(timeout=max(0.0, deadline.left_s))
        except queue.Empty as error:
            raise NoRoomError("no decoder was free in time", budget_s=deadline.budget_s) from error
        try:
            yield self._renewed(place, deadline)
        finally:
            self._start_ahead(place)
            self._idle.put(place)

    def _renewed(self, place: int, deadline: Deadline) -> Process:
        """The process of this place, or a new one where it ended or could not be started."""
        if self._closed:
            raise NoRoomError("the decoders are closed", budget_s=deadline.budget_s)
        self._start_ahead(place)
        process = self._places[place]
        if process is None:
            raise NoRoomError("no decoder can be started", budget_s=deadline.budget_s)
        return process

    def _start_ahead(self, place: int) -> None:
        """Replace a process that is spent; its successor starts while nobody waits for it."""
        process = self._places[place]
        if process is not None and process.usable and process.jobs < self._jobs_per_process:
            return
        if process is not None:
            self._places[place] = None
            process.stop()
        if not self._closed:
            try:
                self._places[place] = Process(self._setup)
            except OSError:  # no memory or no handles just now: the next job tries again
                return

    def close(self) -> None:
        """End every process; jobs under way end with MediaError. Calling it again is fine."""
        if self._closed:
            return
        self._closed = True
        for process in list(self._places):
            if process is not None:
                process.kill()
        taken = [self._idle.get() for _ in self._places]
        for place in taken:
            process, self._places[place] = self._places[place], None
            if process is not None:
                process.stop()
            self._idle.put(place)

    def __enter__(self) -> Self:
        """Nothing more to do: the processes run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """A handle on a regular file; opening a pipe or a device must not block or do anything."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise MediaError(f"cannot be opened ({error})") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise MediaError("not a regular file")
        yield handle
    finally:
        os.close(handle)
