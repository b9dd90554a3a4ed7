"""Sagihime: a tall heron in a violet kimono with a yellow paper umbrella."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.outlines import RGB, curve, joint, mix, ring, star
from guardrail.demo.figures.pose import Expression, Pose

_PLUME: RGB = (168, 186, 206)
_KIMONO: RGB = (112, 72, 158)
_PAPER: RGB = (250, 204, 72)


def sagihime(brush: Brush, pose: Pose) -> None:
    """Facing right: stilt legs, a robe, a long neck, the umbrella over the far shoulder."""
    for x, sway in ((-0.1, 0.32 * pose.stride), (0.1, -0.32 * pose.stride)):
        foot = joint(x, 0.5, angle=sway, length=0.36, bend=-sway * 0.7)
        brush.limb(foot, 0.026, 0.022, (66, 56, 70), line=0.014)
        fx, fy = foot[-1]
        for toe in (-0.08, 0.06, 0.13):
            brush.line([(fx, fy), (fx + toe, fy + 0.035)], (46, 34, 52), 0.026)
    _umbrella(brush, pose)
    brush.smooth(
        [
            (-0.2, -0.12),
            (0.06, -0.2),
            (0.22, -0.02),
            (0.26, 0.3),
            (0.3, 0.62),
            (0.02, 0.68),
            (-0.3, 0.64),
            (-0.28, 0.3),
        ],
        _KIMONO,
    )
    for x, y, r in (
        (-0.14, 0.5, 0.045),
        (0.05, 0.56, 0.04),
        (0.18, 0.46, 0.045),
        (-0.05, 0.4, 0.03),
    ):
        brush.shape(star(x, y, r * 1.4, tips=5, waist=0.6), (240, 196, 232), line=0.0, depth=0.0)
    brush.smooth([(-0.27, 0.14), (0.24, 0.1), (0.26, 0.28), (-0.28, 0.32)], (246, 236, 220))
    brush.line([(-0.27, 0.22), (0.25, 0.19)], (204, 66, 84), 0.035)
    brush.stroke([(0.0, -0.16), (0.1, -0.02), (0.02, 0.1)], (246, 236, 250), 0.04)
    _sagihime_neck(brush, pose)
    _sleeve(brush, pose)


def _umbrella(brush: Brush, pose: Pose) -> None:
    with brush.at(-0.2, 0.08, angle=-0.34 + 0.08 * pose.wag):
        brush.limb([(0, 0.3), (0, -0.62)], 0.018, 0.016, (120, 66, 40), line=0.012)
        canopy = curve(
            [
                (0, -0.82),
                (0.3, -0.72),
                (0.58, -0.46),
                (0.62, -0.38),
                (0.3, -0.44),
                (0, -0.4),
                (-0.3, -0.44),
                (-0.62, -0.38),
                (-0.58, -0.46),
                (-0.3, -0.72),
            ]
        )
        brush.shape(canopy, _PAPER)
        with brush.inside(canopy):
            brush.stroke([(-0.6, -0.5), (0, -0.62), (0.6, -0.5)], (255, 242, 190), 0.07)
            for x in (-0.44, -0.24, -0.06, 0.12, 0.3, 0.48):
                brush.line([(0, -0.84), (x, -0.36)], (196, 128, 34), 0.014)
        brush.oval(0, -0.83, 0.05, 0.035, (196, 60, 60))


def _sagihime_neck(brush: Brush, pose: Pose) -> None:
    brush.limb([(0.02, -0.12), (0.2, -0.26), (0.04, -0.42), (0.16, -0.62)], 0.1, 0.065, _PLUME)
    with brush.at(0.18, -0.66, angle=pose.tilt + 0.04):
        sway = 0.06 * pose.wag
        for lift in (0.0, 0.08, 0.16):
            brush.limb(
                [
                    (-0.02, -0.06 - lift * 0.3),
                    (-0.2, -0.06 - lift + sway),
                    (-0.4, 0.04 - lift + sway),
                ],
                0.03,
                0.006,
                (46, 50, 76),
                line=0.012,
            )
        gape = (
            0.05
            if pose.expression in {Expression.LAUGHING, Expression.SURPRISED, Expression.HAPPY}
            else 0.0
        )
        brush.shape([(0.1, 0.02), (0.46, 0.06 + gape * 1.6), (0.1, 0.1)], (220, 140, 40), depth=0.1)
        brush.shape([(0.1, -0.06), (0.56, 0.04 - gape), (0.1, 0.05)], (244, 176, 60), depth=0.1)
        brush.oval(0, 0, 0.16, 0.13, _PLUME)
        brush.smooth(
            [(-0.14, -0.06), (0.0, -0.14), (0.13, -0.07), (0.0, -0.05)], (46, 50, 76), line=0
        )
        _heron_eye(brush, pose)
        brush.veil(ring(0.02, 0.07, 0.05, 0.03), (240, 120, 140), 0.7)


def _heron_eye(brush: Brush, pose: Pose) -> None:
    if pose.expression in {Expression.ASLEEP, Expression.LAUGHING}:
        bow = 0.04 if pose.expression is Expression.ASLEEP else -0.04
        brush.stroke([(0.0, 0.0), (0.05, bow), (0.1, 0.0)], (38, 26, 44), 0.022)
        return
    size = 0.058 if pose.expression is Expression.SURPRISED else 0.046
    brush.oval(0.05, -0.005, size, size, (255, 236, 120), line=0.014, depth=0.0)
    brush.oval(0.06, -0.005, size * 0.55, size * 0.55, (38, 26, 44), line=0, depth=0)
    brush.stroke([(0.08, -0.05), (0.0, -0.06), (-0.03, -0.02)], (38, 26, 44), 0.018)
    if pose.expression is Expression.CROSS:
        brush.line([(-0.02, -0.1), (0.12, -0.05)], (38, 26, 44), 0.025)


def _sleeve(brush: Brush, pose: Pose) -> None:
    with brush.at(0.04, -0.02, angle=-0.25 - 1.5 * pose.right):
        brush.smooth(
            [(-0.1, -0.04), (0.08, -0.04), (0.13, 0.3), (0.18, 0.44), (-0.2, 0.46), (-0.13, 0.2)],
            mix(_KIMONO, (255, 255, 255), 0.1),
        )
        brush.stroke([(-0.18, 0.43), (0.0, 0.46), (0.16, 0.41)], (240, 196, 232), 0.035)
        for x in (-0.06, 0.0, 0.06):
            brush.limb([(x, 0.46), (x * 1.5, 0.56)], 0.03, 0.016, _PLUME, line=0.014)
