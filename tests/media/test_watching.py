"""Watching a clip while it is decoded: shown frames early, stopped when enough was seen."""

from pathlib import Path

import footage
import numpy as np
import pytest

from guardrail.errors import MediaError
from guardrail.media import process
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders
from guardrail.media.frames import Glimpse

AREA_PX = 384 * 224
BUDGET = Bounds().frame_budget


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds, long enough for a stop to come in time."""
    path = tmp_path_factory.mktemp("clips") / "long.mp4"
    path.write_bytes(
        footage.clip(footage.scenes(seconds=20, width=640, height=360, figure_at=(1, 2)))
    )
    return path


class Watcher:
    """Keeps the glimpses; has seen enough after `enough_after` of them."""

    def __init__(self, enough_after: int = 99) -> None:
        self.glimpses: list[Glimpse] = []
        self._enough_after = enough_after

    def __call__(self, glimpse: Glimpse) -> bool:
        self.glimpses.append(glimpse)
        return len(self.glimpses) >= self._enough_after


def test_whoever_watches_sees_every_frame_as_it_is_kept(decoders: Decoders, clip: Path) -> None:
    watcher = Watcher()
    frames = decoders.read(clip, budget_s=20, watch=watcher)
    assert frames.whole
    assert len(watcher.glimpses) == len(frames.pixels) > 5
    for glimpse, pixels, at_s in zip(
        watcher.glimpses, frames.pixels, frames.at_s.tolist(), strict=True
    ):
        assert np.array_equal(glimpse.pixels[0], pixels)
        assert glimpse.at_s == at_s
        assert glimpse.declared_s == pytest.approx(20, abs=0.1)


def test_no_more_is_shown_than_may_be_kept(clip: Path) -> None:
    """Frames that took the place of others come at the end, with the rest."""
    watcher, bounds = Watcher(), Bounds(frame_budget=4, max_gap_s=0.5, still_gap_s=0.5)
    with Decoders(processes=1, bounds=bounds, area_px=AREA_PX) as alone:
        frames = alone.read(clip, budget_s=20, watch=watcher)
    assert frames.degraded
    assert len(watcher.glimpses) == len(frames.pixels) == 4
    late = frames.at_s > watcher.glimpses[-1].at_s
    assert late.any()
    early = {glimpse.at_s: glimpse.pixels[0] for glimpse in watcher.glimpses}
    for pixels, at_s in zip(frames.pixels[~late], frames.at_s[~late].tolist(), strict=True):
        assert np.array_equal(early[at_s], pixels)


def test_watching_changes_nothing_about_what_comes_back(decoders: Decoders, clip: Path) -> None:
    watched, plain = (decoders.read(clip, budget_s=20, watch=watch) for watch in (Watcher(), None))
    assert np.array_equal(watched.pixels, plain.pixels)
    assert np.array_equal(watched.at_s, plain.at_s)
    assert watched.decoded == plain.decoded


def test_decoding_stops_when_enough_was_seen(decoders: Decoders, clip: Path) -> None:
    frames = decoders.read(clip, budget_s=20, watch=Watcher(enough_after=1))
    assert not frames.whole
    assert frames.decoded < 20 * 24
    assert frames.at_s[0] == 0.0


def test_the_next_job_knows_nothing_of_a_stop(clip: Path) -> None:
    """A stop that comes after the last frame is a word about a job that is over."""
    with Decoders(processes=1, bounds=Bounds(), area_px=AREA_PX) as alone:
        (pid,) = alone.pids
        for enough_after in (1, 5, 99):
            alone.read(clip, budget_s=20, watch=Watcher(enough_after))
            assert alone.read(clip, budget_s=20).whole
        assert alone.pids == (pid,)


def test_a_watcher_that_breaks_costs_the_decoder_and_nothing_else(clip: Path) -> None:
    def breaks(glimpse: Glimpse) -> bool:
        raise ArithmeticError(glimpse.at_s)

    with Decoders(processes=1, bounds=Bounds(), area_px=AREA_PX) as alone:
        with pytest.raises(ArithmeticError):
            alone.read(clip, budget_s=20, watch=breaks)
        assert alone.read(clip, budget_s=20).whole


def test_a_picture_is_shown_to_nobody_early(decoders: Decoders, tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    path.write_bytes(footage.picture())
    watcher = Watcher(enough_after=1)
    assert decoders.read(path, budget_s=10, watch=watcher).whole
    assert watcher.glimpses == []


LIES: dict[str, dict[str, object]] = {
    "of another job": {"job": 7},
    "out of turn": {"first": 3},
    "too many": {"shape": [BUDGET + 1, 224, 384]},
    "none": {"shape": [0, 224, 384]},
    "absurdly large": {"shape": [1, 9**9, 384]},
    "before the beginning": {"at_s": -1.0},
    "of an endless clip": {"declared_s": float("inf")},
    "without a time": {"at_s": None},
}
IMPOSTOR = """
import json, os, socket, sys, time
channel = socket.socket(fileno=int(sys.argv[1]))
def say(message):
    text = json.dumps(message).encode()
    channel.sendall(len(text).to_bytes(4, 'big') + text)
inf, null = float('inf'), None
say({'ready': True})
channel.recv(65536)
"""


@pytest.mark.parametrize("lie", LIES)
def test_glimpses_that_make_no_sense_are_not_believed(
    monkeypatch: pytest.MonkeyPatch, clip: Path, lie: str
) -> None:
    glimpse = {"first": 0, "shape": [1, 224, 384], "at_s": 0.0, "declared_s": 1.0, **LIES[lie]}
    said = {"job": glimpse.pop("job", 1), "glimpse": glimpse}
    watcher = Watcher()
    monkeypatch.setattr(process, "COMMAND", ("-c", f"{IMPOSTOR}say({said!r})\n"))
    with (
        Decoders(processes=1, bounds=Bounds(), area_px=AREA_PX) as alone,
        pytest.raises(MediaError, match="the decoder died on it"),
    ):
        alone.read(clip, budget_s=10, watch=watcher)
    assert watcher.glimpses == []


def test_half_a_clip_that_nobody_stopped_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    said = {"job": 1, "kind": "clip", "shape": [1, 224, 384], "at_s": [0.0], "duration_s": 1.0}
    said |= {"width": 320, "height": 180, "decoded": 1, "skipped": 0, "whole": False}
    monkeypatch.setattr(process, "COMMAND", ("-c", f"{IMPOSTOR}say({said!r})\n"))
    with (
        Decoders(processes=1, bounds=Bounds(), area_px=AREA_PX) as alone,
        pytest.raises(MediaError, match="the decoder died on it"),
    ):
        alone.read(clip, budget_s=10, watch=Watcher())
