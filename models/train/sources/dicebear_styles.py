"""DiceBear's styles: each one artist's exchangeable parts, and which of them tell figures apart.

The art is CC0 or CC BY 4.0 as the package's LICENSE.md says style by style; Avataaars and Bottts,
"free for personal and commercial use", are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.train.sources import Basket

FIGURES = 160
HAIR = ("1d1a1a", "4a2c14", "8a5a2b", "d9b45b", "b5391f", "9a9a9a", "2f6fb0", "c65a9b", "3f8f5a")
SKIN = ("ffffff", "f7d9c0", "e3b08a", "b07a50", "6f4630", "ffffff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One artist's parts, and which of them tell figures apart.

    Colours are named as options are: `hairColor`. `mood` components change from picture to
    picture, `extras` are put on now and then, `dress` (components and colours) is changed in some
    pictures, `never` is not drawn at all or, written part:variant, not drawn that way. A figure
    that has a `lasting` variant keeps it in every mood and no other figure gets it. Everything
    else is the figure. `palette` replaces colours.
    """

    name: str
    what: str
    by: str
    mood: tuple[str, ...]
    licence: str = "CC-BY-4.0"
    basket: Basket = Basket.TRAINING
    extras: tuple[str, ...] = ()
    dress: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    palette: Mapping[str, Sequence[str]] | None = None
    family: str = ""
    figures: int = FIGURES


STYLES = (
    Style(
        name="adventurer", what="cartoon heads in bold ink", by="Lisa Wischofsky",
        mood=("eyebrows", "eyes", "mouth"), extras=("glasses", "earrings"),
        family="wischofsky",
    ),
    Style(
        name="lorelei", what="ink portraits in three-quarter view", by="Lisa Wischofsky",
        mood=("eyebrows", "eyes", "mouth"), extras=("glasses", "earrings", "hairAccessories"),
        licence="CC0-1.0", family="wischofsky",
        palette={"hair": HAIR, "skin": SKIN, "hairAccessories": ("d8435a", "e8a33d")},
    ),
    Style(
        name="big-ears", what="flat heads with large ears", by="The Visual Team",
        mood=("eyes", "mouth"), extras=("details",),
    ),
    Style(
        name="big-smile", what="flat heads with large smiles, seen from the side", by="Ashley Seo",
        mood=("eyes", "mouth"), extras=("accessories",),
        never=("accessories:sailormoonCrown",),
    ),
    Style(
        name="croodles", what="scribbled faces", by="vijay verma", mood=("eyes", "mouth"),
        palette={"base": SKIN},
    ),
    Style(
        name="dylan", what="poster heads in few colours", by="Natalia Spivak", mood=("mood",),
        palette={
            "hair": ("000000", "ff543d", "fff500", "1d5dff", "ffffff", "7b3fa0", "2f9e5b"),
            "skin": ("ffd6c0", "c26450", "8a4a35", "f2b58f"),
        },
        figures=120,
    ),
    Style(
        name="micah", what="outlined busts with flat colours", by="Micah Lanier",
        mood=("eyebrows", "eyes", "mouth"), extras=("glasses", "earrings"),
        dress=("clothes", "shirtColor"), never=("hair:dougFunny", "hair:dannyPhantom"),
    ),
    Style(
        name="miniavs", what="small flat busts seen from the side", by="Webpixels",
        mood=("eyes", "mouth", "blush"), extras=("glasses",), dress=("body", "bodyColor"),
        palette={
            "hair": ("47280b", "1b0b47", "ad3a20", "d8a13a", "8f8f8f", "222222"),
            "body": ("e05a33", "3633e0", "ff4dd8", "2f9e5b", "f0c419", "555555"),
        },
        figures=130,
    ),
    Style(
        name="notionists", what="ink busts with gestures", by="Zoish", licence="CC0-1.0",
        mood=("eyebrows", "eyes", "mouth", "gesture"), extras=("glasses", "gesture"),
        dress=("clothes", "clothesGraphic"),
        palette={"paper": ("ffffff", "ffffff", "f7d9c0", "cfe3f2", "dff0d0", "f4d4e2", "f6e8b1")},
    ),
    Style(
        name="open-peeps", what="hand-drawn busts", by="Pablo Stanley", licence="CC0-1.0",
        basket=Basket.RESERVED, mood=("expression",), extras=("accessories",),
        dress=("clothingColor",), never=("mask", "expression:cyclops", "expression:monster"),
        family="open-peeps",
    ),
    Style(
        name="personas", what="soft flat busts", by="Draftbit",
        mood=("eyes", "mouth"), dress=("clothes", "clothingColor"),
    ),
    Style(
        name="toon-head", what="flat cartoon busts", by="Johan Melin",
        mood=("eyebrows", "eyes", "mouth"), dress=("clothes", "clothesColor"),
        palette={"hair": ("2c1b18", "a55728", "b58143", "d6b370", "724133", "8c8c8c", "b3402a")},
    ),
    Style(
        name="pixel-art", what="busts in coarse pixels", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth"), extras=("glasses", "hat", "accessories"),
        dress=("clothes", "clothingColor"),
    ),
    Style(
        name="critters", what="shiny one-piece monsters", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth", "cheeks"), family="dicebear-creatures",
        lasting=("eyes:mono", "eyes:monoSleepy", "eyes:trio", "eyes:threeRow", "eyes:four"),
    ),
    Style(
        name="clay", what="clay monsters", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth"), family="dicebear-creatures",
        lasting=("eyes:mono", "eyes:trio"),
    ),
    Style(
        name="sprouts", what="potted plants with faces", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth", "cheeks"), family="dicebear-creatures",
    ),
    Style(
        name="moods", what="soft faces of one colour", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth", "cheeks"), family="dicebear-creatures", figures=80,
    ),
    Style(
        name="cutouts", what="faces cut out of paper", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth", "brows", "cheeks"), never=("paperBack",),
    ),
    Style(
        name="marbles", what="glass balls with faces and hats", by="DiceBear", licence="CC0-1.0",
        mood=("eyes", "mouth"), family="dicebear-marbles", figures=48,
    ),
    Style(
        name="voxel-art", what="people of blocks, whole figures", by="DiceBear",
        licence="CC0-1.0", basket=Basket.RESERVED, mood=("eyes", "mouth", "eyebrows"),
        extras=("glasses", "cheeks"), dress=("outfit", "shirtColor", "pantsColor", "jacketColor"),
        family="dicebear-voxels",
    ),
    Style(
        name="voxel-bot", what="robots of blocks", by="DiceBear", licence="CC0-1.0",
        basket=Basket.RESERVED, mood=("eyes", "mouth"), extras=("chest",), dress=("chest",),
        family="dicebear-voxels", figures=120,
    ),
)  # fmt: skip
