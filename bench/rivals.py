"""What a user would pick instead, on the same disguises, the same ordinary prompts, in one run.

`python -m bench.rivals [--json]`. Each filter is given the same names:

| filter | what it is |
|---|---|
| `guardrail` | this product: names of the kinds that `registry suggest` proposes, taken blindly; found is what is at least logged |
| `llm_guard_str`, `llm_guard_word` | LLM Guard's BanSubstrings in its two modes, without case. Where the package is not installed (it brings torch and some ninety packages) its documented behaviour is rebuilt here in a few lines, and the run says so |
| `litellm` | a keyword filter as LiteLLM's content filter does it: lower case, substring, one keyword after the other; rebuilt here |
| `flashtext` | `KeywordProcessor` of the package, without case; left out, with a word, where it is absent |
| `regex` | one alternation of all names between word boundaries, without case |

Recall counts the right name only, `benign` any name. Ordinary prompts are a sample, since the
slowest filter takes a tenth of a second each; times are medians of this thread's time over the same
prompts with all names.
"""

import argparse
import importlib.util
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench.benign import benign_prompts, registered_names
from bench.disguises import CARRIERS, LATIN, PUBLIC_DOMAIN, forms, invented
from bench.judging import Judge, asset
from bench.rows import Row, finish, median_row, share_row
from guardrail.domain import Action
from guardrail.prompt.kinds import propose

INVENTED = 70
SAMPLE = 100

Filter = Callable[[str], set[str]]
"""From a text to the names that it holds."""


def guardrail(names: Sequence[str]) -> Filter:
    judge = Judge(asset(at, name, kind=propose(name).kind) for at, name in enumerate(names))
    ids = {f"h/a{at}": name for at, name in enumerate(names)}

    def found(text: str) -> set[str]:
        findings = judge.decide(text).findings
        return {ids[one.asset] for one in findings if one.asset and one.action is not Action.ALLOW}

    return found


def llm_guard(names: Sequence[str], mode: str) -> Filter:
    if importlib.util.find_spec("llm_guard") is None:
        return _substrings(names) if mode == "str" else _words(names)
    from llm_guard.input_scanners import BanSubstrings  # noqa: PLC0415 — not everywhere
    from llm_guard.input_scanners.ban_substrings import MatchType  # noqa: PLC0415

    scanners = [
        (name, BanSubstrings([name], match_type=MatchType(mode), case_sensitive=False))
        for name in names
    ]
    return lambda text: {name for name, scanner in scanners if not scanner.scan(text)[1]}


def _substrings(names: Sequence[str]) -> Filter:
    lowered = [(name, name.lower()) for name in names]

    def found(text: str) -> set[str]:
        low = text.lower()
        return {name for name, folded in lowered if folded in low}

    return found


def _words(names: Sequence[str]) -> Filter:
    patterns = [(name, re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)) for name in names]
    return lambda text: {name for name, pattern in patterns if pattern.search(text)}


def flashtext(names: Sequence[str]) -> Filter:
    from flashtext import KeywordProcessor  # noqa: PLC0415 — not everywhere

    keywords = KeywordProcessor(case_sensitive=False)
    for name in names:
        keywords.add_keyword(name, name)
    return lambda text: set(keywords.extract_keywords(text))


def regex(names: Sequence[str]) -> Filter:
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
    written = {name.lower(): name for name in names}
    return lambda text: {written.get(one.lower(), one) for one in pattern.findall(text)}


FILTERS: Mapping[str, Callable[[Sequence[str]], Filter]] = {
    "guardrail": guardrail,
    "llm_guard_str": lambda names: llm_guard(names, "str"),
    "llm_guard_word": lambda names: llm_guard(names, "word"),
    "litellm": _substrings,
    "flashtext": flashtext,
    "regex": regex,
}


def rows() -> Iterator[Row]:
    """Recall, share of ordinary prompts flagged and milliseconds of each filter."""
    if importlib.util.find_spec("llm_guard") is None:
        print("llm-guard is absent: its two modes are rebuilt from its documentation")
    latin = list(_latin())
    other = list(_other())
    registered = sorted({name for names in registered_names() for name in names})
    prompts = random.Random(3).sample(benign_prompts(), SAMPLE) if registered else []
    if not registered:
        print("the 40,931 names and the ordinary prompts are absent: only recall is measured")
    for name, build in FILTERS.items():
        if name == "flashtext" and importlib.util.find_spec("flashtext") is None:
            print("flashtext is absent: install the dependency group `rivals`")
            continue
        for row, asked in (("latin", latin), ("other_scripts", other)):
            find = build(sorted({one for one, _ in asked}))
            hits = sum(one in find(text) for one, text in asked)
            yield share_row(f"{name}_recall_{row}", hits, len(asked))
        if registered:
            find = build(registered)
            spent, flagged = _spent(find, prompts)
            yield share_row(f"{name}_benign", flagged, len(prompts))
            yield median_row(f"{name}_ms", spent, unit="ms")


def _spent(find: Filter, prompts: Sequence[str]) -> tuple[list[float], int]:
    """Milliseconds for 200 characters of each prompt, and how many whole prompts are flagged."""
    samples = []
    for text in prompts:
        started = time.thread_time()
        find(text[:200])
        samples.append((time.thread_time() - started) * 1000)
    return samples, sum(bool(find(text)) for text in prompts)


def _latin() -> Iterator[tuple[str, str]]:
    """Each name in each disguise of the Latin script, in a sentence."""
    chance = random.Random(11)
    for disguise in LATIN.values():
        for name in (*PUBLIC_DOMAIN, *invented(INVENTED)):
            yield name, chance.choice(CARRIERS).format(disguise(name, chance))


def _other() -> Iterator[tuple[str, str]]:
    """Names of other scripts in each of their forms."""
    chance = random.Random(13)
    for form in forms().values():
        for name in form.names:
            yield name, form.carriers[0].format(form.disguise(name, chance))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    finish(list(rows()), as_json=parser.parse_args().json)
