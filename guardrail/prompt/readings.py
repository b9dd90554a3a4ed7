"""The same name in another script: kana in Latin letters and back, Hangul in Latin letters.

Made when a registry is compiled, so that a text need not be transcribed. Kana are read as Hepburn
writes them and as Nihon-shiki does; long vowels are written out, with one letter, or with a dash
dropped. Hangul is read by the Revised Romanization of Korean (2000), letter by letter.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from guardrail.prompt.sounds import jamo

_HEPBURN = {
    "si": "shi",
    "ti": "chi",
    "tu": "tsu",
    "hu": "fu",
    "zi": "ji",
    "di": "ji",
    "du": "zu",
    "sya": "sha",
    "syu": "shu",
    "syo": "sho",
    "sye": "she",
    "tya": "cha",
    "tyu": "chu",
    "tyo": "cho",
    "tye": "che",
    "zya": "ja",
    "zyu": "ju",
    "zyo": "jo",
    "zye": "je",
}
_FOREIGN = {
    "テ": "te",
    "デ": "de",
    "ト": "to",
    "ド": "do",
    "フ": "hu",
    "ウ": "u",
    "ヴ": "vu",
    "ツ": "tu",
}
_SMALL_VOWELS = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_SMALL_Y = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
_STEMS = {"テ": "t", "デ": "d", "ト": "t", "ド": "d", "フ": "f", "ウ": "w", "ヴ": "v", "ツ": "ts"}
_KANA_NAME = re.compile(r"KATAKANA LETTER (?:SMALL )?(?P<sound>[A-Z]{1,2})")
_KATAKANA_ONLY = re.compile("[\u30a1-\u30fa\u30fc ]+")
_LONG_VOWELS = (("ou", "o"), ("oo", "o"), ("uu", "u"), ("aa", "a"), ("ii", "i"), ("ee", "e"))
_MORA = re.compile(
    r"(?P<double>([kstcpbdgzjfmr])(?=\2)|t(?=ch))"
    r"|(?P<nasal>n(?![aiueoy])|m(?=[bpm])|n')"
    r"|(?P<sound>(?:ky|gy|ny|hy|by|py|my|ry|shy?|ch|j|sy|ty|zy|ts|[kgsztdnhbpfmyrwv])?[aiueo])"
)
_MAX_KANA = 24


def latin_readings(folded: str) -> frozenset[str]:
    """How a folded name in kana or Hangul is written in Latin letters; empty for any other."""
    if _KATAKANA_ONLY.fullmatch(folded) and len(folded) <= _MAX_KANA:
        return frozenset(_romaji(folded))
    letters = jamo(folded)
    if letters != folded and all(char in _ROMAN or char in " ㅇ" for char in letters):
        return frozenset({_romanized(folded)})
    return frozenset()


def kana_reading(folded: str) -> str:
    """How a folded Latin name that can be Japanese is written in katakana; empty if it cannot."""
    words = [_in_kana(word) for word in folded.replace("'", "").split()]
    return " ".join(words) if words and all(words) else ""


# -- kana to Latin -----------------------------------------------------------------------------


def _romaji(folded: str) -> Iterator[str]:
    """Both systems, each with long vowels written out and with one letter."""
    words = [_moras(word) for word in folded.split()]
    for hepburn, written_out in product((True, False), repeat=2):
        parts = []
        for moras in words:
            word = "".join(_HEPBURN.get(mora, mora) if hepburn else mora for mora in moras)
            word = re.sub(r"Q(?=ch)", "t", word) if hepburn else word
            word = re.sub(r"Q(.)", r"\1\1", word).replace("Q", "")
            if written_out:
                word = re.sub(r"(.)-", r"\1\1", word)
            else:
                word = word.replace("-", "")
                for long, short in _LONG_VOWELS:
                    word = word.replace(long, short)
            parts.append(word)
        yield " ".join(parts)


def _moras(word: str) -> list[str]:
    """A word in katakana as Nihon-shiki moras; Q doubles what follows, a dash lengthens."""
    moras: list[str] = []
    for at, char in enumerate(word):
        before = word[at - 1] if at else ""
        if char == "ー":
            moras.append("-")
        elif char == "ッ":
            moras.append("Q")
        elif char == "ン":
            moras.append("n")
        elif char in _SMALL_Y and moras and moras[-1].endswith("i"):
            moras[-1] = moras[-1][:-1] + _SMALL_Y[char]
        elif char in _SMALL_VOWELS and before in _STEMS:
            moras[-1] = _STEMS[before] + _SMALL_VOWELS[char]
        elif char in _SMALL_VOWELS and moras and len(moras[-1]) > 1 and moras[-1].endswith("i"):
            moras[-1] = moras[-1][:-1] + "y" + _SMALL_VOWELS[char]
        elif found := _KANA_NAME.match(unicodedata.name(char, "")):
            moras.append(found["sound"].lower())
    return moras


# -- Latin to kana -----------------------------------------------------------------------------

_SYLLABARY: dict[str, str] = {}
for _code in range(0x30A2, 0x30F5):
    _named = unicodedata.name(chr(_code), "")
    if "SMALL" not in _named and (_match := _KANA_NAME.fullmatch(_named)):
        _SYLLABARY[_match["sound"].lower()] = chr(_code)
_SYLLABARY |= {_HEPBURN[key]: kana for key, kana in _SYLLABARY.items() if key in _HEPBURN} | {
    "ji": "ジ",
    "zu": "ズ",
    "fu": "フ",
}
_Y_SOUNDS = {"a": "ャ", "u": "ュ", "o": "ョ", "e": "ェ"}
_PALATAL = {"sh": "シ", "ch": "チ", "j": "ジ", "sy": "シ", "ty": "チ", "zy": "ジ"}
_LOANED = {"f": "フ", "v": "ヴ", "ts": "ツ", "w": "ウ", "t": "テ", "d": "デ"}
_SMALL = {"a": "ァ", "i": "ィ", "u": "ゥ", "e": "ェ", "o": "ォ"}


def _in_kana(word: str) -> str:
    """A word of moras in katakana; empty when it is not made of moras alone."""
    kana: list[str] = []
    at = 0
    while at < len(word):
        found = _MORA.match(word, at)
        if found is None:
            return ""
        at = found.end()
        if found["double"]:
            kana.append("ッ")
        elif found["nasal"]:
            kana.append("ン")
        else:
            kana.append(_syllable(found["sound"]))
        if not kana[-1]:
            return ""
    return "".join(kana)


def _syllable(sound: str) -> str:
    """One mora in katakana."""
    if sound in _SYLLABARY:
        return _SYLLABARY[sound]
    stem, vowel = sound[:-1], sound[-1]
    if stem in _PALATAL and vowel in _Y_SOUNDS:
        return _PALATAL[stem] + _Y_SOUNDS[vowel]
    if stem.endswith("y") and vowel in _Y_SOUNDS and stem[:-1] + "i" in _SYLLABARY:
        return _SYLLABARY[stem[:-1] + "i"] + _Y_SOUNDS[vowel]
    return _LOANED[stem] + _SMALL[vowel] if stem in _LOANED else ""


# -- Hangul to Latin ---------------------------------------------------------------------------

_LEADS = dict(
    zip(
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
        [
            "g",
            "kk",
            "n",
            "d",
            "tt",
            "r",
            "m",
            "b",
            "pp",
            "s",
            "ss",
            "",
            "j",
            "jj",
            "ch",
            "k",
            "t",
            "p",
            "h",
        ],
        strict=True,
    )
)
_MIDDLES = dict(
    zip(
        "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
        [
            "a",
            "ae",
            "ya",
            "yae",
            "eo",
            "e",
            "yeo",
            "ye",
            "o",
            "wa",
            "wae",
            "oe",
            "yo",
            "u",
            "wo",
            "we",
            "wi",
            "yu",
            "eu",
            "ui",
            "i",
        ],
        strict=True,
    )
)
_ENDS = {
    "ㄱ": "k",
    "ㄲ": "k",
    "ㄷ": "t",
    "ㄹ": "l",
    "ㅂ": "p",
    "ㅅ": "t",
    "ㅆ": "t",
    "ㅇ": "ng",
} | {
    "ㅈ": "t",
    "ㅊ": "t",
    "ㅋ": "k",
    "ㅌ": "t",
    "ㅍ": "p",
    "ㅎ": "",
}
_ROMAN = _LEADS | _MIDDLES


def _romanized(folded: str) -> str:
    """Hangul syllables, each read alone but for an r between vowels."""
    out: list[str] = []
    for syllable in folded:
        parts = jamo(syllable)
        lead, vowels, tail = parts[:1], parts[1:2], parts[2:3]
        if vowels not in _MIDDLES:
            out.append(_ROMAN.get(lead, syllable))
            continue
        start = "l" if lead == "ㄹ" and out and out[-1].endswith("l") else _LEADS[lead]
        end = _ENDS.get(tail, _LEADS.get(tail, "")) if tail else ""
        out.append(start + _MIDDLES[vowels] + end)
    return "".join(out)
