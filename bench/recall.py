"""How many disguised names are found: `bench.disguises` on 230 names, three carriers each."""

import random
from collections.abc import Iterator

from bench.disguises import CARRIERS, LATIN, PUBLIC_DOMAIN, TYPOS, forms, invented
from bench.judging import Judge, asset
from bench.rows import Row, share_row
from guardrail.domain import Action

INVENTED = 200
EACH = 2
LEAST_TYPO = 6


def rows() -> Iterator[Row]:
    latin = latin_recall()
    found = {kind: (hits, count) for kind, (hits, count) in latin.items()}
    bars = {"confusables_half": 0.93, "split": 0.95, "phonetic": 0.90} | dict.fromkeys(TYPOS, 0.90)
    for kind, (hits, count) in found.items():
        yield share_row(f"latin_{kind}", hits, count, bar=bars.get(kind, 0.95), at_least=True)
    plain = {k: v for k, v in found.items() if k not in bars}
    yield _least("recall_latin_min", plain, bar=0.95)
    yield _least("recall_confusables_half", {"": found["confusables_half"]}, bar=0.93)
    yield _least("recall_split", {"": found["split"]}, bar=0.95)
    yield _least("recall_typo", {kind: found[kind] for kind in TYPOS}, bar=0.90)
    yield _least("recall_phonetic", {"": found["phonetic"]}, bar=0.90)
    by_row: dict[str, dict[str, tuple[int, int]]] = {}
    for kind, (row, hits, count) in other_recall().items():
        by_row.setdefault(row, {})[kind] = (hits, count)
        yield share_row(kind, hits, count)
    yield _least("recall_cjk_exact", by_row["exact"], bar=0.98)
    yield _least("recall_cjk_forms_min", by_row["form"], bar=0.93)
    yield _least("recall_voicing", by_row["voicing"], bar=0.80)


def latin_recall() -> dict[str, tuple[int, int]]:
    names = (*PUBLIC_DOMAIN, *invented(INVENTED))
    judge = Judge(asset(at, name) for at, name in enumerate(names))
    rng = random.Random(11)
    found = {}
    for kind, disguise in LATIN.items():
        texts = [
            (at, rng.choice(CARRIERS).format(disguise(name, rng)))
            for at, name in enumerate(names)
            for _ in range(EACH)
            if len(name.replace(" ", "")) >= LEAST_TYPO
        ]
        found[kind] = (sum(_found(judge, text, at) for at, text in texts), len(texts))
    return found


def other_recall() -> dict[str, tuple[str, int, int]]:
    found = {}
    rng = random.Random(13)
    names = sorted({name for form in forms().values() for name in form.names})
    judge = Judge(asset(at, name) for at, name in enumerate(names))
    for kind, form in forms().items():
        texts = [
            (names.index(name), carrier.format(form.disguise(name, rng)))
            for name in form.names
            for carrier in form.carriers
        ]
        found[kind] = (form.row, sum(_found(judge, text, at) for at, text in texts), len(texts))
    return found


def _found(judge: Judge, text: str, at: int) -> bool:
    return judge.reaches(text, f"h/a{at}").strictness >= Action.LOG.strictness


def _least(name: str, found: dict[str, tuple[int, int]], *, bar: float) -> Row:
    """The row of the kind that is found least."""
    hits, count = min(found.values(), key=lambda pair: pair[0] / pair[1])
    return share_row(name, hits, count, bar=bar, at_least=True)
