"""Names are found where they stand as words, in every script."""

# ruff: noqa: RUF001 — look-alike letters are what is tested

import pytest

from guardrail.domain import Asset, Name
from guardrail.errors import BadInputError
from guardrail.prompt.names import NameIndex
from guardrail.prompt.views import views


def asset(slug: str, *names: str) -> Asset:
    return Asset(id=f"kaze/{slug}", holder="kaze", names=tuple(Name(text=name) for name in names))


def found(text: str, *names: str) -> list[str]:
    index = NameIndex.compile([asset("one", *names)])
    return [text[hit.start : hit.end] for hit in index.find(views(text)[0]) if not hit.near]


def in_any_view(text: str, *names: str) -> set[str]:
    index = NameIndex.compile([asset("one", *names)])
    return {
        text[hit.start : hit.end]
        for view in views(text)
        for hit in index.find(view)
        if not hit.near
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a KITSUNEBI in the rain", "Kitsunebi"),
        ("Kitsunebi's tail", "Kitsunebi"),
        ("three Kitsunebis", "Kitsunebi"),
        ("two Sphinxes", "Sphinx"),
        ("d'Arvane rides", "Arvane"),
        ("Kitsunebiが踊る", "Kitsunebi"),
        ("かわいいきつねびが", "きつねび"),
        ("かわいいキツネビが", "キツネビ"),
        ("きつねび", "キツネビ"),
        ("キツネビ", "きつねび"),
        ("キツネビが", "きつねび"),
        ("青い狐火が", "狐火"),
        ("狐火様と", "狐火"),
        ("一只狐火在森林里", "狐火"),
        ("白銀狐火丸が", "狐火丸"),
        ("아이테르가 춤춘다", "아이테르"),
        ("Итэр бежит", "Итэр"),
        ("hatsu-lantern", "Hatsu Lantern"),
        ("#hatsulantern", "Hatsu Lantern"),
        ("ジャックスパロウ", "ジャック・スパロウ"),
    ],
)
def test_a_name_that_stands_as_a_word_is_found(text: str, name: str) -> None:
    assert found(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("xkitsunebi", "Kitsunebi"),
        ("kitsunebi2", "Kitsunebi"),
        ("the horse's helmet", "Shelmet"),
        ("the horse's helmet", "S Helmet"),
        ("he rides", "Ride"),
        ("colours change", "Chang'e"),
        ("カムバック", "カム"),
        ("スキツネビン", "キツネビ"),
        ("であいの季節", "アイ"),
        ("であい", "あい"),
        ("大狐火山の", "狐火"),
        ("天空", "空"),
        ("테아이테르", "아이테르"),
        ("e\u0301kitsune", "Kitsune"),
    ],
)
def test_a_name_inside_another_word_is_not_found(text: str, name: str) -> None:
    assert not found(text, name)


@pytest.mark.parametrize(
    "text",
    [
        "k i t s u n e b i",
        "a k.i.t.s.u.n.e.b.i dances",
        "k-i-t-s-u-n-e-b-i",
        "#KitsunebiFox",
        "ｋｉｔｓｕｎｅｂｉ",
        "kit\u200bsunebi",
        "K\u0336i\u0336tsunebi",
    ],
)
def test_a_disguised_name_is_found_whole(text: str) -> None:
    (span,) = in_any_view(text, "Kitsunebi")
    assert "k" in span.casefold() or "ｋ" in span
    assert fold_length(span) == len("Kitsunebi")


def fold_length(span: str) -> int:
    return len(views(span)[-1].text.replace(" ", ""))


def test_letters_joined_by_us_hold_no_three_letter_names() -> None:
    assert not in_any_view("w h i t e fox", "hit")


def test_overlapping_names_are_all_found() -> None:
    index = NameIndex.compile([asset("short", "Lantern"), asset("long", "Lantern Fox")])
    hits = index.find(views("the lantern fox")[0])
    assert {(hit.asset.id, hit.start, hit.end) for hit in hits} == {
        ("kaze/short", 4, 11),
        ("kaze/long", 4, 15),
    }


def test_two_assets_may_share_a_name() -> None:
    index = NameIndex.compile([asset("one", "Ember"), asset("two", "EMBER", "ember")])
    assert [hit.asset.id for hit in index.find(views("ember")[0])] == ["kaze/one", "kaze/two"]


def test_an_empty_index_finds_nothing() -> None:
    assert NameIndex.compile([]).find(views("Kitsunebi")[0]) == ()


def test_a_name_without_visible_characters_is_refused() -> None:
    with pytest.raises(BadInputError, match="no visible characters"):
        NameIndex.compile([asset("one", "\u200b")])


def test_lone_surrogates_in_a_text_are_read_over() -> None:
    assert found("Kitsu\ud800nebi", "Kitsunebi") == ["Kitsu\ud800nebi"]
