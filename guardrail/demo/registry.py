"""The registry of the demonstration: two rights holders' documents and the pictures they sent in.

The reference pictures are drawn apart from any clip: other poses, other faces, plain grounds.
"""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from PIL import Image

from guardrail.demo.cast import CAST, Character
from guardrail.demo.figures.outlines import RGB
from guardrail.demo.figures.pose import Expression, Pose

_SIDE_PX = 320
_DOCUMENTS = ("kaze.yaml", "northlight.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """How one reference picture shows its character; `zoom` above 1 shows the upper part only."""

    pose: Pose
    ground: tuple[RGB, RGB]
    zoom: float = 1.0
    flip: bool = False


_PAPER: tuple[RGB, RGB] = ((255, 255, 255), (255, 255, 255))
_VIEWS = (
    _View(pose=Pose(turn=-0.4, left=0.2, right=0.05), ground=_PAPER),
    _View(
        pose=Pose(turn=0.5, right=0.95, tilt=0.12, wag=0.6, expression=Expression.HAPPY),
        ground=((236, 242, 250), (214, 226, 242)),
    ),
    _View(
        pose=Pose(stride=0.8, left=0.5, wag=-0.8, tilt=-0.08, expression=Expression.LAUGHING),
        ground=((252, 244, 226), (240, 224, 196)),
        flip=True,
    ),
    _View(
        pose=Pose(turn=-0.2, left=0.6, right=0.4, expression=Expression.SURPRISED),
        ground=((232, 244, 234), (206, 228, 212)),
        zoom=1.55,
    ),
    _View(
        pose=Pose(stride=-0.5, tilt=0.1, wag=0.3, turn=0.1, expression=Expression.CROSS),
        ground=((244, 234, 246), (226, 210, 234)),
        zoom=0.7,
        flip=True,
    ),
)


def write_registry(folder: Path) -> Path:
    """Write both documents, and the references of every character, into `folder`; returns it.

    Five PNG pictures of 320 × 320 per character under `refs/SLUG/`, the same ones every time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in _DOCUMENTS:
        document = resources.files("guardrail.demo") / "policies" / name
        (folder / name).write_bytes(document.read_bytes())
    for character in CAST:
        here = folder / "refs" / character.slug
        here.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(references(character), start=1):
            picture.save(here / f"{number}.png", compress_level=3)
    return folder


def references(character: Character) -> list[Image.Image]:
    """The pictures of a character that its owner sent in, RGB, 320 × 320."""
    return [_reference(character, view) for view in _VIEWS]


def _reference(character: Character, view: _View) -> Image.Image:
    top, low = (Image.new("RGB", (_SIDE_PX, _SIDE_PX), colour) for colour in view.ground)
    ground = Image.composite(low, top, Image.linear_gradient("L").resize(top.size))
    side = round(_SIDE_PX * view.zoom)
    figure = character.draw(side, view.pose, flip=view.flip)
    above = 0 if view.zoom > 1 else _SIDE_PX - side
    ground.paste(figure, ((_SIDE_PX - side) // 2, above), figure)
    return ground
