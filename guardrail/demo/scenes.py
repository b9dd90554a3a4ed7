"""What a prompt asks for: a place, the figures in it, what they do, how near they are.

The same prompt always gives the same scene. A character is meant by its name, by a name nearly
spelt right, or by enough of its description, so that leaving the name out does not help anybody.
"""

import difflib
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from guardrail.demo.backdrops import BACKDROPS, Backdrop
from guardrail.demo.cast import CAST, LOOKALIKES, Character
from guardrail.demo.figures.outlines import RGB
from guardrail.demo.figures.pose import Expression

_Key = TypeVar("_Key")

MAX_FIGURES = 3
_ENOUGH_OF_A_DESCRIPTION = 3
_NEARLY_SPELT = 0.84
_SHORTEST_FUZZY = 6


class Motion(StrEnum):
    """What the figures do."""

    WALK = "walk"
    DANCE = "dance"
    STAY = "stay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One figure's part in a scene: it moves from `start` to `end` (0…1 across the backdrop).

    `height` is the fraction of the frame's height that a usual figure would fill.
    """

    character: Character
    start: float
    end: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A prop in a scene and its colour; placed and moved like a part."""

    kind: str
    paint: RGB
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that is needed to film a prompt."""

    prompt: str
    seed: int
    backdrop: Backdrop
    parts: tuple[Part, ...]
    things: tuple[Thing, ...]
    motion: Motion
    expression: Expression

    @property
    def assets(self) -> tuple[str, ...]:
        """Ids of the registered characters that will be seen, in the order of the prompt's cast."""
        return tuple(part.character.id for part in self.parts if part.character.registered)


_MOTIONS: dict[Motion, frozenset[str]] = {
    Motion.DANCE: frozenset(
        ["dance", "dancing", "dances", "jump", "jumping", "jumps", "celebrate", "cheers", "踊"]
    ),
    Motion.STAY: frozenset(
        ["stand", "standing", "sits", "sitting", "sleeps", "sleeping", "portrait", "reading"]
    ),
}
_EXPRESSIONS: dict[Expression, frozenset[str]] = {
    Expression.CROSS: frozenset(
        ["angry", "cross", "furious", "fight", "fights", "fighting", "battle", "grumpy"]
    ),
    Expression.LAUGHING: frozenset(["laugh", "laughing", "laughs", "joyful", "giggling"]),
    Expression.SURPRISED: frozenset(["surprised", "shocked", "amazed", "astonished"]),
    Expression.ASLEEP: frozenset(["asleep", "sleeping", "sleeps", "sleepy", "dreaming"]),
}
_SIZES: tuple[tuple[float, str], ...] = (
    (0.28, r"\btiny\b|far away|in the distance|\bdistant\b|on the horizon|遠く"),
    (1.2, r"close.?up|\bportrait\b|\bfill(s|ing) the frame"),
)
_PROP_WORDS: dict[str, str] = {
    "car": "car", "taxi": "car", "truck": "car", "ball": "ball", "house": "house",
    "cottage": "house", "boat": "boat", "ship": "boat", "sailboat": "boat", "balloon": "balloon",
    "kite": "kite", "tree": "tree", "oak": "tree", "duck": "duck", "bird": "duck",
}  # fmt: skip
_COLOURS: dict[str, RGB] = {
    "red": (222, 66, 62),
    "blue": (64, 120, 214),
    "green": (84, 168, 96),
    "yellow": (246, 200, 66),
    "orange": (244, 146, 60),
    "purple": (146, 92, 190),
    "pink": (244, 140, 170),
    "white": (244, 242, 236),
}
_NEGATED = re.compile(r"\b(?:no|without|not)\s+(?:an?\s+|any\s+|the\s+)?[\w-]+", re.IGNORECASE)


def read(prompt: str) -> Scene:
    """The scene that `prompt` describes; a prompt that describes nothing known is a clean meadow."""
    text = _NEGATED.sub(" ", unicodedata.normalize("NFKC", prompt).casefold())
    words = _words(text)
    seed = int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:8], "big")
    random = np.random.default_rng(seed)
    cast = _meant(text, words)
    backdrop = _place(text, words)
    motion = _first(_MOTIONS, words) or Motion.WALK
    height = next((size for size, pattern in _SIZES if re.search(pattern, text)), 0.74)
    return Scene(
        prompt=prompt,
        seed=seed,
        backdrop=backdrop,
        parts=_parts(cast, motion, height, random),
        things=_things(text, words, () if cast else backdrop.props, random),
        motion=motion,
        expression=_first(_EXPRESSIONS, words)
        or (Expression.HAPPY if motion is Motion.DANCE else Expression.CALM),
    )


def _words(text: str) -> frozenset[str]:
    """Latin words, with and without a plural s."""
    found = re.findall(r"[a-z]+", text)
    return frozenset(found) | frozenset(word.removesuffix("s") for word in found)


def _present(terms: frozenset[str], text: str, words: frozenset[str]) -> frozenset[str]:
    """Which terms occur: Latin ones as whole words, others anywhere."""
    return frozenset(term for term in terms if (term in words if term.isascii() else term in text))


def _meant(text: str, words: frozenset[str]) -> tuple[Character, ...]:
    """The characters that a prompt means: by name first, then the best described of each kind."""
    named = [c for c in CAST if _is_named(c, text, words)]
    used = frozenset().union(*(_present(c.nouns, text, words) for c in named))
    scored = sorted(
        ((_described(c, text, words), c) for c in (*LOOKALIKES, *CAST) if c not in named),
        key=lambda pair: -pair[0],
    )
    for score, character in scored:
        nouns = _present(character.nouns, text, words) - used
        if score and nouns:
            named.append(character)
            used |= nouns
    return tuple(named[:MAX_FIGURES])


def _is_named(character: Character, text: str, words: frozenset[str]) -> bool:
    hit = any(_name_occurs(name.casefold(), text, words) for name in character.names)
    if hit and character.name_is_word:
        own = character.nouns | character.marks
        return bool(_present(own, text, words) - {name.casefold() for name in character.names})
    return hit


def _name_occurs(name: str, text: str, words: frozenset[str]) -> bool:
    if not name.isascii():
        return name in text
    if re.search(rf"\b{re.escape(name)}\b", text):
        return True
    long_enough = len(name) >= _SHORTEST_FUZZY and " " not in name
    return long_enough and bool(difflib.get_close_matches(name, words, n=1, cutoff=_NEARLY_SPELT))


def _described(character: Character, text: str, words: frozenset[str]) -> int:
    """How well a description fits; 0 when it does not. A look-alike needs no more than its kind."""
    if not _present(character.nouns, text, words):
        return 0
    marks = _present(character.marks, text, words) - character.nouns
    score = 2 * len(marks) + len(_present(character.colours, text, words))
    if not character.registered:
        return 2 * len(marks) + 1
    return score if marks and score >= _ENOUGH_OF_A_DESCRIPTION else 0


def _place(text: str, words: frozenset[str]) -> Backdrop:
    """The place with the most words in the prompt; of equal ones the meadow yields to the next."""
    found = [len(_present(backdrop.words, text, words)) for backdrop in BACKDROPS]
    best = max(found)
    return BACKDROPS[found.index(best, 1) if best in found[1:] and best else 0]


def _first(table: dict[_Key, frozenset[str]], words: frozenset[str]) -> _Key | None:
    return next((key for key, terms in table.items() if terms & words), None)


def _parts(
    cast: tuple[Character, ...], motion: Motion, height: float, random: np.random.Generator
) -> tuple[Part, ...]:
    """Spread figures over the middle of the backdrop; walkers cross a part of it."""
    parts = []
    for index, character in enumerate(cast):
        middle = (index + 1) / (len(cast) + 1) * 0.7 + 0.15
        stride = random.uniform(0.1, 0.2) if motion is Motion.WALK else 0.0
        shrink = 1.0 if len(cast) == 1 else 0.85
        parts.append(
            Part(
                character=character,
                start=middle - stride / 2,
                end=middle + stride / 2,
                height=min(height * character.height * shrink, 1.3),
            )
        )
    return tuple(parts)


def _things(
    text: str, words: frozenset[str], spare: tuple[str, ...], random: np.random.Generator
) -> tuple[Thing, ...]:
    """The props that are named, else one of `spare`, so that something moves."""
    kinds = list(dict.fromkeys(kind for word, kind in _PROP_WORDS.items() if word in words))
    if spare and not kinds:
        kinds = [spare[int(random.integers(len(spare)))]]
    things = []
    for kind in kinds[:MAX_FIGURES]:
        start, end = (float(x) for x in np.sort(random.uniform(0.12, 0.88, size=2)))
        still = kind in {"house", "tree"}
        things.append(
            Thing(
                kind=kind,
                paint=_colour(kind, text, random),
                start=start,
                end=start if still else end,
            )
        )
    return tuple(things)


def _colour(kind: str, text: str, random: np.random.Generator) -> RGB:
    words = "|".join(word for word, other in _PROP_WORDS.items() if other == kind)
    asked = re.search(rf"\b({'|'.join(_COLOURS)})\b[\w\s-]{{0,12}}\b(?:{words})", text)
    if asked:
        return _COLOURS[asked.group(1)]
    return list(_COLOURS.values())[int(random.integers(len(_COLOURS)))]
