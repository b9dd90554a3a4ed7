"""What the shape of a document cannot say: that its parts fit together."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from guardrail.domain import Action, AssetKind
from guardrail.errors import PolicyDocumentError
from guardrail.policy.schema import (
    AssetPart,
    DocumentPart,
    LicencePart,
    RulePart,
    SecondsPart,
    ThresholdsPart,
    is_date,
)
from guardrail.policy.source import Source
from guardrail.policy.territories import OTHERS
from guardrail.wording import Place, nearest

Complaints = Iterator[PolicyDocumentError]


def check(part: DocumentPart, source: Source) -> Complaints:
    """Everything that evaluation relies on and that does not hold, each with its place."""
    if OTHERS not in part.regime:
        yield source.error(
            ("regime",), 'says nothing of the other territories ("*")', fix='add "*": opt_out'
        )
    yield from _check_thresholds(
        part.defaults.expected_false_matches, ("defaults", "expected_false_matches"), source
    )
    yield from _check_assets(part, source)
    ids = {asset.id for asset in part.assets}
    yield from _check_unique((rule.id for rule in part.rules), ("rules",), source)
    for at, rule in enumerate(part.rules):
        yield from _check_rule(rule, ("rules", at), source)
        yield from _check_target(rule.target, ("rules", at, "target"), part, ids, source)
    yield from _check_unique((licence.id for licence in part.licences), ("licences",), source)
    for at, licence in enumerate(part.licences):
        yield from _check_licence(licence, ("licences", at), part, ids, source)


def zone_of(name: str, place: Place, source: Source) -> tzinfo:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise source.error(
            place, f"{name!r} is no time zone", fix="write an IANA name such as Asia/Tokyo"
        ) from None


def window_of(
    start: str, until: str, zone: tzinfo, place: Place, source: Source
) -> tuple[datetime, datetime]:
    """The half-open window from…until in UTC; a bare day as `until` includes that day."""
    try:
        starts_at, ends_at = _instant(start, zone, days=0), _instant(until, zone, days=1)
    except OverflowError:
        raise source.error(place, "lies outside the calendar") from None
    if starts_at >= ends_at:
        raise source.error(
            (*place, "until"), f"{until} does not come after {start}", fix="swap from and until"
        )
    return starts_at, ends_at


def _instant(text: str, zone: tzinfo, *, days: int) -> datetime:
    """A moment in UTC; a bare day is its midnight, `days` later."""
    if is_date(text):
        day = date.fromisoformat(text) + timedelta(days=days)
        moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    else:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _check_unique(ids: Iterable[str], place: Place, source: Source) -> Complaints:
    seen: dict[str, int] = {}
    for at, one in enumerate(ids):
        if one in seen:
            line, _ = source.position((*place, seen[one], "id"))
            yield source.error(
                (*place, at, "id"), f"{one!r} is taken, on line {line}", fix="choose another id"
            )
        seen.setdefault(one, at)


def _check_assets(part: DocumentPart, source: Source) -> Complaints:
    """Ids under the holder, each once; parents that exist, are works, and go round in no circle."""
    yield from _check_unique((asset.id for asset in part.assets), ("assets",), source)
    assets = {asset.id: asset for asset in part.assets}
    for at, asset in enumerate(part.assets):
        place: Place = ("assets", at)
        if not asset.id.startswith(f"{part.rights_holder.id}/"):
            yield source.error(
                (*place, "id"),
                f"{asset.id!r} does not belong to the rights holder",
                fix=f"begin it with {part.rights_holder.id}/",
            )
        yield from _check_unique((v.id for v in asset.versions), (*place, "versions"), source)
        yield from _check_parent(asset, assets, (*place, "parent"), source)


def _check_parent(
    asset: AssetPart, assets: dict[str, AssetPart], place: Place, source: Source
) -> Complaints:
    if asset.parent is None:
        return
    parent = assets.get(asset.parent)
    if parent is None:
        yield source.error(
            place,
            f"there is no asset {asset.parent!r} in this document",
            fix=nearest(asset.parent, list(assets)) or "add the work",
        )
        return
    if parent.kind is not AssetKind.WORK:
        yield source.error(place, f"{parent.id!r} is a {parent.kind}", fix="a parent is a work")
        return
    seen: set[str] = set()
    up: AssetPart | None = parent
    while up is not None and up.id not in seen:
        if up.id == asset.id:
            yield source.error(place, f"{asset.id!r} is its own ancestor", fix="break the circle")
            return
        seen.add(up.id)
        up = assets.get(up.parent) if up.parent else None


def _check_rule(rule: RulePart, place: Place, source: Source) -> Complaints:
    if rule.overrides_licences and rule.action not in {Action.BLOCK, Action.HOLD}:
        yield source.error(
            (*place, "overrides_licences"),
            f"only a prohibition overrides licences, and {rule.action} is none",
            fix="write action: block or hold",
        )
    if rule.when.exception and rule.action not in {Action.BLOCK, Action.HOLD}:
        yield source.error(
            (*place, "when", "exception"),
            f"what a requester declares never leads to {rule.action}",
            fix="write action: hold, so that a person decides",
        )
    yield from _check_thresholds(
        rule.expected_false_matches, (*place, "expected_false_matches"), source
    )
    yield from _check_seconds(rule.when.clip_seconds, (*place, "when", "clip_seconds"), source)


def _check_seconds(seconds: SecondsPart | None, place: Place, source: Source) -> Complaints:
    if seconds is None:
        return
    if seconds.lt is None and seconds.gte is None:
        yield source.error(place, "says nothing", fix="give lt, gte or both")
    if seconds.lt is not None and seconds.gte is not None and seconds.gte >= seconds.lt:
        yield source.error(place, "holds for no clip", fix="gte must be less than lt")


def _check_thresholds(part: ThresholdsPart | None, place: Place, source: Source) -> Complaints:
    if part is not None and part.block > part.hold:
        yield source.error(
            place, "a block asks for less evidence than a hold", fix="block must not exceed hold"
        )


def _check_licence(
    licence: LicencePart, place: Place, part: DocumentPart, ids: set[str], source: Source
) -> Complaints:
    for at, target in enumerate(licence.assets):
        yield from _check_target(target, (*place, "assets", at), part, ids, source)


def _check_target(
    target: str, place: Place, part: DocumentPart, ids: set[str], source: Source
) -> Complaints:
    """A target is "*", the holder's "…/*", or an asset of this document."""
    everything = f"{part.rights_holder.id}/*"
    if target not in ids and target not in {OTHERS, everything}:
        yield source.error(
            place,
            f"there is no asset {target!r} in this document",
            fix=nearest(target, sorted([*ids, everything])) or f"name an asset, {everything} or *",
        )
