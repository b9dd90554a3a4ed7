import os
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import footage
import numpy as np
import pytest

from guardrail.domain import MediaKind
from guardrail.errors import MediaError, ScreeningTimeoutError, SettingsError
from guardrail.media import process, telling
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders
from guardrail.media.frames import Glimpse
from guardrail.media.glances import Purpose

AREA_PX = 384 * 224
NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds with a figure from the first second on."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    path.write_bytes(footage.clip(footage.scenes(figure_at=(1, 2))))
    return path


def pids(decoders: Decoders) -> list[int]:
    return [place._popen.pid for place in decoders._places if place is not None]


def kill_idle(decoders: Decoders) -> None:
    """Kill the only process while it waits for work, and wait until that is known."""
    place = decoders._places[0]
    assert place is not None
    place.kill()
    place._popen.wait(timeout=5)


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process hangs meanwhile, as one stuck in a decoder does."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@contextmanager
def pool(processes: int = 1, bounds: Bounds | None = None, **more: int) -> Iterator[Decoders]:
    with Decoders(
        processes=processes, bounds=bounds or Bounds(), area_px=AREA_PX, **more
    ) as decoders:
        yield decoders


def wait_until_gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether the process ends in time; a zombie has ended."""
    status = Path(f"/proc/{pid}/stat")
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def test_a_clip_comes_back_as_its_frames(decoders: Decoders, clip: Path) -> None:
    frames = decoders.read(clip, budget_s=10)
    assert frames.kind is MediaKind.CLIP
    assert frames.at_s.tolist() == pytest.approx([0.0, 1.0])
    assert frames.pixels.shape == (2, 224, 384, 3)
    assert frames.pixels[1, 112, 192, 0] > 150 > frames.pixels[0, 112, 192, 0]
    assert frames.decoded == 48


def test_pictures_go_the_same_way(decoders: Decoders, tmp_path: Path) -> None:
    path = tmp_path / "picture.mp4"
    path.write_bytes(footage.picture("WEBP"))
    assert decoders.read(path, budget_s=10).kind is MediaKind.PICTURE


def test_turned_frames_cross_whole(decoders: Decoders, tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    path.write_bytes(footage.clip(rotation=90))
    assert decoders.read(path, budget_s=10).pixels.shape[1:] == (384, 224, 3)


def test_frames_outlive_the_next_job(decoders: Decoders, clip: Path, tmp_path: Path) -> None:
    frames = decoders.read(clip, budget_s=10)
    before = frames.pixels.copy()
    other = tmp_path / "other.png"
    other.write_bytes(footage.picture("PNG"))
    for _ in range(2):
        decoders.read(other, budget_s=10)
    assert np.array_equal(frames.pixels, before)


def test_reads_at_once_do_not_mix(decoders: Decoders, tmp_path: Path) -> None:
    paths = []
    for index in range(6):
        path = tmp_path / f"{index}.png"
        path.write_bytes(footage.picture("PNG", footage.place(200 + 10 * index, 200)))
        paths.append(path)
    with ThreadPoolExecutor(6) as threads:
        read = threads.map(lambda path: decoders.read(path, budget_s=20), paths * 3)
        assert [frames.width for frames in read] == [200 + 10 * index for index in range(6)] * 3


def test_a_refusal_names_the_file_and_the_process_lives_on(
    decoders: Decoders, clip: Path, tmp_path: Path
) -> None:
    before = pids(decoders)
    path = tmp_path / "half.mp4"
    path.write_bytes(footage.cut(clip.read_bytes()))
    with pytest.raises(MediaError, match=r"half\.mp4: .*cut short") as caught:
        decoders.read(path, budget_s=10)
    assert caught.value.path == path
    assert pids(decoders) == before


def test_what_is_no_file_is_refused_without_waiting(decoders: Decoders, tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for path in (fifo, tmp_path, tmp_path / "absent", Path("/dev/zero")):
        with pytest.raises(MediaError, match=r"not a regular file|cannot be opened"):
            decoders.read(path, budget_s=10)


def test_a_process_killed_in_the_middle_of_a_job_is_an_answer(clip: Path) -> None:
    with pool() as decoders, ThreadPoolExecutor(1) as threads:
        (pid,) = pids(decoders)
        with stopped(pid):
            job = threads.submit(decoders.read, clip, budget_s=30)
            time.sleep(0.1)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(MediaError, match="the decoder died on it"):
                job.result(timeout=5)
        assert decoders.read(clip, budget_s=10).decoded == 48
        assert pids(decoders) != [pid]


def test_a_process_that_died_between_jobs_costs_nothing(clip: Path) -> None:
    with pool() as decoders:
        kill_idle(decoders)
        assert decoders.read(clip, budget_s=10).decoded == 48


def test_a_process_that_hangs_is_killed_and_replaced(clip: Path) -> None:
    with pool() as decoders:
        (pid,) = pids(decoders)
        started = time.monotonic()
        with stopped(pid), pytest.raises(ScreeningTimeoutError) as caught:
            decoders.read(clip, budget_s=0.3)
        assert time.monotonic() - started < 2
        assert caught.value.budget_s == 0.3
        assert wait_until_gone(pid)
        assert decoders.read(clip, budget_s=10).decoded == 48


def test_a_long_job_ends_with_its_budget_and_the_process_lives_on(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    path.write_bytes(footage.clip(footage.scenes(seconds=100, fps=30, width=96, height=96), fps=30))
    with pool() as decoders:
        before = pids(decoders)
        started = time.monotonic()
        with pytest.raises(ScreeningTimeoutError, match="too long"):
            decoders.read(path, budget_s=0.1)
        assert time.monotonic() - started < 1
        assert pids(decoders) == before


def test_no_room_is_said_within_the_budget(clip: Path) -> None:
    with pool() as decoders, ThreadPoolExecutor(1) as threads:
        with stopped(pids(decoders)[0]):
            first = threads.submit(decoders.read, clip, budget_s=30)
            time.sleep(0.1)
            with pytest.raises(ScreeningTimeoutError, match="no decoder was free"):
                decoders.read(clip, budget_s=0.2)
        assert first.result(timeout=10).decoded == 48


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many times as large as the other, most of it room that its author left free."""
    path = tmp_path_factory.mktemp("clips") / "long.mp4"
    free = 4 * 2**20
    content = footage.clip(footage.scenes(seconds=30, width=640, height=360))
    path.write_bytes(content + struct.pack(">I4s", 8 + free, b"free") + bytes(free))
    return path


def test_a_short_clip_does_not_wait_for_a_long_one_to_end(clip: Path, long_clip: Path) -> None:
    """The long one holds still meanwhile, and is looked at to its end."""
    with pool() as decoders, ThreadPoolExecutor(1) as threads:
        kept: queue.Queue[float] = queue.Queue()
        go_on = threading.Event()

        def watch(glimpse: Glimpse) -> bool:
            kept.put(glimpse.at_s)
            go_on.wait(30)
            return False

        job = threads.submit(decoders.read, long_clip, budget_s=60, watch=watch)
        kept.get(timeout=30)  # now it is at work, and stays so until it may go on
        assert decoders.read(clip, budget_s=30).decoded == 48
        assert not job.done()
        assert len(decoders.pids) == 2
        go_on.set()
        assert job.result(timeout=60).decoded == 30 * 24


def test_a_long_clip_waits_its_turn(clip: Path, long_clip: Path) -> None:
    with pool() as decoders, ThreadPoolExecutor(1) as threads, stopped(pids(decoders)[0]):
        threads.submit(decoders.read, clip, budget_s=0.5)
        time.sleep(0.1)
        with pytest.raises(ScreeningTimeoutError, match="no decoder was free"):
            decoders.read(long_clip, budget_s=0.2)


def test_a_decoder_holds_still_until_it_may_go_on(long_clip: Path) -> None:
    """It is held before it begins, so its first packet waits."""
    with pool() as decoders:
        place = decoders._places[0]
        assert place is not None
        decoders.read(long_clip, budget_s=30)
        place.hold_still()
        began = time.monotonic()
        assert decoders.read(long_clip, budget_s=30).decoded == 30 * 24
        assert time.monotonic() - began >= telling.MOST_STILL_S
        place.hold_still()
        place.go_on()
        assert decoders.read(long_clip, budget_s=30).decoded == 30 * 24


def test_a_process_is_replaced_after_its_jobs(clip: Path) -> None:
    with pool(jobs_per_process=2) as decoders:
        seen = []
        for _ in range(5):
            seen += pids(decoders)
            decoders.read(clip, budget_s=10)
        assert len(set(seen)) == 3


NONSENSE = {
    "says nothing and ends": "pass",
    "talks in the wrong order": "say(b'hello there, I am no decoder')",
    "is not ready": "say(frame({'ready': False}))",
    "answers with noise": "say(frame({'ready': True})); hear(); say(b'\\xff' * 100)",
    "answers another job": "say(frame({'ready': True})); hear(); say(frame({'job': 99}))",
    "forgets half": "say(frame({'ready': True})); hear(); say(frame({'job': 1, 'shape': [1]}))",
    "sends absurd shapes": "say(frame({'ready': True})); hear(); say(frame(good | {'shape': [1, 9**9, 384]}))",
    "sends too many frames": "say(frame({'ready': True})); hear(); say(frame(good | {'shape': [25, 224, 384], 'at_s': [0] * 25}))",
    "sends descending times": "say(frame({'ready': True})); hear(); say(frame(good | {'shape': [2, 224, 384], 'at_s': [1, 0]}))",
    "sends a clip without end": "say(frame({'ready': True})); hear(); say(frame(good | {'duration_s': float('inf')}))",
    "sends no times": "say(frame({'ready': True})); hear(); say(frame(good | {'at_s': []}))",
    "takes the memory away": "say(frame({'ready': True})); hear(); os.ftruncate(film, 10); say(frame(good))",
}
IMPOSTOR = """
import json, os, socket, sys, time
channel, life, film = (int(argument) for argument in sys.argv[1:4])
channel = socket.socket(fileno=channel)
good = {'job': 1, 'kind': 'clip', 'shape': [1, 224, 384], 'at_s': [0.0], 'duration_s': 1.0}
good |= {'width': 320, 'height': 180, 'decoded': 1, 'skipped': 0, 'whole': True}
say = channel.sendall
hear = lambda: channel.recv(65536)
def frame(message):
    text = json.dumps(message).encode()
    return len(text).to_bytes(4, 'big') + text
"""


@pytest.mark.parametrize("conduct", NONSENSE)
def test_a_decoder_that_talks_nonsense_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, clip: Path, conduct: str
) -> None:
    with pool() as decoders:
        monkeypatch.setattr(process, "COMMAND", ("-c", IMPOSTOR + NONSENSE[conduct]))
        kill_idle(decoders)
        with pytest.raises(MediaError, match="the decoder died on it"):
            decoders.read(clip, budget_s=10)
        monkeypatch.undo()
        with pytest.raises(MediaError):  # the impostor's successor was started before the undo
            decoders.read(clip, budget_s=10)
        assert decoders.read(clip, budget_s=10).decoded == 48


NONSENSE_PRINTS = {
    "tells of none": "{}",
    "tells of too many": "{'prints': [9**9, 1]}",
    "tells of less than none": "{'prints': [-1, 1]}",
    "sends endless times": "{'prints': [2, 1]}",
    "sends another shape": "{'prints': [1]}",
}


@pytest.mark.parametrize("told", NONSENSE_PRINTS)
def test_prints_that_make_no_sense_are_not_believed(
    monkeypatch: pytest.MonkeyPatch, clip: Path, told: str
) -> None:
    noise = "os.pwrite(film, b'\\xff' * 2**20, os.fstat(film).st_size - 8 * 2**20)"
    answer = f"say(frame({{'ready': True}})); hear(); {noise}; "
    answer += f"say(frame(good | {NONSENSE_PRINTS[told]}))"
    with pool() as decoders:
        monkeypatch.setattr(process, "COMMAND", ("-c", IMPOSTOR + answer))
        kill_idle(decoders)
        with pytest.raises(MediaError, match="the decoder died on it"):
            decoders.read(clip, budget_s=10, prints_for=Purpose.ASK)


def test_processes_that_cannot_start_are_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", ("-c", "raise ImportError('no codecs here')"))
    with pytest.raises(SettingsError, match="no codecs here"), pool():
        pass


@NEEDS_PROC
def test_memory_is_bound(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(footage.picture("PNG", np.zeros((5000, 6000, 3), np.uint8), compress_level=1))
    with pool(bounds=Bounds(max_memory_bytes=80 * 2**20)) as decoders:
        with pytest.raises(MediaError, match="more memory than allowed"):
            decoders.read(path, budget_s=20)
        path.write_bytes(footage.picture())
        assert decoders.read(path, budget_s=20).decoded == 1


@NEEDS_PROC
def test_memory_does_not_grow_with_the_clip(tmp_path: Path) -> None:
    def peak_kb(pid: int) -> int:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
        raise AssertionError

    path = tmp_path / "clip.mp4"
    with pool() as decoders:
        peaks = []
        for seconds in (2, 2, 60):
            shown = footage.scenes(seconds=seconds, width=160, height=96)
            path.write_bytes(footage.clip(shown))
            decoders.read(path, budget_s=30)
            peaks += [peak_kb(pid) for pid in pids(decoders)]
        assert peaks[-1] - peaks[1] < 32 * 1024, peaks


@NEEDS_PROC
def test_a_decoder_has_no_secrets_and_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDRAIL_HMAC_KEY", "hunter2")
    with pool() as decoders:
        (pid,) = pids(decoders)
        assert b"hunter2" not in Path(f"/proc/{pid}/environ").read_bytes()
        limits = Path(f"/proc/{pid}/limits").read_text()
        most = {line[:25].strip(): line[25:].split()[0] for line in limits.splitlines()[1:]}
        assert most["Max core file size"] == "0"
        assert int(most["Max open files"]) < 30
        assert int(most["Max file size"]) <= 2**20
        assert int(most["Max address space"]) < 4 * 2**30


def test_closing_ends_the_jobs_and_the_processes(clip: Path) -> None:
    with ThreadPoolExecutor(1) as threads:
        decoders = Decoders(processes=1, bounds=Bounds(), area_px=AREA_PX)
        (pid,) = pids(decoders)
        with stopped(pid):
            job = threads.submit(decoders.read, clip, budget_s=30)
            time.sleep(0.1)
            decoders.close()
            with pytest.raises(MediaError):
                job.result(timeout=5)
        assert wait_until_gone(pid)
        decoders.close()
        with pytest.raises(ScreeningTimeoutError, match="closed"):
            decoders.read(clip, budget_s=1)


@NEEDS_PROC
def test_decoders_end_when_their_owner_is_killed() -> None:
    script = """
import time
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders
decoders = Decoders(processes=2, bounds=Bounds(), area_px=86016)
print(*decoders.pids, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        children = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
    assert len(children) == 2
    assert all(wait_until_gone(pid) for pid in children)


def test_a_fork_of_the_owner_is_turned_away(clip: Path) -> None:
    with pool() as decoders:
        decoders._owner = -1
        with pytest.raises(RuntimeError, match="build after fork"):
            decoders.read(clip, budget_s=1)


def test_the_host_application_is_not_imported_again(tmp_path: Path, clip: Path) -> None:
    host = tmp_path / "host.py"
    host.write_text(
        "print('imported', flush=True)\n"
        "from pathlib import Path\n"
        "from guardrail.media.bounds import Bounds\n"
        "from guardrail.media.decoders import Decoders\n"
        "with Decoders(processes=1, bounds=Bounds(), area_px=86016) as decoders:\n"
        f"    print(decoders.read(Path({str(clip)!r}), budget_s=10).decoded)\n"
    )
    ran = subprocess.run(
        [sys.executable, str(host)], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.split() == ["imported", "48"]


@pytest.mark.parametrize("wrong", [{"processes": 0}, {"threads": 0}, {"area_px": 100}])
def test_pools_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|less than"):
        Decoders(**{"processes": 1, "area_px": AREA_PX, **wrong}, bounds=Bounds())
