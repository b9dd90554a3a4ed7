"""What is worn before the eyes; it turns with the head."""

from models.train.figures.body import Frame
from models.train.figures.shapes import Drawing, oval, polygon, squircle
from models.train.figures.traits import Figure


def glasses(d: Drawing, f: Figure, h: Frame) -> None:
    """Glasses, shades, a monocle, a visor, a domino mask."""
    if f.glasses == "none" or h.facing(0) < -0.15:
        return
    u, z = h.size, h.z + 0.072
    frame = f.palette.dark if f.glasses != "monocle" else (214, 172, 70)
    if f.glasses in {"visor", "mask"}:
        edge = [-1.35 + 0.27 * k for k in range(11)]
        seen = [az for az in edge if h.facing(az) > 0.0]
        high, low = (0.26, -0.24) if f.glasses == "visor" else (0.34, -0.28)
        if len(seen) < 3:
            return
        band = [h.at(az, f.eye_height + high, 1.02)[:2] for az in seen] + [
            h.at(az, f.eye_height + low, 1.02)[:2] for az in reversed(seen)
        ]
        colour = f.palette.accent if f.glasses == "visor" else f.palette.dark
        d.fill(polygon(band), colour, z if f.glasses == "visor" else h.z + 0.04, line=0.8)
        return
    radius = u * 0.3 * max(0.85, min(1.3, f.eye_size))
    for side in (1, -1):
        if f.glasses == "monocle" and side < 0:
            continue
        if h.facing(side * f.eye_gap) < 0.08:
            continue
        x, y, _ = h.at(side * f.eye_gap, f.eye_height, 1.05)
        rx = radius * max(0.45, h.facing(side * f.eye_gap))
        lens = (
            oval(x, y, rx, radius)
            if f.glasses in {"round", "monocle"}
            else squircle(x, y, rx * 1.1, radius * 0.72, 5)
        )
        if f.glasses == "shades":
            d.fill(lens, (34, 32, 44), z, line=0.6)
            d.stroke(
                [(x - rx * 0.4, y + radius * 0.2), (x + rx * 0.1, y - radius * 0.4)],
                (130, 140, 170),
                z + 0.001,
                u * 0.05,
                clip=lens,
            )
        else:
            d.mark(lens, (255, 255, 255), z, alpha=0.22)
            from_lens = d.shapes[-1]
            ring = type(from_lens)(
                path=lens, colour=frame, z=z + 0.001, line=0, shade=False, stroke=u * 0.06
            )
            d.shapes.append(ring)
    if f.glasses != "monocle" and h.facing(0) > 0.1:
        a, b = (
            h.at(f.eye_gap * 0.45, f.eye_height + 0.03, 1.06),
            h.at(-f.eye_gap * 0.45, f.eye_height + 0.03, 1.06),
        )
        d.stroke([a[:2], b[:2]], frame, z, u * 0.05)
    for side in (1, -1):
        if h.facing(side * 1.1) > 0.15:
            a, b = (
                h.at(side * (f.eye_gap + 0.3), f.eye_height + 0.05, 1.03),
                h.at(side * 1.5, f.eye_height + 0.08, 1.0),
            )
            d.stroke([a[:2], b[:2]], frame, h.z + 0.05, u * 0.045)
