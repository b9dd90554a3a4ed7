"""The registry merges documents, and refuses those that contradict each other."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guardrail.domain import (
    Asset,
    AssetKind,
    PolicyDocument,
    Reference,
    Regime,
    RightsHolder,
    Version,
)
from guardrail.errors import PolicyDocumentError
from guardrail.registry import Registry

KAZE = RightsHolder(id="kaze", name="Kaze")
WORK = Asset(id="kaze/yoi", holder="kaze", kind=AssetKind.WORK)
FOX = Asset(id="kaze/fox", holder="kaze", parent="kaze/yoi")


def document(slug: str, *assets: Asset, holder: RightsHolder = KAZE) -> PolicyDocument:
    return PolicyDocument(
        id=slug,
        sha256=slug * 8,
        holder=holder,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2027, 1, 1, tzinfo=UTC),
        regime={"*": Regime.OPT_OUT},
        assets=assets,
    )


def test_documents_of_one_holder_are_merged_in_any_order() -> None:
    works, characters = document("a", WORK), document("b", FOX)
    registry = Registry.from_documents([characters, works])
    assert registry == Registry.from_documents([works, characters])
    assert registry.documents == (works, characters)
    assert registry.assets == {"kaze/yoi": WORK, "kaze/fox": FOX}
    assert registry.holders == {"kaze": KAZE}
    assert not registry.empty


def test_no_documents_make_an_empty_registry() -> None:
    assert Registry.from_documents([]).empty
    assert Registry.from_documents([document("a")]).empty


def test_the_digest_changes_with_a_document_and_with_a_reference() -> None:
    def with_reference(sha256: str) -> PolicyDocument:
        reference = Reference(path=Path("fox.png"), sha256=sha256)
        return document("a", replace(WORK, versions=(Version(id="v1", references=(reference,)),)))

    digests = {
        Registry.from_documents([one]).sha256
        for one in (
            with_reference("1"),
            with_reference("2"),
            replace(with_reference("1"), sha256="other"),
        )
    }
    assert len(digests) == 3


LOOP = replace(WORK, parent="kaze/yoi")
FOREIGN = Asset(id="north/owl", holder="north", parent="kaze/yoi")


@pytest.mark.parametrize(
    ("documents", "said"),
    [
        ([document("a"), document("a")], "a: two documents have the id 'a', the other one is a"),
        ([document("a", WORK), document("b", WORK)], "b: the asset 'kaze/yoi' is listed in 'a'"),
        (
            [document("a"), document("b", holder=replace(KAZE, name="Kase"))],
            "b: the rights holder 'kaze' is described differently",
        ),
        ([document("a", FOX)], "a: the parent 'kaze/yoi' of 'kaze/fox' is no work of 'kaze'"),
        (
            [document("a", replace(WORK, kind=AssetKind.CHARACTER), FOX)],
            "the parent 'kaze/yoi' of 'kaze/fox' is no work",
        ),
        (
            [
                document("a", WORK),
                document("b", FOREIGN, holder=RightsHolder(id="north", name="N")),
            ],
            "the parent 'kaze/yoi' of 'north/owl' is no work of 'north'",
        ),
        ([document("a", LOOP)], "'kaze/yoi' is its own ancestor"),
    ],
)
def test_documents_that_contradict_each_other_are_refused(
    documents: list[PolicyDocument], said: str
) -> None:
    for order in (documents, documents[::-1]):
        with pytest.raises(PolicyDocumentError) as caught:
            Registry.from_documents(order)
        if order is documents:
            assert said in str(caught.value)
