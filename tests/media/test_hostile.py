"""Files made to do harm: refused within bounds by real decoder processes, which judge the next."""

import io
import os
import signal
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import av
import footage
import numpy as np
import pytest
from av.error import FFmpegError
from media import forged

from bench.hostile.seeds import seeds
from bench.hostile.trial import Ending, Outcome, peak_bytes, trials
from bench.rows import Row
from guardrail.errors import MediaError, ScreeningTimeoutError
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders

AREA_PX = 384 * 224
EMPTY, FIGURE = footage.place(), footage.with_figure(footage.place())
NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
ZEROS = zlib.compress(bytes(200 * 2**20), 9)
"""Two hundred megabytes in two hundred kilobytes."""


def header_of(form: str, name: bytes, at: int, layout: str) -> bytes:
    """A picture whose header says that it is 20,000 x 20,000."""
    content = footage.picture(form, EMPTY)
    place = content.index(name) + at
    sides = struct.pack(layout, 20_000, 20_000)
    return content[:place] + sides + content[place + len(sides) :]


def many_scans() -> bytes:
    """A progressive JPEG of half a megabyte that takes minutes to decode."""
    whole = footage.picture("JPEG", np.zeros((6000, 8000, 3), np.uint8), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * 3000 + whole[-2:]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "neither a picture nor a clip"),
    "a byte": (lambda: b"\0", "neither a picture nor a clip"),
    "text": (lambda: b"all work and no play\n" * 500, "neither a picture nor a clip"),
    "HLS": (
        lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n",
        "neither a picture nor a clip",
    ),
    "concat": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "neither a picture nor a clip"),
    "SDP": (
        lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5004 RTP/AVP 96\n",
        "neither a picture nor a clip",
    ),
    "DASH": (lambda: b"<?xml version='1.0'?><MPD><BaseURL>/etc/</BaseURL></MPD>", "neither"),
    "playlist": (lambda: b"[playlist]\nFile1=http://127.0.0.1/\n", "neither a picture nor a clip"),
    "pattern": (lambda: b"/tmp/frame-%05d.png", "neither a picture nor a clip"),
    "script": (lambda: b"LoadPlugin('/tmp/x.so')\nreturn last", "neither a picture nor a clip"),
    "20,000 squared PNG": (lambda: footage.bomb(20_000, 20_000), "too many pixels"),
    "20,000 squared JPEG": (lambda: header_of("JPEG", b"\xff\xc0", 5, ">HH"), "too many pixels"),
    "20,000 squared GIF": (lambda: header_of("GIF", b"GIF8", 6, "<HH"), "too many pixels"),
    "16,383 squared WebP": (
        lambda: forged.on_canvas(footage.animation("WEBP", [EMPTY, FIGURE]), 16_383),
        "too many pixels",
    ),
    "too large clip": (
        lambda: footage.clip([np.zeros((2304, 4112, 3), np.uint8)], container="mpegts"),
        "4112x2304 is too large",
    ),
    "zipped note": (
        lambda: forged.with_chunks(footage.picture(), forged.chunk(b"zTXt", b"x\0\0" + ZEROS)),
        "damaged",
    ),
    "zipped words": (
        lambda: forged.with_chunks(
            footage.picture(), forged.chunk(b"iTXt", b"x\0\1\0\0\0" + ZEROS)
        ),
        "damaged",
    ),
    "zipped colours": (
        lambda: forged.with_chunks(footage.picture(), forged.chunk(b"iCCP", b"x\0\0" + ZEROS)),
        "damaged",
    ),
    "endless GIF": (lambda: forged.endless_gif(200_000), "more than 36000 frames"),
    "endless PNG": (lambda: forged.apng(40_000), "more than 36000 frames"),
    "3,000 streams": (lambda: forged.with_tracks(footage.clip(), 3000), "more than 32 streams"),
    "5,000 Matroska streams": (
        lambda: forged.with_element(
            footage.clip(container="matroska"),
            [forged.SEGMENT, forged.TRACKS],
            b"".join(forged.track(number, 2, b"A_PCM/INT/LIT") for number in range(2, 5002)),
        ),
        "more than 32 streams",
    ),
    "chapters in pictures": (
        lambda: forged.with_pictures_of_chapters(footage.clip(streams=2)),
        "more than one video stream",
    ),
    "subtitles in pictures": (
        lambda: forged.with_element(
            footage.clip(container="matroska"),
            [forged.SEGMENT, forged.TRACKS],
            forged.track(2, 17, b"S_HDMV/PGS"),
        ),
        "subtitles that may be pictures",
    ),
    "encrypted MP4": (lambda: forged.encrypted(footage.clip()), "encrypted"),
    "encrypted WebM": (
        lambda: forged.with_element(
            footage.clip(**footage.VP9),
            [forged.SEGMENT, forged.TRACKS, forged.TRACK],
            forged.ENCRYPTION,
        ),
        "encrypted",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_and_the_decoder_lives_on(
    decoders: Decoders, tmp_path: Path, name: str
) -> None:
    make, problem = REFUSED[name]
    path = tmp_path / "dressed.mp4"
    path.write_bytes(make())
    before = decoders.pids
    with pytest.raises(MediaError, match=problem):
        decoders.read(path, budget_s=20)
    assert decoders.pids == before


HARMLESS: dict[str, Callable[[], bytes]] = {
    "PNG with more pixels than it says": lambda: (
        forged.PNG
        + forged.chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0))
        + forged.chunk(b"IDAT", ZEROS)
        + forged.chunk(b"IEND", b"")
    ),
    "MP4 whose headers say 65,535 squared": lambda: forged.edited(
        footage.clip(),
        "moov/trak/tkhd",
        lambda header: forged.box(
            b"tkhd", header[:76] + struct.pack(">II", 0xFFFF0000, 0xFFFF0000)
        ),
    ),
}


@NEEDS_PROC
@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_large_is_judged(decoders: Decoders, tmp_path: Path, name: str) -> None:
    path = tmp_path / "large.mp4"
    path.write_bytes(HARMLESS[name]())
    assert decoders.read(path, budget_s=20).decoded >= 1
    assert max(map(peak_bytes, decoders.pids)) < 400 * 2**20


SLOW: dict[str, Callable[[], bytes]] = {
    "JPEG of many scans": many_scans,
    "GIF of large frames": lambda: forged.endless_gif(2000, side=3000),
    "PNG of large frames": lambda: forged.apng(1000, side=3000),
    "WebP of large frames": lambda: forged.on_canvas(
        footage.animation("WEBP", [EMPTY, FIGURE] * 150), 3000
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_file_that_takes_for_ever_ends_with_its_budget(tmp_path: Path, name: str) -> None:
    slow, good = tmp_path / "slow.mp4", tmp_path / "good.mp4"
    slow.write_bytes(SLOW[name]())
    good.write_bytes(footage.clip())
    with Decoders(processes=1, bounds=Bounds(), area_px=AREA_PX) as decoders:
        begun = time.monotonic()
        with pytest.raises(ScreeningTimeoutError):
            decoders.read(slow, budget_s=0.8)
        assert time.monotonic() - begun < 3
        assert decoders.read(good, budget_s=20).decoded == 48


@pytest.mark.parametrize("times", [1, 3])
def test_decoders_that_die_again_and_again_are_replaced_each_time(
    tmp_path: Path, times: int
) -> None:
    """As a flaw in a codec would end them: in the middle, at once."""
    path, good = tmp_path / "slow.gif", tmp_path / "good.mp4"
    path.write_bytes(forged.endless_gif(2000, side=2000))
    good.write_bytes(footage.clip())
    with Decoders(processes=2, bounds=Bounds(), area_px=AREA_PX) as decoders:
        for _ in range(times):
            before = decoders.pids
            for pid in before:
                threading.Timer(0.3, os.kill, (pid, signal.SIGSEGV)).start()
            with pytest.raises(MediaError, match="the decoder died on it"):
                decoders.read(path, budget_s=20)
            assert decoders.read(good, budget_s=20).decoded == 48
            assert set(decoders.pids) != set(before)


@NEEDS_PROC
def test_a_few_hundred_broken_files_each_get_an_answer() -> None:
    """The first of those that `python -m bench.hostile` looks at."""
    outcomes: list[Outcome] = []
    trials(range(300), files=seeds(), processes=2, done=outcomes.append)
    assert len(outcomes) == 300
    assert [outcome for outcome in outcomes if not outcome.ok] == []
    assert min(Counter(outcome.ending for outcome in outcomes).values()) > 30


def frames_that_a_player_shows(content: bytes) -> int:
    """How many frames FFmpeg finds when it guesses the kind of file and lives with damage."""
    count = 0
    with (
        suppress(FFmpegError),
        av.open(io.BytesIO(content), "r", metadata_errors="replace") as file,
    ):
        for packet in file.demux(file.streams.video[:1]):
            with suppress(FFmpegError):
                count += len(packet.decode())
    return count


FOOLED = [2001295, 2002278, 2004380, 2004508, 2006323, 2007307, 2008404, 2008697, 2009217, 2010194]
"""Broken files of which once more could be seen than was looked at."""


@NEEDS_PROC
def test_no_player_sees_more_of_a_broken_file_than_was_looked_at() -> None:
    outcomes: list[Outcome] = []
    trials([*FOOLED, *range(500, 800)], files=seeds(), processes=2, done=outcomes.append)
    accepted = [outcome for outcome in outcomes if outcome.ending is Ending.FRAMES]
    assert len(accepted) > 30
    for outcome in accepted:
        shown = frames_that_a_player_shows(outcome.case.content)
        assert shown <= int(outcome.words.split()[0]), outcome


def test_a_bar_may_be_the_least_or_the_most() -> None:
    row = Row(name="cases", value=10, low=10, high=10, unit="files", bar=10, at_least=True)
    assert row.ok
    assert str(row).endswith("bar ≥ 10  ok")
    assert not replace(row, value=9).ok
    most = replace(row, at_least=False, value=11)
    assert not most.ok
    assert str(most).endswith("bar ≤ 10  MISSED")
    assert list(row.as_dict()) == ["name", "value", "low", "high", "unit", "bar", "ok"]
