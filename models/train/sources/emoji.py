"""Emoji families: one subject drawn by several houses is one figure, as far apart as styles get.

Animals, creatures, people at their work and things with a clear body; no flags, letters, hands,
couples or plain yellow faces (those differ in mood, not in who they are). A person in a dark or a
light skin tone is another figure, kin to the yellow one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from PIL import Image

from models.train.sources import Basket, Folders, Identity, Picture, Source, npm
from models.train.sources.svg import drawn

LEAST_HOUSES = 3
LEAST_RESERVED_HOUSES = 2
TONES = ("", "light", "dark")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ANIMALS = _words("""
ant baby-chick badger bat bear beaver beetle bird bison black-bird black-cat blowfish boar bug
butterfly camel cat cat-face chicken chipmunk cockroach cow cow-face crab crocodile deer
dodo dog dog-face dolphin donkey dove dragon dragon-face duck eagle elephant ewe fish flamingo fly
fox frog front-facing-baby-chick giraffe goat goose gorilla guide-dog hamster hatching-chick
hedgehog hippopotamus honeybee horse horse-face jellyfish kangaroo koala lady-beetle leopard lion
lizard llama lobster mammoth microbe monkey monkey-face moose mosquito mouse mouse-face octopus
orangutan otter owl ox oyster panda parrot peacock penguin phoenix pig pig-face polar-bear poodle
rabbit rabbit-face raccoon ram rat rhinoceros rooster sauropod scorpion seal shark shrimp skunk
sloth snail snake spider spouting-whale squid swan t-rex tiger tiger-face tropical-fish
turtle two-hump-camel unicorn water-buffalo whale wolf worm zebra service-dog
""")
CREATURES = _words("""
alien angry-face-with-horns smiling-face-with-horns clown-face cowboy-hat-face ghost
goblin ogre pile-of-poo robot skull skull-and-crossbones jack-o-lantern snowman
snowman-without-snow teddy-bear nesting-dolls japanese-dolls pinata moai new-moon-face
full-moon-face first-quarter-moon-face last-quarter-moon-face sun-with-face wind-face troll
hairy-creature carousel-horse see-no-evil-monkey hear-no-evil-monkey speak-no-evil-monkey
carp-streamer dango fish-cake-with-swirl cactus mushroom
""")
THINGS = _words("""
ambulance articulated-lorry auto-rickshaw automobile bus castle delivery-truck fire-engine
flying-saucer helicopter house japanese-castle lighthouse locomotive motor-scooter motorcycle
oncoming-bus oncoming-police-car police-car racing-car rocket sailboat satellite ship small-airplane
speedboat sport-utility-vehicle taxi tractor trolleybus backpack birthday-cake candle chess-pawn
christmas-tree coffin crown doughnut evergreen-tree gem-stone hamburger hot-dog ice-cream
light-bulb lollipop money-bag palm-tree pineapple pizza red-apple soft-ice-cream strawberry
sunflower taco teapot toolbox top-hat treasure-chest trophy tulip violin volcano watermelon
""")
WORK = _words("""
artist astronaut cook construction-worker detective elf factory-worker fairy farmer firefighter
genie guard health-worker judge mage mechanic office-worker pilot police-officer scientist singer
student superhero supervillain teacher technologist vampire zombie
""")
DOING = _words("""
bald beard blond-hair curly-hair red-hair white-hair biking bouncing-ball bowing cartwheeling
climbing facepalming feeding-baby frowning gesturing-no gesturing-ok getting-haircut
getting-massage golfing in-lotus-position in-manual-wheelchair in-motorized-wheelchair
in-steamy-room in-tuxedo juggling kneeling lifting-weights mountain-biking playing-handball
playing-water-polo pouting raising-hand rowing-boat running shrugging standing surfing swimming
tipping-hand walking wearing-turban with-veil with-white-cane
""")
PEOPLE = _words("""
baby baby-angel boy child girl man old-man old-woman older-person person woman mermaid merman
merperson mrs-claus santa-claus ninja prince princess man-dancing woman-dancing ballet-dancer
horse-racing skier snowboarder person-fencing person-in-bed person-taking-bath person-with-crown
person-with-skullcap person-in-suit-levitating pregnant-woman breast-feeding selfie
woman-with-headscarf deaf-man deaf-woman
""")
MOODS_OF_A_CAT = _words("""
grinning-cat grinning-cat-with-smiling-eyes cat-with-tears-of-joy smiling-cat-with-heart-eyes
cat-with-wry-smile kissing-cat weary-cat crying-cat pouting-cat
""")
OTHER_NAMES = {
    "angry-face-with-horns": ("imp", "pouting-devil"),
    "baby-angel": ("angel", "cherub"),
    "cook": ("person-cook", "chef"),
    "genie": ("person-genie",),
    "honeybee": ("bee",),
    "mage": ("person-mage", "wizard"),
    "pile-of-poo": ("poop",),
    "front-facing-baby-chick": ("chick",),
    "lady-beetle": ("ladybug",),
    "goblin": ("japanese-goblin",),
    "ogre": ("japanese-ogre",),
    "santa-claus": ("father-christmas",),
    "spouting-whale": ("whale-spouting",),
    "superhero": ("person-superhero",),
    "supervillain": ("person-supervillain",),
}
TONE_SPELLINGS = {
    "": ("",),
    "light": ("-light-skin-tone", "-light"),
    "dark": ("-dark-skin-tone", "-dark"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One house style out of one package, and what that package's files say of its licence."""

    name: str
    package: str
    licence: str
    by: str


HOUSES = (
    House(name="noto", package="@iconify-json/noto", licence="Apache-2.0", by="Google"),
    House(name="noto-v1", package="@iconify-json/noto-v1", licence="Apache-2.0", by="Google"),
    House(name="twemoji", package="@iconify-json/twemoji", licence="CC-BY-4.0", by="Twitter"),
    House(name="emojitwo", package="@iconify-json/emojione", licence="CC-BY-4.0", by="Emoji One"),
    House(name="fluent", package="@iconify-json/fluent-emoji", licence="MIT", by="Microsoft"),
    House(
        name="fluent-flat",
        package="@iconify-json/fluent-emoji-flat",
        licence="MIT",
        by="Microsoft",
    ),
    House(name="fxemoji", package="@iconify-json/fxemoji", licence="Apache-2.0", by="Mozilla"),
)
RESERVED_HOUSES = (
    House(name="openmoji", package="@iconify-json/openmoji", licence="CC-BY-SA-4.0", by="OpenMoji"),
    House(
        name="emojione-v1",
        package="@iconify-json/emojione-v1",
        licence="CC-BY-SA-4.0",
        by="Emoji One",
    ),
    House(
        name="streamline",
        package="@iconify-json/streamline-emojis",
        licence="CC-BY-4.0",
        by="Streamline",
    ),
)


class Drawings:
    """The drawings of one house, found by the names that other houses give the same subject."""

    def __init__(self, folder: Path) -> None:
        about = json.loads((folder / "package" / "icons.json").read_text("utf-8"))
        self._side = (about.get("width", 16), about.get("height", 16))
        self._icons = about["icons"]
        aliases = {a: b["parent"] for a, b in about.get("aliases", {}).items() if len(b) == 1}
        self._by_name = {_compact(a): b for a, b in sorted(aliases.items()) if b in self._icons}
        self._by_name |= {_compact(name): name for name in sorted(self._icons)}

    def find(self, subject: str, tone: str) -> Image.Image | None:
        """The drawing of a subject; of numbered ones, which are other figures, the first."""
        for name, spelt in product(_spellings(subject), TONE_SPELLINGS[tone]):
            for spelling in (f"{name}{spelt}", f"{name}-1{spelt}"):
                if _compact(spelling) in self._by_name:
                    return self._draw(self._by_name[_compact(spelling)])
        return None

    def _draw(self, name: str) -> Image.Image:
        icon = self._icons[name]
        width = icon.get("width", self._side[0])
        height = icon.get("height", self._side[1])
        box = f"{icon.get('left', 0)} {icon.get('top', 0)} {width} {height}"
        body = icon["body"]
        return drawn(
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            f' viewBox="{box}">{body}</svg>'
        )


def _compact(name: str) -> str:
    return name.replace("-", "").lower()


def _spellings(subject: str) -> Iterator[str]:
    yield subject
    yield from OTHER_NAMES.get(subject, ())
    if subject.removesuffix("-face") in ANIMALS and subject.endswith("-face"):
        return  # the whole animal is another drawing
    if f"{subject}-face" not in ANIMALS:
        yield f"{subject}-face"


def subjects() -> Iterator[tuple[str, str, str]]:
    """Every (subject, tone, kin): kin is the subject in yellow, or of no stated gender."""
    for name in (*ANIMALS, *CREATURES, *THINGS):
        yield name, "", ""
    gendered = [(f"{who}{what}", what) for what, who in product(WORK, ("", "man-", "woman-"))]
    gendered += [
        (f"{who}-{what}", f"person-{what}")
        for what, who in product(DOING, ("person", "man", "woman"))
    ]
    gendered += [(name, name) for name in PEOPLE]
    for (name, first), tone in product(gendered, TONES):
        if tone:
            yield name, tone, name
        else:
            yield name, "", first if first != name else ""


def _read(houses: tuple[House, ...], least: int, folders: Folders) -> Iterator[Identity]:
    drawings = {house.name: Drawings(folders[house.package]) for house in houses}

    def found(*names: str, tone: str = "") -> tuple[Picture, ...]:
        return tuple(
            Picture(image=image, look=name, house=house)
            for name, (house, drawing) in product(names, drawings.items())
            if (image := drawing.find(name, tone)) is not None
        )

    for subject, tone, kin in subjects():
        pictures = found(subject, tone=tone)
        if len(pictures) >= least:
            yield Identity(name=f"{subject} {tone}".strip(), pictures=pictures, kin=kin)
    yield Identity(name="cat of many moods", pictures=found(*MOODS_OF_A_CAT), kin="cat-face")


SOURCES = (
    Source(
        name="emoji",
        style="one subject in the styles of seven emoji houses",
        basket=Basket.TRAINING,
        licence="CC-BY-4.0",
        stated="info.json (author, license) of each package: Apache-2.0, CC BY 4.0 or MIT",
        by="Google (Noto), Twitter, Emoji One, Microsoft (Fluent), Mozilla (FxEmoji)",
        packages=(
            npm("@iconify-json/noto", "1.2.9", "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad"),
            npm("@iconify-json/noto-v1", "1.2.5", "2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37"),
            npm("@iconify-json/twemoji", "1.2.5", "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7"),
            npm("@iconify-json/emojione", "1.2.3", "26a14f44284407e8bcde91799388dca2bfd91dbcd55a97f425524a1c5b73610e"),
            npm("@iconify-json/fluent-emoji", "1.2.7", "8044210dbf11e016d4de85f15d01a243423bd832457e7e2491df1b751c0e272b"),
            npm("@iconify-json/fluent-emoji-flat", "1.2.6", "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175"),
            npm("@iconify-json/fxemoji", "1.2.2", "f3e72b3c59d05e1db03b7e308d55c0d05bd7ba3f625a90da1b79313c12858eef"),
        ),
        read=partial(_read, HOUSES, LEAST_HOUSES),
        family="emoji",
    ),
    Source(
        name="emoji-reserved",
        style="one subject in the styles of three other emoji houses",
        basket=Basket.RESERVED,
        licence="CC-BY-SA-4.0",
        stated="info.json (author, license) of each package: CC BY-SA 4.0, Streamline CC BY 4.0",
        by="OpenMoji, Emoji One (first version), Streamline",
        packages=(
            npm("@iconify-json/openmoji", "1.2.29", "03181e2c156cab35cf4a62f1f7886bd971d59212e75ac3f189d5a4cae3930fc5"),
            npm("@iconify-json/emojione-v1", "1.2.3", "6641d59d48a42823fdc2b84e7427e9f302944eb98d2c7d94d6e67c139e7b37b3"),
            npm("@iconify-json/streamline-emojis", "1.2.4", "5dac87c876b322500989828c5823143e0100d78881627a2e4081a4b897cbfdbc"),
        ),
        read=partial(_read, RESERVED_HOUSES, LEAST_RESERVED_HOUSES),
        family="emoji",
    ),
)  # fmt: skip
