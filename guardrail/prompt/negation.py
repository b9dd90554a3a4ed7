"""Names that a text asks to leave out ("no Kitsunebi in it", 「狐火なし」).

Saying no is also a way to say a name unpunished, so this reads narrowly: a cue right beside the
name, in English, Japanese, Chinese or Korean, and no second negation that turns it round ("never without").
Whatever is not clearly a negation is none.
"""

import re
from collections.abc import Iterable

_WINDOW = 96  # code points looked at on either side of a name

_OPENING = "[\"'(\\[\u201c\u2018\u300c\u300e]?"
_CLOSING = "[\"')\\]\u201d\u2019\u300d\u300f]?"
_CUE = re.compile(
    rf"""(?:^|(?<=[^\w]))
    (?P<cue>
        no | not | without | avoid(?:ing)? | exclud(?:e|es|ing) | omit(?:ting)? | except(?:\ for)?
      | instead\ of | free\ of | absence\ of | anything\ but
      | (?:do\ not|don['\u2019]t|never|must\ not|should\ not)
        \ (?:include|show|draw|add|use|depict|feature|render|paint|generate)
    )\s+
    (?:(?:any|a|an|the|sign|trace|mention|hint|picture|image|of|character|characters|named|called)
       \s+){{0,4}}
    {_OPENING}$""",
    re.VERBOSE | re.IGNORECASE,
)
_HINT = re.compile(
    r"\b(?:no|not|without|avoid|exclud|omit|except|instead|free|absence|anything|never)|n['\u2019]t",
    re.IGNORECASE,
)
_COORDINATING = frozenset({"no", "not"})  # "no rain, no Kitsunebi" are two negations side by side
_TURNED = re.compile(
    r"\b(?:no|not|none|never|nobody|nothing|nowhere|hardly|without|cannot|why|whether|or)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile("[.!?;:\n\u3002\uff01\uff1f]")
_CLAUSE = re.compile("[,.!?;:\n\u3001\u3002\uff01\uff1f]")
_OR = re.compile(
    rf"{_CLOSING},?\s+(?:or|nor)\s+(?:any\s+|a\s+|an\s+|the\s+)?{_OPENING}", re.IGNORECASE
)

_COMMA = re.compile(
    rf"{_CLOSING},\s*(?:any\s+|a\s+|an\s+|the\s+)?{_OPENING}", re.IGNORECASE
)  # carries on a list that ends in "or"

_CHINESE_CUE = re.compile(
    rf"""(?<!不能)(?<!不可)(?<!不是)(?<!并非)(?<!不会)(?<!為什麼)(?<!为什么)
    (?:不要(?:出现|出現|有|画|畫|加入?)? | 不包含 | 不包括 | 不出现 | 不出現 | 没有 | 沒有
      | 避免(?:出现|出現)? | 禁止(?:出现|出現)? | 去除 | 排除)
    (?:任何)?\s*{_OPENING}$""",
    re.VERBOSE,
)

_AFTER = re.compile(
    rf"""{_CLOSING}(?:
        -free\b
      | \s+(?:must|should|does|do|may|will|can)(?:\ not|n['\u2019]t)
        \ (?:appear|be\ (?:shown|seen|visible|included|depicted|drawn|present))\b
      | (?:이|가|은|는|을|를)?\s*(?:없이(?![는도])|없는|빼고|제외하?고|제외한|말고)
      | (?:の(?:姿|絵|登場))?(?:は|を|が|も)?\s*(?:
            (?:なし|無し|ナシ)(?!では|に)
          | 抜き | ぬき | 禁止 | 不要 | 以外(?!に?は?(?:ない|なし|あり得|ありえ))
          | (?:含|ふく)(?:まない|めない|まず|めず)(?!わけ|手は)
          | (?:除|のぞ)(?:く|き|いて)
          | (?:出さ|描か|かか|入れ|登場させ|登場し|表示し|使わ)ない(?!わけ|手は|と)
        )
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def negated(text: str, spans: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Those of the given name spans that a text asks to leave out.

    A name joined by "or" or "nor" to one that is left out is left out too, and so are those
    before it in the same list.
    """
    hinted = _HINT.search(text) is not None  # most texts deny nothing: ask once
    out: set[tuple[int, int]] = set()
    last = -1  # where the nearest name before that is left out ends
    listed: list[tuple[int, int]] = []  # names after commas, left out if the list ends in "or"
    for start, end in sorted(spans):
        before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
        if (
            (hinted and _is_cued(before))
            or _CHINESE_CUE.search(before)
            or _AFTER.match(after)
            or start < last  # another name in the same words
            or (0 <= last <= start and _OR.fullmatch(text, last, start))
        ):
            out.add((start, end))
            last = max(last, end)
            listed.clear()
        elif listed and _OR.fullmatch(text, listed[-1][1], start):
            out.update(listed)
            out.add((start, end))
            last = end
            listed.clear()
        elif 0 <= (listed[-1][1] if listed else last) <= start and _COMMA.fullmatch(
            text, listed[-1][1] if listed else last, start
        ):
            listed.append((start, end))
        else:
            listed.clear()
    return frozenset(out)


def _is_cued(before: str) -> bool:
    """Whether the words before a name end in a cue that nothing turns round."""
    found = _CUE.search(before)
    if found is None:
        return False
    boundary = _CLAUSE if found["cue"].lower() in _COORDINATING else _SENTENCE
    sentence = boundary.split(before[: found.start()])[-1]
    return _TURNED.search(sentence) is None
