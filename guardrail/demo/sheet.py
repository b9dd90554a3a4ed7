"""The contact sheet: for each case, what was matched where, beside the reference it resembles."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from guardrail.demo.camera import frame_at
from guardrail.demo.script import Outcome, Told
from guardrail.domain import Decision, Match, Segment, TextSpan

_ROW_PX = 200
_STEP_PX = 264
_HEAD_PX = 116
_FRAME_PX = 320
_TEXT_PX = 680
_MARGIN_PX = 28
_PAPER = (250, 249, 246)
_INK = (34, 34, 40)
_FAINT = (110, 110, 118)
_LINE = (222, 219, 210)
_COLOURS = {
    Outcome.DELIVERED: (38, 128, 72),
    Outcome.LIFTED: (38, 128, 72),
    Outcome.HELD: (186, 120, 12),
    Outcome.REFUSED: (190, 44, 44),
    Outcome.BLOCKED: (190, 44, 44),
}
_LEGEND = (
    (Outcome.DELIVERED, "delivered, at once or lifted"),
    (Outcome.HELD, "held for a reviewer"),
    (Outcome.BLOCKED, "refused or blocked"),
)
"""Boxes round what was matched have the colour of what became of it."""


def write_sheet(path: Path, told: Sequence[Told], *, at: datetime) -> Path:
    """Draw the sheet of a demonstration that finished `at` as PNG; returns its path."""
    width = _FRAME_PX + _ROW_PX + _TEXT_PX + 4 * _MARGIN_PX
    height = _HEAD_PX + len(told) * _STEP_PX + _MARGIN_PX
    sheet = Image.new("RGB", (width, height), _PAPER)
    _draw_head(ImageDraw.Draw(sheet), at)
    for index, one in enumerate(told):
        top = _HEAD_PX + index * _STEP_PX
        ImageDraw.Draw(sheet).line(
            ((_MARGIN_PX, top - 20), (width - _MARGIN_PX, top - 20)), fill=_LINE
        )
        _draw_row(sheet, one, top=top)
    sheet.save(path)
    return path


def _draw_head(draw: ImageDraw.ImageDraw, at: datetime) -> None:
    """Title, date and legend."""
    title = f"guardrail demo, {at:%d %B %Y, %H:%M}"
    draw.text((_MARGIN_PX, 20), title, fill=_INK, font=_font(26))
    left = _MARGIN_PX
    for outcomes, meaning in _LEGEND:
        colour = _COLOURS[outcomes]
        draw.rectangle(((left, 66), (left + 16, 82)), outline=colour, width=3)
        draw.text((left + 24, 64), meaning, fill=_FAINT, font=_font(15))
        left += 40 + int(draw.textlength(meaning, font=_font(15)))


def _draw_row(sheet: Image.Image, told: Told, *, top: int) -> None:
    seen = _strongest(told.decision)
    left = _MARGIN_PX
    if told.clip is not None and told.clip.exists():
        frame = frame_at(told.clip, seen[1].best_s if seen else 1.0)
        frame.thumbnail((_FRAME_PX, _ROW_PX))
        if seen:
            _box(frame, seen[1], _COLOURS[told.outcome])
        sheet.paste(frame, (left, top))
    else:
        _blank(sheet, left, top)
    left += _FRAME_PX + _MARGIN_PX
    if seen:
        with Image.open(seen[1].reference) as picture:
            reference = picture.convert("RGB")
        reference.thumbnail((_ROW_PX, _ROW_PX))
        sheet.paste(reference, (left, top))
    _write(sheet, told, seen, left=left + _ROW_PX + _MARGIN_PX, top=top)


def _blank(sheet: Image.Image, left: int, top: int) -> None:
    draw = ImageDraw.Draw(sheet)
    corner = (left + _FRAME_PX, top + _ROW_PX - 20)
    draw.rounded_rectangle(((left, top), corner), 8, fill=(238, 236, 230))
    draw.text((left + 70, top + 78), "nothing was generated", fill=_FAINT, font=_font(17))


def _box(frame: Image.Image, segment: Segment, colour: tuple[int, int, int]) -> None:
    region = segment.region
    left, top = region.x * frame.width, region.y * frame.height
    right, low = left + region.w * frame.width, top + region.h * frame.height
    corners = ((left + 1, top + 1), (right - 2, low - 2))
    ImageDraw.Draw(frame).rectangle(corners, outline=colour, width=3)


def _write(
    sheet: Image.Image, told: Told, seen: tuple[Match, Segment] | None, *, left: int, top: int
) -> None:
    draw = ImageDraw.Draw(sheet)
    outcome = told.message if told.outcome is Outcome.LIFTED else told.outcome
    draw.text((left, top), told.case.name, fill=_INK, font=_font(22))
    draw.text((left, top + 30), outcome, fill=_COLOURS[told.outcome], font=_font(20))
    prompt = _wrapped(f"“{told.case.prompt}”")
    draw.text((left, top + 64), prompt, fill=_INK, font=_font(15))
    below = top + 74 + 19 * (prompt.count("\n") + 1)
    lines = _wrapped("\n".join(_reasons(told, seen)))
    draw.text((left, below), lines, fill=_FAINT, font=_font(15))


def _reasons(told: Told, seen: tuple[Match, Segment] | None) -> list[str]:
    """Why it came so, by whose word, and where it was seen or named."""
    decision = told.decision
    if decision is None:
        return [told.message] if told.message else []
    assets = ", ".join(decision.assets) or "nothing protected"
    bases = sorted({one.basis.replace(":", " ") for one in decision.deciding if one.basis})
    by = f", by {', '.join(bases)}" if bases else ""
    lines = [f"{decision.stage}: {decision.reason}, {assets}{by}"]
    if seen:
        match, segment = seen
        counts = match.asset in decision.assets
        kind = "seen" if counts else f"not enough to match {match.asset}: looks alike"
        lines.append(
            f"{kind} {segment.from_s:.1f} to {segment.to_s:.1f} s in {segment.support} of "
            f"{segment.looked_at} frames; similarity {match.similarity:.2f}, "
            f"{match.expected_false_matches:.1g} false matches expected"
        )
    else:
        quoted = [e for m in decision.matches for e in m.evidence if isinstance(e, TextSpan)]
        lines += [f"named as “{span.text}” in {span.field}" for span in quoted[:2]]
    if told.message and told.outcome is not Outcome.LIFTED:
        lines.append(told.message)
    return lines


def _strongest(decision: Decision | None) -> tuple[Match, Segment] | None:
    """The picture match that the sheet shows: of the deciding asset, else the best one."""
    if decision is None:
        return None
    seen = [
        (match, evidence)
        for match in decision.matches
        for evidence in match.evidence
        if isinstance(evidence, Segment)
    ]
    first = [pair for pair in seen if pair[0].asset in decision.assets]
    return next(iter(first or seen), None)


def _wrapped(text: str, columns: int = 88) -> str:
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) + 1 > columns:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines.append(line)
    return "\n".join(lines)


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size_px)
