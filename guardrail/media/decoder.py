"""What runs inside a decoder process: one file after the other, under limits, until told to end.

Started by `decoders.Decoders` as `python -m guardrail.media.decoder CHANNEL LIFE FILM SETUP`:
three inherited file handles (the socket to the owner, a pipe that says when to hold still and
closes when the owner is gone, the memory that kept frames are written to) and a JSON object. Nothing else is inherited; the files
to look at arrive through the socket, already open.
"""

import contextlib
import mmap
import os
import resource
import signal
import socket
import sys
import threading
from math import ceil
from pathlib import Path
from typing import BinaryIO, cast

from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media import images, video
from guardrail.media.bounds import MOST_PRINTS_BYTES, Bounds, Deadline, Setup
from guardrail.media.frames import Frames
from guardrail.media.glances import Glances, Purpose, bounds_for
from guardrail.media.outline import check_clip
from guardrail.media.sniff import HEAD_BYTES, sniff
from guardrail.media.telling import Telling
from guardrail.media.wire import HOLD_STILL, WireError, receive, send

_SPARE_FILES = 6
_LOG_BYTES = 2**20
_CPU_SLACK_S = 5


def look(
    file: BinaryIO,
    *,
    setup: Setup,
    deadline: Deadline,
    audience: video.Audience | None = None,
    prints_for: Purpose | None = None,
) -> Frames:
    """Look at one open file, whatever it is. Raises MediaError or ScreeningTimeoutError.

    An `audience` is shown frames of clips while they are decoded, and may end that. Prints are made
    where there is a purpose for them.
    """
    bounds = bounds_for(prints_for, setup.bounds)
    glances = None if prints_for is None else Glances(prints_for)
    size = os.fstat(file.fileno()).st_size
    if size > bounds.max_bytes:
        raise MediaError(f"larger than {bounds.max_bytes:,} bytes")
    kind = sniff(file.read(HEAD_BYTES))
    file.seek(0)
    if kind is None:
        raise MediaError("neither a picture nor a clip of a kind that we open")
    if kind.format in video.FORMATS:
        check_clip(file, format=kind.format, size=size, deadline=deadline)
        file.seek(0)
        return video.read_clip(
            file,
            format=kind.format,
            bounds=bounds,
            fit=setup.fit,
            threads=setup.threads,
            deadline=deadline,
            audience=audience,
            glances=glances,
        )
    if size > bounds.max_picture_bytes:
        raise MediaError(f"larger than {bounds.max_picture_bytes:,} bytes")
    return images.read_picture(
        file,
        format=kind.format,
        bounds=bounds,
        fit=setup.fit,
        deadline=deadline,
        glances=glances,
    )


def main(arguments: list[str]) -> None:
    """Serve until the owner closes the socket or dies."""
    channel_handle, life_handle, film_handle = (int(argument) for argument in arguments[:3])
    setup = Setup.from_json(arguments[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, which ends us
    going = threading.Event()
    going.set()
    threading.Thread(target=_heed_owner, args=(life_handle, going), daemon=True).start()
    with (
        socket.socket(fileno=channel_handle) as channel,
        mmap.mmap(film_handle, os.fstat(film_handle).st_size) as film,
    ):
        _limit(setup.bounds)
        send(channel, {"ready": True})
        with contextlib.suppress(WireError):
            while True:
                _serve(channel, film, setup, going)


def _heed_owner(life_handle: int, going: threading.Event) -> None:
    """Hold still and go on as told. The pipe closes even when the owner is killed."""
    while word := os.read(life_handle, 1):
        if word == HOLD_STILL:
            going.clear()
        else:
            going.set()
    os._exit(0)


def _limit(bounds: Bounds) -> None:
    """Take away what decoding does not need. Open files count by number, so a few are left."""
    open_files = len(list(Path("/dev/fd").iterdir()))
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _LOG_BYTES),
        (resource.RLIMIT_NOFILE, open_files + _SPARE_FILES),
    ):
        resource.setrlimit(limit, (most, most))
    statm = Path("/proc/self/statm")
    if statm.exists():  # Linux; macOS does not enforce this limit
        idle_bytes = int(statm.read_text().split()[0]) * mmap.PAGESIZE
        most = idle_bytes + bounds.max_memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _serve(channel: socket.socket, film: mmap.mmap, setup: Setup, going: threading.Event) -> None:
    request, handles = receive(channel, files=1)
    if "stop" in request:  # said when the job it meant had just ended
        return
    job = request["job"]
    telling = Telling(
        channel,
        film,
        job=job,
        offset=setup.kept_bytes,
        most=setup.bounds.frame_budget if request["watched"] else 0,
        going=going,
    )
    deadline = Deadline.after(float(cast("float", request["budget_s"])))
    _limit_cpu(deadline.budget_s * setup.threads)
    reply: dict[str, object]
    try:
        with os.fdopen(handles[0], "rb") as file:
            frames = look(
                file,
                setup=setup,
                deadline=deadline,
                audience=telling,
                prints_for=_purpose(request["prints_for"]),
            )
        reply = _written(frames, film, setup)
    except MediaError as error:
        reply = {"problem": error.problem}
    except ScreeningTimeoutError:
        reply = {"late": True}
    except MemoryError:
        reply = {"problem": "needs more memory than allowed"}
    send(channel, {"job": job, **reply})


def _limit_cpu(allowed_s: float) -> None:
    """A decoder that spins is ended by the kernel even when nobody is left to kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = ceil(used.ru_utime + used.ru_stime + allowed_s) + _CPU_SLACK_S
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _purpose(told: object) -> Purpose | None:
    return None if told is None else Purpose(str(told))


def _written(frames: Frames, film: mmap.mmap, setup: Setup) -> dict[str, object]:
    film.seek(0)
    film.write(frames.pixels.data)
    prints = None
    if frames.printed is not None:
        prints = list(frames.printed.prints.shape[:2])
        film.seek(setup.prints_at)
        content = frames.printed.at_s.tobytes() + frames.printed.prints.tobytes()
        if len(content) > MOST_PRINTS_BYTES:
            raise MediaError("shows more than its prints have room for")
        film.write(content)
    return {
        "prints": prints,
        "kind": frames.kind,
        "shape": list(frames.pixels.shape[:3]),
        "at_s": frames.at_s.tolist(),
        "duration_s": frames.duration_s,
        "width": frames.width,
        "height": frames.height,
        "decoded": frames.decoded,
        "skipped": frames.skipped,
        "whole": frames.whole,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
