"""Invented cartoon figures, drawn by code: the pictures that an encoder may learn from here.

A `Figure` is an identity (body, palette, parts, drawing style); a `Pose` is one way to show it.
`invent` makes a new identity, `lookalike` changes a few traits of one, and `draw` renders an RGBA
picture at twice the size and halves it. Everything follows from the seeds given.
"""

import colorsys
import dataclasses
import math
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]

BUILDS = ("human", "human", "chibi", "chibi", "robot", "blob", "beast", "bird")
HAIR = ("none", "cap", "spikes", "long", "bun", "tail", "crest", "cloud", "fringe", "twin")
EARS = ("none", "round", "pointed", "tall", "side", "floppy")
HATS = ("none", "none", "none", "cone", "brim", "band", "crown", "dome", "bow")
EYES = ("dot", "white", "iris", "tall", "single", "visor", "sleepy")
NOSES = ("none", "dot", "wedge", "ball", "beak", "muzzle")
PATTERNS = ("none", "none", "rows", "columns", "dots", "halves", "sash", "badge", "bib")
BADGES = ("star", "disc", "triangle", "drop")
TAILS = ("none", "none", "whip", "zigzag", "brush", "ball")
BACKS = ("none", "none", "none", "cape", "wings", "pack", "spines")
MARKS = ("none", "none", "cheeks", "stripe", "patch", "freckles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One identity. Lengths are fractions of the figure's unit (about a third of its height)."""

    build: str
    skin: Colour
    belly: Colour
    hair: str
    hair_colour: Colour
    hair_length: float
    ears: str
    ear_colour: Colour
    hat: str
    hat_colour: Colour
    eyes: str
    eye_colour: Colour
    eye_size: float
    eye_gap: float
    nose: str
    nose_colour: Colour
    glasses: bool
    mark: str
    mark_colour: Colour
    head: float
    head_width: float
    head_square: float
    top: Colour
    trim: Colour
    pattern: str
    badge: str
    legs: Colour
    shoes: Colour
    gloves: Colour
    bare_arms: bool
    skirt: bool
    belt: bool
    tail: str
    back: str
    back_colour: Colour
    torso_width: float
    torso_height: float
    leg_length: float
    arm_length: float
    limb: float
    outline: float
    ink: Colour | None
    shade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One way to stand: angles in radians, `turn` −1 (left) … 1 (right)."""

    turn: float
    tilt: float
    arms: tuple[float, float]
    legs: tuple[float, float]
    bend: float
    sway: float
    mouth: str
    lids: float
    mirrored: bool


TWIN_TRAITS = (
    "skin", "hair", "hair_colour", "ears", "hat", "eyes", "eye_colour", "nose", "mark", "top",
    "trim", "pattern", "legs", "shoes", "tail", "back", "back_colour", "belly", "hat_colour",
    "head_width", "torso_width", "badge",
)  # fmt: skip


def _colour(rng: random.Random) -> Colour:
    saturation = rng.choice((0.08, 0.35, 0.6, 0.85, 1.0))
    value = rng.choice((0.2, 0.45, 0.7, 0.9, 1.0))
    r, g, b = colorsys.hsv_to_rgb(rng.random(), saturation, value)
    return round(r * 255), round(g * 255), round(b * 255)


def _skin(rng: random.Random, build: str) -> Colour:
    if build in {"human", "chibi"} and rng.random() < 0.55:
        depth = rng.random()
        return round(250 - 165 * depth), round(218 - 160 * depth), round(190 - 155 * depth)
    return _colour(rng)


def invent(rng: random.Random) -> Figure:
    """A new identity; every trait is drawn independently."""
    build = rng.choice(BUILDS)
    skin = _skin(rng, build)
    human = build in {"human", "chibi"}
    return Figure(
        build=build,
        skin=skin,
        belly=rng.choice((skin, _colour(rng))),
        hair=rng.choice(HAIR) if human else rng.choice(("none", "none", "crest", "spikes")),
        hair_colour=_colour(rng),
        hair_length=rng.uniform(0.2, 0.7),
        ears="side" if human and rng.random() < 0.6 else rng.choice(EARS),
        ear_colour=rng.choice((skin, skin, _colour(rng))),
        hat=rng.choice(HATS),
        hat_colour=_colour(rng),
        eyes=rng.choice(EYES),
        eye_colour=rng.choice(((20, 20, 24), _colour(rng))),
        eye_size=rng.uniform(0.1, 0.24),
        eye_gap=rng.uniform(0.22, 0.44),
        nose=rng.choice(NOSES),
        nose_colour=rng.choice((skin, _colour(rng), (30, 24, 24))),
        glasses=rng.random() < 0.12,
        mark=rng.choice(MARKS),
        mark_colour=_colour(rng),
        head=rng.uniform(0.8, 1.25),
        head_width=rng.uniform(0.75, 1.25),
        head_square=rng.choice((2.0, 2.0, 2.0, 2.6, 4.0)),
        top=_colour(rng),
        trim=_colour(rng),
        pattern=rng.choice(PATTERNS),
        badge=rng.choice(BADGES),
        legs=_colour(rng),
        shoes=_colour(rng),
        gloves=rng.choice((skin, skin, _colour(rng))),
        bare_arms=rng.random() < 0.35,
        skirt=rng.random() < 0.2,
        belt=rng.random() < 0.25,
        tail=rng.choice(TAILS) if build != "human" else "none",
        back=rng.choice(BACKS),
        back_colour=_colour(rng),
        torso_width=rng.uniform(0.7, 1.4),
        torso_height=rng.uniform(0.8, 1.3),
        leg_length=rng.uniform(0.6, 1.4),
        arm_length=rng.uniform(0.8, 1.25),
        limb=rng.uniform(0.7, 1.45),
        outline=rng.choice((0.0, 1.5, 2.5, 4.0)),
        ink=rng.choice(((0, 0, 0), (44, 30, 26), None)),
        shade=rng.choice(("flat", "cel", "gradient")),
    )


def lookalike(figure: Figure, rng: random.Random, *, traits: int) -> Figure:
    """The same drawing style and build with `traits` other traits: the hardest negatives."""
    other = invent(rng)
    chosen = rng.sample(TWIN_TRAITS, traits)
    return dataclasses.replace(figure, **{name: getattr(other, name) for name in chosen})


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What the figures of one drawing style share: line, light, builds, eyes and palette."""

    outline: float
    ink: Colour | None
    shade: str
    builds: tuple[str, ...]
    eyes: tuple[str, ...]
    palette: tuple[Colour, ...]


COLOURED = (
    "skin", "belly", "hair_colour", "ear_colour", "hat_colour", "eye_colour", "nose_colour",
    "mark_colour", "top", "trim", "legs", "shoes", "gloves", "back_colour",
)  # fmt: skip


def found(rng: random.Random) -> Show:
    """A new show."""
    model = invent(rng)
    return Show(
        outline=model.outline,
        ink=model.ink,
        shade=model.shade,
        builds=tuple(rng.sample(sorted(set(BUILDS)), 3)),
        eyes=tuple(rng.sample(EYES, 2)),
        palette=tuple(_colour(rng) for _ in range(14)),
    )


def cast(show: Show, rng: random.Random) -> Figure:
    """A new identity of a show: the same style, a build and colours out of its few."""
    build = rng.choice(show.builds)
    figure = invent(rng)
    while figure.build != build:
        figure = invent(rng)
    colours = {name: rng.choice(show.palette) for name in COLOURED}
    return dataclasses.replace(
        figure,
        outline=show.outline,
        ink=show.ink,
        shade=show.shade,
        eyes=rng.choice(show.eyes),
        **colours,
    )


def restyled(figure: Figure, rng: random.Random) -> Figure:
    """The same identity drawn with another line and another light."""
    other = invent(rng)
    return dataclasses.replace(figure, outline=other.outline, ink=other.ink, shade=other.shade)


def strike(rng: random.Random, *, calm: bool = False) -> Pose:
    """A random pose; `calm` ones are what a model sheet shows."""
    swing = 0.5 if calm else 1.0
    return Pose(
        turn=rng.uniform(-1, 1) * (0.5 if calm else rng.choice((0.4, 1.0))),
        tilt=rng.uniform(-0.2, 0.2) * swing,
        arms=(rng.uniform(-0.3, 2.5) * swing, rng.uniform(-0.3, 2.5) * swing),
        legs=(rng.uniform(-0.6, 0.6) * swing, rng.uniform(-0.6, 0.6) * swing),
        bend=rng.uniform(0, 1.1) * swing,
        sway=rng.uniform(-0.35, 0.35),
        mouth=rng.choice(("smile", "open", "flat", "frown", "round")),
        lids=0.0 if calm else rng.choice((0.0, 0.0, 0.4, 0.9)),
        mirrored=rng.random() < 0.5,
    )


class _Sheet:
    """A transparent square of four units a side with the origin at its middle."""

    def __init__(self, figure: Figure, pose: Pose, side_px: int) -> None:
        self.picture = Image.new("RGBA", (side_px, side_px), (0, 0, 0, 0))
        self._pen = ImageDraw.Draw(self.picture)
        self._unit = side_px / 4.4
        self._side = side_px
        self._cos, self._sin = math.cos(pose.tilt), math.sin(pose.tilt)
        self._mirrored = pose.mirrored
        self._figure = figure

    def _place(self, points: Points) -> Points:
        half = self._side / 2
        placed = []
        for x, y in points:
            u = (x * self._cos - y * self._sin) * self._unit
            v = (x * self._sin + y * self._cos) * self._unit
            placed.append((half - u if self._mirrored else half + u, half + v))
        return placed

    def shape(self, points: Points, fill: Colour, *, inked: bool = True) -> None:
        placed = self._place(points)
        self._pen.polygon(placed, fill=(*fill, 255))
        width = round(self._figure.outline * self._side / 400)
        if inked and width:
            ink = self._figure.ink or (fill[0] // 2, fill[1] // 2, fill[2] // 2)
            self._pen.line([*placed, placed[0]], fill=(*ink, 255), width=width, joint="curve")

    def oval(
        self, x: float, y: float, a: float, b: float, fill: Colour, *,
        inked: bool = True, angle: float = 0.0, square: float = 2.0,
    ) -> None:  # fmt: skip
        points = []
        for step in range(32):
            t = step / 32 * 2 * math.pi
            u = a * math.copysign(abs(math.cos(t)) ** (2 / square), math.cos(t))
            v = b * math.copysign(abs(math.sin(t)) ** (2 / square), math.sin(t))
            c, s = math.cos(angle), math.sin(angle)
            points.append((x + u * c - v * s, y + u * s + v * c))
        self.shape(points, fill, inked=inked)

    def stroke(self, points: Points, fill: Colour, width: float) -> None:
        self._pen.line(
            self._place(points), fill=(*fill, 255), width=max(1, round(width * self._unit)),
            joint="curve",
        )  # fmt: skip

    def limb(
        self, x: float, y: float, angle: float, *, length: float, width: float, fill: Colour,
        bend: float, end: Colour,
    ) -> None:  # fmt: skip
        for part in range(2):
            a = angle + bend * part
            x2, y2 = x + length / 2 * math.sin(a), y + length / 2 * math.cos(a)
            nx, ny = math.cos(a) * width, -math.sin(a) * width
            corners = [(x + nx, y + ny), (x2 + nx, y2 + ny), (x2 - nx, y2 - ny), (x - nx, y - ny)]
            self.shape(corners, fill)
            self.oval(x2, y2, width, width, fill, inked=False)
            x, y = x2, y2
        self.oval(x, y, width * 1.35, width * 1.25, end)


def _ring(x: float, y: float, radius: float, *, points: int, inner: float) -> Points:
    ring = []
    for i in range(2 * points):
        r = radius if i % 2 == 0 else radius * inner
        ring.append(
            (x + r * math.sin(i * math.pi / points), y - r * math.cos(i * math.pi / points))
        )
    return ring


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where the parts of one figure in one pose are, in units."""

    head_x: float
    head_y: float
    head_a: float
    head_b: float
    shoulder: float
    hip: float
    width: float
    side: int


def _frame(figure: Figure, pose: Pose) -> _Frame:
    radius = {"human": 0.42, "chibi": 0.72, "robot": 0.5, "blob": 0.85, "beast": 0.5, "bird": 0.46}
    head = radius[figure.build] * figure.head
    small = 0.75 if figure.build == "chibi" else 1.0
    height = 0.65 * figure.torso_height * small if figure.build != "blob" else 0.0
    shoulder = -0.55
    side = 1 if pose.turn >= 0 else -1
    step = side * 0.5 if figure.build == "beast" else 0.0
    return _Frame(
        head_x=step + pose.turn * 0.06,
        head_y=shoulder - head * 0.85 if figure.build != "blob" else -0.1,
        head_a=head * figure.head_width * (1 - 0.08 * abs(pose.turn)),
        head_b=head,
        shoulder=shoulder,
        hip=shoulder + height if figure.build != "blob" else 0.5,
        width=0.38 * figure.torso_width * small * (1 - 0.2 * abs(pose.turn)),
        side=side,
    )


def _draw_behind(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    w, side = at.width, at.side
    if f.back == "cape":
        s.shape(
            [(-w, at.shoulder), (w, at.shoulder), (w * 1.8 + p.sway * 0.4, at.hip + 0.6),
             (-w * 1.8 + p.sway * 0.4, at.hip + 0.6)], f.back_colour,
        )  # fmt: skip
    elif f.back == "wings":
        for q in (-1, 1):
            s.shape(
                [(q * w * 0.5, at.shoulder + 0.1), (q * (w + 0.75), at.shoulder - 0.5 + p.sway),
                 (q * (w + 0.8), at.shoulder + 0.15), (q * (w + 0.45), at.shoulder + 0.4)],
                f.back_colour,
            )  # fmt: skip
    elif f.back == "pack":
        s.oval(-side * w * 0.9, at.shoulder + 0.3, 0.3, 0.38, f.back_colour, square=3.5)
    elif f.back == "spines":
        for i in range(4):
            y = at.head_y - 0.1 + 0.3 * i
            x = at.head_x - side * at.head_a * 0.8
            s.shape([(x, y - 0.12), (x - side * 0.45, y), (x, y + 0.16)], f.back_colour)
    _draw_tail(s, f, p, at)


def _draw_tail(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    side = at.side
    if f.tail == "whip":
        s.stroke(
            [(0, at.hip), (side * 0.5, at.hip + 0.1), (side * 0.8, at.hip - 0.3 + p.sway)],
            f.skin,
            0.12,
        )
    elif f.tail == "zigzag":
        s.shape(
            [(0, at.hip), (side * 0.45, at.hip - 0.1), (side * 0.4, at.hip - 0.4 + p.sway),
             (side * 0.95, at.hip - 0.8 + p.sway), (side * 0.7, at.hip - 0.3), (side * 0.8, at.hip)],
            f.belly,
        )  # fmt: skip
    elif f.tail == "brush":
        s.oval(side * 0.6, at.hip - 0.2, 0.46, 0.2, f.skin, angle=-side * 0.6 + p.sway)
        s.oval(side * 0.85, at.hip - 0.4, 0.15, 0.13, f.belly)
    elif f.tail == "ball":
        s.stroke([(0, at.hip), (side * 0.6, at.hip - 0.1 + p.sway)], f.skin, 0.06)
        s.oval(side * 0.62, at.hip - 0.1 + p.sway, 0.14, 0.14, f.trim)


def _draw_hair_behind(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    x, y, a, b, c = at.head_x, at.head_y, at.head_a, at.head_b, f.hair_colour
    if f.hair == "long":
        low = y + b * (1 + 1.6 * f.hair_length)
        s.shape([(x - a * 1.1, y - b * 0.3), (x + a * 1.1, y - b * 0.3),
                 (x + a * 1.15 + p.sway * 0.3, low), (x - a * 1.15 + p.sway * 0.3, low)], c)  # fmt: skip
    elif f.hair == "twin":
        for q in (-1, 1):
            s.oval(
                x + q * a * 1.2, y + b * 0.3, a * 0.3, b * (0.5 + f.hair_length), c, angle=q * 0.3
            )
    elif f.hair == "tail":
        s.oval(
            x - at.side * a * 1.1, y, a * 0.34, b * (0.5 + f.hair_length), c, angle=at.side * 0.5
        )
    elif f.hair == "bun":
        s.oval(x, y - b * 1.05, a * 0.42, b * 0.36, c)
    elif f.hair == "cloud":
        s.oval(x, y - b * 0.25, a * (1.1 + 0.4 * f.hair_length), b * 1.2, c)


def _draw_torso(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    w, top, hip = at.width, at.shoulder, at.hip
    h = hip - top
    if f.build == "bird":
        s.oval(0, top + h * 0.5, w * 1.3, h * 0.7, f.skin)
        s.oval(p.turn * 0.1, top + h * 0.6, w * 0.8, h * 0.45, f.belly, inked=False)
        return
    if f.build == "beast":
        s.oval(0, top + h * 0.55, w * 2.1, h * 0.55, f.skin)
        s.oval(0, top + h * 0.75, w * 1.4, h * 0.25, f.belly, inked=False)
    elif f.build == "robot":
        s.oval(0, top + h * 0.5, w * 1.1, h * 0.55, f.top, square=5.0)
    else:
        s.shape([(-w, top), (w, top), (w * 0.88, hip), (-w * 0.88, hip)], f.top)
    _draw_pattern(s, f, p, at)
    if f.belt:
        s.shape(
            [(-w * 0.9, hip - 0.1), (w * 0.9, hip - 0.1), (w * 0.9, hip), (-w * 0.9, hip)], f.trim
        )
    if f.skirt and f.build in {"human", "chibi"}:
        s.shape(
            [(-w, hip - 0.06), (w, hip - 0.06), (w * 1.6, hip + 0.3), (-w * 1.6, hip + 0.3)], f.legs
        )


def _draw_pattern(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    w, top, h = at.width * 0.86, at.shoulder, at.hip - at.shoulder
    shift = p.turn * 0.1
    if f.pattern == "rows":
        for k in (0.15, 0.45, 0.75):
            y = top + h * k
            s.shape([(-w, y), (w, y), (w, y + h * 0.14), (-w, y + h * 0.14)], f.trim, inked=False)
    elif f.pattern == "columns":
        for k in (-0.6, 0.0, 0.6):
            x = k * w
            s.shape([(x - 0.04, top), (x + 0.04, top), (x + 0.04, at.hip), (x - 0.04, at.hip)], f.trim,
                    inked=False)  # fmt: skip
    elif f.pattern == "dots":
        for i in range(9):
            s.oval(
                (i % 3 - 1) * w * 0.6,
                top + h * (0.2 + 0.3 * (i // 3)),
                0.05,
                0.05,
                f.trim,
                inked=False,
            )
    elif f.pattern == "badge":
        _draw_badge(s, f, shift, top + h * 0.4)
    else:
        _draw_cut(s, f, p, at)


def _draw_cut(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    w, top, h = at.width * 0.86, at.shoulder, at.hip - at.shoulder
    shift = p.turn * 0.1
    if f.pattern == "halves":
        s.shape(
            [(-w, top + h / 2), (w, top + h / 2), (w, at.hip), (-w, at.hip)], f.trim, inked=False
        )
    elif f.pattern == "sash":
        s.shape([(-w, top), (-w + 0.16, top), (w, at.hip - 0.12), (w, at.hip)], f.trim, inked=False)
    elif f.pattern == "bib":
        s.shape(
            [(shift - w * 0.4, top), (shift + w * 0.4, top), (shift, top + h * 0.8)],
            f.trim,
            inked=False,
        )


def _draw_badge(s: _Sheet, f: Figure, x: float, y: float) -> None:
    if f.badge == "star":
        s.shape(_ring(x, y, 0.19, points=5, inner=0.45), f.trim, inked=False)
    elif f.badge == "disc":
        s.oval(x, y, 0.15, 0.15, f.trim, inked=False)
    elif f.badge == "triangle":
        s.shape(_ring(x, y, 0.19, points=3, inner=0.5), f.trim, inked=False)
    else:
        drop = [(x, y - 0.2), (x + 0.13, y + 0.05), (x, y + 0.17), (x - 0.13, y + 0.05)]
        s.shape(drop, f.trim, inked=False)


def _draw_limbs(s: _Sheet, f: Figure, p: Pose, at: _Frame, *, front: bool) -> None:
    thick = 0.095 * f.limb
    if f.build == "beast":
        for i, x in enumerate(() if front else (-0.8, -0.4, 0.4, 0.8)):
            s.limb(x * at.width * 2, at.hip - 0.2, p.legs[i % 2] * 0.6, length=0.6 * f.leg_length,
                   width=thick, fill=f.skin, bend=0.1, end=f.shoes)  # fmt: skip
        return
    blob = f.build == "blob"
    small = 0.75 if f.build in {"chibi", "blob"} else 1.0
    if not front:
        _draw_legs(s, f, p, at, length=0.8 * f.leg_length * small)
    x = at.head_a * 0.9 if blob else at.width
    y = at.head_y + 0.1 if blob else at.shoulder + 0.12
    sleeve = f.skin if f.bare_arms or f.build in {"blob", "bird"} else f.top
    side, swing = (1, p.arms[1]) if front else (-1, p.arms[0])
    s.limb(side * x, y, side * swing, length=0.78 * f.arm_length * small, width=thick * 0.9,
           fill=sleeve, bend=side * p.bend, end=f.gloves)  # fmt: skip


def _draw_legs(s: _Sheet, f: Figure, p: Pose, at: _Frame, *, length: float) -> None:
    fill = {"bird": f.nose_colour, "blob": f.skin}.get(f.build, f.legs)
    width = 0.095 * f.limb * (0.5 if f.build == "bird" else 1.1)
    y = at.head_y + at.head_b * 0.8 if f.build == "blob" else at.hip - 0.03
    for side, swing in zip((-1, 1), p.legs, strict=True):
        s.limb(side * at.width * 0.55, y, swing * 0.6, length=length, width=width, fill=fill,
               bend=-abs(swing) * 0.4, end=f.shoes)  # fmt: skip


def _draw_ears(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    x, y, a, b = at.head_x, at.head_y, at.head_a, at.head_b
    for q in (-1, 1):
        if f.ears == "side":
            s.oval(x + q * a * 0.98, y + 0.02, a * 0.15, b * 0.2, f.ear_colour)
        elif f.ears == "round":
            s.oval(x + q * a * 0.8, y - b * 0.8, a * 0.38, b * 0.38, f.ear_colour)
        elif f.ears == "pointed":
            s.shape([(x + q * a * 0.25, y - b * 0.8), (x + q * a * 0.95, y - b * 0.3),
                     (x + q * a * 0.9, y - b * 1.4)], f.ear_colour)  # fmt: skip
        elif f.ears == "tall":
            s.oval(x + q * a * 0.45, y - b * 1.45, a * 0.2, b * 0.75, f.ear_colour,
                   angle=q * 0.2 + p.sway)  # fmt: skip
        elif f.ears == "floppy":
            s.oval(x + q * a * 1.05, y + b * 0.15, a * 0.24, b * 0.6, f.ear_colour, angle=-q * 0.25)


def _draw_face(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    y, a, b = at.head_y, at.head_a, at.head_b
    x = at.head_x + p.turn * a * 0.35
    if f.build == "blob":
        s.oval(x * 0.6, y + b * 0.5, a * 0.6, b * 0.4, f.belly, inked=False)
    _draw_mark(s, f, x, at)
    if f.nose == "muzzle":
        s.oval(x, y + b * 0.42, a * 0.5, b * 0.34, f.belly, inked=False)
    _draw_eyes(s, f, p, x, at)
    if f.nose in {"dot", "muzzle"}:
        s.oval(x + p.turn * 0.05, y + b * 0.24, a * 0.1, b * 0.08, f.nose_colour)
    elif f.nose == "ball":
        s.oval(x + p.turn * 0.08, y + b * 0.22, a * 0.22, b * 0.2, f.nose_colour)
    elif f.nose == "wedge":
        s.shape([(x, y), (x + at.side * a * 0.35, y + b * 0.32), (x, y + b * 0.3)], f.nose_colour)
    elif f.nose == "beak":
        s.shape([(x - a * 0.25, y + b * 0.15), (x + a * 0.25, y + b * 0.15),
                 (x + at.side * a * 0.3, y + b * 0.6)], f.nose_colour)  # fmt: skip
    if f.nose != "beak":
        dark = (60, 20, 30)
        my = y + b * 0.6
        if p.mouth in {"open", "round"}:
            s.oval(x, my, a * (0.26 if p.mouth == "open" else 0.12), b * 0.13, dark)
        else:
            dip = {"smile": 0.12, "flat": 0.0, "frown": -0.1}[p.mouth] * b
            s.stroke([(x - a * 0.28, my), (x, my + dip), (x + a * 0.28, my)], dark, 0.025)


def _draw_mark(s: _Sheet, f: Figure, x: float, at: _Frame) -> None:
    y, a, b = at.head_y, at.head_a, at.head_b
    if f.mark == "cheeks":
        for q in (-1, 1):
            s.oval(x + q * a * 0.55, y + b * 0.3, a * 0.15, b * 0.12, f.mark_colour, inked=False)
    elif f.mark == "stripe":
        s.shape([(x - 0.06, y - b * 0.95), (x + 0.06, y - b * 0.95), (x + 0.03, y - b * 0.3)],
                f.mark_colour, inked=False)  # fmt: skip
    elif f.mark == "patch":
        s.oval(x + f.eye_gap * a, y - b * 0.08, a * 0.32, b * 0.34, f.mark_colour, inked=False)
    elif f.mark == "freckles":
        for i in range(6):
            s.oval(x + (i % 3 - 1) * a * 0.45, y + b * (0.2 + 0.12 * (i // 3)), 0.025, 0.025,
                   f.mark_colour, inked=False)  # fmt: skip


def _draw_eyes(s: _Sheet, f: Figure, p: Pose, x: float, at: _Frame) -> None:
    a, b = at.head_a, at.head_b
    y, size, gaze = at.head_y - b * 0.1, f.eye_size * b * 1.2, p.turn * 0.03
    if f.eyes == "visor":
        s.oval(x, y, a * 0.75, size, (30, 30, 40), square=4.0)
        s.oval(x, y, a * 0.6, size * 0.5, f.eye_colour, inked=False)
        return
    for q in (0,) if f.eyes == "single" else (-1, 1):
        ex = x + q * f.eye_gap * a * 1.1
        if f.eyes == "dot":
            s.oval(ex, y, size * 0.55, size * 0.65, f.eye_colour, inked=False)
        elif f.eyes == "tall":
            s.oval(ex, y, size * 0.6, size * 1.35, f.eye_colour)
            s.oval(ex - 0.02, y - size * 0.5, size * 0.25, size * 0.3, (255, 255, 255), inked=False)
        else:
            s.oval(ex, y, size * 1.1, size, (255, 255, 255))
            inner = 0.75 if f.eyes == "iris" else 0.5
            s.oval(ex + gaze, y, size * inner, size * inner, f.eye_colour, inked=False)
            s.oval(ex + gaze, y, size * 0.3, size * 0.3, (10, 10, 12), inked=False)
        lid = max(p.lids, 0.45 if f.eyes == "sleepy" else 0.0)
        if lid > 0:
            s.shape([(ex - size * 1.15, y - size * 1.1), (ex + size * 1.15, y - size * 1.1),
                     (ex + size * 1.15, y - size * 1.1 + 2.1 * size * lid),
                     (ex - size * 1.15, y - size * 1.1 + 2.1 * size * lid)], f.skin, inked=False)  # fmt: skip
        if f.glasses:
            s.stroke(
                [*_ring(ex, y, size * 1.6, points=8, inner=1.0), (ex, y - size * 1.6)],
                (25, 25, 30),
                0.03,
            )


def _draw_crown(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    x, y, a, b, c = at.head_x, at.head_y, at.head_a, at.head_b, f.hair_colour
    dome = [(x + a * 1.06 * math.cos(t * math.pi / 12), y + b * 1.06 * math.sin(t * math.pi / 12))
            for t in range(12, 25)]  # fmt: skip
    if f.hair in {"cap", "long", "tail", "bun", "cloud", "twin"}:
        s.shape(
            [
                *dome,
                (x + a * 0.7, y - b * 0.4),
                (x + p.turn * 0.1, y - b * 0.5),
                (x - a * 0.7, y - b * 0.4),
            ],
            c,
        )
    elif f.hair == "fringe":
        s.shape([*dome, (x + a * 0.4, y - b * 0.15), (x + a * 0.1, y - b * 0.45), (x - a * 0.3, y - b * 0.1),
                 (x - a * 0.6, y - b * 0.4)], c)  # fmt: skip
    elif f.hair == "spikes":
        tips = []
        for i in range(11):
            t = math.pi * (1.02 + 0.96 * i / 10)
            r = 1 + (f.hair_length * 1.2 if i % 2 else 0.0)
            tips.append((x + a * r * math.cos(t), y - b * 0.1 + b * r * math.sin(t)))
        s.shape([*tips, (x + a * 0.4, y - b * 0.4), (x - a * 0.4, y - b * 0.4)], c)
    elif f.hair == "crest":
        s.shape([(x - a * 0.2, y - b * 0.7), (x - a * 0.3, y - b * (1.2 + f.hair_length)),
                 (x, y - b * (1.3 + f.hair_length)), (x + a * 0.3, y - b * 1.1), (x + a * 0.2, y - b * 0.7)], c)  # fmt: skip
    _draw_hat(s, f, p, at)


def _draw_hat(s: _Sheet, f: Figure, p: Pose, at: _Frame) -> None:
    x, a, b, c = at.head_x, at.head_a, at.head_b, f.hat_colour
    y = at.head_y - b * 0.55
    if f.hat == "cone":
        s.shape([(x - a * 0.9, y), (x + a * 0.9, y), (x + p.sway * 0.6, y - b * 1.4)], c)
    elif f.hat == "brim":
        s.shape(
            [
                (x - a * 0.6, y),
                (x + a * 0.6, y),
                (x + a * 0.6, y - b * 0.8),
                (x - a * 0.6, y - b * 0.8),
            ],
            c,
        )
        s.oval(x, y, a * 1.3, b * 0.14, c)
    elif f.hat == "band":
        s.shape([(x - a, y), (x + a, y), (x + a, y + b * 0.22), (x - a, y + b * 0.22)], c)
    elif f.hat == "crown":
        s.shape([(x - a * 0.7, y), (x - a * 0.7, y - b * 0.6), (x - a * 0.35, y - b * 0.25), (x, y - b * 0.65),
                 (x + a * 0.35, y - b * 0.25), (x + a * 0.7, y - b * 0.6), (x + a * 0.7, y)], c)  # fmt: skip
    elif f.hat == "dome":
        s.shape([(x + a * 1.12 * math.cos(t * math.pi / 12), y + 0.1 + b * 0.8 * math.sin(t * math.pi / 12))
                 for t in range(12, 25)], c)  # fmt: skip
    elif f.hat == "bow":
        for q in (-1, 1):
            s.shape([(x, y - b * 0.3), (x + q * a * 0.5, y - b * 0.65), (x + q * a * 0.5, y)], c)


def _shaded(picture: Image.Image, figure: Figure) -> Image.Image:
    if figure.shade == "flat":
        return picture
    alpha = picture.getchannel("A")
    side = picture.width
    if figure.shade == "gradient":
        light = Image.linear_gradient("L").resize((side, side)).point(lambda v: v * 2 // 5)
    else:
        moved = Image.new("L", (side, side), 0)
        moved.paste(alpha, (-side // 24, -side // 40))
        light = moved.point(lambda v: 75 if v < 128 else 0)
    dark = Image.new("RGBA", (side, side), (20, 12, 40, 255))
    shaded = Image.composite(dark, picture, light)
    shaded.putalpha(alpha)
    return shaded


def draw(figure: Figure, pose: Pose, *, side_px: int = 256) -> Image.Image:
    """The figure alone, cropped to itself, in RGBA; drawn within `side_px` squared."""
    sheet = _Sheet(figure, pose, side_px * 2)
    at = _frame(figure, pose)
    _draw_behind(sheet, figure, pose, at)
    _draw_hair_behind(sheet, figure, pose, at)
    _draw_limbs(sheet, figure, pose, at, front=False)
    if figure.build != "blob":
        _draw_torso(sheet, figure, pose, at)
    _draw_ears(sheet, figure, pose, at)
    sheet.oval(at.head_x, at.head_y, at.head_a, at.head_b, figure.skin, square=figure.head_square)
    _draw_face(sheet, figure, pose, at)
    _draw_crown(sheet, figure, pose, at)
    _draw_limbs(sheet, figure, pose, at, front=True)
    small = _shaded(sheet.picture, figure).resize((side_px, side_px), Image.Resampling.LANCZOS)
    box = small.getchannel("A").getbbox()
    return small.crop(box) if box else small
