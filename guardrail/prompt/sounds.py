"""What a spelling sounds like, roughly: equal keys may be said alike.

Latin letters get a key in the manner of Philips' Metaphone (1990), made for invented names: it
keeps where vowels stand but not which, since "Pikachu" and "Peekachoo" share nothing else. Kana
get a loose form without voicing marks, long marks and small letters; Hangul its single letters,
so that one wrong letter is one edit and not a whole syllable.
"""

import re
import unicodedata

_SOUNDS = (
    ("tsch|tch|sch|sh|ch|cz|ti(?=on)", "x"),
    ("ph", "f"),
    ("ck|cc(?![eiy])|q(?:u(?=[aeiou]))?|c(?![eiyh])|kh", "k"),
    ("c(?=[eiy])|ts|tz|z|ss", "s"),
    ("dge|dj|g(?=[eiy])", "j"),
    ("gh(?![aeiou])", ""),
    ("gh", "g"),
    ("^x", "s"),
    ("x", "ks"),
    ("th", "t"),
    ("^kn|^gn", "n"),
    ("wr|rh|l", "r"),
    ("wh|w(?=[aeiouy])|b(?=b)", "v"),
    ("dd|mb$", "d"),
)
_SOUND_OF = {f"s{at}": sound for at, (_, sound) in enumerate(_SOUNDS)}
_SPOKEN = re.compile("|".join(f"(?P<s{at}>{letters})" for at, (letters, _) in enumerate(_SOUNDS)))
_VOWELS = re.compile("[aeiouyhw]+")
_TWICE = re.compile(r"([^0])\1+")
_DOUBLED = re.compile(r"(.)\1+")
VOWEL = "0"


def sound_key(word: str) -> str:
    """The key of a word in small ASCII letters; empty for any other."""
    if not (word.isascii() and word.isalpha()):
        return ""
    spoken = _SPOKEN.sub(lambda found: _SOUND_OF[str(found.lastgroup)], word)
    key = _TWICE.sub(r"\1", _VOWELS.sub(VOWEL, spoken))
    return key.rstrip(VOWEL)


def single(word: str) -> str:
    """A word without letters that stand twice in a row."""
    return _DOUBLED.sub(r"\1", word)


# -- kana --------------------------------------------------------------------------------------

_VOICED = str.maketrans(
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヷヸヹヺァィゥェォッャュョヮヵヶ",
    "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホワイエオアイウエオツヤユヨワカケ",
)
_FOREIGN_V = re.compile("ヴ([ァィゥェォ]?)")
_V_ROW = {"ァ": "ハ", "ィ": "ヒ", "ゥ": "フ", "ェ": "ヘ", "ォ": "ホ", "": "フ"}
_LONG = re.compile(
    "[ー\u301c\uff5e]|(?<=[オコソトノホモヨロヲウクスツヌフムユルョュ])ウ|(?<=[エケセテネヘメレ])イ"
)
_KANA = re.compile("[\u30a1-\u30fa]")


def has_kana(folded: str) -> bool:
    """Whether a folded text has any kana."""
    return _KANA.search(folded) is not None


def loose_kana(folded: str) -> tuple[str, list[int]]:
    """Folded kana without voicing, long marks and small letters, and where each one stood."""
    plain = _FOREIGN_V.sub(lambda v: _V_ROW[v[1]] + "\0" * len(v[1]), folded).translate(_VOICED)
    kept = [at for at, char in enumerate(_LONG.sub("\0", plain)) if char != "\0"]
    return "".join([plain[at] for at in kept]), kept


# -- Hangul ------------------------------------------------------------------------------------

_SYLLABLE = re.compile("[\uac00-\ud7a3\u1100-\u1112\u1161-\u1175\u3131-\u3163]")
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWEL_LETTERS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = (
    *(
        "ㄱ",
        "ㄲ",
        "ㄱㅅ",
        "ㄴ",
        "ㄴㅈ",
        "ㄴㅎ",
        "ㄷ",
        "ㄹ",
        "ㄹㄱ",
        "ㄹㅁ",
        "ㄹㅂ",
        "ㄹㅅ",
        "ㄹㅌ",
        "ㄹㅍ",
    ),
    *("ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"),
)
_JAMO = (
    {0x1100 + at: letter for at, letter in enumerate(_LEADS)}
    | {0x1161 + at: letter for at, letter in enumerate(_VOWEL_LETTERS)}
    | {0x11A8 + at: letter for at, letter in enumerate(_TAILS)}
)


def has_hangul(folded: str) -> bool:
    """Whether a folded text has any Hangul."""
    return _SYLLABLE.search(folded) is not None


def jamo(text: str) -> str:
    """Hangul taken apart into letters, one character each; all else as it is."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)).translate(_JAMO)
