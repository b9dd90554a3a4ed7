"""References that flood: found in the record, set aside by the operator, told to the compiler.

A reference that matches a large share of all outputs shows nobody in particular. It is known by
its digest, in `quarantined.json` in the data folder; matches by it then hold or log, as each
owner's document says, and block nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from guardrail.build.records import opened_archive
from guardrail.build.snapshots import read_registry
from guardrail.domain import Thresholds
from guardrail.errors import SettingsError
from guardrail.settings import Settings

FILE = "quarantined.json"
LEAST_OUTPUTS = 20
"""Outputs below which a share says nothing."""

_COUNTS = Thresholds().hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """A reference and how many of the outputs it matched."""

    asset: str
    reference: Path
    sha256: str
    matched: int
    outputs: int

    @property
    def share(self) -> float:
        """Of all outputs."""
        return self.matched / self.outputs


def floods(
    settings: Settings, *, share: float, since: datetime, until: datetime
) -> tuple[Flood, ...]:
    """The registered references that matched at least this share of the outputs on record.

    Raises:
        PolicyDocumentError: a policy document is wrong.
        SettingsError: there is no record.
        StoreUnavailableError: it cannot be reached.
    """
    with opened_archive(settings) as archive:
        parts = archive.documents(since=since, until=until)
        documents = (json.loads(text) for part in parts for _, _, text in part if text)
        outputs, matched = _counted(documents)
    if outputs < LEAST_OUTPUTS:
        return ()
    found = [
        Flood(
            asset=asset.id,
            reference=reference.path,
            sha256=reference.sha256,
            matched=matched.get(str(reference.path), 0),
            outputs=outputs,
        )
        for asset in read_registry(settings.registry).assets.values()
        for version in asset.versions
        for reference in version.references
    ]
    flooding = [one for one in found if one.share >= share]
    return tuple(sorted(flooding, key=lambda one: (-one.matched, str(one.reference))))


def _counted(documents: Iterable[dict[str, Any]]) -> tuple[int, dict[str, int]]:
    """How many outputs there are, and how many of them each reference matched."""
    outputs, matched = 0, dict[str, int]()
    for document in documents:
        if document["stage"] != "output":
            continue
        outputs += 1
        for reference in {
            one["reference"]
            for match in document["matches"]
            if match["expected_false_matches"] <= _COUNTS
            for one in match["evidence"]
            if "reference" in one
        }:
            matched[reference] = matched.get(reference, 0) + 1
    return outputs, matched


def set_aside(settings: Settings, digests: Iterable[str]) -> frozenset[str]:
    """Set references aside, beside those that are already; gives all of them."""
    place = settings.data_dir / FILE
    every = quarantined(place) | frozenset(digests)
    part = place.with_suffix(".part")
    part.write_text(json.dumps(sorted(every), indent=0) + "\n", encoding="utf-8")
    part.replace(place)
    return every


def quarantined(place: Path) -> frozenset[str]:
    """The digests in this file; none where there is no file.

    Raises:
        SettingsError: it is not a list of digests.
    """
    try:
        known = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot be read: {error}", where=str(place), fix="mend it") from error
    if not isinstance(known, list) or not all(isinstance(one, str) for one in known):
        raise SettingsError("is no list of digests", where=str(place), fix="mend it")
    return frozenset(known)
