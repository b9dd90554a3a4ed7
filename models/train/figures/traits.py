"""What an invented figure is: every trait a field, and what one picture of it may vary."""

from dataclasses import dataclass

from models.train.figures.palettes import Colour, Palette

PEOPLE = frozenset({"adult", "child", "chibi"})
BIPEDS = PEOPLE | {"anthro", "robot", "mascot"}
PLANS = (
    "adult", "child", "chibi", "anthro", "beast", "bird", "fish", "insect", "robot", "vehicle",
    "blob", "plant", "mascot", "object",
)  # fmt: skip
RENDERINGS = (
    "ink", "taper", "flat", "cel", "soft", "paint", "watercolour", "pixel", "sketch", "clay",
    "rim", "halftone",
)  # fmt: skip
VIEWS = ("front", "three-quarter", "side", "back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """Clothes in layers. `sleeve` and `leg` are shares of the limb that cloth covers (0…1)."""

    kind: str
    top: Colour
    bottom: Colour
    second: Colour
    accent: Colour
    pattern: str
    sleeve: float
    bottoms: str
    leg: float
    wide: float
    shoes: str
    shoe_colour: Colour
    emblem: str
    belt: bool
    neckwear: str
    gloves: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One identity. Lengths are in world units (a person is about 2 tall) or shares of a part."""

    seed: int
    show: int
    plan: str
    kind: str
    palette: Palette
    # Build
    head: float
    head_wide: float
    head_shape: str
    neck: float
    shoulders: float
    waist: float
    hips: float
    depth: float
    belly: float
    torso: float
    legs: float
    arms: float
    limb: float
    limb_taper: float
    hands: float
    feet: float
    hunch: float
    # Face
    eyes: str
    eye_size: float
    eye_gap: float
    eye_height: float
    eye_colour: Colour
    brows: str
    nose: str
    nose_size: float
    mouth: str
    cheeks: str
    mark: str
    lashes: bool
    # Hair
    fringe: str
    hair_back: str
    hair_extra: str
    hair_long: float
    hair_volume: float
    hair_colour: Colour
    hair_tips: Colour
    beard: str
    # Animal parts and skin
    skin: Colour
    skin_second: Colour
    coat: str
    ears: str
    ear_size: float
    horns: str
    tail: str
    tail_size: float
    back: str
    muzzle: float
    # Clothes and things
    outfit: Outfit
    outfit_2: Outfit
    hat: str
    hat_colour: Colour
    glasses: str
    prop: str
    prop_colour: Colour
    # The hand of the show
    rendering: str
    line_px: float
    ink: Colour | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Joint angles in radians, left and right. `swing` is forward, `lift` sideways."""

    name: str
    lean: float
    bend: float
    arm_lift: tuple[float, float]
    arm_swing: tuple[float, float]
    elbow: tuple[float, float]
    leg_swing: tuple[float, float]
    leg_lift: tuple[float, float]
    knee: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """What the face does: `lid` 0 open … 1 shut, `brow` −1 worried … 1 angry, `look` −1…1."""

    name: str
    mouth: str
    lid: float
    brow: float
    look: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One way to show a figure. `yaw`: radians, 0 front, π/2 facing right, π back."""

    view: str
    yaw: float
    pose: Pose
    expression: Expression
    tilt: float
    nod: float
    outfit: int
    rendering: str
    framing: str
    sway: float
    light: float
    seed: int
