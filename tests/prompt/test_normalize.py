"""Views undo disguise and still know where in the original everything lies."""

# ruff: noqa: RUF001 — look-alike letters are what is tested

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.prompt.normalize import BASE, View, fold
from guardrail.prompt.views import SPELLED, SPLIT, views

ANY_TEXT = st.text(max_size=60) | st.text(
    alphabet="aB é.-_'\u200b\u0301\n ・キｷﾞﾞつ狐Ａ\U0001f98a\ud800", max_size=40
)


def view_of(text: str, name: str) -> View:
    return next(view for view in views(text) if view.name == name)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Kitsunebi", "kitsunebi"),
        ("ＫＩＴＳＵＮＥＢＩ", "kitsunebi"),
        ("Kit\u200bsu\u00adne\ufe0fbi", "kitsunebi"),
        ("K\u0336i\u0336tsunébi", "kitsunebi"),
        ("KIT\x00SUNEBI", "kitsunebi"),
        ("hatsu-lantern", "hatsu lantern"),
        ("  Hatsu\n\u3000 Lantern ", "hatsu lantern"),
        ("きつねび", "キツネビ"),
        ("ｷﾂﾈﾋﾞ", "キツネビ"),
        ("キツネヒ\u3099", "キツネビ"),
        ("ジャック・スパロウ", "ジャック スパロウ"),
        ("Straße", "strasse"),
        ("Kit’s", "kit's"),
        ("\u3164\u200b", ""),
    ],
)
def test_disguises_of_one_name_fold_to_one_text(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(ANY_TEXT)
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    text = text.translate(dict.fromkeys(map(ord, "\u3099\u309aﾞﾟ")))  # joins after a hidden one goes
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_every_view_maps_each_character_into_the_original_in_order(text: str) -> None:
    for view in views(text):
        assert view.original == text
        assert len(view.starts) == len(view.ends) == len(view.text)
        assert all(0 <= a <= b <= len(text) for a, b in zip(view.starts, view.ends, strict=True))
        assert list(view.starts) == sorted(view.starts)
        assert list(view.ends) == sorted(view.ends)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_between_spaces_keeps_its_exact_span(before: str, after: str) -> None:
    text = f"{before} Kitsunebi {after}"
    base = view_of(text, BASE)
    at = base.text.index("kitsunebi", sum(end <= len(before) for end in base.ends))
    assert text[slice(*base.span(at, at + 9))] == "Kitsunebi"


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_the_short_way_for_ascii_folds_as_the_long_way_does(text: str) -> None:
    assert fold(text) == fold(text + "\u200b")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("a k i t s u in rain", "akitsu in rain"),
        ("k.i.t.s.u", "kitsu"),
        ("k-i-t-s-u", "kitsu"),
        ("k * i * t", "kit"),
        ("かわいいキ・ツ・ネ・ビが", "カワイイキツネビガ"),
        ("白い狐 火の玉", "白イ狐火ノ玉"),
    ],
)
def test_spelled_out_words_are_joined(text: str, joined: str) -> None:
    assert view_of(text, SPELLED).text == joined


@pytest.mark.parametrize(
    "text", ["a fox in a box", "the horse's helmet", "I, Robot", "赤い狐、青い狐", "アニメ 風の 狐"]
)
def test_ordinary_words_are_not_joined(text: str) -> None:
    assert SPELLED not in {view.name for view in views(text)}


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("#KitsunebiFox", "#kitsunebi fox"),
        ("HDRKitsunebi", "hdr kitsunebi"),
        ("ÉclairFox", "eclair fox"),
    ],
)
def test_camel_case_is_split(text: str, split: str) -> None:
    assert view_of(text, SPLIT).text == split


def test_plain_prose_has_one_view() -> None:
    assert [view.name for view in views("A fox runs through a forest at night, 4K, HDR.")] == [BASE]


def test_composed_and_decomposed_kana_fold_alike() -> None:
    assert fold(unicodedata.normalize("NFD", "ガギグ")) == fold("ガギグ") == fold("がぎぐ")
