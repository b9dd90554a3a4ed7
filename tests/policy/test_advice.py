"""What is allowed and odd is told, with the file that it stands in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from guardrail.policy.advice import advise, advise_folder, advise_together
from guardrail.policy.documents import parse

DOCUMENT = """
policy_version: 1
id: kaze-1
rights_holder: {id: kaze, name: Kaze}
valid: {from: 2026-01-01, until: 2026-12-31, zone: UTC}
regime: {"*": opt_out}
assets:
  - id: kaze/fox
    names: [{text: Fox, lang: en}]
"""
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def told(tmp_path: Path, right: str = "", wrong: str = "", now: datetime = NOW) -> list[str]:
    assert right in DOCUMENT
    text = DOCUMENT.replace(right, wrong)
    return list(advise(parse(text, origin="kaze.yaml", folder=tmp_path), now))


def test_a_usual_document_needs_no_advice(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("text: Fox", "text: X", "kaze/fox: the name 'X' is one letter"),
        ("lang: en", "lang: jp", "kaze/fox: 'jp' is no BCP 47 language tag"),
        ("lang: en", "lang: english", "'english' is no BCP 47"),
        ("lang: en", "lang: e_n", "'e_n' is no BCP 47"),
        ("text: Fox, lang: en}]", "text: Fox}]\n    name_kind: common_word", "context_terms"),
    ],
)
def test_what_is_odd_is_told(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    (line,) = told(tmp_path, right, wrong)
    assert line.startswith("kaze.yaml: ")
    assert said in line


@pytest.mark.parametrize("lang", ["ja", "pt-BR", "zh-Hant-TW", "ain", "x-elvish", "JA"])
def test_a_language_tag_is_none(tmp_path: Path, lang: str) -> None:
    assert told(tmp_path, "lang: en", f"lang: {lang}") == []


@pytest.mark.parametrize(
    ("year", "said"), [(2025, "not in force before 2026-01-01"), (2027, "expired on 2027-01-01")]
)
def test_a_document_out_of_force_is_told(tmp_path: Path, year: int, said: str) -> None:
    (line,) = told(tmp_path, now=datetime(year, 6, 1, tzinfo=UTC))
    assert said in line


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    assert "no documents here" in next(advise_folder(tmp_path))
    below = tmp_path / "sub"
    below.mkdir()
    (below / "a.yaml").write_text(DOCUMENT)
    assert f"such as {below / 'a.yaml'}, are not read" in next(advise_folder(tmp_path))
    (tmp_path / "b.yaml").write_text(DOCUMENT)
    assert list(advise_folder(tmp_path)) == []


def test_a_picture_that_two_owners_claim_is_told_for_each_place_where_it_lies(
    tmp_path: Path,
) -> None:
    documents = []
    for holder in ("kaze", "north"):
        (tmp_path / f"{holder}.png").write_bytes(b"the same")
        versions = f"versions: [{{id: v1, references: [{holder}.png]}}]"
        text = DOCUMENT.replace("kaze", holder) + f"    {versions}\n"
        documents.append(parse(text, origin=f"{holder}.yaml", folder=tmp_path))
    lines = list(advise_together(documents))
    assert [line.partition(":")[0] for line in lines] == [
        str(tmp_path / "kaze.png"),
        str(tmp_path / "north.png"),
    ]
    assert all("claimed for kaze/fox and north/fox" in line for line in lines)
    assert list(advise_together(documents[:1])) == []
