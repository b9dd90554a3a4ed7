"""The documents and pictures of the demonstration's rights holders."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from guardrail.demo.cast import CAST
from guardrail.demo.registry import write_registry
from guardrail.policy.documents import load_all


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One written registry for all tests, since drawing it takes seconds."""
    return write_registry(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def documents(registry: Path) -> dict[str, Mapping[str, Any]]:
    """The documents by rights holder."""
    loaded = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(registry.glob("*.yaml"))]
    return {document["rights_holder"]["id"]: document for document in loaded}


def test_there_are_two_rights_holders(documents: dict[str, Mapping[str, Any]]) -> None:
    assert sorted(documents) == ["kaze", "northlight"]
    assert documents["kaze"]["rights_holder"]["association"] == "CODA"


def test_every_glob_matches_pictures(
    registry: Path, documents: dict[str, Mapping[str, Any]]
) -> None:
    for document in documents.values():
        for asset in document["assets"]:
            for version in asset.get("versions", []):
                (pattern,) = version["references"]
                found = sorted(registry.glob(pattern))
                assert len(found) == 5, asset["id"]
                for path in found:
                    with Image.open(path) as picture:
                        assert (picture.format, picture.size) == ("PNG", (320, 320))


def test_the_documents_register_the_cast_under_its_names_and_descriptions(
    documents: dict[str, Mapping[str, Any]],
) -> None:
    assets = {
        asset["id"]: asset
        for document in documents.values()
        for asset in document["assets"]
        if asset["kind"] == "character"
    }
    assert sorted(assets) == sorted(character.id for character in CAST)
    for character in CAST:
        asset = assets[character.id]
        assert {name["text"] for name in asset["names"]} <= set(character.names)
        assert asset["descriptions"][0]["text"] == character.description
        assert (asset["name_kind"] == "common_word") == character.name_is_word


def test_every_rule_and_licence_is_about_something_registered(
    documents: dict[str, Mapping[str, Any]],
) -> None:
    for holder, document in documents.items():
        known = {asset["id"] for asset in document["assets"]} | {f"{holder}/*"}
        assert {rule["target"] for rule in document["rules"]} <= known
        for licence in document["licences"]:
            assert set(licence["assets"]) <= known
        ids = [rule["id"] for rule in document["rules"]]
        assert len(ids) == len(set(ids))


def test_the_controls_differ(documents: dict[str, Mapping[str, Any]]) -> None:
    rules = [rule for document in documents.values() for rule in document["rules"]]
    assert {rule["action"] for rule in rules} == {"block", "hold", "log"}
    assert any(rule.get("overrides_licences") for rule in rules)


def test_the_documents_are_accepted(registry: Path) -> None:
    accepted = load_all(registry)
    assert [document.id for document in accepted] == ["kaze-demo-1", "northlight-demo-1"]
