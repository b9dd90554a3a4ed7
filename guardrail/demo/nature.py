"""Places out of doors, painted: a meadow, the sea floor, snowy mountains, a forest."""

from PIL import Image, ImageDraw, ImageFilter

from guardrail.demo.canvas import Canvas, Random
from guardrail.demo.figures.outlines import RGB, mix


def meadow(canvas: Canvas, random: Random) -> None:
    """Hills, trees and flowers under a blue sky."""
    canvas.fade([(0, (92, 172, 236)), (0.55, (206, 236, 250)), (1, (232, 244, 220))])
    canvas.light(0.2, 0.14, 0.4, (255, 248, 206), 0.8)
    canvas.disc(0.2, 0.14, 0.06, (255, 250, 220))
    for x, y in random.uniform((0.05, 0.1), (0.95, 0.36), size=(6, 2)):
        canvas.cloud(random, x, y, random.uniform(0.07, 0.16), (252, 253, 255))
    canvas.soften(1.2)
    canvas.hills(random, 0.55, 0.05, (150, 196, 170))
    canvas.hills(random, 0.62, 0.04, (124, 186, 118))
    for x in random.uniform(0, 1, size=9):
        _round_tree(canvas, random, float(x), 0.67, 0.08)
    canvas.hills(random, 0.72, 0.02, (104, 172, 88))
    for x, y in random.uniform((0, 0.76), (1, 1), size=(260, 2)):
        h = 0.02 + 0.03 * (y - 0.7)
        canvas.stroke([(x, y), (x + 0.003, y - h)], (84, 150, 72), 0.005)
    for x, y in random.uniform((0, 0.78), (1, 1), size=(70, 2)):
        petal: RGB = ((255, 250, 240), (255, 206, 80), (240, 120, 140), (170, 130, 230))[
            int(random.integers(4))
        ]
        canvas.disc(x, y, 0.011, petal)
        canvas.disc(x, y, 0.004, (250, 170, 50))


def _round_tree(canvas: Canvas, random: Random, x: float, y: float, size: float) -> None:
    canvas.box(x - 0.004, y - size * 0.4, 0.008, size * 0.6, (112, 82, 60))
    for dx, dy, r in ((0, -0.9, 0.6), (-0.4, -0.6, 0.45), (0.4, -0.6, 0.45)):
        shade = mix((70, 140, 74), (130, 180, 80), float(random.uniform(0, 0.6)))
        canvas.disc(x + dx * size / canvas.ratio, y + dy * size, r * size, shade)


def sea(canvas: Canvas, random: Random) -> None:
    """The sea floor, lit from above."""
    canvas.fade([(0, (120, 220, 236)), (0.3, (42, 158, 206)), (1, (12, 62, 122))])
    for i in range(6):
        x = float(random.uniform(0, 1))
        wide = float(random.uniform(0.03, 0.08))
        ray = Image.new("L", canvas.picture.size)
        size = canvas.picture.size
        ImageDraw.Draw(ray).polygon(
            [
                (x * size[0], 0),
                ((x + wide) * size[0], 0),
                ((x + wide * 2 - 0.1) * size[0], size[1] * 0.8),
                ((x - 0.14) * size[0], size[1] * 0.8),
            ],
            fill=26 + 6 * (i % 2),
        )
        canvas.picture.paste((220, 255, 250), (0, 0), ray.filter(ImageFilter.BoxBlur(8)))
    canvas.hills(random, 0.74, 0.05, (24, 96, 140))
    canvas.hills(random, 0.86, 0.02, (226, 204, 150))
    for x in random.uniform(0, 1, size=22):
        _coral(canvas, random, float(x))
    for x, y in random.uniform((0, 0.1), (1, 0.6), size=(16, 2)):
        _fish(
            canvas,
            float(x),
            float(y),
            ((255, 190, 70), (250, 120, 110), (240, 240, 250))[int(random.integers(3))],
        )
    for x, y, r in random.uniform((0, 0.05, 0.004), (1, 0.9, 0.014), size=(50, 3)):
        canvas.disc(x, y, r, (190, 238, 250))
        canvas.disc(x, y, r * 0.7, (86, 190, 226))


def _coral(canvas: Canvas, random: Random, x: float) -> None:
    fill: RGB = ((240, 110, 120), (250, 170, 90), (150, 100, 190), (70, 170, 120))[
        int(random.integers(4))
    ]
    y = float(random.uniform(0.88, 0.97))
    tall = float(random.uniform(0.08, 0.2))
    for lean in (-0.03, -0.012, 0.008, 0.026):
        canvas.stroke([(x, y), (x + lean * 0.5, y - tall * 0.5), (x + lean, y - tall)], fill, 0.016)
        canvas.disc(x + lean, y - tall, 0.012, mix(fill, (255, 255, 255), 0.3))


def _fish(canvas: Canvas, x: float, y: float, fill: RGB) -> None:
    r = 1 / canvas.ratio
    canvas.disc(x, y, 0.022, fill, squash=0.6)
    canvas.area([(x - 0.018 * r, y), (x - 0.045 * r, y - 0.016), (x - 0.045 * r, y + 0.016)], fill)
    canvas.disc(x + 0.01 * r, y - 0.003, 0.004, (30, 30, 50))


def snow(canvas: Canvas, random: Random) -> None:
    """Peaks and firs in falling snow."""
    canvas.fade([(0, (126, 158, 206)), (0.6, (214, 226, 242)), (1, (240, 244, 250))])
    for base, tone in ((0.36, (150, 172, 208)), (0.46, (118, 142, 186))):
        for i in range(6):
            x = i / 5 + float(random.uniform(-0.06, 0.06))
            peak = base - float(random.uniform(0.05, 0.24))
            canvas.area([(x - 0.16, 0.72), (x, peak), (x + 0.16, 0.72)], tone)
            canvas.area(
                [
                    (x - 0.045, peak + 0.115),
                    (x, peak),
                    (x + 0.045, peak + 0.115),
                    (x + 0.016, peak + 0.09),
                    (x - 0.008, peak + 0.13),
                ],
                (246, 249, 255),
            )
    canvas.soften(1.0)
    canvas.hills(random, 0.66, 0.03, (224, 232, 244))
    for x in random.uniform(0, 1, size=16):
        _fir(canvas, float(x), 0.72, float(random.uniform(0.1, 0.22)))
    canvas.hills(random, 0.75, 0.015, (244, 248, 255))
    for x, y in random.uniform((0, 0.8), (1, 1), size=(30, 2)):
        canvas.stroke([(x, y), (x + 0.03, y + 0.004)], (214, 224, 242), 0.008)
    for x, y, r in random.uniform((0, 0, 0.003), (1, 0.9, 0.009), size=(150, 3)):
        canvas.disc(x, y, r, (255, 255, 255))


def _fir(canvas: Canvas, x: float, y: float, tall: float) -> None:
    canvas.box(x - 0.004, y - 0.02, 0.008, 0.03, (96, 72, 62))
    for i in range(3):
        top, w = y - tall + i * tall * 0.27, (0.05 + 0.035 * i) * tall * 2.4
        canvas.area(
            [(x, top), (x + w / 2, top + tall * 0.42), (x - w / 2, top + tall * 0.42)],
            (56, 102, 104),
        )
        canvas.area(
            [
                (x, top),
                (x + w / 5, top + tall * 0.17),
                (x, top + tall * 0.13),
                (x - w / 5, top + tall * 0.17),
            ],
            (240, 246, 252),
        )


def forest(canvas: Canvas, random: Random) -> None:
    """Tall trunks, light between them, toadstools."""
    canvas.fade([(0, (206, 230, 190)), (0.5, (166, 206, 160)), (1, (70, 110, 70))])
    canvas.light(0.45, 0.2, 0.6, (255, 252, 214), 0.9)
    for depth in range(3):
        tone = mix((150, 186, 150), (40, 62, 52), depth / 2.4)
        for x in random.uniform(0, 1, size=12 - 2 * depth):
            w = 0.008 + 0.008 * depth
            lean = float(random.uniform(-0.02, 0.02))
            canvas.area(
                [(x - w, 0.8), (x - w * 0.6 + lean, 0), (x + w * 0.6 + lean, 0), (x + w, 0.8)], tone
            )
        for x in random.uniform(0, 1, size=26):
            leaf = mix(tone, (110, 170, 80), 0.5)
            canvas.disc(float(x), float(random.uniform(-0.04, 0.16 - 0.03 * depth)), 0.07, leaf)
        if not depth:
            canvas.soften(1.6)
    canvas.hills(random, 0.74, 0.02, (86, 128, 66))
    for x, y in random.uniform((0, 0.76), (1, 1), size=(200, 2)):
        canvas.stroke(
            [(x, y), (x + float(random.uniform(-0.008, 0.008)), y - 0.035)], (66, 108, 56), 0.006
        )
    for x in random.uniform(0, 1, size=8):
        y = float(random.uniform(0.8, 0.96))
        canvas.box(x - 0.004, y - 0.03, 0.008, 0.035, (246, 236, 216))
        canvas.disc(x, y - 0.032, 0.026, (214, 74, 66), squash=0.6)
        canvas.disc(x - 0.004, y - 0.038, 0.005, (255, 246, 236))


def beach(canvas: Canvas, random: Random) -> None:
    """Sand, surf and a wide sky."""
    canvas.fade([(0, (104, 190, 238)), (0.42, (222, 242, 248)), (1, (250, 236, 200))])
    canvas.light(0.7, 0.16, 0.4, (255, 250, 214), 0.9)
    canvas.disc(0.7, 0.16, 0.055, (255, 252, 226))
    for x, y in random.uniform((0.05, 0.08), (0.95, 0.3), size=(5, 2)):
        canvas.cloud(random, x, y, random.uniform(0.06, 0.13), (253, 253, 255))
    canvas.soften(1.0)
    canvas.area([(0.1, 0.46), (0.2, 0.38), (0.3, 0.41), (0.42, 0.46)], (124, 164, 150))
    canvas.box(0, 0.45, 1, 0.3, (38, 150, 190))
    for x, y in random.uniform((0, 0.46), (1, 0.68), size=(90, 2)):
        wide = 0.02 + 0.12 * (y - 0.44)
        canvas.stroke([(x, y), (x + wide, y)], (120, 206, 224), 0.005)
    canvas.hills(random, 0.7, 0.015, (250, 252, 250))
    canvas.hills(random, 0.735, 0.012, (206, 226, 214))
    canvas.hills(random, 0.75, 0.012, (242, 218, 164))
    for x, y in random.uniform((0, 0.78), (1, 1), size=(240, 2)):
        canvas.disc(x, y, 0.003, (220, 190, 132))
    for x, y in random.uniform((0.02, 0.82), (0.98, 0.98), size=(9, 2)):
        canvas.disc(x, y, 0.014, (250, 240, 230), squash=0.6)
        canvas.disc(x, y, 0.008, (240, 170, 160), squash=0.6)
