"""What is seen: small figures beside those that fill the frame, and figures for two frames."""

import sys

from bench.rows import Row, share_row
from bench.screening import clips
from bench.screening.stage import Stage
from guardrail.demo.cast import CAST, Character
from guardrail.demo.exam import with_figure
from guardrail.demo.figures.pose import Pose, walking

SMALL = (0.1, 0.15, 0.2)
FULL = 0.45
"""Of the frame, as the tight box of a figure as high as the frame covers about as much or less."""
GROUND = (1280, 720)
FLASH_SIZE = (640, 360)
FLASH_FROM = 31


def registered() -> tuple[Character, ...]:
    return tuple(character for character in CAST if character.registered)


def small_figures(stage: Stage, *, grounds: int) -> Row:
    """Recall of the cast at 10 to 20 % of a frame over its recall when as high as the frame.

    The interval is that of the small figures' recall, divided like the value.
    """
    full = [_seen(stage, c, FULL, n) for n in range(grounds) for c in registered()]
    small = [
        _seen(stage, c, share, n) for n in range(grounds) for c in registered() for share in SMALL
    ]
    if not sum(full):
        raise ValueError("no figure is recognised even when it fills the frame")
    recall = sum(full) / len(full)
    row = share_row("small_recall_ratio", sum(small), len(small))
    print(
        f"small figures: {sum(small)} of {len(small)}, whole: {sum(full)} of {len(full)}",
        file=sys.stderr,
    )
    return Row(
        name=row.name,
        value=row.value / recall,
        low=row.low / recall,
        high=row.high / recall,
        unit="ratio",
        bar=0.85,
        at_least=True,
    )


def _seen(stage: Stage, character: Character, share: float, number: int) -> bool:
    pose = walking(0.2 * (number + 1)) if number % 2 else Pose(turn=0.3, left=0.3, right=0.2)
    picture = with_figure(
        clips.place(number, GROUND), character, share=share, across=0.3 + 0.1 * number, pose=pose
    )
    path = stage.folder / "still.png"
    picture.save(path, compress_level=1)
    return stage.found(path, character.id)


def flashes(stage: Stage, *, most: int) -> Row:
    """Of the figures recognised in a clip that shows them throughout, those found for 2 frames."""
    hits = count = 0
    for number, character in enumerate(registered()[:most]):
        clip = stage.folder / "flash.mp4"
        always, brief = range(2 * clips.FPS), range(FLASH_FROM, FLASH_FROM + 2)
        clips.flash(clip, number, character, size=FLASH_SIZE, shown=always)
        if not stage.found(clip, character.id):
            continue
        count += 1
        clips.flash(clip, number, character, size=FLASH_SIZE, shown=brief)
        hits += stage.found(clip, character.id)
    if not count:
        raise ValueError("no figure is recognised even when it stands still")
    return share_row("flash_found", hits, count, bar=0.95, at_least=True)
