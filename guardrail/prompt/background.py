"""What prompts say when they describe nobody, and figures that nobody registered.

A registry alone cannot tell which words are rare in prompts, nor how alike two figures are by
chance when it has only three. Both are calibrated against what ships here: ordinary prompts
(`background.txt`), and figures put together at random from the attributes of descriptions.
"""

import random
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from guardrail.prompt.attributes import Passage, sections, terms
from guardrail.prompt.normalize import base_view

_FIGURES = 96
_SEED = 6
_BARE = str.maketrans("_", " ", "<>")
_TRAITS = {  # of each section of attributes.txt: how many attributes a figure has at most
    "colours": 3,
    "sizes and builds": 2,
    "hair and face": 3,
    "people": 1,
    "animals": 1,
    "parts of bodies": 2,
    "clothing": 3,
    "things carried": 2,
    "stuff and elements": 2,
    "doing": 2,
    "places": 1,
}


@lru_cache(maxsize=1)
def ordinary_prompts() -> tuple[Passage, ...]:
    """Every background prompt."""
    text = files("guardrail.prompt").joinpath("background.txt").read_text(encoding="utf-8")
    return tuple(
        Passage(tuple(term.word for term in terms(base_view(line))), line)
        for line in text.splitlines()
        if not line.startswith("#")
    )


@lru_cache(maxsize=1)
def prompts_with() -> Mapping[str, int]:
    """In how many background prompts each content word stands."""
    return Counter(word for passage in ordinary_prompts() for word in set(passage.words))


@lru_cache(maxsize=1)
def invented_figures() -> tuple[Passage, ...]:
    """Figures made up at random; the same ones always."""
    chance = random.Random(_SEED)  # noqa: S311 — repeatable, guards nothing
    known = sections()
    figures = []
    for _ in range(_FIGURES):
        words = [
            word
            for section, most in _TRAITS.items()
            for word in chance.sample(known[section], chance.randint(0, most))
        ]
        chance.shuffle(words)
        figures.append(Passage(tuple(words), " ".join(words).translate(_BARE)))
    return tuple(figures)
