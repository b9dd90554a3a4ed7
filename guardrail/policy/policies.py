"""All documents in force, compiled: for each asset, who speaks for it and with which words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from guardrail.domain import (
    Asset,
    AssetKind,
    Conditions,
    Licence,
    PolicyDocument,
    Rule,
)
from guardrail.policy import regimes
from guardrail.policy.clauses import Clauses
from guardrail.policy.conditions import checks
from guardrail.policy.regimes import ALL, Default
from guardrail.policy.versions import is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """One asset under one document.

    `is_plain` says that no version of it is anything but protected. `defaults` has what holds in
    each territory where nothing more specific speaks.
    """

    asset: Asset
    document: PolicyDocument
    clauses: Clauses
    is_plain: bool
    defaults: Mapping[str | None, Default]

    def default(self, territory: str | None) -> Default:
        """What holds there; None is an unknown territory."""
        return self.defaults.get(territory) or self.defaults[ALL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What `decide` looks up. A document governs the assets that it lists.

    An asset that two documents list is governed by both, and the stricter one counts. `claims`
    names, for a reference that several owners claim, all the assets that it is claimed for; all
    their owners are heard. `quarantined` are references that were set aside because they match
    what is clean. References are named as in `Segment.reference`.
    """

    assets: Mapping[str, tuple[Governed, ...]]
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quarantined: frozenset[str] = frozenset()

    @classmethod
    def from_documents(
        cls, documents: Iterable[PolicyDocument], *, quarantined: frozenset[str] = frozenset()
    ) -> "Policies":
        """Compile; the order of documents, rules and licences does not matter.

        `quarantined` has the sha256 digests of references that are set aside.
        """
        ordered = sorted(documents, key=lambda one: (one.id, one.sha256))
        assets: dict[str, tuple[Governed, ...]] = {}
        for document in ordered:
            for governed in _governed(document):
                known = assets.get(governed.asset.id, ())
                assets[governed.asset.id] = (*known, governed)
        return cls(
            assets=assets,
            claims=dict(claims_of(ordered)),
            quarantined=frozenset(
                place
                for document in ordered
                for _, place, sha256 in _references(document)
                if sha256 in quarantined
            ),
        )

    @property
    def empty(self) -> bool:
        """Whether nothing at all is protected."""
        return not self.assets


def _references(document: PolicyDocument) -> Iterator[tuple[Asset, str, str]]:
    """Asset, place and digest of each reference that may match."""
    for asset in document.assets:
        for version in asset.versions:
            for reference in version.references:
                if not reference.exclusion:
                    yield asset, str(reference.path), reference.sha256


def claims_of(documents: Iterable[PolicyDocument]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each reference whose bytes more than one owner claims: its place, and all claimants."""
    places: dict[str, set[str]] = {}
    claimants: dict[str, dict[str, str]] = {}
    for document in documents:
        for asset, place, sha256 in _references(document):
            places.setdefault(sha256, set()).add(place)
            claimants.setdefault(sha256, {})[asset.id] = document.holder.id
    for sha256, holders in claimants.items():
        if len(set(holders.values())) > 1:
            for place in places[sha256]:
                yield place, tuple(sorted(holders))


def _governed(document: PolicyDocument) -> Iterator[Governed]:
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
    whole = sorted(
        (rule for target in everything for rule in rules.get(target, ())), key=_by_specificity
    )
    defaults = {kind: regimes.compiled(document, kind) for kind in AssetKind}
    compiled: dict[tuple[str, ...], Clauses] = {}  # most assets share what is said of the whole
    for asset in document.assets:
        lineage = _lineage(asset, assets)
        named = tuple(target for target in lineage if target in rules or target in licences)
        if named not in compiled:
            granted = {
                licence.id: licence
                for target in (*named, *everything)
                for licence in licences.get(target, ())
            }
            own = [rule for target in named for rule in rules.get(target, ())]
            compiled[named] = Clauses.of([*own, *whole], granted.values(), document)
        yield Governed(
            asset=asset,
            document=document,
            clauses=compiled[named],
            is_plain=is_plain(asset),
            defaults=defaults[asset.kind],
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
    return sum(1 for _ in checks(when))
