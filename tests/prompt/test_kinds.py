"""Kinds are proposed with their evidence."""

import pytest

from guardrail.domain import NameKind
from guardrail.prompt.kinds import propose
from guardrail.prompt.ordinary import frequency, is_ordinary


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Kitsunebi", NameKind.DISTINCTIVE),
        ("Hatsu Lantern", NameKind.DISTINCTIVE),
        ("Baron Quillfeather", NameKind.DISTINCTIVE),
        ("狐火", NameKind.DISTINCTIVE),
        ("きつねび", NameKind.DISTINCTIVE),
        ("아이테르", NameKind.DISTINCTIVE),
        ("Lantern", NameKind.COMMON_WORD),
        ("Éclairs", NameKind.COMMON_WORD),
        ("Red Lantern", NameKind.COMMON_WORD),
        ("the Lantern", NameKind.COMMON_WORD),
        ("A.B.A.", NameKind.COMMON_WORD),
        ("Yoi", NameKind.COMMON_WORD),
        ("London", NameKind.COMMON_WORD),
        ("San Francisco", NameKind.COMMON_WORD),
        ("プリン", NameKind.COMMON_WORD),
        ("空", NameKind.COMMON_WORD),
        ("太阳", NameKind.COMMON_WORD),
        ("Alice", NameKind.PERSON_NAME),
        ("Alice Warner", NameKind.PERSON_NAME),
    ],
)
def test_a_kind_is_proposed(name: str, kind: NameKind) -> None:
    proposal = propose(name)
    assert (proposal.kind, bool(proposal.evidence)) == (kind, True)


def test_a_background_that_holds_a_name_makes_it_common() -> None:
    assert propose("Kitsunebi", hits=1, background=10_000).kind is NameKind.DISTINCTIVE
    proposal = propose("Kitsunebi", hits=20, background=10_000)
    assert proposal.kind is NameKind.COMMON_WORD
    assert proposal.evidence == "in 20 of 10,000 background prompts"


def test_ordinary_words_are_those_that_people_write() -> None:
    assert is_ordinary("lantern")
    assert not is_ordinary("kitsunebi")
    assert frequency("the") > frequency("lantern") > frequency("kitsunebi") == 0.0
