"""The cast: twelve invented characters that are registered, and three look-alikes that are not.

A character knows how it is drawn and by which words a prompt means it, with or without its name.
Its owner's side (names, descriptions, controls) stands in `policies/*.yaml`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from guardrail.demo.figures.arctic_fox import arctic_fox
from guardrail.demo.figures.awamaru import awamaru
from guardrail.demo.figures.brush import Brush
from guardrail.demo.figures.clock_robot import clock_robot
from guardrail.demo.figures.ember import ember
from guardrail.demo.figures.kitsunebi import kitsunebi
from guardrail.demo.figures.kurarin import kurarin
from guardrail.demo.figures.meridian import meridian
from guardrail.demo.figures.oskar import oskar
from guardrail.demo.figures.pekoe import pekoe
from guardrail.demo.figures.pinewick import pinewick
from guardrail.demo.figures.pose import Pose
from guardrail.demo.figures.red_hero import red_hero
from guardrail.demo.figures.sagihime import sagihime
from guardrail.demo.figures.thistle import thistle
from guardrail.demo.figures.tsukimi import tsukimi
from guardrail.demo.figures.yuzumo import yuzumo

_MARGIN = 0.88
"""Figures are drawn a little smaller than their square, so that a raised arm stays inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One figure: `id` is the asset id in the registry, or `nobody/...` for a look-alike.

    A prompt means it by one of `names` (with `name_is_word`, only beside other words of its own), or
    by one of `nouns` together with what tells it apart: `marks` weigh more than `colours`.
    `height` is its size beside the others (1 is usual); `afloat` figures have no feet on the ground.
    """

    id: str
    names: tuple[str, ...]
    description: str
    nouns: frozenset[str]
    marks: frozenset[str]
    colours: frozenset[str]
    paint: Callable[[Brush, Pose], None]
    name_is_word: bool = False
    height: float = 1.0
    afloat: bool = False

    @property
    def registered(self) -> bool:
        """Whether a rights holder has registered it."""
        return not self.id.startswith("nobody/")

    @property
    def slug(self) -> str:
        """The part of the id behind the holder."""
        return self.id.partition("/")[2]

    def draw(self, side_px: int, pose: Pose, *, flip: bool = False) -> Image.Image:
        """The figure alone: RGBA, side_px × side_px, transparent around it."""
        brush = Brush(side_px, flip=flip)
        with brush.at(0.0, 0.04, scale=_MARGIN):
            self.paint(brush, pose)
        return brush.picture()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CAST: tuple[Character, ...] = (
    Character(
        id="kaze/kitsunebi",
        names=("Kitsunebi", "狐火", "きつねび"),
        description="small white fox spirit with a blue flame on its tail and a red bib",
        nouns=_words("fox kitsune vixen 狐 きつね キツネ"),
        marks=_words("spirit ghost flame fire bib 炎 前掛け 精"),
        colours=_words("small white blue red tail 白い 青い 赤い"),
        paint=kitsunebi,
        height=0.9,
    ),
    Character(
        id="kaze/awamaru",
        names=("Awamaru", "泡丸", "あわまる"),
        description="boxy mint green robot with a round washing machine window full of bubbles "
        "in its chest and orange mittens",
        nouns=_words("robot android ロボット"),
        marks=_words("washing laundry bubble bubbles porthole mitten mittens 泡 洗濯機"),
        colours=_words("boxy mint green round orange window"),
        paint=awamaru,
        height=0.95,
    ),
    Character(
        id="kaze/yuzumo",
        names=("Yuzumo", "ゆずも", "ユズモ"),
        description="round yellow citrus creature with two leaves and a white flower on its head "
        "and a fruit slice on its belly",
        nouns=_words("citrus lemon yuzu creature fruit ゆず 柚子"),
        marks=_words("belly slice sprout sleepy leaf leaves 葉 お腹"),
        colours=_words("round yellow citrus fruit white flower head"),
        paint=yuzumo,
        height=0.7,
    ),
    Character(
        id="kaze/sagihime",
        names=("Sagihime", "鷺姫", "さぎひめ"),
        description="tall heron lady in a violet kimono who carries a yellow paper umbrella",
        nouns=_words("heron crane egret 鷺 サギ"),
        marks=_words("kimono umbrella parasol lady 着物 傘"),
        colours=_words("tall violet purple yellow paper grey"),
        paint=sagihime,
        height=1.25,
    ),
    Character(
        id="kaze/tsukimi",
        names=("Tsukimi", "月見", "つきみ"),
        name_is_word=True,
        description="grey cat witch in an orange robe and a wide teal hat with a crescent moon, "
        "holding a lantern staff",
        nouns=_words("cat kitten witch 猫 魔女"),
        marks=_words("witch hat staff robe crescent 帽子 杖"),
        colours=_words("grey gray teal orange moon lantern wide 灰色"),
        paint=tsukimi,
        height=0.9,
    ),
    Character(
        id="kaze/kurarin",
        names=("Kurarin", "くらりん", "クラリン"),
        description="lilac jellyfish child with star freckles, a pink frill and a string of pearls",
        nouns=_words("jellyfish medusa クラゲ くらげ"),
        marks=_words("freckle freckles frill pearl pearls ribbon 真珠"),
        colours=_words("lilac purple violet pink star child smiling"),
        paint=kurarin,
        height=0.85,
        afloat=True,
    ),
    Character(
        id="northlight/ember",
        names=("Ember",),
        name_is_word=True,
        description="plump charcoal dragon with orange wings, one broken horn and a golden bell "
        "round its neck",
        nouns=_words("dragon drake"),
        marks=_words("bell horn plump charcoal"),
        colours=_words("grey gray black orange golden wings broken neck"),
        paint=ember,
        height=0.95,
    ),
    Character(
        id="northlight/meridian",
        names=("Captain Meridian",),
        description="masked hero in a teal and gold suit with a compass star on the chest, "
        "a plum cape over one shoulder and a white streak in swept hair",
        nouns=_words("hero superhero heroine"),
        marks=_words("compass streak shoulder"),
        colours=_words("teal gold golden masked cape star suit plum"),
        paint=meridian,
        height=1.15,
    ),
    Character(
        id="northlight/pekoe",
        names=("Pekoe", "Mister Pekoe"),
        name_is_word=True,
        description="blue and white china teapot with a face and two legs, wearing a striped "
        "knitted bobble hat",
        nouns=_words("teapot"),
        marks=_words("face legs hat knitted bobble walking smiling"),
        colours=_words("blue white china striped porcelain"),
        paint=pekoe,
        height=0.75,
    ),
    Character(
        id="northlight/thistle",
        names=("Dame Thistle",),
        description="girl knight in silver armour with a long green braid, a wooden sword and "
        "a round shield with a purple thistle",
        nouns=_words("knight"),
        marks=_words("braid thistle wooden plume"),
        colours=_words("girl green silver purple shield sword round"),
        paint=thistle,
        height=1.0,
    ),
    Character(
        id="northlight/oskar",
        names=("Oskar Button",),
        description="patchwork plush bear with two different button eyes, a checked blue ear, "
        "a purple bow tie and a star on its belly",
        nouns=_words("bear teddy"),
        marks=_words("patchwork button buttons plush stitched"),
        colours=_words("brown blue checked purple bow star belly"),
        paint=oskar,
        height=0.8,
    ),
    Character(
        id="northlight/pinewick",
        names=("Pinewick",),
        description="huge mossy troll with pine trees growing on its shoulders and a red birdhouse "
        "on a string round its neck",
        nouns=_words("troll giant ogre"),
        marks=_words("mossy moss birdhouse pine pines shoulders"),
        colours=_words("huge green shaggy red trees neck"),
        paint=pinewick,
        height=1.35,
    ),
)

LOOKALIKES: tuple[Character, ...] = (
    Character(
        id="nobody/arctic-fox",
        names=(),
        description="white arctic fox with dark legs in a green scarf",
        nouns=_words("fox vixen 狐 きつね キツネ"),
        marks=_words("arctic scarf wild"),
        colours=_words("white green snow dark"),
        paint=arctic_fox,
        height=0.8,
    ),
    Character(
        id="nobody/clock-robot",
        names=(),
        description="thin mint green robot on one wheel with a clock in its chest and a single eye",
        nouns=_words("robot android ロボット"),
        marks=_words("clock wheel single thin"),
        colours=_words("mint green brass eye"),
        paint=clock_robot,
        height=1.05,
    ),
    Character(
        id="nobody/red-hero",
        names=(),
        description="slim hero in a red and white suit with goggles, a ponytail and a white cape",
        nouns=_words("hero superhero heroine"),
        marks=_words("goggles ponytail plane"),
        colours=_words("red white masked cape suit"),
        paint=red_hero,
        height=1.05,
    ),
)

BY_ID = {character.id: character for character in (*CAST, *LOOKALIKES)}
