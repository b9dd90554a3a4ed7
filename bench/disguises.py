"""Names and what is done to them so that a filter does not see them; generated, seeded.

The names are invented or in the public domain. Each disguise is a function of a name and a
random generator; how it works is its own business and not taken from what undoes it.
"""

import base64
import json
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import confusable_homoglyphs
import jaconv
import opencc

Disguise = Callable[[str, random.Random], str]

PUBLIC_DOMAIN = (
    "Rumpelstiltskin", "Nosferatu", "Quetzalcoatl", "Scheherazade", "Cheshire Cat", "Captain Nemo",
    "Sherlock Holmes", "Baba Yaga", "Sun Wukong", "Momotaro", "Anansi", "Dracula", "Pinocchio",
    "Phileas Fogg", "Professor Moriarty", "Tinker Bell", "Jabberwock", "Humpty Dumpty",
    "Ichabod Crane", "Oswald the Lucky Rabbit", "Koschei", "Cthulhu", "Medusa Gorgona",
    "Kaguyahime", "Issunboshi", "Ebenezer Scrooge", "Tom Thumb Junior", "Zatoichi", "Urashima Taro",
    "Robin Goodfellow",
)  # fmt: skip
JAPANESE = (
    "キツネビマル", "ももたろう", "うらしまたろう", "かぐやひめ", "イッスンボウシ", "ゲンヤロウ", "ツキミサクラ",
    "ポポルガ", "ガランドール", "ヒビキドン", "ピルベット", "ザザンガ", "バクナルド", "ドッペルン", "ゴブリーナ",
    "アワマルン", "カッパドン", "ネムリーゼ", "シャンバール", "ムギワラベエ", "トビガラス", "ユキンベ",
)  # fmt: skip
KANJI = (
    "狐火丸",
    "月見桜姫",
    "浦島太郎",
    "金太郎丸",
    "雪灯籠",
    "龍ヶ峰剣八",
    "白銀狼牙",
    "雷電童子",
)
CHINESE = ("孙悟空大圣", "猪八戒", "白素贞", "雷震子", "龙云飞", "灵狐九尾", "铁扇公主", "云梦泽仙")
KOREAN = (
    "홍길동",
    "구미호령",
    "심청아씨",
    "도깨비왕",
    "별빛토끼",
    "아라누리",
    "흥부박",
    "달그림자",
)
CARRIERS = (
    "{} walks through a rainy market at dusk, cinematic",
    "a short clip of {} dancing under paper lanterns, 4K, soft light",
    "wide shot: a train station, then {} waves at the camera",
    "{}",
)
JAPANESE_CARRIERS = ("{}が雨の町を歩く", "夕焼けの海辺で踊る{}、映画風", "{}", "可愛い{}のアニメ")
CHINESE_CARRIERS = ("{}在雨中的城市里行走", "夕阳下、{}在海边跳舞", "{}")
KOREAN_CARRIERS = ("{}가 비 오는 거리를 걷는다", "해변에서 춤추는 {}", "{}")

_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7", "b": "8", "g": "9"}
_SYMBOLS = {"a": "@", "s": "$", "i": "!", "l": "|"}
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RESPELT = (
    (r"ph", "f"), (r"ck", "k"), (r"k(?=[aoulrn])", "c"), (r"c(?=[aoulrt])", "k"), (r"oo", "u"),
    (r"(?<![aeo])u(?![aeiou])", "oo"), (r"ee", "i"), (r"(?<![aeo])i(?![aeiou])", "ee"), (r"x", "ks"),
    (r"(?<=[aeiou])z(?=[aeiou])", "s"), (r"(?<=[aeiou])s(?=[aeiou])", "z"), (r"ei|ai", "ay"),
    (r"(?<![aeiou])a(?![aeiouhy])", "ah"), (r"f", "ph"), (r"j", "dj"), (r"qu", "kw"),
    (r"(?<![aeiou])o(?![aeiouhy])", "oh"), (r"(?<=[aeiou])ch", "tch"), (r"th", "t"), (r"ss", "s"),
)  # fmt: skip


def invented(count: int, seed: int = 7) -> tuple[str, ...]:
    """Names that nobody bears, of one and of two words."""
    rng = random.Random(seed)
    starts = ("k", "t", "br", "m", "z", "sh", "f", "gr", "v", "n", "dr", "pl", "h", "l", "st", "ch")
    vowels = ("a", "e", "i", "o", "u", "ai", "ou", "ee", "ia")
    ends = ("n", "r", "x", "ck", "lle", "th", "bi", "ro", "mon", "zu", "pha", "ss", "")
    made: set[str] = set()
    while len(made) < count:
        words = [
            "".join(rng.choice(starts) + rng.choice(vowels) for _ in range(rng.choice((2, 3))))
            + rng.choice(ends)
            for _ in range(rng.choice((1, 1, 2)))
        ]
        if sum(map(len, words)) >= 6:
            made.add(" ".join(word.capitalize() for word in words))
    return tuple(sorted(made))


# -- Latin -------------------------------------------------------------------------------------


def look_alikes() -> Mapping[str, tuple[str, ...]]:
    """For each small letter every character of TR39 that is held to look like it."""
    file = Path(confusable_homoglyphs.__file__).parent / "confusables.json"
    table = json.loads(file.read_text(encoding="utf-8"))
    return {
        letter: tuple(
            one
            for entry in table[letter]
            if len(one := entry["c"].strip("\u200e")) == 1 and not one.isascii()
        )
        for letter in "abcdefghijklmnopqrstuvwxyz"
        if letter in table
    }


def _share(name: str, share: float, rng: random.Random, to: Callable[[str], str]) -> str:
    """That share of the letters of a name changed, one at least."""
    places = [at for at, char in enumerate(name) if char.isalpha() and to(char) != char]
    if not places:
        return name
    chosen = set(rng.sample(places, max(1, round(share * len(places)))))
    return "".join(to(char) if at in chosen else char for at, char in enumerate(name))


def _confused(share: float) -> Disguise:
    table = look_alikes()

    def disguise(name: str, rng: random.Random) -> str:
        return _share(
            name, share, rng, lambda char: rng.choice(table.get(char.lower(), ()) or (char,))
        )

    return disguise


def _edit(kind: str) -> Disguise:
    def disguise(name: str, rng: random.Random) -> str:
        places = [at for at in range(1, len(name) - 1) if name[at : at + 2].isalpha()]
        at = rng.choice(places)
        if kind == "deletion":
            return name[:at] + name[at + 1 :]
        if kind == "transposition":
            swaps = [p for p in places if name[p].lower() != name[p + 1].lower()]
            at = rng.choice(swaps or places)
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        row = next((keys for keys in _KEYS if name[at].lower() in keys), _KEYS[0])
        letter = rng.choice([key for key in row if key != name[at].lower()])
        return name[:at] + letter + name[at + (kind == "substitution") :]

    return disguise


def _phonetic(name: str, rng: random.Random) -> str:
    """Two sounds of a name, not the first, written in another way."""
    out = name
    for sound, spelling in rng.sample(_RESPELT, len(_RESPELT)):
        out = out[0] + re.sub(sound, spelling, out[1:], count=1)
        if sum(a != b for a, b in zip(out, name, strict=False)) and len(out) != len(name):
            break
    return out


def _doubled(name: str, rng: random.Random) -> str:
    return _share(name, 0.25, rng, lambda char: char * 2)


def _split(name: str, rng: random.Random) -> str:
    word = max(name.split(), key=len)
    at = rng.randrange(2, len(word) - 1)
    return name.replace(word, f"{word[:at]} {word[at:]}", 1)


def _boxed(first: int) -> Disguise:
    def disguise(name: str, _: random.Random) -> str:
        return "".join(
            chr(first + ord(c) - ord("a")) if "a" <= c <= "z" else c for c in name.lower()
        )

    return disguise


def _between(separator: str) -> Disguise:
    def disguise(name: str, _: random.Random) -> str:
        return separator.join(name.replace(" ", ""))

    return disguise


def _glued(name: str, rng: random.Random) -> str:
    before, after = rng.choice((("cute", "art"), ("", "fanart"), ("little", ""), ("the", "movie")))
    return f"{before}{name.replace(' ', '').lower()}{after}"


LATIN: Mapping[str, Disguise] = {
    "exact": lambda name, _: name,
    "lower_case": lambda name, _: name.lower(),
    "upper_case": lambda name, _: name.upper(),
    "possessive": lambda name, _: f"{name}'s friend",
    "full_width": lambda name, _: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name
    ),
    "mathematical": _boxed(0x1D41A),
    "emoji_letters": _boxed(0x1F170),
    "regional": _boxed(0x1F1E6),
    "zero_width": lambda name, rng: _share(name, 0.5, rng, lambda c: c + "\u200b"),
    "strokes": lambda name, rng: _share(
        name, 0.8, rng, lambda c: c + rng.choice("\u0336\u0301\u0323")
    ),
    "homoglyphs": _confused(0.2),
    "confusables_half": _confused(0.5),
    "leet": lambda name, rng: _share(name, 0.7, rng, lambda c: _LEET.get(c.lower(), c)),
    "symbols": lambda name, rng: _share(name, 0.7, rng, lambda c: _SYMBOLS.get(c.lower(), c)),
    "spaced": _between(" "),
    "dotted": _between("."),
    "hyphened": _between("-"),
    "no_space": lambda name, _: name.replace(" ", "").lower(),
    "hashtag": lambda name, _: "#" + name.replace(" ", "") + "FanArt",
    "glued": _glued,
    "split": _split,
    "doubled": _doubled,
    "deletion": _edit("deletion"),
    "insertion": _edit("insertion"),
    "substitution": _edit("substitution"),
    "transposition": _edit("transposition"),
    "phonetic": _phonetic,
    "percent": lambda name, _: (
        quote(name) if not name.isascii() else "".join(f"%{ord(c):02x}" for c in name)
    ),
    "html": lambda name, _: "".join(f"&#{ord(c)};" for c in name),
    "escapes": lambda name, _: "".join(f"\\u{ord(c):04x}" for c in name),
    "base64": lambda name, _: base64.b64encode(name.encode()).decode(),
}
TYPOS = ("deletion", "insertion", "substitution", "transposition", "doubled")

# -- Japanese, Korean, Chinese -----------------------------------------------------------------


def _hiragana(name: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "\u30a1" <= c <= "\u30f6" else c for c in name)


def _katakana(name: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" else c for c in name)


def _half_width(name: str, _: random.Random) -> str:
    table = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
    plain = unicodedata.normalize("NFD", _katakana(name))
    marks = {"\u3099": "\uff9e", "\u309a": "\uff9f"}
    return "".join(marks.get(c) or table.get(c, c) for c in plain)


def _unvoiced(name: str, _: random.Random) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if c not in "\u3099\u309a")


def _swapped_kana(name: str, _: random.Random) -> str:
    kana = _katakana(name)
    return _hiragana(name) if kana == name else kana


@dataclass(frozen=True)
class Form:
    """A form of names in one language, and what it is counted as."""

    names: tuple[str, ...]
    carriers: tuple[str, ...]
    disguise: Disguise
    row: str


def _romaji(name: str, rng: random.Random) -> str:
    """Hepburn, long vowels written out, short, or as in the kana."""
    spelled = str(jaconv.kana2alphabet(_hiragana(name)))
    if rng.random() < 0.5:
        spelled = spelled.replace("ou", "o").replace("uu", "u")
    return spelled.replace("-", rng.choice(("", spelled[spelled.find("-") - 1])))


def forms() -> Mapping[str, Form]:
    """What is done to Japanese, Chinese and Korean names."""
    ja, zh, ko = JAPANESE_CARRIERS, CHINESE_CARRIERS, KOREAN_CARRIERS
    same: Disguise = lambda name, _: name  # noqa: E731 — one of a list of such
    return {
        "ja_exact": Form(JAPANESE + KANJI, ja, same, "exact"),
        "ja_half_width": Form(JAPANESE, ja, _half_width, "exact"),
        "ja_decomposed": Form(JAPANESE, ja, lambda n, _: unicodedata.normalize("NFD", n), "exact"),
        "ja_zero_width": Form(JAPANESE + KANJI, ja, _between("\u200b"), "exact"),
        "zh_exact": Form(CHINESE, zh, same, "exact"),
        "ko_exact": Form(KOREAN, ko, same, "exact"),
        "ko_decomposed": Form(KOREAN, ko, lambda n, _: unicodedata.normalize("NFD", n), "exact"),
        "ja_spaced": Form(JAPANESE + KANJI, ja, _between(" "), "form"),
        "ja_middle_dot": Form(JAPANESE + KANJI, ja, _between("・"), "form"),
        "ja_swapped_kana": Form(JAPANESE, ja, _swapped_kana, "form"),
        "ja_romaji": Form(JAPANESE, CARRIERS, _romaji, "form"),
        "zh_traditional": Form(CHINESE, zh, _traditional, "form"),
        "ja_simplified": Form(KANJI, ja, _simplified, "form"),
        "zh_spaced": Form(CHINESE, zh, _between(" "), "form"),
        "ko_spaced": Form(KOREAN, ko, _between(" "), "form"),
        "ko_jamo": Form(KOREAN, ko, _loose_jamo, "form"),
        "ja_voicing": Form(
            tuple(n for n in JAPANESE if _unvoiced(n, random.Random()) != n),
            ja,
            _unvoiced,
            "voicing",
        ),
    }


def _traditional(name: str, _: random.Random) -> str:
    return str(opencc.OpenCC("s2t").convert(name))


def _simplified(name: str, _: random.Random) -> str:
    return str(opencc.OpenCC("t2s").convert(opencc.OpenCC("jp2t").convert(name)))


def _loose_jamo(name: str, _: random.Random) -> str:
    letters = unicodedata.normalize("NFD", name)
    compat = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0x3131, 0x3164)}
    tails = {
        chr(0x11A8 + at): c
        for at, c in enumerate("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
    }
    return "".join(tails.get(c) or compat.get(c, c) for c in letters)
