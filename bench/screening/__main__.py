"""What screening clips costs and sees: `python -m bench.screening [--json] [--full]`.

| row | what |
|---|---|
| `ratio_slow_720p`, `ratio_slow_1080p` | looking at a clip in which the camera moves over an empty place, over decoding it by `av` with as many threads and doing nothing with it; paired rounds, the median |
| `ratio_cuts_720p`, `ratio_cuts_1080p` | the same with another place every second |
| `mb_over_idle` | the most that the process and its decoders take over their idle size for one 720p clip with cuts: resident memory of a fresh process, MiB |
| `mb_10min_ratio` | the same for ten minutes over that for ten seconds (`--full`) |
| `eight_ratio` | eight clips at once over eight one after another, decoder processes and threads by default |
| `short_wait_ratio` | from asking to answer for a clip of 2 s that comes behind seven of half a minute, over the same when it is alone |
| `first_block_ratio` | a judgement on a clip whose first second shows a blocked figure, over one by which nobody's rules hold, so that the whole clip is looked at |
| `small_recall_ratio` | recall of figures that cover 10, 15 and 20 % of a picture (their tight box), over recall when they are as high as it |
| `flash_found` | figures found that are there for 2 of 48 frames, of those found when they are there throughout |
| `copies_recall` | copies of works found after each of 19 changes (encoded again and strongly, half size, cropped by a tenth, bars, border, mirrored, caption, text, colours, speed ± 10 %), where one in 1,000 pairs of a clip and a work that it is not of matches, and at most by the threshold of a hold |
| `copies_recall_vpdq` | the same by vPDQ (`pip install vpdq`, which needs FFmpeg's headers; else its procedure over `pdqhash`) |
| `copies_ms`, `vpdq_ms`, `copies_vpdq_ratio` | processor time for a clip of 3 s: what looking for copies adds to a look, and all that vPDQ does, by one thread each; `copies_whole_ms` is the look with it, without the encoder |
| `copies_decode_ratio` | decoding a 720p clip and choosing frames with prints, over the same without |
| `copies_1000h_ms`, `copies_1000h_mb` | finding copies in a clip of 10 s among 1,000 hours of works with random prints, two a second, and the memory of that index (`--full`) |
| `gallery_share_100k` | matching a clip with 100,000 references over all of looking at it |
| `gallery_mb_100k`, `search_mb_100k`, `search_s_100k`, `change_ratio_100k` | memory of a gallery, its vectors included, and of one search; the search; compiling one reference less over compiling all; the same of a million as `…_1m` (`--full`) |
| `efm_ratio_max` | observed over expected false matches in galleries of 10, 1,000 and 100,000 references, where they differ most, either way (`--full`, see `chance`, which also says what it was for each) |

Clips are H.264 of 24 frames a second, filmed by the demonstration: 4 seconds long, by `--full` 5,
10 and 60, of which the worst counts.

Limits: flat drawn pictures decode faster than a camera's, which makes the ratios worse; figures,
places and references come from one hand, the demonstration's, so recall says how size and time
matter and nothing about other drawings. The 100,000 references are those of the demonstration, moved
at random: their number is real, their likeness to each other is not. A figure's share of a picture is
that of its tight box, of which it fills about half. Wall-clock ratios suffer when something else
runs on the machine. Works and what is no copy of them are places of the demonstration, and where
GUARDRAIL_DATA names a folder with `videos`, five real clips of it too. A row that cannot be measured is left out and said to be on stderr.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.rows import Row, finish, median_row
from bench.screening import clips, copies, crowd, load, sight, speed
from bench.screening.stage import Stage, opened

QUICK_S, FULL_S = (4,), (5, 10, 60)
LONG = {
    "copies_1000h_ms": "--full",
    "gallery_mb_100k": "--full",
    "efm_ratio_max": "--full and python -m bench.screening.strangers",
}


def rows(stage: Stage, *, full: bool) -> Iterator[Row]:
    """Every row that can be measured, as soon as it is."""
    rounds = 5 if full else 3
    lengths_s = FULL_S if full else QUICK_S
    yield from speed.beside_decoding(stage, lengths_s=lengths_s, rounds=rounds)
    cut = stage.folder / f"cuts{lengths_s[0]}-720p.mp4"
    yield from _memory(stage, cut, length_s=lengths_s[0], full=full)
    for row in (
        lambda: speed.eight_at_once(stage, rounds=rounds if full else 1),
        lambda: speed.short_behind_long(stage, rounds=rounds if full else 1),
        lambda: speed.first_block(stage, seconds=10 if full else 6, rounds=rounds),
        lambda: sight.small_figures(stage, grounds=5 if full else 1),
        lambda: sight.flashes(stage, most=12 if full else 4),
        lambda: crowd.share(stage, cut, rounds=rounds if full else 1),
    ):
        yield from _measured(lambda row=row: [row()])
    yield copies.share_of_look(stage, rounds=3 * rounds)
    yield from copies.recall(stage, works=12 if full else 4, others=40 if full else 8)
    if not full:
        for name, how in LONG.items():
            print(f"{name} is left out: it takes {how}", file=sys.stderr)
        return
    yield from copies.thousand_hours(stage, rounds=9)
    for size in crowd.SIZES:
        yield from crowd.costs(stage, cut, size)
    yield from _measured(_chance)


def _chance() -> list[Row]:
    """Loaded only here: what training needs to read its albums is no part of the others."""
    try:
        from bench.screening import chance  # noqa: PLC0415 — as the docstring says
    except ImportError as error:
        raise ValueError(f"efm_ratio_max: {error}; pip install --group figures") from error
    return chance.rows()


def _measured(rows: Callable[[], list[Row]]) -> Iterator[Row]:
    try:
        yield from rows()
    except ValueError as error:
        print(f"a row is left out: {error}", file=sys.stderr)


def _memory(stage: Stage, cut: Path, *, length_s: int, full: bool) -> Iterator[Row]:
    if not Path("/proc/self/status").exists():
        print("mb_over_idle is left out: there is no /proc here", file=sys.stderr)
        return
    short = clips.repeated(stage.folder / "10s.mp4", cut, times=round(10 / length_s))
    peaks = [load.peak_mb(stage.settings, short) for _ in range(3 if full else 1)]
    yield median_row("mb_over_idle", peaks, unit="MiB", bar=300)
    if full:
        long = clips.repeated(stage.folder / "10min.mp4", cut, times=600 // length_s)
        ratio = load.peak_mb(stage.settings, long) / sorted(peaks)[1]
        yield median_row("mb_10min_ratio", [ratio], unit="ratio", bar=1.1)
    else:
        print("mb_10min_ratio is left out: it takes --full", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.screening")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="longer clips, more rounds, 10 minutes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as stage:
        measured = []
        for row in rows(stage, full=options.full):
            print(row, file=sys.stderr)
            measured.append(row)
    finish(measured, as_json=options.json)


if __name__ == "__main__":
    main()
