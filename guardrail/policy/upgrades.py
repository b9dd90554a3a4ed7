"""Documents of older versions, brought up to date as they are read; complaints keep their places.

Version 0 was the draft format: one word as `regime` for all the world, names as plain texts, and
`licenses` for `licences`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from guardrail.policy.source import Plain, Source
from guardrail.policy.territories import OTHERS
from guardrail.wording import Place

CURRENT = 1
"""The version that is written today."""

Marks = dict[Place, tuple[int, int]]
Document = dict[str, Plain]


def upgraded(source: Source) -> Source:
    """The source as a document of the current version; one of no older version as it is."""
    value = source.value
    while isinstance(value, dict) and (step := _step(value)) is not None:
        value = {**value}
        marks = dict(source.marks)
        step(value, marks)
        source = replace(source, value=value, marks=marks)
    return source


def _step(document: Document) -> Callable[[Document, Marks], None] | None:
    version = document.get("policy_version")
    return _STEPS.get(version) if type(version) is int else None


def _from_0(document: Document, marks: Marks) -> None:
    """Drafts."""
    document["policy_version"] = 1
    regime = document.get("regime")
    if isinstance(regime, str):
        document["regime"] = {OTHERS: regime}
        marks["regime", OTHERS] = marks["regime",]
    if "licenses" in document and "licences" not in document:
        document["licences"] = document.pop("licenses")
        _rename(marks, ("licenses",), ("licences",))
    assets = document.get("assets")
    if isinstance(assets, list):
        document["assets"] = [_with_names(asset) for asset in assets]


def _with_names(asset: Plain) -> Plain:
    """An asset whose names are what they are today."""
    if not isinstance(asset, dict) or not isinstance(names := asset.get("names"), list):
        return asset
    return {**asset, "names": [{"text": n} if isinstance(n, str) else n for n in names]}


def _rename(marks: Marks, old: Place, new: Place) -> None:
    for place in list(_under(marks, old)):
        marks[new + place[len(old) :]] = marks.pop(place)


def _under(marks: Marks, place: Place) -> Iterator[Place]:
    return (one for one in marks if one[: len(place)] == place)


_STEPS: Mapping[int, Callable[[Document, Marks], None]] = MappingProxyType({0: _from_0})
"""From each older version to the next one."""
