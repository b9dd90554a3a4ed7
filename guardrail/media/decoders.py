"""A pool of decoder processes, started ahead: the only place where untrusted media is opened.

A thread inside FFmpeg cannot be stopped, and a flaw in a decoder must not own the server, so
decoding happens in processes that can be killed and that hold nothing worth having. One job at a
time each; one that dies, overruns or talks nonsense is replaced at once.

Files wait in the order of `turns`. The process of the lane, for files that are short beside all
those at work, is started when it is first needed; while it works, the others hold still.
"""

import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from guardrail.errors import MediaError, NoRoomError, SettingsError
from guardrail.media.bounds import Bounds, Deadline, Setup
from guardrail.media.frames import Frames, Watch
from guardrail.media.glances import Purpose
from guardrail.media.process import DecoderDiedError, Process
from guardrail.media.turns import Turn, Turns, expected_s

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
        self._places: list[Process | None] = [None] * (processes + 1)  # the last one is the lane
        self._free = list(range(processes))
        self._at_work: dict[int, Process] = {}
        self._turns = Turns(places=processes)
        self._changed = threading.Condition()
        try:
            self._start_all()
        except (DecoderDiedError, TimeoutError, OSError) as error:
            self.close()
            raise SettingsError(
                f"the decoder processes do not start: {error}",
                fix="check that this Python can import guardrail, av and PIL in a process of its own",
            ) from error

    def _start_all(self) -> None:
        for place in self._free:
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

    def read(
        self,
        path: Path,
        *,
        budget_s: float,
        watch: Watch | None = None,
        prints_for: Purpose | None = None,
    ) -> Frames:
        """The frames of the picture or clip at `path` that are worth looking at.

        `watch` is shown those of a clip while the rest is being decoded, up to `most_frames`
        pictures, of which some may be dropped later. Where it says that it has seen enough, the
        frames until there come back, and they are not `whole`. With a purpose for them, prints
        come with the frames.

        Waits for a free process and for its work, together at most `budget_s` (and a quarter of a
        second). Raises MediaError when the file cannot be looked at, start to end and within
        bounds, ScreeningTimeoutError when there was no room or no time.
        """
        if os.getpid() != self._owner:
            raise RuntimeError("decoders belong to the process that built them: build after fork")
        deadline = Deadline.after(budget_s)
        try:
            with _opened(path) as handle:
                takes_s = expected_s(os.fstat(handle).st_size)
                with self._turn(deadline, takes_s) as place, self._at(place, deadline) as process:
                    return process.look(handle, deadline, watch=watch, prints_for=prints_for)
        except DecoderDiedError as error:
            raise MediaError("the decoder died on it", path=path) from error
        except MediaError as error:
            raise MediaError(error.problem, path=path) from error

    @contextmanager
    def _turn(self, deadline: Deadline, takes_s: float) -> Iterator[int]:
        """Wait for a turn; the number of the place that it gives."""
        with self._changed:
            turn = self._turns.queue("", expected_s=takes_s, now_s=time.monotonic())
            try:
                place = self._given(turn, deadline)
            except BaseException:
                self._turns.end(turn, time.monotonic())
                self._changed.notify_all()
                raise
        try:
            yield place
        finally:
            with self._changed:
                if not turn.lane:
                    self._free.append(place)
                self._turns.end(turn, time.monotonic())
                self._changed.notify_all()

    def _given(self, turn: Turn, deadline: Deadline) -> int:
        while True:
            now_s = time.monotonic()
            while self._turns.begin(now_s) is not None:
                self._changed.notify_all()
            if turn.begun:
                return self._lane if turn.lane else self._free.pop()
            if deadline.left_s <= 0:
                raise NoRoomError("no decoder was free in time", budget_s=deadline.budget_s)
            opens_s = self._turns.lane_opens_in_s(now_s)
            self._changed.wait(
                deadline.left_s if opens_s is None else min(opens_s, deadline.left_s)
            )

    @contextmanager
    def _at(self, place: int, deadline: Deadline) -> Iterator[Process]:
        """The process of a place; while the lane is at work, the others hold still."""
        try:
            process = self._renewed(place, deadline)
            with self._changed:
                if place == self._lane:
                    for other in self._at_work.values():
                        other.hold_still()
                else:
                    self._at_work[place] = process
            yield process
        finally:
            with self._changed:
                if place == self._lane:
                    for other in self._at_work.values():
                        other.go_on()
                elif (mine := self._at_work.pop(place, None)) is not None:
                    mine.go_on()
            self._start_ahead(place)

    @property
    def _lane(self) -> int:
        return len(self._places) - 1

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
        with self._changed:
            self._changed.wait_for(self._turns.is_idle)
            for place, process in enumerate(self._places):
                self._places[place] = None
                if process is not None:
                    process.stop()

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
