"""What screening costs: time of one prompt, memory and time of compiling, by number of names.

Names are invented. Prompts of 200 characters are the beginnings of published ones, and long texts
are published ones one after the other, where they are at hand; else of words of this module.
Each figure is a median over prompts; ratios are of figures from the same run.
"""

import gc
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.benign import DATA, benign_prompts
from bench.judging import asset
from bench.rows import Row, median_row
from guardrail.domain import Asset, Text
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import screen

LONG = 32_000
SHORT = 200
PROMPTS = 400
ROUNDS = 15
_PLAIN = (
    "A quiet harbour at dawn, fishing boats rock on green water while gulls circle the old "
    "lighthouse; soft haze and warm light on wet stones, small waves break against the long pier. "
)
_JAPANESE = (
    "夕焼けの港に小さな漁船がゆれている。カメラはゆっくりと灯台へ近づき、波の音が静かに響く。"
)


def invented_names(count: int) -> Iterator[str]:
    """Names of two to five syllables, one word or two, all different, most of them unheard of."""
    rng = random.Random(5)
    syllables = [a + b for a in (*"bdgklmnprstvz", "sh", "ch") for b in "aeiou"]
    made: set[str] = set()
    while len(made) < count:
        words = [
            "".join(rng.choices(syllables, k=rng.choice((3, 4, 5))))
            for _ in range(rng.choice((1, 2)))
        ]
        made.add(" ".join(words))
    return iter(sorted(made))


def invented_assets(count: int) -> list[Asset]:
    return [asset(at, name) for at, name in enumerate(invented_names(count))]


def rows() -> Iterator[Row]:
    assets = invented_assets(100_000)
    began = time.perf_counter()
    names = NameIndex.compile(assets)
    took = time.perf_counter() - began
    yield _one("compile_100k_s", took, "s", bar=10)
    shorts, english, japanese = _texts()
    yield median_row("ms_100k", _timed(names, shorts), unit="ms", bar=0.5)
    yield median_row("ms_32k_ascii", _timed(names, [english] * ROUNDS), unit="ms", bar=30)
    half = _timed(names, [english[: LONG // 2]] * ROUNDS)
    yield median_row("ms_16k_ascii", half, unit="ms")
    yield median_row("ms_32k_japanese", _timed(names, [japanese] * ROUNDS), unit="ms", bar=120)
    del names
    gc.collect()
    figures = {count: _in_fresh_process(count) for count in (1_000, 1_000_000)}
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "names.npz"
        ready = [_in_fresh_process(100_000, kept)["s"] for _ in range(4)][1:]
    yield median_row("ready_100k_s", ready, unit="s", bar=2)
    small, large = figures[1_000], figures[1_000_000]
    yield _one("ratio_1m_1k", large["ms"] / small["ms"], "ratio", bar=3)
    yield _one("mb_1m", large["mb"], "MB", bar=500)
    yield _one("compile_1m_s", large["s"], "s", bar=60)


def _texts() -> tuple[Sequence[str], str, str]:
    """Prompts of 200 characters, 32,000 of English, and 32,000 of Japanese."""
    prompts: Sequence[str] = (_PLAIN,)
    if DATA.is_dir():
        prompts = [text for text in benign_prompts() if text.isascii()]
    running = itertools.cycle(prompts)
    joined = list(itertools.islice(running, LONG // 20))
    shorts = [text[:SHORT] for text in prompts if len(text) >= SHORT][:PROMPTS] or [_PLAIN]
    rng = random.Random(3)
    pieces = [p for p in _JAPANESE.replace("。", "、").split("、") if p]
    japanese = "。".join(rng.choice(pieces) for _ in range(LONG // 8))
    if DATA.is_dir():
        lines = (DATA / "prompts" / "user_image_prompts_ja.jsonl").read_text(encoding="utf-8")
        japanese = " ".join(_japanese_texts(lines)) * 3
    return shorts, " ".join(joined)[:LONG], japanese[:LONG]


def _japanese_texts(lines: str) -> Iterator[str]:
    for line in lines.splitlines():
        yield json.loads(line)["text"]


def _timed(names: NameIndex, texts: Sequence[str]) -> list[float]:
    """Milliseconds for each text, its first time not counted."""
    took = []
    for text in texts:
        asked = [Text(field="prompt", text=text)]
        screen(asked, names)
        began = time.perf_counter()
        screen(asked, names)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _in_fresh_process(count: int, *kept: Path) -> dict[str, float]:
    """Median milliseconds, megabytes and seconds of compiling, with nothing else about."""
    command = [sys.executable, "-m", "bench.cost", str(count), *map(str, kept)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ms, mb, seconds = map(float, printed.split())
    return {"ms": ms, "mb": mb, "s": seconds}


def _one(name: str, value: float, unit: str, *, bar: float) -> Row:
    return Row(name=name, value=value, low=value, high=value, unit=unit, bar=bar)


def _resident_mb() -> float:
    with open("/proc/self/statm") as statm:  # noqa: PTH123
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


def _measure(count: int, kept: Path | None = None) -> None:
    """What the index takes beside the assets themselves, which a registry holds anyway."""
    assets = invented_assets(count)
    if kept is None:
        NameIndex.compile(assets[:1_000])  # word lists and tables are read once
    gc.collect()
    before = _resident_mb()
    began = time.perf_counter()
    names = NameIndex.compile(assets, kept=kept)
    seconds = time.perf_counter() - began
    gc.collect()
    mb = _resident_mb() - before
    shorts, _, _ = _texts()
    took = sorted(_timed(names, shorts))
    print(took[len(took) // 2], mb, seconds)


if __name__ == "__main__":
    _measure(int(sys.argv[1]), *map(Path, sys.argv[2:]))
