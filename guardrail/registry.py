"""The registry: what all documents together protect, merged and checked, known by one digest."""

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guardrail.domain import Asset, AssetKind, PolicyDocument, RightsHolder
from guardrail.errors import PolicyDocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Documents, and the holders and assets that they list, by id.

    `sha256` covers every document's and every reference's digest, whatever order they came in.
    """

    documents: tuple[PolicyDocument, ...]
    holders: Mapping[str, RightsHolder]
    assets: Mapping[str, Asset]
    sha256: str

    @classmethod
    def from_documents(cls, documents: Iterable[PolicyDocument]) -> "Registry":
        """Merge documents, sorted by id. None at all make an empty registry.

        Raises:
            PolicyDocumentError: two documents with one id, one asset in two documents, one holder
                described in two ways, or a parent that is no work of the same holder.
        """
        ordered = tuple(sorted(documents, key=lambda document: document.id))
        _check_ids(ordered)
        holders: dict[str, RightsHolder] = {}
        described_in: dict[str, str] = {}
        assets: dict[str, Asset] = {}
        listed_in: dict[str, str] = {}
        for document in ordered:
            holder = document.holder
            elsewhere = described_in.setdefault(holder.id, _place(document))
            if holders.setdefault(holder.id, holder) != holder:
                raise PolicyDocumentError(
                    f"the rights holder {holder.id!r} is described differently in {elsewhere!r}",
                    where=_place(document),
                    fix="write the same rights_holder in all of its documents",
                )
            for asset in document.assets:
                if asset.id in assets:
                    raise PolicyDocumentError(
                        f"the asset {asset.id!r} is listed in {listed_in[asset.id]!r} too",
                        where=_place(document),
                        fix="list it in one document",
                    )
                assets[asset.id] = asset
                listed_in[asset.id] = _place(document)
        for asset in assets.values():
            _check_parent(asset, assets, listed_in[asset.id])
        return cls(documents=ordered, holders=holders, assets=assets, sha256=_digest(ordered))

    @property
    def empty(self) -> bool:
        """Whether it protects nothing."""
        return not self.assets


def _check_ids(ordered: tuple[PolicyDocument, ...]) -> None:
    """Decisions quote documents by id, so an id means one document."""
    for one, other in itertools.pairwise(ordered):
        if one.id == other.id:
            raise PolicyDocumentError(
                f"two documents have the id {one.id!r}, the other one is {_place(one)}",
                where=_place(other),
                fix="give each document its own id",
            )


def _place(document: PolicyDocument) -> str:
    """The file that a document came from, else its id."""
    return document.origin or document.id


def _check_parent(asset: Asset, assets: Mapping[str, Asset], document: str) -> None:
    """A parent is a work of the same holder, and nobody is its own ancestor."""
    seen = {asset.id}
    child = asset
    while child.parent is not None:
        parent = assets.get(child.parent)
        if parent is None or parent.kind is not AssetKind.WORK or parent.holder != child.holder:
            raise PolicyDocumentError(
                f"the parent {child.parent!r} of {child.id!r} is no work of {child.holder!r}",
                where=document,
                fix="list the work, with kind: work",
            )
        if parent.id in seen:
            raise PolicyDocumentError(
                f"{asset.id!r} is its own ancestor", where=document, fix="break the circle"
            )
        seen.add(parent.id)
        child = parent


def _digest(ordered: tuple[PolicyDocument, ...]) -> str:
    """SHA-256 over document digests and reference digests, as JSON."""
    content = [
        [
            document.id,
            document.sha256,
            [
                [asset.id, version.id, reference.sha256, reference.exclusion]
                for asset in document.assets
                for version in asset.versions
                for reference in version.references
            ],
        ]
        for document in ordered
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
