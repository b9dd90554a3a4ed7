"""The skeleton of two-legged figures and the frame of a head: joints in space, seen from a yaw.

Everything is posed in three dimensions and projected, so that a side view is a side view and the
back of the head is the back.
"""

import math
from dataclasses import dataclass

from models.train.figures.shapes import Point
from models.train.figures.traits import Figure, Take

Vector = tuple[float, float, float]


def turned(v: Vector, yaw: float) -> Vector:
    """The vector after the figure turned by `yaw` about the vertical."""
    x, y, z = v
    c, s = math.cos(yaw), math.sin(yaw)
    return x * c + z * s, y, -x * s + z * c


def _plus(a: Vector, b: Vector, scale: float = 1.0) -> Vector:
    return a[0] + b[0] * scale, a[1] + b[1] * scale, a[2] + b[2] * scale


def _limb(swing: float, lift: float, side: int) -> Vector:
    """The direction of a hanging limb swung forward and lifted sideways."""
    x = math.sin(lift) * side
    hang = math.cos(lift)
    return (
        x,
        hang * math.cos(swing),
        hang * math.sin(swing) + abs(math.sin(lift)) * 0.25 * math.sin(swing),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """An ellipsoid with a face: a head, or a body that is all head. Angles in radians."""

    x: float
    y: float
    z: float
    a: float
    b: float
    c: float
    yaw: float
    roll: float
    nod: float = 0.0

    def at(self, azimuth: float, elevation: float, out: float = 1.0) -> Vector:
        """The point seen at `azimuth` from the nose and `elevation` above the middle, in the picture."""
        az, el = azimuth + self.yaw, elevation + self.nod * math.cos(azimuth)
        x = self.half * out * math.sin(az) * math.cos(el)
        y = -self.b * out * math.sin(el)
        z = self.c * out * math.cos(az) * math.cos(el)
        px, py = self.turn((x, y))
        return px, py, self.z + z

    def turn(self, p: Point) -> Point:
        """A point of the upright frame in the picture."""
        c, s = math.cos(self.roll), math.sin(self.roll)
        return self.x + p[0] * c - p[1] * s, self.y + p[0] * s + p[1] * c

    def facing(self, azimuth: float) -> float:
        """1 where that azimuth looks at the viewer, 0 at the rim, negative behind."""
        return math.cos(azimuth + self.yaw)

    @property
    def half(self) -> float:
        """Half the visible width at this yaw."""
        return math.hypot(self.a * math.cos(self.yaw), self.c * math.sin(self.yaw))

    @property
    def size(self) -> float:
        """A length to measure features by."""
        return math.sqrt(self.a * self.b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """Joints in the picture (x, y, depth); pairs are the figure's left (+x) and right."""

    pelvis: Vector
    chest: Vector
    neck: Vector
    head: Frame
    arms: tuple[tuple[Vector, Vector, Vector], tuple[Vector, Vector, Vector]]
    legs: tuple[tuple[Vector, Vector, Vector], tuple[Vector, Vector, Vector]]
    yaw: float
    lean: float


def skeleton(f: Figure, t: Take) -> Skeleton:
    """Pose a two-legged figure."""
    p, yaw = t.pose, t.yaw
    bend = p.bend + f.hunch
    up: Vector = (math.sin(p.lean), -math.cos(p.lean) * math.cos(bend), math.sin(bend))
    pelvis: Vector = (0.0, 0.0, 0.0)
    chest = _plus(pelvis, up, f.torso)
    neck = _plus(chest, up, f.neck)
    lift = f.head * 0.82
    head_at = (neck[0] + up[0] * lift, neck[1] - lift, neck[2] + up[2] * lift * 0.7)
    hx, hy, hz = turned(head_at, yaw)
    head = Frame(
        x=hx, y=hy, z=hz, a=f.head * f.head_wide, b=f.head, c=f.head * (0.95 if f.head_wide < 1.15 else f.head_wide * 0.85),
        yaw=yaw, roll=t.tilt + p.lean * 0.6 * math.cos(yaw) + bend * 0.25 * math.sin(yaw), nod=t.nod,
    )  # fmt: skip
    arms, legs = [], []
    for i, side in enumerate((1, -1)):
        shoulder = (
            chest[0] + side * (f.shoulders - f.limb * 0.35),
            chest[1] + f.limb * 0.95,
            chest[2],
        )
        d1 = _limb(p.arm_swing[i], p.arm_lift[i], side)
        elbow = _plus(shoulder, d1, f.arms * 0.5)
        d2 = _limb(p.arm_swing[i] + abs(p.elbow[i]) * 0.9, p.arm_lift[i] + p.elbow[i] * 0.45, side)
        if p.elbow[i] < 0:  # hands on the hips: the forearm comes back in
            d2 = _limb(0.35, -0.7, side)
        hand = _plus(elbow, d2, f.arms * 0.5)
        arms.append((turned(shoulder, yaw), turned(elbow, yaw), turned(hand, yaw)))
        hip = (pelvis[0] + side * f.hips * 0.55, 0.02, 0.0)
        e1 = _limb(p.leg_swing[i], p.leg_lift[i], side)
        knee = _plus(hip, e1, f.legs * 0.5)
        e2 = _limb(p.leg_swing[i] - p.knee[i], p.leg_lift[i] * 0.6, side)
        foot = _plus(knee, e2, f.legs * 0.5)
        legs.append((turned(hip, yaw), turned(knee, yaw), turned(foot, yaw)))
    return Skeleton(
        pelvis=turned(pelvis, yaw),
        chest=turned(chest, yaw),
        neck=turned(neck, yaw),
        head=head,
        arms=(arms[0], arms[1]),
        legs=(legs[0], legs[1]),
        yaw=yaw,
        lean=p.lean,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """The torso between shoulders (0) and hips (1): its rim and its front, from any yaw."""

    top: Vector
    foot: Vector
    shoulders: float
    waist: float
    hips: float
    depth: float
    belly: float
    yaw: float

    def _half(self, t: float) -> tuple[float, float]:
        t = min(max(t, 0.0), 1.25)
        w = (
            self.shoulders + (self.waist - self.shoulders) * min(t / 0.6, 1.0) ** 1.3
            if t < 0.6
            else self.waist + (self.hips - self.waist) * (t - 0.6) / 0.4
        )
        return w, self.depth * (0.8 + 0.2 * w / max(self.shoulders, 0.01))

    def centre(self, t: float) -> Point:
        """The middle of the torso at height `t`."""
        x = self.top[0] + (self.foot[0] - self.top[0]) * t
        y = self.top[1] + (self.foot[1] - self.top[1]) * t
        return x + self.belly * math.sin(self.yaw) * math.sin(min(t, 1.0) * math.pi) * 0.5, y

    def surface(self, azimuth: float, t: float, out: float = 1.0) -> Point:
        """The point of the skin at `azimuth` from the front and height `t`."""
        w, d = self._half(t)
        x, y = self.centre(t)
        d += self.belly * math.sin(min(max(t, 0.0), 1.0) * math.pi) * 0.5
        half = math.hypot(w * math.cos(self.yaw), d * math.sin(self.yaw)) * out
        return x + half * math.sin(azimuth + self.yaw), y

    def rim(self, t: float, side: int, out: float = 1.0) -> Point:
        """The point of the outline at height `t`; `side` −1 left in the picture, 1 right."""
        return self.surface(side * math.pi / 2 - self.yaw, t, out)

    @property
    def front(self) -> float:
        """1 when its front is seen, negative from behind."""
        return math.cos(self.yaw)


def trunk(f: Figure, s: Skeleton) -> Trunk:
    """The torso of a posed figure."""
    return Trunk(
        top=s.chest,
        foot=s.pelvis,
        shoulders=f.shoulders,
        waist=f.waist,
        hips=f.hips,
        depth=f.depth,
        belly=f.belly,
        yaw=s.yaw,
    )
