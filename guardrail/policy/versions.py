"""Which versions of an asset a match shows, and what their owner says of the rights in each.

An old design may be free where today's is not. Two versions that lie within a margin are not told
apart: then nobody is sure, and a person looks.
"""

from typing import NamedTuple

from guardrail.domain import Asset, Match, Status, Version

ALL = "*"


class Sighting(NamedTuple):
    """A version that is seen, what holds for it in a territory, and whether it is surely this one.

    `version` is empty where the asset has none.
    """

    version: str
    status: Status
    is_sure: bool = True


PLAIN: tuple[Sighting, ...] = (Sighting(version="", status=Status.PROTECTED),)
"""What an asset without anything special to its versions is seen as."""


def is_plain(asset: Asset) -> bool:
    """Whether all its versions are protected everywhere, so that it matters not which is seen."""
    return all(
        status is Status.PROTECTED
        for version in asset.versions
        for status in version.status.values()
    )


def sightings(
    asset: Asset, match: Match, territory: str | None, margin: float
) -> tuple[Sighting, ...]:
    """Every version that the match shows or may show, in every status that may hold for it.

    A match that names no version (words do not) may be any of them. In an unknown territory every
    status counts that holds anywhere.
    """
    versions = {version.id: version for version in asset.versions}
    found = {
        Sighting(version=version, status=status, is_sure=is_sure)
        for version, is_sure in _seen(versions, match, margin).items()
        for status in _statuses(versions.get(version), territory)
    }
    return tuple(sorted(found)) or PLAIN


def _seen(versions: dict[str, Version], match: Match, margin: float) -> dict[str, bool]:
    """The versions in sight, and whether each leads all others by more than the margin."""
    if match.versions:
        return {one.version: one.lead > margin for one in match.versions if one.lead >= -margin}
    if match.version is not None:
        return {match.version: True}
    return dict.fromkeys(versions, True)


def _statuses(version: Version | None, territory: str | None) -> frozenset[Status]:
    """What may hold for a version there; protected, where its document knows it not."""
    if version is None:
        return frozenset({Status.PROTECTED})
    if territory is None:
        return frozenset(version.status.values()) or frozenset({Status.PROTECTED})
    default = version.status.get(ALL, Status.PROTECTED)
    return frozenset({version.status.get(territory, default)})
