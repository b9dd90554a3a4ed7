"""All documents in force, compiled: for each asset, who speaks for it and with which words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guardrail.domain import Asset, Conditions, Licence, PolicyDocument, Rule

ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """One asset under one document.

    `rules` are those that can speak for it, most specific first: by target (the asset, its work,
    that work's work, the holder), then more conditions before fewer, then stricter, then by id.
    """

    asset: Asset
    document: PolicyDocument
    rules: tuple[Rule, ...]
    licences: tuple[Licence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What `decide` looks up. A document governs the assets that it lists.

    An asset that two documents list is governed by both, and the stricter one counts.
    """

    assets: Mapping[str, tuple[Governed, ...]]

    @classmethod
    def from_documents(cls, documents: Iterable[PolicyDocument]) -> "Policies":
        """Compile; the order of documents, rules and licences does not matter."""
        assets: dict[str, tuple[Governed, ...]] = {}
        for document in sorted(documents, key=lambda one: (one.id, one.sha256)):
            for governed in _governed(document):
                known = assets.get(governed.asset.id, ())
                assets[governed.asset.id] = (*known, governed)
        return cls(assets=assets)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is protected."""
        return not self.assets


def _governed(document: PolicyDocument) -> Iterable[Governed]:
    """Every asset of a document with the rules and licences that can speak for it."""
    rules: dict[str, list[Rule]] = {}
    for rule in sorted(document.rules, key=_by_specificity):
        rules.setdefault(rule.target, []).append(rule)
    licences: dict[str, list[Licence]] = {}
    for licence in sorted(document.licences, key=lambda one: one.id):
        for target in licence.assets:
            licences.setdefault(target, []).append(licence)
    assets = {asset.id: asset for asset in document.assets}
    everything = (f"{document.holder.id}/*", ALL)
    for asset in document.assets:
        lineage = _lineage(asset, assets)
        whole = sorted(
            (rule for target in everything for rule in rules.get(target, ())), key=_by_specificity
        )
        yield Governed(
            asset=asset,
            document=document,
            rules=tuple(rule for target in lineage for rule in rules.get(target, ()))
            + tuple(whole),
            licences=tuple(
                {
                    licence.id: licence
                    for target in (*lineage, *everything)
                    for licence in licences.get(target, ())
                }.values()
            ),
        )


def _lineage(asset: Asset, assets: Mapping[str, Asset]) -> tuple[str, ...]:
    """The asset's id, its work's, and so on upwards; a circle ends where it closes."""
    ids = [asset.id]
    up = asset.parent
    while up is not None and up not in ids:
        ids.append(up)
        parent = assets.get(up)
        up = parent.parent if parent is not None else None
    return tuple(ids)


def _by_specificity(rule: Rule) -> tuple[int, int, str]:
    """Within one target: more conditions before fewer, stricter before looser."""
    return -conditions_of(rule.when), -rule.action.strictness, rule.id


def conditions_of(when: Conditions) -> int:
    """How many keys of a rule's `when` are given; the two bounds on seconds are one key."""
    keys = (
        when.stage,
        when.territory,
        when.context_any,
        when.use,
        when.licensee,
        when.signal,
        when.frames_matched_gte,
    )
    seconds = when.clip_seconds_lt is not None or when.clip_seconds_gte is not None
    return sum(key is not None for key in keys) + seconds
