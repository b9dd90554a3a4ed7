"""How well characters are found that a prompt describes and never names.

`python -m bench.descriptions [--half tuning] [--json]`. Figures, descriptions, key terms and
prompts are in `bench/described`: of public-domain and invented figures, the two halves apart.
Parameters were chosen on the tuning half and on every fourth of the ordinary prompts; figures are
told on the held-back half and on the odd lines of those prompts. That half was looked at three
times: after the first, two settings of `guardrail.prompt.chance` were changed on the tuning half,
and the weight of ordinary prompts was raised with their held-back share in view. One person wrote
descriptions, prompts and the list of attributes (which stands in for the words of both halves), so
strangers' prompts will be harder: see the row of prompts that lost words.

`descriptions_top` is at the threshold that 5 % of the hard negatives pass; `descriptions_benign` at
the default threshold for a record (action log), `benign_as_sure_as_top` at that of the first.
Hard negatives are the prompts themselves with the right figure taken out of the registry.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from bench.rows import Row, finish, median_row, share_row
from guardrail.domain import Asset, Description, Name, Text
from guardrail.prompt.descriptions import DescriptionIndex
from guardrail.prompt.names import NameIndex
from guardrail.prompt.signals import read

HERE = Path(__file__).parent / "described"
DATA = Path(os.environ.get("GUARDRAIL_DATA", Path(__file__).parents[2] / "shared" / "data"))
HARD = 0.05
KEPT_WORDS = 0.6
MANY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with its description, and prompts by kind that ask for it."""

    asset: Asset
    prompts: dict[str, str]


def figures(half: str) -> list[Figure]:
    """The figures of one half, tuning or held-back."""
    found = []
    for name in ("public_domain", "invented"):
        entries = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
        found += [_figure(entry) for entry in entries[half != "tuning" :: 2]]
    return found


def _figure(entry: dict) -> Figure:
    descriptions = [Description(text=entry["description"], lang="en")]
    prompts = dict(entry["prompts"])
    if "ja" in entry:
        descriptions.append(Description(text=entry["ja"]["description"], lang="ja"))
        prompts |= {f"ja {kind}": text for kind, text in entry["ja"]["prompts"].items()}
    return Figure(
        asset=Asset(
            id=f"bench/{entry['id']}",
            holder="bench",
            descriptions=tuple(descriptions),
            context_terms=tuple(map(str, entry["terms"])),
        ),
        prompts=prompts,
    )


def ordinary() -> list[str]:
    """The held-back ordinary prompts; none where the data is not there."""
    return [
        json.loads(line)["text"]
        for file in sorted((DATA / "prompts").glob("benign_*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()[1::2]
    ]


def best(index: DescriptionIndex, prompt: str) -> tuple[str, float]:
    """The asset on top and its expected false matches; infinite where there is none."""
    found = index.find([Text(field="prompt", text=prompt)])
    return min(
        ((m.asset, m.expected_false_matches) for m in found),
        key=lambda one: one[1],
        default=("", float("inf")),
    )


def rows(half: str = "held-back") -> Iterator[Row]:
    """What `bench.prompts` shows of descriptions."""
    cast = figures(half)
    index = DescriptionIndex.compile([figure.asset for figure in cast])
    asked = [(f.asset.id, kind, text) for f in cast for kind, text in f.prompts.items()]
    whole = [(asset, kind, *best(index, text)) for asset, kind, text in asked]
    without = [
        best(partial, text)[1]
        for figure in cast
        for partial in (DescriptionIndex.compile([f.asset for f in cast if f is not figure]),)
        for text in figure.prompts.values()
    ]
    limit = float(np.sort(without)[int(HARD * len(without))])
    yield _top("descriptions_top", whole, limit, bar=0.85)
    for kind in dict.fromkeys(kind for _, kind, _ in asked):
        yield _top(f"  {kind}", [one for one in whole if one[1] == kind], limit)
    yield share_row("  hard_negatives_logged", sum(e <= HARD for e in without), len(without))
    yield share_row("  found_at_log", _hits(whole, HARD), len(whole))
    yield share_row("  found_at_hold", _hits(whole, 0.005), len(whole))
    thinned = [(asset, kind, *best(index, text)) for asset, kind, text in _thinned(asked)]
    yield _top("  of_60_percent_of_words", thinned, limit)
    prompts = ordinary()
    if prompts:
        flagged = [best(index, text)[1] for text in prompts]
        logged = sum(expected <= HARD for expected in flagged)
        yield share_row("descriptions_benign", logged, len(prompts), bar=0.003)
        as_sure = sum(expected < limit for expected in flagged)
        yield share_row("  benign_as_sure_as_top", as_sure, len(prompts))
    else:
        print(f"descriptions_benign: the ordinary prompts are not at {DATA}")
    yield from _cost(cast, prompts or [text for _, _, text in asked])


def _hits(found: Sequence[tuple[str, str, str, float]], limit: float) -> int:
    return sum(asset == top and expected <= limit for asset, _, top, expected in found)


def _top(
    name: str,
    found: Sequence[tuple[str, str, str, float]],
    limit: float,
    *,
    bar: float | None = None,
) -> Row:
    """The share of prompts that put the right asset on top more surely than HARD of negatives."""
    hits = sum(asset == top and expected < limit for asset, _, top, expected in found)
    return share_row(name, hits, len(found), bar=bar, at_least=True)


def _thinned(asked: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """The English prompts with two of five words gone, three times each."""
    chance = random.Random(0)
    for asset, kind, text in asked:
        if kind.startswith("ja"):
            continue
        for _ in range(3):
            yield asset, kind, " ".join(w for w in text.split() if chance.random() < KEPT_WORDS)


def _cost(cast: Sequence[Figure], prompts: Sequence[str]) -> Iterator[Row]:
    """Milliseconds for 200 characters with MANY described assets, names without disguise beside."""
    chance = random.Random(0)
    clauses = [part for f in cast for part in f.asset.descriptions[0].text.split(", ")]
    assets = [
        Asset(
            id=f"bench/{at}",
            holder="bench",
            names=(Name(text=f"Nobody {at}"),),
            descriptions=(Description(text=", ".join(chance.sample(clauses, 6)), lang="en"),),
            context_terms=tuple(chance.choice(cast).asset.context_terms),
        )
        for at in range(MANY)
    ]
    names = NameIndex.compile(assets)
    started = time.thread_time()
    described = DescriptionIndex.compile(assets)
    yield median_row("  compile_1000_s", [time.thread_time() - started], unit="s")
    texts = [(Text(field="prompt", text=text[:200]),) for text in prompts if len(text) >= 200][:500]
    nothing = DescriptionIndex.compile(())
    with_them, without = (_samples(texts, names, index) for index in (described, nothing))
    yield median_row("ms_with_descriptions", with_them, unit="ms", bar=1.5)
    yield median_row("  ms_without", without, unit="ms")
    long = " ".join(prompts)[:32_000]
    for size in (8_000, 32_000):
        texts = [(Text(field="prompt", text=long[:size]),)] * 5
        yield median_row(f"  ms_{size}_characters", _samples(texts, names, described), unit="ms")


def _samples(
    texts: Sequence[tuple[Text, ...]], names: NameIndex, index: DescriptionIndex
) -> list[float]:
    """Milliseconds of this thread for each of the texts."""
    for text in texts[:20]:
        read(text, names, index)
    samples = []
    for text in texts:
        started = time.thread_time()
        read(text, names, index)
        samples.append((time.thread_time() - started) * 1000)
    return samples


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["tuning", "held-back"], default="held-back")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    finish(list(rows(arguments.half)), as_json=arguments.json)
