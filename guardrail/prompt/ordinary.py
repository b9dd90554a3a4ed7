"""Which words are ordinary: what people write every day is no sign of anybody's character.

Frequencies come from the lists that `wordfreq` ships (Speer 2022): books, subtitles, news, talk.
A Zipf frequency is the logarithm of the count per thousand million words: 3 is once in a million,
"the" is 7.7, a word that the lists do not know is 0. Lists are read at first use and kept.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

ORDINARY = 2.4
"""English words from here on are left alone where spelling is forgiven, rarer ones in a dictionary too."""

LANGUAGES = ("en", "ja", "ko", "zh")

_LARGE = frozenset({"en"})  # the small lists end at 3, far above the words of a prompt
_CENTIBELS = 100
_TOP = 9.0


def frequency(word: str, lang: str = "en") -> float:
    """The Zipf frequency of one folded word in one of LANGUAGES; 0 where it is not known."""
    return frequencies(lang).get(word, 0.0)


def is_ordinary(word: str) -> bool:
    """Whether an English text may hold this folded word without meaning anybody."""
    return word in ordinary_words()


def is_listed(word: str) -> bool:
    """Whether a list of English words, names among them, knows this one at all."""
    return word in _dictionary()


@lru_cache(maxsize=len(LANGUAGES))
def frequencies(lang: str) -> Mapping[str, float]:
    """Every known word of a language with its Zipf frequency."""
    return MappingProxyType(
        {
            word: _TOP - centibels / _CENTIBELS
            for centibels, words in enumerate(_by_centibels(lang))
            for word in words
        }
    )


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """The English words of ORDINARY frequency and above, a set that is kept while serving.

    And those of the dictionary that `symspellpy` ships: rare ones, but words all the same.
    """
    return words_from(ORDINARY) | _dictionary()


@lru_cache(maxsize=4)
def words_from(least: float) -> frozenset[str]:
    """The English words of this Zipf frequency and above."""
    bins = _by_centibels("en")[: round((_TOP - least) * _CENTIBELS) + 1]
    return frozenset(word for words in bins for word in words if word.isalpha())


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    file = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)


def _by_centibels(lang: str) -> list[list[str]]:
    """Words in bins of one centibel below the top of the scale."""
    from wordfreq import get_frequency_list  # noqa: PLC0415 — slow to import, needed by registries

    size = "large" if lang in _LARGE else "small"
    bins: list[list[str]] = get_frequency_list(lang, wordlist=size)
    return bins
