"""What holds for every text: places lie in it, nothing raises, and more names never find less."""

# ruff: noqa: RUF001 — look-alike letters are what is tested

import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.domain import Asset, Match, Name, NameKind, Text, TextSpan
from guardrail.prompt.names import NameIndex
from guardrail.prompt.screen import screen

NAMES = (
    "Kitsunebi",
    "Hatsu Lantern",
    "狐火丸",
    "きつねび",
    "ガランドール",
    "아이테르",
    "Итэр",
    "Joy",
    "Rumo",
)
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

ANY_TEXT = st.text(max_size=80)
NEAR_NAMES = st.lists(
    st.sampled_from(
        [
            *NAMES,
            "kitsunebl",
            "k.i.t.s.u",
            "hatsu-",
            "%4b",
            "&#107;",
            "\\u006b",
            "ｷﾂﾈﾋﾞ",
            "ﾞ",
            "no ",
            "Kіtsunеbi",
            "k1t5un3b1",
            "#HatsuLantern",
            "S2l0c3VuZWJp",
            " ",
            "'s",
            "\u0301",
            "\ud800",
        ]
    ),
    max_size=8,
).map("".join)
TEXTS = ANY_TEXT | NEAR_NAMES


def index(*names: str) -> NameIndex:
    return NameIndex.compile(
        Asset(
            id=f"kaze/{at}",
            holder="kaze",
            names=(Name(text=name),),
            name_kind=NameKind.COMMON_WORD if name == "Joy" else NameKind.DISTINCTIVE,
        )
        for at, name in enumerate(names)
    )


ALL = index(*NAMES)
FEWER = index(*NAMES[:4])


def read(text: str, names: NameIndex = ALL) -> tuple[Match, ...]:
    return screen([Text(field="prompt", text=text)], names)


def certainty(matches: tuple[Match, ...]) -> dict[str, float]:
    return {match.asset: match.expected_false_matches for match in matches}


@given(TEXTS)
@settings(deadline=None)
def test_every_place_lies_in_the_text_and_quotes_it(text: str) -> None:
    for match in read(text):
        for span in match.evidence:
            assert isinstance(span, TextSpan)
            assert 0 <= span.start < span.end <= len(text)
            assert span.text == text[span.start : span.end]


@given(st.data())
@settings(deadline=None)
def test_characters_without_a_trace_change_nothing(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    noisy = "".join(char + data.draw(st.text(alphabet=ZERO_WIDTH, max_size=2)) for char in text)
    assert certainty(read(noisy)) == certainty(read(text))


@given(TEXTS)
@settings(deadline=None)
def test_more_names_never_find_less(text: str) -> None:
    fewer, more = certainty(read(text, FEWER)), certainty(read(text))
    assert all(more[asset] <= expected for asset, expected in fewer.items())


@settings(deadline=None)
@given(st.sampled_from(NAMES[:7]), st.text(max_size=30), st.text(max_size=30))
def test_a_name_between_lines_is_found_whatever_stands_around_it(
    name: str, before: str, after: str
) -> None:
    text = f"{before}\n{name}\n{after}"
    assert f"kaze/{NAMES.index(name)}" in certainty(read(text))


@pytest.mark.parametrize(
    "piece",
    [
        "a fox runs past the old mill, ",
        "Kitsunebi and no Joy or Rumo, ",
        "k i t s u n e b i ",
        "k1tsunebl qzxvkj wrtplm ",
        "%4b%69tsunebi &#107; ",
        "#HatsuLanternFox ",
        "kitsunebikitsunebi",
        "きつねび、かわいいガラントール ",
        "아이테르가 아이테느가 ",
        "Kіtsunеbi ",
        '{"shot": 1, "prompt": "Kitsunebi"}, ',
    ],
)
def test_work_grows_as_the_text_does(piece: str) -> None:
    text = piece * (4_000 // len(piece))
    read(text)
    single, double = _calls(text), _calls(text + text)
    assert double < 2.3 * single + 2_000


def _calls(text: str) -> int:
    """How many functions are called, ours and those of others, while a text is read."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count
