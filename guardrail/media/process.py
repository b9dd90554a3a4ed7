"""One decoder process as its owner sees it: started, asked, killed.

What a decoder says is not trusted: a file may have taken it over. Its reply is checked against
what was asked, and its pixels are read, never mapped, so that it cannot pull memory away.
"""

import contextlib
import dataclasses
import io
import os
import socket
import subprocess
import sys
import tempfile
from math import inf
from pathlib import Path
from typing import IO, Any

import numpy as np

from guardrail.domain import MediaKind
from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media.bounds import MOST_PRINTS_BYTES, Deadline, Setup
from guardrail.media.frames import Frames, Glimpse, Watch
from guardrail.media.glances import Purpose
from guardrail.media.prints import WORDS, Printed
from guardrail.media.wire import GO_ON, HOLD_STILL, WireError, receive, send

COMMAND = ("-P", "-m", "guardrail.media.decoder")
"""What Python is started with; -P keeps the working directory off the import path."""

_GRACE_S = 0.25
_CHANNELS = 3
_WORD_BYTES = 8
_LOG_TAIL_BYTES = 2000
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class DecoderDiedError(Exception):
    """The process is gone, or said something that no decoder says."""


class Process:
    """A started decoder. Not thread-safe, except for `kill`, `hold_still` and `go_on`."""

    def __init__(self, setup: Setup) -> None:
        self.jobs = 0
        self._setup = setup
        self._spoken = False
        self._broken = False
        self._film = _memory(setup.film_bytes)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 — closed by stop
        self._channel, theirs = socket.socketpair()
        watched, self._life = os.pipe()
        os.set_blocking(self._life, False)
        try:
            self._popen = _started(
                setup, [theirs.fileno(), watched, self._film.fileno()], self._log
            )
        except BaseException:
            self._close_handles()
            raise
        finally:
            theirs.close()
            os.close(watched)

    @property
    def pid(self) -> int:
        """The number that the operating system gave it."""
        return self._popen.pid

    @property
    def usable(self) -> bool:
        """Whether it may be asked again."""
        return not self._broken and self._popen.poll() is None

    def wait_ready(self, deadline: Deadline) -> None:
        """Return once it can be asked. Raises DecoderDiedError or TimeoutError."""
        if self._spoken:
            return
        try:
            message, _ = receive(self._channel, deadline=deadline)
        except WireError as error:
            self._broken = True
            raise DecoderDiedError(self._last_words()) from error
        self._spoken = message == {"ready": True}
        if not self._spoken:
            self._broken = True
            raise DecoderDiedError(f"its first words are {message!r}")

    def look(
        self,
        handle: int,
        deadline: Deadline,
        *,
        watch: Watch | None = None,
        prints_for: Purpose | None = None,
    ) -> Frames:
        """Have the open file looked at; `watch` sees frames of a clip meanwhile, and may end it.

        Prints come with the frames where there is a purpose for them.

        Raises MediaError for what the decoder refuses, ScreeningTimeoutError when the deadline
        passed (the process is then not usable unless it noticed itself), DecoderDiedError, and
        what `watch` raises.
        """
        self.jobs += 1
        patience = dataclasses.replace(deadline, at_s=deadline.at_s + _GRACE_S)
        try:
            self.wait_ready(patience)
            request = {
                "job": self.jobs,
                "budget_s": max(deadline.left_s, 0.001),
                "watched": watch is not None,
                "prints_for": prints_for,
            }
            send(self._channel, request, files=[handle])
            reply, stopped = self._answer(patience, watch)
        except TimeoutError as error:
            self._broken = True
            raise _late(deadline) from error
        except WireError as error:
            self._broken = True
            raise DecoderDiedError(f"{error}; {self._last_words()}") from error
        try:
            frames = self._understood(reply, deadline, stopped=stopped)
            printed = None if prints_for is None else self._printed(reply)
        except (KeyError, TypeError, ValueError) as error:
            self._broken = True
            raise DecoderDiedError(f"makes no sense: {error!r}") from error
        return dataclasses.replace(frames, printed=printed)

    def _answer(self, patience: Deadline, watch: Watch | None) -> tuple[dict[str, Any], bool]:
        """The last word on the job, and whether `watch` had it stopped before."""
        told, stopped = 0, False
        while True:
            reply, _ = receive(self._channel, deadline=patience)
            if watch is None or "glimpse" not in reply:
                return reply, stopped
            try:
                glimpse = self._glimpse(reply, told)
            except (KeyError, TypeError, ValueError) as error:
                raise WireError(f"makes no sense: {error!r}") from error
            told += len(glimpse.pixels)
            if stopped:
                continue
            try:
                stopped = watch(glimpse)
            except BaseException:
                self._broken = True  # it works on at a job that nobody waits for
                raise
            if stopped:
                send(self._channel, {"stop": self.jobs})

    def _glimpse(self, reply: dict[str, Any], told: int) -> Glimpse:
        shown = reply["glimpse"]
        count, height, width = (int(side) for side in shown["shape"])
        if (reply["job"], int(shown["first"])) != (self.jobs, told):
            raise ValueError("a glimpse of another job")
        if count < 1 or told + count > self._setup.bounds.frame_budget:
            raise ValueError(f"{told + count} glimpses")
        if min(height, width) < 1 or height * width > self._setup.area_px:
            raise ValueError(f"glimpses of {width}x{height}")
        at_s, declared_s = float(shown["at_s"]), float(shown["declared_s"])
        if not (0 <= at_s < inf and 0 <= declared_s < inf):
            raise ValueError(f"a glimpse at {at_s} s of {declared_s} s")
        size = height * width * _CHANNELS
        shape = (count, height, width, _CHANNELS)
        pixels = self._pixels(shape, start=self._setup.kept_bytes + told * size)
        return Glimpse(pixels=pixels, at_s=at_s, declared_s=declared_s)

    def _understood(self, reply: dict[str, Any], deadline: Deadline, *, stopped: bool) -> Frames:
        if reply["job"] != self.jobs:
            raise ValueError("an answer to another question")
        if reply.get("late"):
            raise _late(deadline)
        if "problem" in reply:
            raise MediaError(str(reply["problem"])[:200])
        count, height, width = (int(side) for side in reply["shape"])
        if not 1 <= count <= self._setup.bounds.frame_budget:
            raise ValueError(f"{count} frames")
        if (width, height) != self._setup.fit(int(reply["width"]), int(reply["height"])):
            raise ValueError(f"frames of {width}x{height}")
        skipped, whole = int(reply["skipped"]), reply["whole"] is True
        if not (whole or stopped):
            raise ValueError("half a clip, for no reason")
        return Frames(
            kind=MediaKind(reply["kind"]),
            pixels=self._pixels((count, height, width, _CHANNELS)),
            at_s=np.array(reply["at_s"], dtype=np.float64),
            duration_s=float(reply["duration_s"]),
            width=int(reply["width"]),
            height=int(reply["height"]),
            decoded=int(reply["decoded"]),
            degraded=skipped > 0,
            skipped=skipped,
            whole=whole,
        )

    def _pixels(
        self, shape: tuple[int, ...], *, start: int = 0
    ) -> np.ndarray[Any, np.dtype[np.uint8]]:
        pixels = np.empty(shape, dtype=np.uint8)
        self._film.seek(start)
        if self._film.readinto(pixels.data) != pixels.nbytes:
            raise ValueError("too few pixels")
        return pixels

    def _printed(self, reply: dict[str, Any]) -> Printed:
        count, views = (int(length) for length in reply["prints"])
        if not (count >= 0 and views >= 1):
            raise ValueError(f"{count} prints in {views} views")
        words = 1 + views * WORDS  # a time and the prints of a moment
        if count * words * _WORD_BYTES > MOST_PRINTS_BYTES:
            raise ValueError(f"{count} prints in {views} views")
        content = np.empty(count * words * _WORD_BYTES, dtype=np.uint8)
        self._film.seek(self._setup.prints_at)
        if self._film.readinto(content.data) != content.nbytes:
            raise ValueError("too few prints")
        times, prints = np.split(content, [count * _WORD_BYTES])
        return Printed(
            prints=prints.view(np.uint64).reshape(count, views, WORDS),
            at_s=times.view(np.float64),
        )

    def hold_still(self) -> None:
        """Have it stop at the next packet until `go_on`, or for `telling.MOST_STILL_S` at most."""
        self._tell(HOLD_STILL)

    def go_on(self) -> None:
        """End what `hold_still` began."""
        self._tell(GO_ON)

    def _tell(self, word: bytes) -> None:
        with contextlib.suppress(OSError):  # it is gone, or does not listen: nothing depends on it
            os.write(self._life, word)

    def kill(self) -> None:
        """End the process at once; whoever waits for it gets DecoderDiedError."""
        self._popen.kill()

    def stop(self) -> None:
        """Kill it and let go of everything that belongs to it."""
        self._popen.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(timeout=5)
        self._close_handles()

    def _close_handles(self) -> None:
        self._channel.close()
        self._film.close()
        self._log.close()
        os.close(self._life)

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(timeout=1)
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - _LOG_TAIL_BYTES))
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"ended with status {self._popen.returncode}"


def _late(deadline: Deadline) -> ScreeningTimeoutError:
    return ScreeningTimeoutError("looking at the file takes too long", budget_s=deadline.budget_s)


def _memory(size: int) -> io.FileIO:
    """Anonymous memory as a file that a child can map; a nameless file where there is none."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("guardrail-film")
    else:
        handle, name = tempfile.mkstemp()
        Path(name).unlink()
    memory = io.FileIO(handle, "r+")
    memory.truncate(size)
    return memory


def _started(setup: Setup, handles: list[int], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Not by multiprocessing: that would import the host application again."""
    return subprocess.Popen(  # noqa: S603 — our own module, our own arguments
        [sys.executable, *COMMAND, *map(str, handles), setup.to_json()],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=handles,
        cwd="/",
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """No secrets; the import path as it is here, so that what we found is found there."""
    here = Path(__file__).resolve().parents[2]
    places = [str(Path(place).absolute()) for place in (*sys.path, str(here)) if place]
    return {
        **{name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(places)),
        "PYTHONIOENCODING": "utf-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
