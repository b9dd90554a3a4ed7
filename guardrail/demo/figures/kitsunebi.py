"""Kitsunebi: a small white fox spirit, blue flame on the tail, red bib."""

from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.faces import cheeks, eyes, mouth
from guardrail.demo.figures.outlines import RGB, curve, joint, mix
from guardrail.demo.figures.pose import Pose

_FUR: RGB = (250, 246, 240)
_EAR: RGB = (244, 172, 178)
_BIB: RGB = (214, 44, 52)
_FLAMES: tuple[RGB, RGB, RGB] = ((40, 92, 230), (76, 168, 255), (206, 244, 255))


def kitsunebi(brush: Brush, pose: Pose) -> None:
    """Facing right, four short legs, the tail up behind."""
    _kitsunebi_tail(brush, pose)
    swing = 0.3 * pose.stride
    far = mix(_FUR, (120, 110, 160), 0.22)
    for x, sway, fur in (
        (-0.08, -swing, far),
        (0.4, swing, far),
        (-0.26, swing, _FUR),
        (0.24, -swing, _FUR),
    ):
        _paw(brush, x, 0.5, sway, fur)
    brush.smooth(
        [
            (-0.42, 0.42),
            (-0.3, 0.2),
            (0.05, 0.16),
            (0.4, 0.2),
            (0.46, 0.48),
            (0.3, 0.66),
            (-0.1, 0.66),
            (-0.36, 0.62),
        ],
        _FUR,
    )
    _kitsunebi_bib(brush)
    with brush.at(0.26, -0.12, angle=pose.tilt):
        _kitsunebi_head(brush, pose)


def _paw(brush: Brush, x: float, y: float, sway: float, fur: RGB) -> None:
    brush.limb(joint(x, y, angle=sway, length=0.33), 0.13, 0.09, fur)
    foot = joint(x, y, angle=sway, length=0.34)[-1]
    brush.oval(foot[0] + 0.03, foot[1], 0.115, 0.075, fur)


def _kitsunebi_tail(brush: Brush, pose: Pose) -> None:
    sway = 0.1 * pose.wag
    tip = (-0.58 + sway, -0.3)
    brush.limb([(-0.3, 0.5), (-0.62, 0.44), (-0.74 + sway * 0.5, 0.1), tip], 0.1, 0.1, _FUR)
    brush.smooth(
        [
            (-0.42, 0.5),
            (-0.72, 0.5),
            (-0.9, 0.2),
            (-0.8 + sway, -0.18),
            tip,
            (-0.5 + sway, -0.02),
            (-0.58, 0.2),
            (-0.44, 0.34),
        ],
        _FUR,
    )
    brush.glow(tip[0], tip[1] - 0.22, 0.62, _FLAMES[1], opacity=0.5)
    with brush.at(tip[0], tip[1], angle=0.16 * pose.wag):
        for size, fill in zip((1.0, 0.7, 0.4), _FLAMES, strict=True):
            with brush.at(0, 0.05, scale=size):
                brush.smooth(
                    [
                        (0, 0.06),
                        (-0.19, -0.04),
                        (-0.2, -0.24),
                        (-0.1, -0.34),
                        (-0.09, -0.5),
                        (0.03, -0.66),
                        (0.06, -0.46),
                        (0.17, -0.4),
                        (0.2, -0.18),
                        (0.16, -0.02),
                    ],
                    fill,
                    line=0.02 if fill == _FLAMES[0] else 0.0,
                    depth=0.1,
                )


def _kitsunebi_bib(brush: Brush) -> None:
    brush.smooth(
        [(0.0, 0.18), (0.28, 0.24), (0.54, 0.16), (0.5, 0.42), (0.28, 0.56), (0.08, 0.44)], _BIB
    )
    brush.stroke([(0.06, 0.4), (0.28, 0.5), (0.48, 0.38)], (255, 214, 110), 0.025)
    brush.oval(0.3, 0.33, 0.075, 0.075, (250, 200, 66))
    brush.line([(0.25, 0.345), (0.35, 0.345)], (120, 76, 20), 0.018)


def _kitsunebi_head(brush: Brush, pose: Pose) -> None:
    for side in (-1, 1):
        flick = 0.05 * pose.wag * side
        brush.smooth(
            [
                (side * 0.12, -0.26),
                (side * 0.3 + flick, -0.72),
                (side * 0.38 + flick, -0.7),
                (side * 0.42, -0.12),
            ],
            _FUR,
        )
        brush.smooth(
            [(side * 0.2, -0.28), (side * 0.31 + flick, -0.58), (side * 0.35, -0.2)],
            _EAR,
            line=0.0,
        )
    brush.shape(
        curve(
            [
                (-0.2, -0.34),
                (0.2, -0.34),
                (0.42, -0.14),
                (0.58, 0.12),
                (0.42, 0.16),
                (0.44, 0.24),
                (0.24, 0.3),
                (0, 0.36),
                (-0.24, 0.3),
                (-0.44, 0.24),
                (-0.42, 0.16),
                (-0.58, 0.12),
                (-0.42, -0.14),
            ],
            steps=6,
        ),
        _FUR,
    )
    x = 0.16 * pose.turn
    brush.smooth(
        [(x, -0.26), (x + 0.05, -0.18), (x, -0.1), (x - 0.05, -0.18)], _BIB, line=0, depth=0
    )
    eyes(
        brush,
        x,
        0.0,
        gap=0.21,
        size=0.09,
        iris=(236, 164, 34),
        expression=pose.expression,
        turn=pose.turn,
    )
    for side in (-1, 1):
        brush.stroke([(x + side * 0.29, -0.09), (x + side * 0.38, -0.13)], _BIB, 0.035)
        brush.stroke([(x + side * 0.36, 0.15), (x + side * 0.47, 0.13)], _BIB, 0.025)
    cheeks(brush, x, 0.16, gap=0.28, size=0.08, blush=(250, 150, 140))
    brush.oval(x * 1.3, 0.13, 0.045, 0.032, (52, 34, 48), depth=0.0)
    mouth(brush, x * 1.2, 0.18, width=0.07, expression=pose.expression)
