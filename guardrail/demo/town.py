"""Places that people made, painted: a lantern festival, a city at dusk, a kitchen."""

import math

from guardrail.demo.canvas import Canvas, Random
from guardrail.demo.figures.outlines import RGB, mix

_LIT_WINDOWS = 0.45


def festival(canvas: Canvas, random: Random) -> None:
    """Stalls and hanging lanterns under a full moon."""
    canvas.fade(
        [(0, (16, 18, 54)), (0.5, (60, 44, 104)), (0.75, (150, 82, 104)), (1, (90, 52, 60))]
    )
    for x, y in random.uniform((0, 0), (1, 0.45), size=(90, 2)):
        canvas.disc(x, y, 0.003, (236, 232, 255))
    canvas.disc(0.76, 0.17, 0.08, (255, 244, 212))
    canvas.light(0.76, 0.17, 0.26, (255, 240, 200), 0.35)
    canvas.hills(random, 0.56, 0.04, (40, 36, 78))
    for i in range(7):
        _stall(canvas, random, 0.02 + i * 0.145)
    canvas.box(0, 0.76, 1, 0.24, (92, 62, 74))
    for i in range(12):
        y = 0.78 + 0.22 * (i / 12) ** 1.5
        canvas.stroke([(0, y), (1, y)], (78, 52, 66), 0.004)
    for row, (y, count) in enumerate(((0.26, 9), (0.38, 12))):
        sag = [
            (x, y + 0.05 * math.sin(math.pi * ((x * 4 + row * 0.5) % 1)))
            for x in (i / 79 for i in range(80))
        ]
        canvas.stroke(sag, (30, 24, 40), 0.004)
        for i in range(count):
            x = (i + 0.5) / count
            _lantern(canvas, x, y + 0.05 * math.sin(math.pi * ((x * 4 + row * 0.5) % 1)), 0.04)


def _stall(canvas: Canvas, random: Random, x: float) -> None:
    cloth: RGB = ((196, 60, 66), (60, 92, 150), (226, 168, 66))[int(random.integers(3))]
    canvas.box(x, 0.5, 0.12, 0.28, (66, 44, 52))
    canvas.box(x + 0.008, 0.57, 0.104, 0.1, (255, 206, 124))
    for i in range(4):
        canvas.disc(x + 0.025 + i * 0.024, 0.645, 0.022, ((214, 90, 70), (250, 236, 190))[i % 2])
    canvas.box(x, 0.67, 0.12, 0.11, (108, 70, 62))
    for i in range(6):
        canvas.box(x - 0.006 + i * 0.022, 0.48, 0.022, 0.08, cloth if i % 2 else (250, 240, 226))
    canvas.light(x + 0.06, 0.62, 0.22, (255, 190, 100), 0.3)


def _lantern(canvas: Canvas, x: float, y: float, r: float) -> None:
    canvas.light(x, y + r, r * 3.2, (255, 150, 70), 0.5)
    canvas.disc(x, y + r, r, (244, 96, 60))
    canvas.disc(x, y + r, r * 0.62, (255, 190, 110))
    for dy in (0.1, 1.9):
        canvas.box(
            x - r * 0.5 / canvas.ratio, y + r * dy - 0.006, r / canvas.ratio, 0.012, (50, 30, 36)
        )


def city(canvas: Canvas, random: Random) -> None:
    """Towers and street lamps at dusk."""
    canvas.fade(
        [(0, (70, 92, 168)), (0.4, (232, 142, 132)), (0.7, (252, 206, 150)), (1, (200, 170, 170))]
    )
    canvas.light(0.62, 0.52, 0.5, (255, 226, 160), 0.8)
    for depth, tone in ((0, (168, 132, 164)), (1, (112, 96, 142)), (2, (66, 64, 104))):
        x = -0.02
        while x < 1:
            w = float(random.uniform(0.04, 0.09))
            top = float(random.uniform(0.16 + 0.1 * depth, 0.42 + 0.08 * depth))
            _tower(canvas, random, x, top, w=w, tone=tone)
            x += w + float(random.uniform(-0.004, 0.012))
    canvas.box(0, 0.76, 1, 0.05, (176, 168, 178))
    canvas.box(0, 0.81, 1, 0.19, (82, 82, 100))
    for i in range(12):
        canvas.box(0.02 + i * 0.086, 0.9, 0.045, 0.012, (236, 226, 190))
    for i in range(6):
        x = 0.08 + i * 0.17
        canvas.stroke([(x, 0.78), (x, 0.5), (x + 0.02, 0.48)], (50, 50, 66), 0.01)
        canvas.light(x + 0.022, 0.5, 0.09, (255, 236, 170), 0.8)
        canvas.disc(x + 0.022, 0.495, 0.014, (255, 246, 210))


def _tower(canvas: Canvas, random: Random, x: float, top: float, *, w: float, tone: RGB) -> None:
    canvas.box(x, top, w, 0.8 - top, tone)
    canvas.box(x, top, w * 0.14, 0.8 - top, mix(tone, (255, 220, 180), 0.3))
    lit: tuple[RGB, RGB] = ((255, 226, 150), mix(tone, (30, 30, 60), 0.3))
    for row in range(int((0.74 - top) / 0.036)):
        for column in range(int(w / 0.014)):
            fill = lit[int(random.random() > _LIT_WINDOWS)]
            canvas.box(x + 0.004 + column * 0.014, top + 0.02 + row * 0.036, 0.007, 0.018, fill)


def kitchen(canvas: Canvas, random: Random) -> None:
    """Windows, tiles, jars and a wooden counter."""
    canvas.fade([(0, (250, 230, 192)), (0.7, (246, 212, 166)), (1, (200, 150, 110))])
    for row in range(8):
        for column in range(30):
            tone = mix((240, 242, 234), (150, 204, 200), float(random.uniform(0, 0.6)))
            canvas.box(column / 30 + 0.001, 0.46 + row * 0.034, 1 / 30 - 0.002, 0.03, tone)
    for x in (0.1, 0.62):
        _window(canvas, x)
    canvas.box(0.36, 0.2, 0.2, 0.02, (150, 96, 62))
    canvas.box(0.36, 0.38, 0.2, 0.02, (150, 96, 62))
    for i in range(10):
        jar: RGB = ((214, 90, 76), (90, 150, 130), (244, 196, 90), (120, 110, 180))[
            int(random.integers(4))
        ]
        x, y = 0.368 + (i % 5) * 0.038, (0.2, 0.38)[i // 5]
        canvas.box(x, y - 0.1, 0.026, 0.1, jar)
        canvas.box(x - 0.002, y - 0.115, 0.03, 0.02, mix(jar, (60, 40, 40), 0.5))
    canvas.box(0, 0.72, 1, 0.03, (250, 232, 204))
    canvas.box(0, 0.75, 1, 0.25, (192, 132, 88))
    for i in range(10):
        y = 0.76 + 0.024 * i
        canvas.stroke([(0, y), (1, y + 0.006)], (176, 116, 76), 0.004)
    for x in (0.3, 0.58, 0.9):
        canvas.stroke([(x, 0), (x, 0.1)], (70, 56, 60), 0.006)
        canvas.light(x, 0.16, 0.24, (255, 240, 190), 0.5)
        canvas.area(
            [(x - 0.03, 0.15), (x - 0.012, 0.09), (x + 0.012, 0.09), (x + 0.03, 0.15)],
            (206, 84, 70),
        )
    _bowl(canvas, 0.08, (232, 226, 240))
    _bowl(canvas, 0.93, (120, 160, 190))


def _window(canvas: Canvas, x: float) -> None:
    canvas.box(x - 0.012, 0.06, 0.214, 0.36, (150, 96, 62))
    canvas.box(x, 0.08, 0.19, 0.32, (176, 222, 246))
    canvas.disc(x + 0.05, 0.35, 0.05, (120, 180, 110))
    canvas.disc(x + 0.13, 0.34, 0.06, (96, 164, 96))
    canvas.box(x, 0.38, 0.19, 0.02, (110, 170, 100))
    canvas.box(x + 0.091, 0.08, 0.008, 0.32, (150, 96, 62))
    canvas.box(x, 0.23, 0.19, 0.014, (150, 96, 62))
    for side in (x, x + 0.15):
        canvas.area(
            [(side, 0.08), (side + 0.04, 0.08), (side + (0.05 if side > x else -0.01), 0.3)],
            (250, 246, 236),
        )
    canvas.box(x - 0.02, 0.4, 0.23, 0.025, (250, 240, 222))


def _bowl(canvas: Canvas, x: float, fill: RGB) -> None:
    for dx, tint in ((-0.02, (232, 80, 70)), (0.0, (250, 180, 60)), (0.02, (140, 190, 80))):
        canvas.disc(x + dx, 0.655, 0.03, tint)
    canvas.area([(x - 0.05, 0.66), (x + 0.05, 0.66), (x + 0.03, 0.72), (x - 0.03, 0.72)], fill)
