"""Proportions: what each plan and kind of body measures."""

import random
from typing import Any

from models.train.figures.kinds import HEAD_SHAPES
from models.train.figures.shows import Show


def build(plan: str, kind: str, style: Show, rng: random.Random) -> dict[str, Any]:
    """The fields of the body by name; lengths in world units."""
    u = rng.uniform
    head, legs, torso, arms = u(0.165, 0.225), u(0.8, 1.05), u(0.5, 0.64), u(0.68, 0.82)
    shoulders, waist, hips, limb, belly = (
        u(0.2, 0.27),
        u(0.13, 0.18),
        u(0.15, 0.21),
        u(0.055, 0.075),
        0.0,
    )
    wide, hunch, neck = u(0.82, 1.0), 0.0, u(0.05, 0.12)
    if plan == "adult":
        if kind == "strong":
            shoulders, waist, limb, head = (
                u(0.34, 0.46),
                u(0.16, 0.24),
                u(0.085, 0.13),
                u(0.14, 0.18),
            )
        elif kind == "round":
            waist, hips, belly, limb, legs = (
                u(0.3, 0.45),
                u(0.24, 0.32),
                u(0.2, 0.4),
                u(0.08, 0.1),
                u(0.55, 0.8),
            )
        elif kind == "long":
            legs, arms, waist, shoulders, head = (
                u(1.15, 1.45),
                u(0.85, 1.05),
                u(0.1, 0.13),
                u(0.16, 0.22),
                u(0.14, 0.18),
            )
        elif kind == "pear":
            hips, waist, shoulders, limb = (
                u(0.26, 0.34),
                u(0.18, 0.24),
                u(0.15, 0.19),
                u(0.06, 0.08),
            )
        elif kind == "wedge":
            shoulders, waist, hips, legs, arms = (
                u(0.36, 0.48),
                u(0.14, 0.2),
                u(0.12, 0.16),
                u(0.5, 0.75),
                u(0.8, 1.0),
            )
        elif kind == "sturdy":
            shoulders, waist, hips, legs, limb = (
                u(0.28, 0.34),
                u(0.26, 0.32),
                u(0.24, 0.3),
                u(0.6, 0.8),
                u(0.085, 0.11),
            )
        elif kind == "old":
            hunch, legs, head, belly = u(0.1, 0.35), u(0.55, 0.75), u(0.2, 0.26), u(0.0, 0.2)
        waist, hips = max(waist, shoulders * 0.46), max(hips, shoulders * 0.5)
        head *= style.head_tendency
    elif plan == "child":
        head, legs, torso, arms = u(0.24, 0.32), u(0.5, 0.72), u(0.38, 0.48), u(0.48, 0.58)
        shoulders, waist, hips, limb, neck = (
            u(0.15, 0.2),
            u(0.13, 0.2),
            u(0.14, 0.18),
            u(0.05, 0.07),
            u(0.02, 0.06),
        )
        if kind == "round":
            waist, belly, hips = u(0.2, 0.28), u(0.08, 0.2), u(0.18, 0.24)
        head, wide = head * style.head_tendency, u(0.92, 1.12)
    elif plan == "chibi":
        head, legs, torso, arms = u(0.38, 0.52), u(0.26, 0.4), u(0.26, 0.38), u(0.28, 0.38)
        shoulders, waist, hips, limb, neck = (
            u(0.13, 0.18),
            u(0.14, 0.2),
            u(0.15, 0.22),
            u(0.05, 0.075),
            0.0,
        )
        wide = u(0.98, 1.22)
    elif plan == "anthro":
        head, legs, torso, arms = u(0.22, 0.36), u(0.42, 0.95), u(0.4, 0.58), u(0.5, 0.75)
        shoulders, waist, hips, limb = u(0.16, 0.32), u(0.15, 0.32), u(0.16, 0.26), u(0.055, 0.085)
        belly, wide, neck = u(0.0, 0.2), u(0.95, 1.25), u(0.02, 0.08)
    elif plan == "mascot":
        head, legs, torso, arms = u(0.4, 0.5), u(0.24, 0.5), u(0.2, 0.3), u(0.4, 0.6)
        shoulders, waist, hips, limb, neck = u(0.2, 0.3), 0.28, u(0.2, 0.3), u(0.06, 0.1), 0.0
        wide = u(0.8, 1.15)
    elif plan == "robot":
        head, legs, torso, arms = u(0.15, 0.3), u(0.45, 0.95), u(0.4, 0.62), u(0.55, 0.85)
        shoulders, waist, hips, limb = u(0.2, 0.42), u(0.16, 0.38), u(0.16, 0.32), u(0.05, 0.1)
        wide, neck = u(0.85, 1.35), u(0.02, 0.14)
        if kind == "slim":
            shoulders, waist, hips, limb = (
                u(0.16, 0.22),
                u(0.1, 0.14),
                u(0.12, 0.16),
                u(0.035, 0.055),
            )
        elif kind == "heavy":
            shoulders, arms, limb, head, legs = (
                u(0.42, 0.56),
                u(0.75, 0.95),
                u(0.09, 0.14),
                u(0.12, 0.18),
                u(0.45, 0.6),
            )
    else:
        head, legs, limb = u(0.26, 0.42), u(0.35, 0.8), u(0.05, 0.1)
        wide, arms, neck = u(0.9, 1.2), u(0.35, 0.55), u(0.0, 1.0)
        torso, waist, hips = u(0.6, 1.0), u(0.2, 0.34), u(0.2, 0.34)
    return {
        "head": head, "head_wide": wide,
        "head_shape": rng.choice(HEAD_SHAPES) if plan != "robot" else rng.choice(("square", "round", "tall", "wide", "dome", "bucket", "screen")),
        "neck": neck, "shoulders": shoulders * style.wide_tendency**0.5, "waist": waist, "hips": hips,
        "depth": max(0.11, waist * u(0.65, 0.95)), "belly": belly, "torso": torso * style.long_tendency**0.5,
        "legs": legs * style.long_tendency, "arms": arms * style.long_tendency**0.7,
        "limb": limb * style.limb_tendency, "limb_taper": rng.choice((0.55, 0.75, 0.9, 1.0, 1.3)),
        "hands": u(0.85, 1.4), "feet": u(0.85, 1.6), "hunch": hunch,
    }  # fmt: skip
