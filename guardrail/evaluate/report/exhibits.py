"""The worst false alarms and misses, to be seen: the frame, the reference that it resembles, when.

Pictures are decoded again, by the caller's decoders, and kept small: a page stays within a few
megabytes whatever was judged.
"""

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from markupsafe import Markup
from PIL import Image

from guardrail.arrays import Pixels
from guardrail.domain import Action
from guardrail.errors import UnscreenableError
from guardrail.evaluate.controls import Controls
from guardrail.evaluate.outcomes import Outcomes
from guardrail.evaluate.rows import Found, Glimpse, Row
from guardrail.evaluate.sets import Item
from guardrail.media.frames import Frames

MOST = 12
"""Exhibits of each sort."""
SIDE_PX = 300
_QUALITY = 72
_NOTHING = Markup("")

Look = Callable[[Path], Frames]
"""Decodes a file; raises UnscreenableError where it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One item that was judged wrongly. Pictures are data URIs, empty where there is none.

    `box` is left, top, width and height of the match in per cent of the picture.
    """

    shown: str
    kind: str
    labelled: str
    action: str
    told: str
    picture: str = ""
    box: tuple[float, float, float, float] | None = None
    reference: str = ""
    reference_name: str = ""
    timeline: Markup = _NOTHING


def worst_alarms(outcomes: Outcomes, look: Look) -> tuple[Exhibit, ...]:
    """Negatives on which something was done (a hold before a log), the surest matches first."""
    at = [i for i in np.flatnonzero(outcomes.negative).tolist() if outcomes.any[i] > 0]
    at.sort(key=lambda i: (-int(outcomes.any[i]), -float(outcomes.score[i])))
    found = []
    for i in at[:MOST]:
        glimpse = _surest(outcomes.rows[i])
        reference = None if glimpse is None else Path(glimpse.reference)
        found.append(_exhibit(outcomes, i, reference, look))
    return tuple(found)


def worst_misses(
    outcomes: Outcomes, controls: Controls, references: Mapping[str, Path], look: Look
) -> tuple[Exhibit, ...]:
    """Positives that were neither held nor blocked for the right asset, the weakest first.

    `references` has a picture of each asset, which is shown beside.
    """
    least = Action.HOLD.strictness
    wanted = {
        i
        for i in np.flatnonzero(outcomes.positive).tolist()
        if outcomes.own[i] < least and _control(outcomes.items[i], controls) >= least
    }
    at = sorted(wanted, key=lambda i: (float(outcomes.score[i]), i))
    return tuple(
        _exhibit(outcomes, i, references.get(outcomes.items[i].assets[0]), look) for i in at[:MOST]
    )


def _control(item: Item, controls: Controls) -> int:
    """What should have been done; an asset that nobody registered should be held all the same."""
    return max(controls.action.get(asset, Action.HOLD).strictness for asset in item.assets)


def _surest(row: Row) -> Glimpse | None:
    return row.found[0].glimpses[0] if row.found and row.found[0].glimpses else None


def _exhibit(outcomes: Outcomes, at: int, reference: Path | None, look: Look) -> Exhibit:
    item, row = outcomes.items[at], outcomes.rows[at]
    glimpse = _surest(row)
    told = row.problem or "nothing was found"
    if row.found:
        best = row.found[0]
        told = f"{best.asset}, {best.expected:.2g} expected false matches by {best.signal}"
    shown = item.path is not None
    return Exhibit(
        shown=item.shown,
        kind=item.kind,
        labelled=", ".join(item.assets) or "nobody registered",
        action=row.action,
        told=told,
        picture=_shown(item.path, look, glimpse) if item.path is not None else "",
        box=None if glimpse is None else _per_cent(glimpse),
        reference=_shown(reference, look, None) if shown and reference is not None else "",
        reference_name="" if reference is None else reference.name,
        timeline=timeline(item, row),
    )


def _per_cent(glimpse: Glimpse) -> tuple[float, float, float, float]:
    x, y, w, h = (100 * part for part in glimpse.box)
    return x, y, w, h


def _shown(path: Path, look: Look, glimpse: Glimpse | None) -> str:
    try:
        frames = look(path)
    except (UnscreenableError, OSError):
        return ""
    at_s = frames.at_s[len(frames.at_s) // 2] if glimpse is None else glimpse.best_s
    return data_uri(frames.pixels[int(np.abs(frames.at_s - at_s).argmin())])


def data_uri(pixels: Pixels) -> str:
    """A small JPEG of a picture, uint8 [H,W,3], to stand in a page."""
    image = Image.fromarray(pixels)
    image.thumbnail((SIDE_PX, SIDE_PX))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"


def timeline(item: Item, row: Row) -> Markup:
    """When a clip shows what (label above, matches below); empty for what has no length."""
    if row.seconds <= 0:
        return Markup("")
    drawn = [_span(2, from_s, to_s, row.seconds, "label") for _, from_s, to_s in item.segments]
    drawn += [
        _span(12, one.from_s, one.to_s, row.seconds, _tone(found, item))
        for found in row.found[:3]
        for one in found.glimpses
    ]
    return Markup(
        '<svg class="timeline" viewBox="0 0 100 22" preserveAspectRatio="none" role="img" '
        'aria-label="timeline of {:.1f} s"><rect class="whole" width="100" height="22"/>{}</svg>'
        '<span class="seconds">{:.1f} s</span>'
    ).format(row.seconds, Markup("").join(drawn), row.seconds)


def _tone(found: Found, item: Item) -> str:
    return "right" if found.asset in item.assets else "wrong"


def _span(y: int, from_s: float, to_s: float, seconds: float, kind: str) -> Markup:
    left = 100 * min(1.0, from_s / seconds)
    wide = max(1.0, 100 * min(1.0, to_s / seconds) - left)
    return Markup('<rect class="{}" x="{:.2f}" y="{}" width="{:.2f}" height="8"/>').format(
        kind, left, y, wide
    )
