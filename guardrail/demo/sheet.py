"""The contact sheet: for each case, what was matched where, beside the reference it resembles."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from guardrail.demo.camera import frame_at
from guardrail.demo.script import Outcome, Told
from guardrail.domain import Decision, Match, Segment, TextSpan

_ROW_PX = 200
_FRAME_PX = 320
_TEXT_PX = 620
_MARGIN_PX = 16
_PAPER = (250, 249, 246)
_INK = (34, 34, 40)
_FAINT = (110, 110, 118)
_COLOURS = {
    Outcome.DELIVERED: (38, 128, 72),
    Outcome.LIFTED: (38, 128, 72),
    Outcome.HELD: (186, 120, 12),
    Outcome.REFUSED: (190, 44, 44),
    Outcome.BLOCKED: (190, 44, 44),
}


def write_sheet(path: Path, told: Sequence[Told]) -> Path:
    """Draw the sheet of a finished demonstration as PNG; returns its path."""
    width = _FRAME_PX + _ROW_PX + _TEXT_PX + 4 * _MARGIN_PX
    height = len(told) * (_ROW_PX + _MARGIN_PX) + _MARGIN_PX
    sheet = Image.new("RGB", (width, height), _PAPER)
    for index, one in enumerate(told):
        _draw_row(sheet, one, top=_MARGIN_PX + index * (_ROW_PX + _MARGIN_PX))
    sheet.save(path)
    return path


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
    draw.text((left, top), told.case.name, fill=_INK, font=_font(22))
    draw.text((left, top + 28), told.outcome, fill=_COLOURS[told.outcome], font=_font(22))
    draw.text((left, top + 60), _wrapped(f"“{told.case.prompt}”"), fill=_INK, font=_font(15))
    lines = []
    if told.decision is not None:
        assets = ", ".join(told.decision.assets) or "nothing protected"
        lines.append(f"{told.decision.stage}: {told.decision.reason}, {assets}")
    if seen:
        match, segment = seen
        counts = told.decision is not None and match.asset in told.decision.assets
        kind = "seen" if counts else f"not enough to match {match.asset}: looks alike"
        lines.append(
            f"{kind} {segment.from_s:.1f} to {segment.to_s:.1f} s in {segment.support} of "
            f"{segment.looked_at} frames; similarity {match.similarity:.2f}, "
            f"{match.expected_false_matches:.1g} false matches expected"
        )
    elif told.decision is not None:
        quoted = [e for m in told.decision.matches for e in m.evidence if isinstance(e, TextSpan)]
        lines += [f"named as “{span.text}” in {span.field}" for span in quoted[:2]]
    draw.text((left, top + 112), _wrapped("\n".join(lines)), fill=_FAINT, font=_font(15))


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


def _wrapped(text: str, columns: int = 78) -> str:
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
